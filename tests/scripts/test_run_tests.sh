#!/usr/bin/env bash
# scripts/run-tests.sh with the build that runs this.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

run_tests()
{
    run "$root/scripts/run-tests.sh" plain "$FORGER_BUILD" "$1"
}

run_tests 'font/*'
want_code 0
run_tests 'no_such_suite/*'
want_code 1
want_output "FAILED: no test is named no_such_suite/*"
