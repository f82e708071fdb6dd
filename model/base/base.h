/* The ground that everything stands on, and the door to it: memory and text, diagnostics and sources, numbers, hashes,
 * the program's version. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/version.h"
#include "base/whole.h"

#endif
