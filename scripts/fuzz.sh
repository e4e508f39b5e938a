#!/usr/bin/env bash
# Feeds the readers with damaged files: fuzz.sh BUILD SECONDS [NAME]. BUILD has the harnesses of tests/fuzz, NAME is one
# of them (yaml for fuzz_yaml). What was found, and the files that reached new code, are kept in BUILD/NAME; a finding is
# run again with `BUILD/fuzz_NAME FILE`. A file that takes ten seconds or a gigabyte is a finding too.
set -euo pipefail
build=$1
seconds=$2
only=${3:-}
cd "$(dirname "$0")/.."

if ! [[ $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "fuzz.sh: TIME: want seconds, got '$seconds'" >&2
    exit 2
fi
if [ -n "$only" ] && [ ! -x "$build/fuzz_$only" ]; then
    echo "fuzz.sh: there is no harness '$only', only: $(basename -a tests/fuzz/fuzz_*.c | sed 's/fuzz_//; s/\.c//' | paste -sd ' ')" >&2
    exit 2
fi

# The harnesses write the files that they feed to readers: in memory, where there is such a folder.
scratch=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")/forger-fuzz-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
export FORGER_ISA=baseline
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=32 UBSAN_OPTIONS=print_stacktrace=1

last_of()
{
    grep -o "$1" "$2" | tail -n 1 | grep -o '[0-9]*$' || echo 0
}

# A line on how a harness did, from what libFuzzer wrote.
report()
{
    local name=$1 log=$2 result=$3
    printf '%-12s %9d runs  %6d a second  %6d places  %s\n' "$name" \
        "$(last_of 'stat::number_of_executed_units: *[0-9]*' "$log")" \
        "$(last_of 'stat::average_exec_per_sec: *[0-9]*' "$log")" "$(last_of 'cov: [0-9]*' "$log")" "$result"
}

fuzz()
{
    local name=$1 folder=$build/$1
    mkdir -p "$folder/corpus"
    if "$build/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=20000 -print_final_stats=1 \
        -dict="tests/fuzz/$name.dict" -artifact_prefix="$folder/" "$folder/corpus" "tests/fuzz/seeds/$name" \
        >"$folder/log" 2>&1; then
        report "$name" "$folder/log" "nothing found"
    else
        report "$name" "$folder/log" "FOUND: $(last_written "$folder/log"), see $folder/log"
        return 1
    fi
}

last_written()
{
    grep -o 'Test unit written to .*' "$1" | tail -n 1 | sed 's/Test unit written to //' || echo "stopped"
}

failed=0
for harness in tests/fuzz/fuzz_*.c; do
    name=$(basename "$harness" .c)
    name=${name#fuzz_}
    [ -n "$only" ] && [ "$only" != "$name" ] || fuzz "$name" || failed=1
done
exit $failed
