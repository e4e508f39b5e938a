#include "../support.h"
#include "config/fields.h"

#include <criterion/criterion.h>

#include <string.h>

/* Rows of a table that have fields of their own, two levels of them. */

struct chip {
    int cores;
};

struct fan {
    double speed;
    int chip;
    const void *chip_own;
};

struct heat {
    double degrees;
    double speed;
    const struct yaml_node *plan;
    struct chip spare;
};

struct machine {
    int kind;
    double power;
    const void *own;
};

struct room {
    const char *name;
    struct machine machine;
};

#define AT(type, member) .offset = offsetof(struct type, member)
static const struct field chip_rows[] = {
    {.name = "cores", .kind = FIELD_INT, AT(chip, cores), .fallback = "2", .minimum = 1, .maximum = 8, .help = "of it"},
    {0},
};
static const struct named fast = {"fast", "many cores", chip_rows, sizeof(struct chip)};
static const struct named plain = {"plain", "none", NULL, 0};
static const struct named *const chips[] = {&plain, &fast, NULL};

static const struct field fan_rows[] = {
    {.name = "speed", .kind = FIELD_NUMBER, AT(fan, speed), .fallback = "0.5", .maximum = 1, .help = "turns"},
    {.name = "chip", .kind = FIELD_CHOICE, AT(fan, chip), .fallback = "plain", .choices = chips},
    {.name = "chip", .kind = FIELD_OWN, AT(fan, chip_own)},
    {0},
};
static const struct field heat_rows[] = {
    {.name = "degrees", .kind = FIELD_NUMBER, AT(heat, degrees), .maximum = 30, .help = "wanted"},
    {.name = "speed", .kind = FIELD_NUMBER, AT(heat, speed), .fallback = "3", .maximum = 9},
    {.name = "plan", .kind = FIELD_NODE, AT(heat, plan)},
    {.name = "spare", .kind = FIELD_GROUP, AT(heat, spare), .fallback = "", .rows = chip_rows},
    {0},
};
static const struct named off = {"off", "nothing", NULL, 0};
static const struct named fan = {"fan", "moves air", fan_rows, sizeof(struct fan)};
static const struct named blower = {"blower", "moves more air", fan_rows, sizeof(struct fan)};
static const struct named heater = {"heater", "warms", heat_rows, sizeof(struct heat)};
static const struct named *const machines[] = {&off, &fan, &blower, &heater, NULL};

static const struct field machine_rows[] = {
    {.name = "kind", .kind = FIELD_CHOICE, AT(machine, kind), .fallback = "fan", .choices = machines},
    {.name = "kind", .kind = FIELD_OWN, AT(machine, own)},
    {.name = "power", .kind = FIELD_NUMBER, AT(machine, power), .fallback = "1", .maximum = 2},
    {0},
};
static const struct field room_rows[] = {
    {.name = "name", .kind = FIELD_TEXT, AT(room, name), .fallback = "hall"},
    {.name = "machine", .kind = FIELD_GROUP, AT(room, machine), .fallback = "", .rows = machine_rows},
    {0},
};

static struct yaml_document document;

static bool load(const char *text, struct room *room, struct fg_error *error)
{
    yaml_close(&document);
    cr_assert(yaml_load_text(&document, "x.yaml", text, error), "%s", error->message);
    memset(room, 0xAA, sizeof *room);
    return fields_read(room_rows, &document, document.root, "", room, error);
}

static struct room read_room(const char *text)
{
    struct room room;
    struct fg_error error;
    cr_assert(load(text, &room, &error), "%s", error.message);
    return room;
}

static void want_error(const char *text, const char *message)
{
    struct room room;
    struct fg_error error;
    cr_assert_not(load(text, &room, &error), "read: %s", text);
    cr_assert_eq(error.code, FG_USAGE);
    cr_expect_str_eq(error.message, message, "%s: %s", text, error.message);
}

static void unload(void)
{
    yaml_close(&document);
}

TestSuite(fields_own, .fini = unload);

