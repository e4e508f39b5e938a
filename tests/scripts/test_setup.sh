#!/usr/bin/env bash
# scripts/setup.sh and scripts/packages.sh on machines that are made here: a PATH with a few tools and package managers
# that only write down what they are asked for.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"
export CC=cc

# command NAME LINE...: a command of the machine, written as a shell script.
command_is()
{
    local path=$scratch/machine/$1
    shift
    printf '%s\n' '#!/bin/bash' "$@" >"$path"
    chmod +x "$path"
}

# A machine with no compiler and nothing installed; user 0 is root.
bare_machine()
{
    local tool
    rm -rf "$scratch/machine" "$scratch/asked"
    mkdir "$scratch/machine"
    for tool in bash cat cmp dirname env paste sed sort tr; do
        ln -s "$(command -v "$tool")" "$scratch/machine/$tool"
    done
    command_is id "echo $1"
}

# manager NAME COMMAND...: a package manager. After it ran, the COMMANDs are there and succeed at everything. They read
# what they are given, as a compiler does.
manager()
{
    local name=$1
    shift
    command_is "$name" "echo \"$name \$*\" >>'$scratch/asked'" \
        "for name in $*; do printf '#!/bin/bash\ncat >/dev/null\n' >'$scratch/machine/'\$name; done" \
        "PATH=/usr/bin:/bin chmod +x '$scratch/machine/'*"
}

setup()
{
    PATH=$scratch/machine run bash "$root/scripts/setup.sh" "$@" </dev/null
}

want_asked()
{
    output=$(cat "$scratch/asked")
    want_output "$1"
}

# All is there: one line, nothing done.
bare_machine 0
manager apt-get cc make pkg-config curl c++
PATH=$scratch/machine apt-get
rm "$scratch/asked"
setup
want_code 0
want_output "scripts/setup.sh: all that is needed is here, nothing to install"
want test ! -e "$scratch/asked"

# Root on Debian: says what it does, updates, installs, finds all there.
bare_machine 0
manager apt-get cc make pkg-config curl c++
setup
want_code 0
want_output "missing: compiler make pkg-config curl c++ yaml png jpeg zlib stb archive cjson criterion"
want_output "installed, all that is needed is here"
want_asked "apt-get update"
want_asked "apt-get install -q -y --no-install-recommends curl g++ gcc libarchive-dev libc6-dev libcjson-dev libcriterion-dev"
want_asked "libjpeg-dev libpng-dev libstb-dev libyaml-dev make pkg-config zlib1g-dev"

# The program alone needs no Criterion and no curl.
bare_machine 0
manager apt-get cc make pkg-config
setup build
want_code 0
[[ $output != *criterion* && $output != *curl* ]] || { echo "too much: $output" && exit 1; }

# A user with sudo.
bare_machine 1000
command_is sudo "echo sudo >>'$scratch/asked'" '"$@"'
manager dnf cc make pkg-config curl c++
setup
want_code 0
want_asked sudo
want_asked "dnf install -y cjson-devel criterion-devel curl gcc gcc-c++"
want_asked "libjpeg-turbo-devel libpng-devel"
want_asked "stb_image_write-devel zlib-devel"

bare_machine 0
manager pacman cc make pkg-config curl c++
setup
want_code 0
want_asked "pacman -Sy --needed --noconfirm cjson criterion curl gcc"

# What the checks need beside it, libFuzzer too, which is seen only by linking with it.
bare_machine 0
manager apt-get cc make pkg-config curl c++ gcc clang clang-format clang-tidy valgrind
command_is clang 'exit 1'
setup check
want_code 0
want_asked "libclang-rt-dev libcriterion-dev"
want_asked "valgrind"

# A user without sudo, a machine without a manager, a manager that fails, one that leaves something out.
bare_machine 1000
manager apt-get
setup
want_code 1
want_output "Run as root, since there is no sudo here: apt-get install"

bare_machine 0
setup
want_code 1
want_output "No apt-get, dnf, pacman or brew is here: install them by hand"

bare_machine 0
command_is apt-get 'exit 100'
setup
want_code 1
want_output "apt-get could not install:"

bare_machine 0
manager apt-get cc make pkg-config
setup
want_code 1
want_output "still missing after the installation: curl"

setup everything
want_code 2
want_output "usage:"

# What make says when a package or the compiler is not here.
bare_machine 0
PATH=$scratch/machine run bash "$root/scripts/packages.sh" check yaml
want_code 1
want_output "missing: the compiler 'cc'. scripts/setup.sh installs"

bare_machine 0
command_is cc 'exit 1'
PATH=$scratch/machine run bash "$root/scripts/packages.sh" check yaml stb
want_code 1
want_output "missing for cc: yaml stb. Install with: CC=cc scripts/setup.sh"

# Without pkg-config a library that the compiler finds is good.
command_is cc 'cat >/dev/null'
PATH=$scratch/machine run bash "$root/scripts/packages.sh" libs yaml stb criterion
want test "$output" = "-lyaml -lcriterion"
PATH=$scratch/machine run bash "$root/scripts/packages.sh" missing yaml stb
want test -z "$output"
