#include "base/version.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIGITS = 11 };

bool version_date(time_t *seconds, struct tm *date) {
    const char *text = getenv("SOURCE_DATE_EPOCH");
    if (!text || !*text || strlen(text) > MOST_DIGITS || text[strspn(text, "0123456789")])
        return false;
    *seconds = (time_t)strtoll(text, NULL, 10);
    return gmtime_r(seconds, date);
}
