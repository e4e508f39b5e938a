#!/usr/bin/env bash
# `make install` and `make uninstall`, what they install, and README's program in C and in C++ against it. Settings of
# the make that runs this (CC, BUILD) hold for the makes in here.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

prefix=$scratch/prefix
run make -s -C "$root" install PREFIX=prefix
want_code 2
want_output 'prefix/bin: want an absolute path'
want make -s -C "$root" install PREFIX="$prefix"
export PATH=$prefix/bin:$PATH PKG_CONFIG_PATH=$prefix/lib/pkgconfig LD_LIBRARY_PATH=$prefix/lib
version=$(forger --version | cut -d' ' -f2)

run make -s -C "$root" help
want_output "make install    install the program"

# The library: its names, its soname and what it shows.
want test "$(readlink "$prefix/lib/libforger.so")" = "libforger.so.${version%%.*}"
want test "$(readlink "$prefix/lib/libforger.so.${version%%.*}")" = "libforger.so.$version"
want grep -q "libforger.so.${version%%.*}" < <(readelf -d "$prefix/lib/libforger.so" | grep SONAME)
want_public_names()
{
    run nm --defined-only "$@"
    want_output " T fg_model_load"
    want test -z "$(awk 'NF == 3 && $3 !~ /^fg_/' <<<"$output")"
}
want_public_names --dynamic "$prefix/lib/libforger.so"
want_public_names --extern-only "$prefix/lib/libforger.a"
run nm "$prefix/lib/libforger.a"
want_output ' t kernels_use'
want test -z "$(grep ' bench_run$' <<<"$output")" # what only the program needs is not in it
want test "$(pkg-config --modversion forger)" = "$version"

# The manual: a page for every command, and none with a warning.
for command in $(forger list commands | cut -d' ' -f1); do
    want test -s "$prefix/share/man/man1/forger-$command.1"
done
if command -v man >/dev/null; then
    for page in "$prefix"/share/man/man?/*; do
        want test -z "$(MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings --local-file "$page" 2>&1 >/dev/null)"
    done
fi
run cat "$prefix/share/man/man5/forger-experiment.5"
want_output 'optimizer.schedule.warmup'
want_output 'leaky_relu: 0.2'
run forger list --man forger-nothing.1
want_code 2
want_output 'there is no page "forger-nothing.1"'

# An experiment by its name, from anywhere, trained for a moment: README's program reads its run.
cd "$scratch"
forger train mnist-cnn --quiet --threads 1 'data={source: synthetic, count: 200}' validation=0 train.batch=8 train.steps=2
want test -s outputs/mnist-cnn/last.safetensors
run forger train no-such-experiment
want_code 2

# The completion: what follows a command line.
complete_line()
{
    output=$(bash -c 'compopt() { :; }
        source "$1" && shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _forger && echo "${COMPREPLY[*]}"' bash "$prefix/share/bash-completion/completions/forger" "$@")
}
want_completion()
{
    [ "$output" = "$1" ] || { echo "line ${BASH_LINENO[0]}: want completion \"$1\", got \"$output\"" && exit 1; }
}
touch my.yaml
complete_line forger tr
want_completion "train"
complete_line forger train ""
want_completion "my.yaml prefix outputs cgan-small dcgan gan-mlp kaggle mnist-cnn mnist-mlp quickstart"
complete_line forger train qui
want_completion "quickstart"
complete_line forger train --thr
want_completion "--threads"
complete_line forger train my.yaml optimizer.b
want_completion "optimizer.beta1= optimizer.beta2="
complete_line forger train --threads 2 my.yaml seed = 3 train.e
want_completion "train.epochs="
complete_line forger train my.yaml seed = ""
want_completion ""
complete_line forger eval ""
want_completion "outputs/mnist-cnn"
complete_line forger eval mni
want_completion "mnist-cnn"
complete_line forger resume outputs/mnist-cnn train.st
want_completion "train.steps="
complete_line forger eval outputs/mnist-cnn --classifier outputs/m
want_completion "outputs/mnist-cnn"
complete_line forger list opt
want_completion "optimizers"
complete_line forger bench --no-torch mlp dc
want_completion "dcgan"
touch x.png y.png
complete_line forger predict outputs/mnist-cnn x
want_completion "x.png"
complete_line forger predict outputs/mnist-cnn x.png y
want_completion "y.png"

# The examples, by what is installed: one is C++ as well.
for example in "$root"/examples/*.c; do
    want bash -c "${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror '$example' -o example \
        $(pkg-config --cflags --libs forger)"
    run ./example
    [[ $example == */train.c ]] && want_code 0 || want_code 2
done

# README's program, by README's lines, with all warnings.
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/README.md" >program.c
cp program.c program.cc
compiler=${CC:-cc}
case $compiler in
*clang*) compiler_of_cc=clang++ ;;
*) compiler_of_cc=c++ ;;
esac
command -v $compiler_of_cc >/dev/null || { echo "no C++ compiler is here: C++ is left out" && compiler_of_cc=; }
lines=0
while read -r language line; do
    [ "$language" = cc ] && chosen="$compiler -std=c11" || chosen="${compiler_of_cc:+$compiler_of_cc -std=c++11}"
    [ -n "$chosen" ] || continue
    rm -f program
    want bash -c "$chosen -Wall -Wextra -Wpedantic -Werror $line"
    run ./program
    want_code 0
    want_output "P(seven) = 0."
    (cd / && run "$scratch/program" && want_code 1 && want_output "outputs/mnist-cnn")
    if [[ $line == *libforger.a* ]]; then
        LD_LIBRARY_PATH='' run ./program
        want_code 0
    fi
    lines=$((lines + 1))
done < <(grep -E '^    (cc|c\+\+) program' "$root/README.md")
want test $lines -ge "$([ -n "$compiler_of_cc" ] && echo 3 || echo 2)"

# Every header alone, in C++.
for header in "$prefix"/include/forger/*.h; do
    [ -z "$compiler_of_cc" ] ||
        want $compiler_of_cc -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$prefix/include" -x c++ - \
            <<<"#include \"$header\""
done

# What uninstall leaves: the files of others, and the folders that are not Forger's own. Folders may have spaces.
tree=$scratch/tree
lib='/opt/a b/lib/here'
mkdir -p "$tree$lib" && touch "$tree$lib/of-another"
want make -s -C "$root" install DESTDIR="$tree" PREFIX='/opt/a b' LIBDIR="$lib" >installed
want test "$(find "$tree" ! -type d | wc -l)" -gt 30
want test -s "$tree$lib/libforger.a"
run env PKG_CONFIG_PATH="$tree$lib/pkgconfig" pkg-config --cflags --libs forger
want_output '-I/opt/a\ b/include -L/opt/a\ b/lib/here -lforger'
want make -s -C "$root" uninstall DESTDIR="$tree" PREFIX='/opt/a b' LIBDIR="$lib"
want test "$(find "$tree" ! -type d)" = "$tree$lib/of-another"
want test -z "$(find "$tree" -type d -name forger)"
