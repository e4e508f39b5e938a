#!/usr/bin/env bash
# The programs of examples/ with the build that runs this.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

want make -s -C "$root" examples
build=$(cd "$root" && cd "${FORGER_BUILD:-build}" && pwd)
cd "$scratch"

# A program that trains writes nothing.
mkdir empty
(cd empty && run "$build/examples/train" && want_code 0 && want_output 'P(a standing line) = 0.9')
want test -z "$(ls -A empty)"

# A run, and a picture of its size.
"$FORGER_PROGRAM" train mnist-cnn --quiet --threads 1 'data={source: synthetic, count: 200}' validation=0 train.batch=8 \
    train.steps=2 --out run
printf 'P5 28 28 255\n' >picture.pgm
head -c 784 /dev/zero >>picture.pgm
run "$build/examples/predict" run picture.pgm
want_code 0
want test "$(grep -c '^[0-9]: 0\.[0-9]*$' <<<"$output")" -eq 10
run "$build/examples/predict" run nothing.pgm
want_code 1
want_output 'nothing.pgm'
run "$build/examples/predict"
want_code 2
want_output 'usage: predict RUN PICTURE'
