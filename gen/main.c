#include <stdio.h>

int main(void) {
    fputs("usage: fleetsheet COMMAND LAB [PARAMS.csv]\n", stderr);
    return 2;
}
