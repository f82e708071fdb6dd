/* The program's version, as --version and the footers of workbooks print it. */
#ifndef VERSION_H
#define VERSION_H

#define VERSION "0.1"

#endif
