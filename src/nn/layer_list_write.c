#include "nn/constraint.h"
#include "nn/layer_list.h"

static void write_layer(const struct layer_item *item, int indent, struct text *text)
{
    bool beside = item->name || item->input || item->output || item->constraint;
    if (item->type->named.fields[0].name) {
        text_add(text, "%*s- %s: ", indent, "", item->type->named.name);
        fields_write_inline(item->type->named.fields, item->settings, text);
        text_add(text, "\n");
    } else {
        text_add(text, "%*s- %s%s\n", indent, "", item->type->named.name, beside ? ":" : "");
    }
}

static void write_label(const char *key, const char *label, int indent, struct text *text)
{
    if (label) {
        text_add(text, "%*s%s: ", indent + 2, "", key);
        yaml_write_scalar(text, label);
        text_add(text, "\n");
    }
}

void layer_list_write(const struct layer_list *list, int indent, struct text *text)
{
    for (int i = 0; i < list->count; i++) {
        const struct layer_item *item = &list->items[i];
        if (item->type == &layer_residual) {
            text_add(text, "%*s- residual:\n", indent, "");
            layer_list_write(&item->block, indent + 4, text);
        } else {
            write_layer(item, indent, text);
        }
        write_label("name", item->name, indent, text);
        write_label("input", item->input, indent, text);
        write_label("output", item->output, indent, text);
        write_label("constraint", item->constraint ? item->constraint->named.name : NULL, indent, text);
    }
}
