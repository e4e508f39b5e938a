#include "../support.h"
#include "base/memory.h"

#include <criterion/criterion.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

/* The address sanitizer reports it when a program asks for more memory than there can be. */
#if defined(__SANITIZE_ADDRESS__)
enum { ANSWERS_NULL = false };
#else
enum { ANSWERS_NULL = true };
#endif

Test(memory, is_zeroed)
{
    unsigned char *bytes = memory_new(100, 10, NULL);
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(bytes[i], 0);
    }
    free(bytes);
}

Test(memory, nothing_is_not_null)
{
    void *none = memory_new(0, 8, NULL);
    cr_assert_not_null(none);
    free(none);
}

Test(memory, too_much_is_an_error_that_says_how_much, .disabled = !ANSWERS_NULL)
{
    struct fg_error error;
    cr_assert_null(memory_new((size_t)1 << 62, 1, &error));
    cr_assert_eq(error.code, FG_FAILED);
    support_contains(error.message, "out of memory: 4.0 EiB");
    cr_assert_null(memory_new(SIZE_MAX / 2, 16, &error));
    support_contains(error.message, "16.0 EiB");
    cr_assert_null(memory_new(SIZE_MAX / 2, 16, NULL));
}

static void check_text(size_t bytes, const char *expected)
{
    char text[16];
    cr_assert_str_eq(memory_text(bytes, text), expected);
}

Test(memory, text_has_a_unit)
{
    check_text(0, "0 B");
    check_text(1023, "1023 B");
    check_text(1024, "1.0 KiB");
    check_text(1536, "1.5 KiB");
    check_text(150 * 1024, "150 KiB");
    check_text((size_t)12345678, "11.8 MiB");
    check_text((size_t)3 << 30, "3.0 GiB");
    check_text(SIZE_MAX, "16.0 EiB");
}

Test(memory, limit_is_the_machines_or_the_process_own)
{
    size_t whole = memory_limit();
    cr_assert_gt(whole, (size_t)1 << 24);
    struct rlimit before, limit;
    getrlimit(RLIMIT_AS, &before);
    limit = before;
    limit.rlim_cur = (rlim_t)whole / 2;
    cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
    getrlimit(RLIMIT_AS, &limit);
    size_t limited = memory_limit();
    setrlimit(RLIMIT_AS, &before);
    if (limit.rlim_cur != (rlim_t)whole / 2) {
        cr_skip_test("the system does not keep the limit, as in an emulator");
    }
    cr_assert_eq(limited, whole / 2);
}
