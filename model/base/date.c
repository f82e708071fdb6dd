#include "base/date.h"

bool date_read(const char *text, struct date *date) {
    static const char pattern[] = "0000-00-00";
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int numbers[] = {0, 0, 0}, part = 0;
    size_t at = 0;
    for (; text[at] && at < sizeof pattern; at++) {
        if (pattern[at] == '0' ? text[at] < '0' || text[at] > '9' : text[at] != pattern[at])
            return false;
        if (pattern[at] == '0')
            numbers[part] = numbers[part] * 10 + text[at] - '0';
        else
            part++;
    }
    int year = numbers[0], month = part > 0 ? numbers[1] : 1, day = part > 1 ? numbers[2] : 1;
    if ((at != 4 && at != 7 && at != 10) || year < 1901 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > month_days[month - 1] + (leap && month == 2))
        return false;
    /* The last day of the month or year, if no other is given. */
    int until = part > 0 ? month : 12, days = part > 1 ? day : month_days[until - 1] + (leap && until == 2);
    int before = year - 1; /* the leap years before 1900 are 460 */
    for (int i = 0; i < until - 1; i++)
        days += month_days[i] + (leap && i == 1);
    *date = (struct date){.year = year,
                          .month = month,
                          .day = day,
                          .serial = 365 * (year - 1900) + before / 4 - before / 100 + before / 400 - 460 + 1 + days,
                          .length = at};
    return true;
}
