/* Private to key: predictions as a sheet prints them. */
#ifndef KEY_STATED_H
#define KEY_STATED_H

#include "key/key.h"

/* Fills in what a sheet prints of the entry's predictions, from the exact ones; `holds` must say which are right. */
void key_state_predictions(struct key_entry *entry, const struct key_stated *exact, double actual);

#endif
