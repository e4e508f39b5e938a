#!/usr/bin/env bash
# Builds for AArch64 with a cross compiler and runs the tests under qemu's user mode emulation:
#   scripts/test-aarch64.sh SYSROOT [SUITE...]
# Without SUITEs it runs all but those named end_to_end*, which train for long.
# Installs nothing. It needs pkg-config, aarch64-linux-gnu-gcc, and qemu-aarch64 registered in binfmt_misc (Debian:
# gcc-aarch64-linux-gnu, qemu-user, qemu-user-binfmt). SYSROOT holds the libraries; on Debian this makes it:
#   mmdebstrap --variant=extract --architectures=arm64 --include=libc6-dev,libyaml-dev,libarchive-dev \
#       --include=libpng-dev,libjpeg-dev,zlib1g-dev,libcjson-dev,libcriterion-dev,libstb-dev bookworm SYSROOT
# BUILD is the folder to build in (build/aarch64 when unset).
set -euo pipefail

die()
{
    echo "test-aarch64.sh: $*" >&2
    exit 1
}

if [ $# -lt 1 ]; then
    echo "usage: test-aarch64.sh SYSROOT [SUITE...]" >&2
    exit 2
fi
libraries=usr/lib/aarch64-linux-gnu
[ -d "$1/$libraries" ] || die "$1: no sysroot of AArch64, without $libraries; how to make one: see the script"
sysroot=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
build=${BUILD:-build/aarch64}

for tool in make pkg-config aarch64-linux-gnu-gcc; do
    command -v "$tool" >/dev/null || die "missing: $tool"
done
"$sysroot/lib/ld-linux-aarch64.so.1" --version >/dev/null 2>&1 ||
    die "AArch64 programs do not run here: register qemu-aarch64 with binfmt_misc, as Debian's qemu-user-binfmt does"

# Debian's libm.so is an absolute link, which leads out of the sysroot.
mkdir -p "$build/links"
build=$(cd "$build" && pwd)
ln -sfn "$sysroot/lib/aarch64-linux-gnu/libm.so.6" "$build/links/libm.so"
export PKG_CONFIG_LIBDIR=$sysroot/$libraries/pkgconfig:$sysroot/usr/share/pkgconfig PKG_CONFIG_SYSROOT_DIR=$sysroot
make CC="aarch64-linux-gnu-gcc --sysroot=$sysroot" LDFLAGS="-L$build/links" BUILD="$build" \
    "$build/forger" "$build/forger-tests"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/forger-tests-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
# Threads that spin while they wait would take most of the time.
export QEMU_LD_PREFIX=$sysroot
export TMPDIR=$scratch FORGER_PROGRAM=$build/forger FORGER_BUILD=$build

# Under qemu 7.2 Criterion's own process sometimes stands still or crashes between two tests, more often with several
# tests at once: so -j1, each suite apart, and again when it did not end by itself. Where a test
# fails or crashes, the code is 1.
run_suite()
{
    local code
    for _ in 1 2 3; do
        code=0
        timeout 300 "$build/forger-tests" -j1 --filter "$1/*" >"$scratch/output" 2>&1 || code=$?
        [ $code -ge 124 ] || break
        echo "again: $1, which ended with $code"
    done
    grep -v '^\[SKIP\].*Test is disabled' "$scratch/output" | sed "s|^\[====\] Synthesis|$1|"
    return $code
}

all=$("$build/forger-tests" --list | sed -n 's/: [0-9]* tests*$//p')
[ -n "$all" ] || die "$build/forger-tests lists no tests"
for suite; do
    grep -qxF "$suite" <<<"$all" || die "no suite of tests is named '$suite'"
done
if [ $# -eq 0 ]; then
    mapfile -t suites < <(grep -v '^end_to_end' <<<"$all")
    set -- "${suites[@]}"
fi
failed=()
for suite; do
    run_suite "$suite" || failed+=("$suite")
done
[ ${#failed[@]} -eq 0 ] || die "failed: ${failed[*]}"
