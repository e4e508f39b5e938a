#!/usr/bin/env bash
# scripts/lint-includes.sh on a small house: it must let the good pass and name each breach with its place.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

# file PATH LINE...: a file of the house.
file()
{
    local path=$scratch/house/$1
    shift
    mkdir -p "$(dirname "$path")"
    printf '%s\n' "$@" >"$path"
}

good_house()
{
    rm -rf "$scratch/house"
    file include/forger/error.h '#include <stdbool.h>'
    file include/forger/data.h '#include "forger/error.h"' '#include <stdint.h>'
    file src/base/text.c '#include "base/text.h"' '#include <string.h>'
    file src/base/text.h '#include <stddef.h>'
    file src/config/yaml_parse.c '#include <yaml.h>' '#include "base/text.h"'
    file src/kernels/fast.c '#include <immintrin.h>'
    file src/nn/layer.h '#include "forger/data.h"' '#include "nn/net.h"'
    file src/nn/net.h '  #  include   "base/text.h"'
    file src/train/loop.c '#include "nn/layer.h"' '#include "metrics/fid.h"'
    file tests/nn/test_layer.c '#include "nn/layer.h"' '#include "support.h"'
}

# breach MESSAGE PATH LINE...: the good house with this file in it.
breach()
{
    local message=$1
    shift
    good_house
    file "$@"
    run "$root/scripts/lint-includes.sh" "$scratch/house"
    [ "$code" -ne 0 ] || { echo "let pass: $*" && exit 1; }
    want_output "$message"
}

good_house
run "$root/scripts/lint-includes.sh" "$scratch/house"
want_code 0
want test -z "$output"

breach 'src/base/a.c:2: base does not stand above nn, so it cannot include "nn/net.h"' \
    src/base/a.c '' '#include "nn/net.h"'
breach 'src/nn/a.c:1: nn does not stand above optim, so it cannot include "optim/adam.h"' \
    src/nn/a.c '#include "optim/adam.h"'
breach 'src/nn/a.c:1: no room of the house: "cellar/net.h"' src/nn/a.c '#include "cellar/net.h"'
breach 'src/nn/a.c:1: want "room/file.h" or "forger/file.h", got "net.h"' src/nn/a.c '#include "net.h"'
breach 'src/cellar/a.c:1: no room of the house: src/cellar' src/cellar/a.c '#include "base/text.h"'
breach 'src/data/a.c:1: <yaml.h> is included only in src/config/yaml' src/data/a.c '#include <yaml.h>'
breach 'src/config/fields.c:1: <yaml.h> is included only' src/config/fields.c '#include <yaml.h>'
breach 'src/run/a.c:1: <stb_image_write.h> is included only' src/run/a.c '#include <stb_image_write.h>'
breach 'src/image/image.c:1: <png.h> is included only in src/image/format_png.c' src/image/image.c '#include <png.h>'
breach 'src/run/a.c:1: <zlib.h> is included only in src/' src/run/a.c '#include <zlib.h>'
breach 'src/image/a.c:1: <jpeglib.h> is included only' src/image/a.c '#include <jpeglib.h>'
breach 'src/data/a.c:1: <archive.h> is included only' src/data/a.c '#include <archive.h>'
breach 'src/nn/a.c:1: <immintrin.h> is included only' src/nn/a.c '#include <immintrin.h>'
breach 'include/forger/a.h:1: a public header includes only' include/forger/a.h '#include <yaml.h>'
breach 'include/forger/a.h:1: a public header includes only' include/forger/a.h '#include "nn/net.h"'
breach 'a header of this name is there already: ' src/optim/net.h ''

# Every breach is named, not only the first.
file src/base/b.c '#include "train/loop.h"'
run "$root/scripts/lint-includes.sh" "$scratch/house"
want_output 'src/base/b.c:1:'
want_output 'src/optim/net.h:1:'
