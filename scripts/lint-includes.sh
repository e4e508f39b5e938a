#!/usr/bin/env bash
# Checks who includes what: lint-includes.sh [ROOT]. Prints `file:line: message` for each breach and fails.
# The rooms of src stand on levels. A room includes itself and rooms on lower levels, never one on its own level, so that
# what is below never depends on what is above it.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# shellcheck disable=SC2016 # the dollars are awk's
find src include tests -name '*.[ch]' | sort | xargs awk '
BEGIN {
    split("base|config kernels image|nn optim data run|metrics gan|train|bench|cli", levels, "|")
    for (number in levels) {
        count = split(levels[number], rooms, " ")
        for (i = 1; i <= count; i++)
            level[rooms[i]] = number
    }
    # A library has one place where it is used; others use that place.
    only["yaml.h"] = "src/config/yaml[a-z_]*.c"
    only["png.h"] = "src/image/format_png.c"
    only["jpeglib.h"] = "src/image/format_jpeg.c"
    only["stb_image_write.h"] = "src/image/stb.c"
    only["zlib.h"] = "src/(image/stb|data/packing_gzip).c"
    only["archive.h"] = only["archive_entry.h"] = "src/data/packing_zip.c"
    only["pthread.h"] = "src/base/thread_pool.c"
    only["immintrin.h"] = "src/kernels/[a-z_]*.[ch]"
    standard = "^<(assert|ctype|errno|float|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)[.]h>$"
}

function breach(message)
{
    print FILENAME ":" FNR ": " message
    breaches++
}

FNR == 1 {
    parts = split(FILENAME, path, "/")
    room = path[1] == "src" && parts > 2 ? path[2] : ""
    if (path[1] == "src" && !(room in level))
        breach("no room of the house: src/" path[2])
    if (FILENAME ~ /[.]h$/ && path[parts] in seen)
        breach("a header of this name is there already: " seen[path[parts]])
    seen[path[parts]] = FILENAME
}

function check_quoted(name,    parts, path)
{
    parts = split(name, path, "/")
    if (parts != 2)
        breach("want \"room/file.h\" or \"forger/file.h\", got \"" name "\"")
    else if (path[1] == "forger")
        return
    else if (!(path[1] in level))
        breach("no room of the house: \"" name "\"")
    else if (path[1] != room && level[path[1]] >= level[room])
        breach(room " does not stand above " path[1] ", so it cannot include \"" name "\"")
}

function check_library(name)
{
    if (name in only && FILENAME !~ "^" only[name] "$")
        breach("<" name "> is included only in " only[name])
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    included = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", included)
    sub(/[>"][^>"]*$/, substr(included, 1, 1) == "<" ? ">" : "\"", included)
    name = substr(included, 2, length(included) - 2)
    if (FILENAME ~ /^include\//) {
        if (included !~ standard && included !~ /^"forger\//)
            breach("a public header includes only \"forger/...\" and the C library, got " included)
    } else if (room != "" && substr(included, 1, 1) == "\"") {
        check_quoted(name)
    } else if (room != "") {
        check_library(name)
    }
}

END { exit breaches > 0 }
'
