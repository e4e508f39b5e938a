#include "run/metrics_read.h"

#include "base/file.h"
#include "run/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct metric_series *find_series(struct metric_table *table, const char *name)
{
    for (int i = 0; i < table->count; i++) {
        if (strcmp(table->series[i].name, name) == 0) {
            return &table->series[i];
        }
    }
    if (table->count == METRICS_MAX || strlen(name) >= sizeof table->series[0].name) {
        return NULL;
    }
    struct metric_series *series = &table->series[table->count++];
    strcpy(series->name, name);
    return series;
}

static bool grow(struct metric_series *series)
{
    int capacity = series->capacity ? 2 * series->capacity : 64;
    double *steps = realloc(series->steps, (size_t)capacity * sizeof *steps);
    series->steps = steps ? steps : series->steps;
    double *values = realloc(series->values, (size_t)capacity * sizeof *values);
    series->values = values ? values : series->values;
    series->capacity = steps && values ? capacity : series->capacity;
    return steps && values;
}

static bool add_point(struct metric_table *table, const char *name, double step, double value)
{
    struct metric_series *series = find_series(table, name);
    if (!series || (series->count == series->capacity && !grow(series))) {
        return false;
    }
    series->steps[series->count] = step;
    series->values[series->count++] = value;
    return true;
}

static double as_written(double value)
{
    char text[32];
    metrics_value_text(value, text);
    return strtod(text, NULL);
}

bool metrics_add(struct metric_table *table, int64_t step, const struct metric *metrics, int count)
{
    bool done = true;
    for (int i = 0; i < count && done; i++) {
        double value = isfinite(metrics[i].value) ? as_written(metrics[i].value) : (double)NAN;
        done = add_point(table, metrics[i].name, (double)step, value);
    }
    return done;
}

static bool add_record(struct metric_table *table, const char *line, size_t length)
{
    cJSON *record = json_parse(line, length, NULL);
    const cJSON *step = cJSON_GetObjectItemCaseSensitive(record, "step"), *item;
    bool done = cJSON_IsNumber(step);
    cJSON_ArrayForEach(item, record)
    {
        double value = cJSON_IsNumber(item) ? item->valuedouble : (double)NAN;
        done = done && (item == step || add_point(table, item->string, step->valuedouble, value));
    }
    cJSON_Delete(record);
    return done;
}

static bool add_lines(struct metric_table *table, const char *text, const char *path, struct fg_error *error)
{
    int number = 1;
    for (const char *end; (end = strchr(text, '\n')); text = end + 1, number++) {
        if (!add_record(table, text, (size_t)(end - text))) {
            return fg_fail(error, FG_FAILED, "%s:%d: no record of metrics, or out of memory", path, number);
        }
    }
    return true;
}

bool metrics_read(struct metric_table *table, const struct run_folder *folder, struct fg_error *error)
{
    char path[4096];
    struct bytes bytes;
    *table = (struct metric_table){0};
    if (!run_folder_path(folder, path, sizeof path, "metrics.jsonl", error)) {
        return false;
    }
    if (!file_exists(path)) {
        return true;
    }
    if (!file_read(path, &bytes, error)) {
        return false;
    }
    bool done = add_lines(table, (const char *)bytes.data, path, error);
    free(bytes.data);
    if (!done) {
        metrics_free(table);
    }
    return done;
}

void metrics_free(struct metric_table *table)
{
    for (int i = 0; i < table->count; i++) {
        free(table->series[i].steps);
        free(table->series[i].values);
    }
    table->count = 0;
}
