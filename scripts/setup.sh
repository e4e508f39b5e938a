#!/usr/bin/env bash
# Installs what is missing, with the system's package manager: says what it will do, does it, and looks again.
#   scripts/setup.sh build     what the program needs
#   scripts/setup.sh test      and what the tests need (the default)
#   scripts/setup.sh check     and what `make lint`, `make valgrind`, `make fuzz` and `make check` need
# CC is the compiler that the libraries must suit (cc when unset).
set -euo pipefail
cd "$(dirname "$0")/.."
export CC=${CC:-cc}

die()
{
    echo "scripts/setup.sh: $*" >&2
    exit 1
}

# What is needed at a level: commands, then libraries (names of scripts/packages.sh).
commands_of()
{
    echo make pkg-config
    [ "$1" = build ] || echo curl c++
    [ "$1" != check ] || echo gcc clang clang-format clang-tidy valgrind
}

libraries_of()
{
    echo yaml png jpeg zlib stb archive cjson
    [ "$1" = build ] || echo criterion
}

links_fuzzers()
{
    echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
        clang -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null
}

missing()
{
    local level=$1 name
    command -v "${CC%% *}" >/dev/null || echo compiler
    for name in $(commands_of "$level"); do
        command -v "$name" >/dev/null || echo "$name"
    done
    # shellcheck disable=SC2046 # names are words
    scripts/packages.sh missing $(libraries_of "$level")
    [ "$level" != check ] || links_fuzzers || echo libfuzzer
}

manager_here()
{
    local manager
    for manager in apt-get dnf pacman brew; do
        if command -v "$manager" >/dev/null; then
            echo "$manager"
            return
        fi
    done
}

# The packages for a name: apt-get, dnf, pacman, brew; - where the manager has none. Debian's gcc comes without the C
# library's headers unless they are asked for.
packages_of()
{
    local manager=$1 name=$2 row
    case $name in
    compiler) row="gcc,libc6-dev gcc gcc gcc" ;;
    c++) row="g++ gcc-c++ gcc gcc" ;;
    pkg-config) row="pkg-config pkgconf-pkg-config pkgconf pkgconf" ;;
    yaml) row="libyaml-dev libyaml-devel libyaml libyaml" ;;
    png) row="libpng-dev libpng-devel libpng libpng" ;;
    jpeg) row="libjpeg-dev libjpeg-turbo-devel libjpeg-turbo jpeg-turbo" ;;
    zlib) row="zlib1g-dev zlib-devel zlib zlib" ;;
    stb) row="libstb-dev stb_image_write-devel stb -" ;;
    archive) row="libarchive-dev libarchive-devel libarchive libarchive" ;;
    cjson) row="libcjson-dev cjson-devel cjson cjson" ;;
    criterion) row="libcriterion-dev criterion-devel criterion criterion" ;;
    clang-format) row="clang-format clang-tools-extra clang clang-format" ;;
    clang-tidy) row="clang-tidy clang-tools-extra clang llvm" ;;
    clang) row="clang clang clang llvm" ;;
    libfuzzer) row="libclang-rt-dev compiler-rt compiler-rt llvm" ;;
    *) row="$name $name $name $name" ;;
    esac
    local apt dnf pacman brew packages
    read -r apt dnf pacman brew <<<"$row"
    case $manager in
    apt-get) packages=$apt ;;
    dnf) packages=$dnf ;;
    pacman) packages=$pacman ;;
    brew) packages=$brew ;;
    esac
    [ "$packages" = - ] || tr ',' '\n' <<<"$packages"
}

packages_for()
{
    local manager=$1 name
    shift
    for name; do
        case $CC,$name in
        *clang*,compiler) name=clang ;;
        esac
        packages_of "$manager" "$name"
    done | sort -u
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_with()
{
    local manager=$1
    shift
    case $manager in
    apt-get)
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
        ;;
    dnf) as_root dnf install -y "$@" ;;
    pacman) as_root pacman -Sy --needed --noconfirm "$@" ;;
    brew) brew install "$@" ;;
    esac
}

level=${1:-test}
case $level in
build | test | check) ;;
*) echo "usage: scripts/setup.sh [build|test|check]" >&2 && exit 2 ;;
esac

read -r -d '' -a names < <(missing "$level") || true
if [ ${#names[@]} -eq 0 ]; then
    echo "scripts/setup.sh: all that is needed is here, nothing to install"
    exit 0
fi

manager=$(manager_here)
if [ -z "$manager" ]; then
    die "missing: ${names[*]}. No apt-get, dnf, pacman or brew is here: install them by hand."
fi
read -r -d '' -a packages < <(packages_for "$manager" "${names[@]}") || true
if [ ${#packages[@]} -eq 0 ]; then
    die "missing: ${names[*]}. $manager has no package for them: install them by hand."
fi
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    die "missing: ${names[*]}. Run as root, since there is no sudo here: $manager install ${packages[*]}"
fi

echo "scripts/setup.sh: missing: ${names[*]}; installs with $manager: ${packages[*]}"
install_with "$manager" "${packages[@]}" || die "$manager could not install: ${packages[*]}"

still=$(missing "$level" | paste -sd ' ' -)
if [ -n "$still" ]; then
    die "still missing after the installation: $still. Install them by hand."
fi
echo "scripts/setup.sh: installed, all that is needed is here"
