/* The program's version: the one place that says it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define FLEETSHEET_VERSION "0.2"

#endif
