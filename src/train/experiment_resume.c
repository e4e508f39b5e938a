#include "train/experiment.h"

#include <string.h>

/* What a run that goes on must leave as it was: rows that are `fixed`, or in a group that is. */
struct comparison {
    const struct experiment *before, *after;
    struct fg_error *error;
};

/* Only the changes can have changed something. The value it had is shown, but of lists. */
static bool fail_fixed(const struct comparison *comparison, const struct field *row, const char *path,
                       const char *reason, const char *written)
{
    static const struct yaml_node command_line = {.kind = YAML_SCALAR, .text = ""};
    const char *colon = strstr(written, ": "), *value = colon && !field_is_node(row) ? colon + 2 : "";
    return yaml_fail(&comparison->after->document, &command_line, comparison->error,
                     "%s: a run that goes on keeps it%s%.*s: %s; begin a new run to change it", path,
                     *value ? ", at " : "", (int)strcspn(value, "\n"), value, reason);
}

static bool check_row(const struct comparison *comparison, const struct field *row, const char *path,
                      const char *reason, const void *before, const void *after)
{
    const struct field alone[] = {*row, {0}};
    struct text ours = {0}, theirs = {0};
    bool done = experiment_write_rows(comparison->before, alone, before, &ours, comparison->error) &&
                experiment_write_rows(comparison->after, alone, after, &theirs, comparison->error);
    const char *was = ours.data ? ours.data : "", *is = theirs.data ? theirs.data : "";
    bool same = done && strcmp(was, is) == 0;
    if (done && !same) {
        fail_fixed(comparison, row, path, reason, was);
    }
    text_free(&ours);
    text_free(&theirs);
    return same;
}

static bool check_rows(const struct comparison *comparison, const struct field *rows, const char *path,
                       const char *reason, const void *before, const void *after);

/* What a choice brings with it; where another is made now, the choice itself was free to change. */
static bool check_own(const struct comparison *comparison, const struct field *rows, const struct field *own,
                      const char *path, const char *reason, const void *before, const void *after)
{
    const struct named *chosen = field_chosen(rows, own, after);
    const void *ours = (const char *)before + own->offset, *theirs = (const char *)after + own->offset;
    return !chosen->fields || field_chosen(rows, own, before) != chosen ||
           check_rows(comparison, chosen->fields, path, reason, *(const void *const *)ours,
                      *(const void *const *)theirs);
}

/* reason: of the group, or NULL. */
static bool check_rows(const struct comparison *comparison, const struct field *rows, const char *path,
                       const char *reason, const void *before, const void *after)
{
    bool done = true;
    for (const struct field *row = rows; row->name && done; row++) {
        const char *why = row->fixed ? row->fixed : reason;
        struct text below = {0};
        text_add(&below, "%s%s%s", path, *path ? "." : "", row->name);
        if (below.failed) {
            done = fg_fail(comparison->error, FG_FAILED, "out of memory");
        } else if (row->kind == FIELD_OWN) {
            done = check_own(comparison, rows, row, path, why, before, after);
        } else if (row->kind == FIELD_GROUP) {
            done = check_rows(comparison, row->rows, below.data, why, (const char *)before + row->offset,
                              (const char *)after + row->offset);
        } else if (why) {
            done = check_row(comparison, row, below.data, why, before, after);
        }
        text_free(&below);
    }
    return done;
}

static bool check(const struct experiment *before, const struct experiment *after, struct fg_error *error)
{
    struct comparison comparison = {before, after, error};
    return check_rows(&comparison, experiment_fields, "", NULL, before, after) &&
           check_rows(&comparison, optimizer_fields, "optimizer.generator", NULL, &before->generator_optimizer,
                      &after->generator_optimizer) &&
           check_rows(&comparison, optimizer_fields, "optimizer.discriminator", NULL, &before->discriminator_optimizer,
                      &after->discriminator_optimizer);
}

bool experiment_load_run(struct experiment *experiment, const char *path, const struct experiment_changes *changes,
                         struct fg_error *error)
{
    struct experiment before;
    if (!experiment_load(&before, path, NULL, 0, error)) {
        return false;
    }
    bool done = experiment_load_changed(experiment, path, changes, error);
    if (done && !check(&before, experiment, error)) {
        experiment_free(experiment);
        done = false;
    }
    experiment_free(&before);
    return done;
}
