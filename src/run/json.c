#include "run/json.h"

#include "base/locale.h"

#include <math.h>

cJSON *json_parse(const char *text, size_t size, const char **end)
{
    locale_t before = locale_plain();
    cJSON *value = cJSON_ParseWithLengthOpts(text, size, end, false);
    locale_restore(before);
    return value;
}

char *json_print(const cJSON *value, bool indented)
{
    locale_t before = locale_plain();
    char *text = indented ? cJSON_Print(value) : cJSON_PrintUnformatted(value);
    locale_restore(before);
    return text;
}

bool json_integer(const cJSON *item, double minimum, double maximum, long long *value)
{
    double number = cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
    bool good = number >= minimum && number <= maximum && number == floor(number);
    *value = good ? (long long)number : 0;
    return good;
}
