#!/usr/bin/env bash
# scripts/torture.sh's comparison of two runs, and tests/torture/strike.c, which strikes the program under it.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

make_run()
{
    mkdir -p "$1/samples"
    printf '{"step":1,"loss":0.5}\n' >"$1/metrics.jsonl"
    printf 'weights' >"$1/last.safetensors"
    printf 'picture' >"$1/samples/step-000001.png"
    printf '{\n\t"status":\t"finished",\n\t"command":\t"%s",\n\t"seconds":\t%s\n}\n' "$1" $RANDOM >"$1/run.json"
}

compare()
{
    run bash "$root/scripts/torture.sh" compare "$@"
}

cd "$scratch"
make_run a
make_run b
compare a b
want_code 0

# Each file, a byte at a time; one that is missing; one too many.
for file in metrics.jsonl last.safetensors samples/step-000001.png; do
    printf '#' | dd of="b/$file" bs=1 seek=3 conv=notrunc 2>/dev/null
    compare a b
    want_code 1
    rm "b/$file"
    compare a b
    want_code 1
    cp "a/$file" "b/$file"
done
sed -i s/finished/running/ b/run.json
compare a b
want_code 1
make_run b
touch b/.metrics.jsonl.7-0.part
compare a b
want_code 1

# Where the system can be asked: the call is struck, and none before it.
# shellcheck disable=SC2086 # CC may be several words
${CC:-cc} -std=c11 -D_GNU_SOURCE "$root/tests/torture/strike.c" -o strike
run ./strike count 0 mkdir counted
if [[ $output == *"1 calls"* ]]; then
    run ./strike kill 1 mkdir x y
    want_code 137
    want test ! -e x
    run ./strike kill 2 mkdir x y
    want_code 137
    want test -e x -a ! -e y
    run ./strike ENOSPC 1 mkdir z
    want_code 1
    want_output "No space left on device"
    run ./strike kill 9 mkdir z
    want_code 0
fi
run ./strike kill 20000us sleep 60
want_code 137

# A program that fails on its own is told, and where its runs are.
mkdir bad
printf '%s\n' '#!/bin/bash' 'mkdir -p "$4" && echo "no luck" >&2 && exit 1' >bad/forger
chmod +x bad/forger
cp strike bad/strike
run env TMPDIR="$scratch" "$root/scripts/torture.sh" run bad 8 1
want_code 1
want_output "torture.sh: failed; what is left is in $scratch/forger-torture-"
