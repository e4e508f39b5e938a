#!/usr/bin/env bash
# Where the libraries are: pkg-config is asked first, then the compiler's usual folders are searched, because not every
# distribution ships a .pc file for each of them.
#   packages.sh cflags NAME...     the flags to compile with
#   packages.sh libs NAME...       the flags to link with
#   packages.sh missing NAME...    the names that are not here, one a line
#   packages.sh check NAME...      fails with a line that says what to do, when some are missing
# CC is the compiler that must find them (cc when unset).
set -euo pipefail
CC=${CC:-cc}

# The row of a name: pkg-config's name for it, how it is linked, the headers we include (- where there is nothing).
row_of()
{
    case $1 in
    yaml) echo yaml-0.1 -lyaml yaml.h ;;
    png) echo libpng -lpng png.h ;;
    jpeg) echo libjpeg -ljpeg jpeglib.h ;;
    zlib) echo zlib -lz zlib.h ;;
    stb) echo stb - stb_image_write.h ;;
    archive) echo libarchive -larchive archive.h ;;
    cjson) echo libcjson -lcjson cJSON.h ;;
    criterion) echo criterion -lcriterion criterion/criterion.h ;;
    *) echo "packages.sh: unknown library '$1'" >&2 && exit 2 ;;
    esac
}

asked_pkg_config()
{
    [ "$1" != - ] && command -v pkg-config >/dev/null && pkg-config --exists "$1"
}

# A flag for the folder of a header that stands in a folder of its own name, as in /usr/include/stb.
folder_flag()
{
    local name=$1 header=$2 prefix
    for prefix in /usr /usr/local "${HOMEBREW_PREFIX:-/opt/homebrew}"; do
        if [ -f "$prefix/include/$name/$header" ]; then
            echo "-isystem $prefix/include/$name"
            return
        fi
    done
}

# Headers of others come with -isystem: our warnings are for our code.
cflags_of()
{
    local name=$1 module header
    read -r module _ header _ <<<"$(row_of "$name")"
    if asked_pkg_config "$module"; then
        pkg-config --cflags "$module" | sed 's/-I */-isystem /g'
    else
        folder_flag "$name" "$header"
    fi
}

# stb is used as a header only, though some distributions have a library of it.
libs_of()
{
    local name=$1 module link
    read -r module link _ <<<"$(row_of "$name")"
    if [ "$link" = - ]; then
        return
    elif asked_pkg_config "$module"; then
        pkg-config --libs "$module"
    else
        echo "$link"
    fi
}

is_here()
{
    local name=$1 module headers
    read -r module _ headers <<<"$(row_of "$name")"
    asked_pkg_config "$module" && return
    # shellcheck disable=SC2046,SC2086 # flags and headers are words
    printf '#include <%s>\n' stdio.h $headers | sed '$a int main(void) { return 0; }' |
        $CC $(cflags_of "$name") -x c -o /dev/null - $(libs_of "$name") 2>/dev/null
}

missing()
{
    local name
    for name; do
        is_here "$name" || echo "$name"
    done
}

check()
{
    local absent
    if ! command -v "${CC%% *}" >/dev/null; then
        echo "missing: the compiler '$CC'. scripts/setup.sh installs what is missing; CC=... names another." >&2
        exit 1
    fi
    absent=$(missing "$@" | paste -sd ' ' -)
    if [ -n "$absent" ]; then
        echo "missing for $CC: $absent. Install with: CC=$CC scripts/setup.sh" >&2
        exit 1
    fi
}

action=${1:-}
shift || true
case $action in
cflags | libs) for name; do "${action}_of" "$name"; done | paste -sd ' ' - ;;
missing | check) "$action" "$@" ;;
*) echo "usage: packages.sh cflags|libs|missing|check NAME..." >&2 && exit 2 ;;
esac