Test(fields_own, reads_what_the_choice_has)
{
    struct room room = read_room("machine: {}");
    const struct fan *own = room.machine.own;
    cr_assert_eq(own->speed, 0.5);
    cr_assert_null(own->chip_own);
    own = read_room("machine: {power: 2, speed: 0.25, kind: blower}").machine.own;
    cr_assert_eq(own->speed, 0.25);
    cr_assert_null(read_room("machine: off").machine.own);
    const struct heat *heat =
        read_room("machine: {kind: heater, degrees: 7, spare: {cores: 3}, plan: [a]}").machine.own;
    cr_assert_eq(heat->degrees, 7);
    cr_assert_eq(heat->speed, 3);
    cr_assert_eq(heat->spare.cores, 3);
    cr_assert_eq(heat->plan->count, 1);
}

Test(fields_own, reads_what_a_choice_in_it_has)
{
    const struct fan *own = read_room("machine: {chip: fast}").machine.own;
    const struct chip *chip = own->chip_own;
    cr_assert_eq(chip->cores, 2);
    own = read_room("machine: {chip: fast, kind: blower, cores: 8}").machine.own;
    chip = own->chip_own;
    cr_assert_eq(chip->cores, 8);
}

Test(fields_own, says_whose_a_key_is)
{
    want_error(
        "machine:\n  kind: heater\n  degrees: 3\n  chip: fast\n",
        "x.yaml:4:3: machine.chip: belongs to `kind: fan, blower`, and this is `kind: heater`, which has degrees, "
        "speed, plan, spare");
    want_error("machine:\n  kind: off\n  cores: 3\n",
               "x.yaml:3:3: machine.cores: belongs to `kind: fan, blower`, and this is `kind: off`");
    want_error("machine: {cores: 3}", "x.yaml:1:11: machine.cores: belongs to `chip: fast`, and this is `chip: plain`");
    want_error(
        "machine: {degrees: 3, kind: blower}",
        "x.yaml:1:11: machine.degrees: belongs to `kind: heater`, and this is `kind: blower`, which has speed, chip");
}

Test(fields_own, suggests_common_and_own_keys)
{
    want_error("machine: {sped: 1}",
               "x.yaml:1:11: machine.sped: unknown key; did you mean \"speed\"? known: kind, speed, chip, power");
    want_error("machine: {kind: heater, powr: 1}",
               "x.yaml:1:25: machine.powr: unknown key; did you mean \"power\"? known: kind, degrees, speed, plan, "
               "spare, power");
    want_error(
        "machine: {chip: fast, core: 1}",
        "x.yaml:1:23: machine.core: unknown key; did you mean \"cores\"? known: kind, speed, chip, cores, power");
}

Test(fields_own, places_errors_in_it)
{
    want_error("machine: {speed: 7}", "x.yaml:1:18: machine.speed: want 0..1, got 7");
    want_error("machine: {chip: fast, cores: 0}", "x.yaml:1:30: machine.cores: want 1..8, got 0");
    want_error("machine:\n  kind: heater\n", "x.yaml:2:3: machine.degrees: missing: want a number 0..30 (wanted)");
    want_error("machine: {kind: fann, degrees: 3}",
               "x.yaml:1:17: machine.kind: want one of off, fan, blower, heater, got "
               "\"fann\"; did you mean \"fan\"?");
}

Test(fields_own, passes_over_what_an_earlier_version_wrote)
{
    struct room room;
    struct fg_error error;
    static const char text[] = "machine: {kind: heater, degrees: 7, chip: fast, cores: 100, power: 0.5}";
    cr_assert_not(load(text, &room, &error));
    document.earlier = true;
    cr_assert(fields_read(room_rows, &document, document.root, "", &room, &error), "%s", error.message);
    cr_assert_eq(room.machine.power, 0.5);
    cr_assert_eq(((const struct heat *)room.machine.own)->degrees, 7);
    cr_assert(yaml_override(&document, "machine.typo=1", &error));
    cr_assert_not(fields_read(room_rows, &document, document.root, "", &room, &error));
    support_contains(error.message, "command line: machine.typo: unknown key");
    cr_assert_not(load(text, &room, &error));
    document.earlier = true;
    document.root->items[0]->keys[2]->line = 0; /* as from the command line */
    cr_assert_not(fields_read(room_rows, &document, document.root, "", &room, &error));
    support_contains(error.message, "command line: machine.chip: belongs to `kind: fan, blower`");
}

