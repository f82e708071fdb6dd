/* The door to the room at the bottom: memory and text, characters, dates, diagnostics and sources, names, numbers,
 * hashes, hash tables, the program's version, and what only Linux has. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/characters.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/identity.h"
#include "base/name.h"
#include "base/number.h"
#include "base/record.h"
#include "base/source.h"
#include "base/system.h"
#include "base/table.h"
#include "base/text.h"
#include "base/version.h"
#include "base/whole.h"

#endif
