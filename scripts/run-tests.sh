#!/usr/bin/env bash
# Runs the tests of a build that is there: run-tests.sh plain|sanitizers|valgrind BUILD [FILTER]
# FILTER chooses Criterion's tests, as in 'yaml/*'. The tests find the program in $FORGER_PROGRAM.
set -euo pipefail

checker=$1
build=$(cd "$2" && pwd)
filter=${3:-}
cd "$(dirname "$0")/.."

# All that the tests leave behind, and so what a crashed test leaves too, is under one folder that goes at the end.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/forger-tests-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/files" "$scratch/reports"
export TMPDIR=$scratch/files
export FORGER_PROGRAM=$build/forger
export FORGER_BUILD=$build

# The tests that the filter chooses, under a checker where there is one: tests FILTER [CHECKER...]. A filter that chooses
# none is a mistake, which Criterion takes for success: its report has a line for every test, chosen or not.
tests()
{
    local chosen=$1 failed=0
    shift
    "$@" "$build/forger-tests" --tap="$scratch/report" ${chosen:+--filter "$chosen"} || failed=1
    awk '/^(not )?ok / && !/# SKIP test was skipped$/ { ran = 1 } END { exit !ran }' "$scratch/report" || {
        echo "FAILED: no test is named ${chosen:-anything}"
        failed=1
    }
    return $failed
}

# Tests of the scripts. They don't run the program, so a checker of the program has nothing to see there.
script_tests()
{
    local test failed=0
    for test in tests/scripts/test_*.sh; do
        if bash "$test" >"$scratch/output" 2>&1; then
            echo "passed: $test"
        else
            cat "$scratch/output"
            echo "FAILED: $test"
            failed=1
        fi
    done
    return $failed
}

# A process that a test kills on purpose leaves a report of valgrind's that ends before any finding.
was_killed()
{
    [ "$checker" = valgrind ] && ! grep -q -e ' at 0x' -e 'ERROR SUMMARY' "$1"
}

# Criterion takes a test's process for passed once the test has said so. What a sanitizer or valgrind finds when the
# process ends, leaks above all, shows only in the reports.
reports_are_clean()
{
    local report found=0
    for report in "$scratch"/reports/*; do
        if [ -s "$report" ] && ! grep -q 'ERROR SUMMARY: 0 errors' "$report" && ! was_killed "$report"; then
            cat "$report"
            found=1
        fi
    done
    [ $found -eq 0 ] || echo "FAILED: $checker found errors, see above"
    return $found
}

run_plain()
{
    local failed=0
    [ -n "$filter" ] || script_tests || failed=1
    tests "$filter" || failed=1
    return $failed
}

run_sanitizers()
{
    local failed=0
    export ASAN_OPTIONS=detect_leaks=1:log_path=$scratch/reports/address
    export UBSAN_OPTIONS=print_stacktrace=1:log_path=$scratch/reports/undefined
    tests "$filter" || failed=1
    reports_are_clean || failed=1
    return $failed
}

# Criterion starts itself anew for each test, hence --trace-children. End to end tests train, which takes too long here.
run_valgrind()
{
    local failed=0
    tests "${filter:-!(end_to_end*)/*}" valgrind --trace-children=yes --leak-check=full --show-leak-kinds=definite,possible \
        --errors-for-leak-kinds=definite,possible --suppressions="$PWD/tests/scripts/valgrind.supp" \
        --log-file="$scratch/reports/valgrind-%p" || failed=1
    reports_are_clean || failed=1
    return $failed
}

case $checker in
plain | sanitizers | valgrind) "run_$checker" ;;
*) echo "usage: run-tests.sh plain|sanitizers|valgrind BUILD [FILTER]" >&2 && exit 2 ;;
esac
