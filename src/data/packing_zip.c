#include "data/packing.h"

#include "base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

static bool fail_broken(struct archive *archive, struct fg_error *error)
{
    const char *reason = archive_error_string(archive);
    return fg_fail(error, FG_FAILED, "is broken or cut short (%s)", reason ? reason : "it cannot be unpacked");
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Other ways to pack, such as LZMA, may take gigabytes for a few bytes. The library tells the way in a name, as "ZIP
 * 2.0 (deflation)", and no other way. */
static bool check_method(struct archive *archive, struct fg_error *error)
{
    const char *name = archive_format_name(archive);
    return (name && (strstr(name, "(deflation)") || strstr(name, "(uncompressed)"))) ||
           fg_fail(error, FG_FAILED, "is packed as %s, want a zip that is stored or deflated", name ? name : "?");
}

/* Go to the member, or say which others there are. */
static bool find_member(struct archive *archive, const char *member, struct fg_error *error)
{
    enum { SHOWN = 400 };
    struct archive_entry *entry;
    struct text members = {0};
    int status;
    while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
        const char *name = archive_entry_pathname(entry);
        if (name && strcmp(base_name(name), member) == 0) {
            text_free(&members);
            return check_method(archive, error);
        }
        if (members.length < SHOWN) {
            text_add(&members, "%s%s", members.length ? ", " : "", name ? name : "?");
        }
    }
    if (status == ARCHIVE_EOF) {
        fg_fail(error, FG_FAILED, "has no member %s, only: %.*s", member, SHOWN,
                members.data ? members.data : "nothing");
    } else {
        fail_broken(archive, error);
    }
    text_free(&members);
    return false;
}

static bool begin(struct packed *packed, struct fg_error *error)
{
    int descriptor = fileno(packed->stream);
    if (!packed->member) {
        return fg_fail(error, FG_FAILED, "is a zip, want a file that is plain or gzip");
    }
    if (lseek(descriptor, 0, SEEK_SET) != 0) {
        return fg_fail(error, FG_FAILED, "is a zip in a pipe, want it in a file");
    }
    struct archive *archive = packed->state = archive_read_new();
    if (!archive) {
        return fg_fail(error, FG_FAILED, "out of memory");
    }
    archive_read_support_format_zip_seekable(archive);
    return archive_read_open_fd(archive, descriptor, PACKING_INPUT) == ARCHIVE_OK
               ? find_member(archive, packed->member, error)
               : fail_broken(archive, error);
}

static bool take(struct packed *packed, unsigned char *to, size_t room, size_t *got, struct fg_error *error)
{
    la_ssize_t count;
    do {
        count = archive_read_data(packed->state, to, room);
    } while (count == ARCHIVE_RETRY);
    *got = count > 0 ? (size_t)count : 0;
    return count >= 0 || fail_broken(packed->state, error);
}

static void end(struct packed *packed)
{
    archive_read_free(packed->state);
}

const struct packing packing_zip = {.begin = begin, .take = take, .end = end};
