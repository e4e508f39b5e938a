# shellcheck shell=bash
# What the tests of the scripts share. A test sources this; its first failed want ends it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/forger-test-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export root scratch

# want COMMAND...: it must succeed.
want()
{
    "$@" || { echo "line ${BASH_LINENO[0]}: want success of: $*" && exit 1; }
}

# run COMMAND...: its output in $output, its exit code in $code.
run()
{
    code=0
    output=$("$@" 2>&1) || code=$?
}

want_code()
{
    [ "$code" -eq "$1" ] || { echo "line ${BASH_LINENO[0]}: want exit code $1, got $code: $output" && exit 1; }
}

want_output()
{
    [[ $output == *"$1"* ]] || { echo "line ${BASH_LINENO[0]}: want \"$1\" in: $output" && exit 1; }
}
