/* The program's version. This is the only place that states it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define FLEETSHEET_VERSION "0.2"

#endif
