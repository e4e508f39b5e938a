#!/usr/bin/env bash
# Shows that the tests see mistakes: mutants.sh ROOT [NAME...], for all of ROOT/tests/mutants or those named (as in
# 'gan-*'). In a copy of the tree it makes the change of one mutant at a time, builds, and runs the tests that should
# fail, then all tests. Fails where a mutant survives or can't be made.
#
# A mutant is a file: a line that says what is wrong; `file:` and the file that is changed; `tests:` and a filter for the
# tests that should see it; lines with `-` before the old text, which the file must have once, and with `+` before the
# new one.
set -euo pipefail
root=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- '*'
work=$root/build/mutants

# shellcheck source=scripts/tree.sh
source "$(dirname "$0")/tree.sh"

# The tests that failed in the log: the first, and how many others. Fails where none did.
killers()
{
    local failed
    failed=$(sed -nE 's/.*\[FAIL\] ([A-Za-z_0-9]+::[A-Za-z_0-9]+).*/\1/p; s/^FAILED: (tests.*)/\1/p' "$work/log" | sort -u)
    case $failed in
    '') return 1 ;;
    *$'\n'*) echo "${failed%%$'\n'*} and $(($(wc -l <<<"$failed") - 1)) more" ;;
    *) echo "$failed" ;;
    esac
}

# killed REMARK: tests have failed, unless something else has.
killed()
{
    local seen
    seen=$(killers) || trouble "no test fails, but their run does: $(grep '^FAILED: ' "$work/log" || tail -n 1 "$work/log")" ||
        return 1
    printf 'killed    %-40s %s\n' "$name" "$seen$1"
}

# The changed tree is in the copy: do tests fail?
judge()
{
    run_make all build/forger-tests || trouble "does not build: $(grep -m 1 -i error: "$work/log")" || return 1
    run_make run-tests TESTS="$tests" || { killed ''; return; }
    run_make run-tests || { killed ", but not by $tests"; return; }
    printf 'SURVIVED  %-40s %s\n' "$name" "$(head -n 1 "$mutant")"
    return 1
}

try()
{
    local file tests old new result=0
    file=$(sed -n 's/^file: //p' "$mutant")
    tests=$(sed -n 's/^tests: //p' "$mutant")
    old=$(sed -n 's/^-//p' "$mutant")
    new=$(sed -n 's/^+//p' "$mutant")
    [ -n "$file" ] && [ -n "$tests" ] && [ -n "$old" ] || trouble "want file:, tests: and a line with -" || return 1
    [ ! -f "$tree/$file" ] || cp "$tree/$file" "$work/original"
    change "$file" "$old" "$new" || return 1
    judge || result=1
    cat "$work/original" >"$tree/$file" # newer than what was built from the changed one
    return $result
}

copy_tree
run_make all run-tests || {
    tail -n 40 "$work/log"
    echo "mutants.sh: the tests fail without any change"
    exit 1
}
tried=0 killed=0
for pattern in "$@"; do
    # shellcheck disable=SC2231 # a pattern
    for mutant in "$tree"/tests/mutants/$pattern; do
        name=${mutant##*/}
        tried=$((tried + 1))
        if [ ! -f "$mutant" ]; then
            trouble "there is no such mutant" || continue
        fi
        try || continue
        killed=$((killed + 1))
    done
done
echo "$killed of $tried mutants killed"
[ $killed -eq $tried ] || exit 1
rm -rf "$work"