/* The command line may make another choice than the file, whose keys of the first mean nothing then. */
Test(fields_own, passes_over_what_is_of_another_choice_than_the_command_lines)
{
    struct room room;
    struct fg_error error;
    cr_assert(load("machine: {kind: heater, degrees: 7}", &room, &error), "%s", error.message);
    cr_assert(yaml_override(&document, "machine.kind=fan", &error));
    cr_assert(fields_read(room_rows, &document, document.root, "", &room, &error), "%s", error.message);
    cr_assert_str_eq(machines[room.machine.kind]->name, "fan");
    cr_assert(yaml_override(&document, "machine.degrees=8", &error));
    cr_assert_not(fields_read(room_rows, &document, document.root, "", &room, &error));
    support_contains(error.message, "machine.degrees: belongs to `kind: heater`");
}

static const struct yaml_node *parse(const char *text)
{
    struct fg_error error;
    cr_assert(yaml_override(&document, text, &error), "%s", error.message);
    return yaml_get(document.root, "other");
}

Test(fields_own, updates_a_struct_of_its_own)
{
    struct fg_error error;
    struct room room = read_room("{name: other, machine: {speed: 0.25, chip: fast, cores: 5}}");
    const struct fan *first = room.machine.own;
    struct machine machine = room.machine;
    const struct yaml_node *node = parse("other={cores: 6}");
    cr_assert(fields_update(machine_rows, &document, node, "other", &machine, &error), "%s", error.message);
    const struct fan *second = machine.own;
    cr_assert_eq(second->speed, 0.25);
    cr_assert_eq(((const struct chip *)second->chip_own)->cores, 6);
    cr_assert_eq(((const struct chip *)first->chip_own)->cores, 5, "what is shared stays");
    node = parse("other={kind: blower, power: 0.5}");
    cr_assert(fields_update(machine_rows, &document, node, "other", &machine, &error), "%s", error.message);
    cr_assert_eq(((const struct fan *)machine.own)->speed, 0.25, "it has the same fields");
    node = parse("other={kind: heater, degrees: 5}");
    cr_assert(fields_update(machine_rows, &document, node, "other", &machine, &error), "%s", error.message);
    cr_assert_eq(((const struct heat *)machine.own)->speed, 3, "other fields begin with defaults");
    node = parse("other=off");
    cr_assert(fields_update(machine_rows, &document, node, "other", &machine, &error), "%s", error.message);
    cr_assert_null(machine.own);
    node = parse("other={kind: heater}");
    cr_assert_not(fields_update(machine_rows, &document, node, "other", &machine, &error));
    support_contains(error.message, "other.degrees: missing");
}

Test(fields_own, writes_it_beside_its_choice)
{
    struct text block = {0}, again = {0}, line = {0};
    struct room room = read_room("machine: {chip: fast, speed: 0.25}");
    fields_write(room_rows, &room, 0, &block, NULL, NULL);
    cr_assert_str_eq(block.data,
                     "name: hall\nmachine:\n  kind: fan\n  speed: 0.25\n  chip: fast\n  cores: 2\n  power: 1\n");
    fields_write_inline(machine_rows, &room.machine, &line);
    cr_assert_str_eq(line.data, "{kind: fan, speed: 0.25, chip: fast, cores: 2, power: 1}");
    room = read_room(block.data);
    fields_write(room_rows, &room, 0, &again, NULL, NULL);
    cr_assert_str_eq(again.data, block.data);
    text_free(&again);
    room = read_room("machine: off");
    fields_write(room_rows, &room, 0, &again, NULL, NULL);
    cr_assert_str_eq(again.data, "name: hall\nmachine:\n  kind: off\n  power: 1\n");
    text_free(&block);
    text_free(&again);
    text_free(&line);
}

Test(fields_own, helps_with_whose_it_is)
{
    struct text text = {0};
    fields_help(machine_rows, 2, &text);
    cr_assert_str_eq(text.data, "  kind     one of off, fan, blower, heater, default fan\n"
                                "  speed    fan, blower: turns (a number 0..1, default 0.5)\n"
                                "  chip     fan, blower: one of plain, fast, default plain\n"
                                "  cores    fast: of it (a whole number 1..8, default 2)\n"
                                "  degrees  heater: wanted (a number 0..30, must be given)\n"
                                "  speed    heater: a number 0..9, default 3\n"
                                "  plan     heater\n"
                                "  spare    heater\n"
                                "    cores  of it (a whole number 1..8, default 2)\n"
                                "  power    a number 0..2, default 1\n");
    text_free(&text);
}
