/* The program's version, as --version and the footers of workbooks print it. */
#ifndef GEN_VERSION_H
#define GEN_VERSION_H

#define VERSION "0.1"

#endif
