#include "forger/error.h"

#include <criterion/criterion.h>

#include <string.h>

Test(error, fail_fills_it)
{
    struct fg_error error;
    cr_assert_not(fg_fail(&error, FG_USAGE, "want %d, got %s", 3, "x"));
    cr_assert_eq(error.code, FG_USAGE);
    cr_assert_str_eq(error.message, "want 3, got x");
}

Test(error, where_goes_in_front)
{
    struct fg_error error;
    fg_fail(&error, FG_FAILED, "cannot");
    cr_assert_not(fg_error_at(&error, "%s:%d", "file", 7));
    cr_assert_str_eq(error.message, "file:7: cannot");
    cr_assert_eq(error.code, FG_FAILED);
    cr_assert_not(fg_error_at(&error, "outer"));
    cr_assert_str_eq(error.message, "outer: file:7: cannot");
}

Test(error, nobody_may_want_to_know)
{
    cr_assert_not(fg_fail(NULL, FG_FAILED, "x"));
    cr_assert_not(fg_error_at(NULL, "x"));
}

Test(error, long_messages_are_cut)
{
    struct fg_error error;
    char text[3000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    fg_fail(&error, FG_FAILED, "%s", text);
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
    fg_error_at(&error, "where");
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
    cr_assert(strncmp(error.message, "where: aaa", 10) == 0);
    fg_error_at(&error, "%s", text);
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
}

Test(error, commands_no_terminal)
{
    struct fg_error error;
    fg_fail(&error, FG_FAILED, "tensor %s", "\x1b]0;title\x07");
    fg_error_at(&error, "%s", "a\x1b[2J");
    cr_assert_str_eq(error.message, "a?[2J: tensor ?]0;title?");
}
