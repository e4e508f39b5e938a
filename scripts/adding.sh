#!/usr/bin/env bash
# Does what docs/ADDING.md says, word for word, in a copy of the tree: adding.sh ROOT [RECIPE...], for all recipes or those
# whose headings begin like this ('A loss'). A recipe is a heading with blocks of code below it:
#
#   ```c FILE            a new file
#   ```diff FILE         lines with + go into a file, those with - out of it, those with a space show where
#   ```console           $ commands, and below each what its output must contain, line by line
#   ```diff FILE (a mistake)   what the last `$ make run-tests` of the recipe must see
#
# Fails where a step does not apply or build, where a command's output lacks a line, or where the mistake stays unseen.
set -euo pipefail
root=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- ''
work=$root/build/adding
# shellcheck source=scripts/tree.sh
source "$(dirname "$0")/tree.sh"

# From the document to a folder a recipe: name, and its blocks 1, 2, ... with what their first lines say in N.what.
cut_recipes()
{
    awk -v out="$work/recipes" '
        /^## / { name = substr($0, 4); folder = ""; next }
        /^```/ && !inside {
            what = substr($0, 4)
            inside = 1
            if (what !~ /^(c|diff) [^ ]/ && what != "console") { skip = 1; next }
            skip = 0
            if (folder == "") {
                folder = out "/" sprintf("%02d", ++recipes)
                system("mkdir -p " folder)
                print name > (folder "/name")
                blocks = 0
            }
            file = folder "/" ++blocks
            print what > (file ".what")
            printf "" > file
            next
        }
        /^```/ { inside = 0; if (!skip) close(file); next }
        inside && !skip { print > file }
    ' "$tree/docs/ADDING.md"
}

# A file is kept before its first change; one that was not there is noted.
keep()
{
    grep -qxF "$1" "$work/changed" && return
    echo "$1" >>"$work/changed"
    mkdir -p "$work/kept/$(dirname "$1")"
    [ ! -f "$tree/$1" ] || cp -p "$tree/$1" "$work/kept/$1"
}

# The files as they were, newer than what was built from the changed ones.
restore()
{
    local file
    while read -r file; do
        if [ -f "$work/kept/$file" ]; then
            cat "$work/kept/$file" >"$tree/$file"
        else
            rm -f "$tree/$file"
        fi
    done <"$work/changed"
    rm -rf "$work/kept"
    : >"$work/changed"
}

# patch_file FILE BLOCK
patch_file()
{
    keep "$1"
    change "$1" "$(sed -n 's/^[- ]//p' "$2")" "$(sed -n 's/^[+ ]//p' "$2")"
}

# say COMMAND: its output. A make is one of the copy, with the flags that it was built with.
say()
{
    local code=0
    case $1 in
    'make '*)
        eval "run_make ${1#make }" || code=$?
        cat "$work/log"
        return $code
        ;;
    *) (cd "$tree" && PATH=$tree/build:$PATH timeout 1800 bash -c "$1" </dev/null 2>&1) || true ;;
    esac
}

# The commands of a block: each must say what is below it.
converse()
{
    local line output='' command=''
    while IFS= read -r line; do
        case $line in
        '$ '*)
            command=${line#'$ '}
            output=$(say "$command") || trouble "$command: $(tail -n 5 <<<"$output")" || return 1
            ;;
        *) [[ $output == *"$line"* ]] || trouble "$command: want \"$line\" in: $output" || return 1 ;;
        esac
    done <"$1"
}

# The recipe's tests, after its mistake.
sees_mistake()
{
    local command output
    command=$(sed -n 's/^\$ \(make .*run-tests.*\)/\1/p' "$recipe"/* | tail -n 1)
    [ -n "$command" ] || trouble "has a mistake and no 'make run-tests'" || return 1
    run_make all build/forger-tests || trouble "the mistake does not build: $(grep -m 1 error: "$work/log")" || return 1
    ! output=$(say "$command") || trouble "$command does not see the mistake" || return 1
    output=$(sed -nE 's/.*\[FAIL\] ([A-Za-z_0-9]+::[A-Za-z_0-9]+).*/\1/p' <<<"$output" | head -n 1)
    [ -n "$output" ] || trouble "$command ends badly, but no test fails" || return 1
    mistake=", a mistake seen by $output"
}

# do_block BLOCK: built is what says that all so far is built.
do_block()
{
    local what
    what=$(cat "$1.what")
    case $what in
    'diff '*' (a mistake)')
        what=${what#diff }
        patch_file "${what% (a mistake)}" "$1" && sees_mistake
        ;;
    'diff '*)
        patch_file "${what#diff }" "$1" || return 1
        rows=$((rows + $(grep -c '^+' "$1"))) touched=$((touched + 1)) built=''
        ;;
    'c '*)
        keep "${what#c }"
        mkdir -p "$tree/$(dirname "${what#c }")"
        cp "$1" "$tree/${what#c }"
        files=$((files + 1)) lines=$((lines + $(wc -l <"$1"))) built=''
        ;;
    console)
        [ -n "$built" ] || run_make all build/forger-tests || trouble "does not build: $(grep -m 1 error: "$work/log")" ||
            return 1
        built=yes
        converse "$1"
        ;;
    esac
}

try()
{
    local files=0 lines=0 touched=0 rows=0 built='' mistake='' block result=0
    for ((block = 1; result == 0; block++)); do
        [ -f "$recipe/$block" ] || break
        do_block "$recipe/$block" || result=1
    done
    restore
    [ $result -eq 0 ] || return 1
    printf 'works     %-40s %d new file%s of %d lines, %d line%s in %d other%s%s\n' "$name" \
        $files "$([ $files -eq 1 ] || echo s)" $lines $rows "$([ $rows -eq 1 ] || echo s)" \
        $touched "$([ $touched -eq 1 ] || echo s)" "$mistake"
}

copy_tree
: >"$work/changed"
cut_recipes
run_make all build/forger-tests || { tail -n 40 "$work/log"; exit 1; }
tried=0 worked=0
for recipe in "$work"/recipes/*/; do
    recipe=${recipe%/}
    name=$(cat "$recipe/name")
    for wanted in "$@"; do
        [[ $name == "$wanted"* ]] || continue
        tried=$((tried + 1))
        try || break
        worked=$((worked + 1))
        break
    done
done
echo "$worked of $tried recipes work"
[ $tried -gt 0 ] && [ $worked -eq $tried ] || exit 1
rm -rf "$work"
