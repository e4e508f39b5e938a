#!/usr/bin/env bash
# make.sh PROGRAM: interrupt a small run of each task, made by the program of a release, and write down what that
# program reads, draws and measures with it, before and after five more steps. What it leaves beside itself is kept:
# tests/cli/test_kept_runs.c goes on with it.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")"
version=$("$program" --version | cut -d' ' -f2)

# train NAME STEP: until about that step
train()
{
    rm -rf "$version-$1"
    mkdir -p "$version-$1/expected"
    "$program" train "$1.yaml" --threads 1 --quiet --out "$version-$1/run" >/dev/null 2>&1 &
    until [ -f "$version-$1/run/metrics.jsonl" ] && [ "$(wc -l <"$version-$1/run/metrics.jsonl")" -ge "$2" ]; do
        sleep 0.005
    done
    kill -TERM $!
    wait $! || [ $? = 130 ]
    find "$version-$1/run" -name '*.png' -delete
    sed -i 's/"system":.*/"system":\t"Linux",/' "$version-$1/run/run.json"
}

# Five steps more, in a copy.
go_on()
{
    local steps
    steps=$(sed -n 's/.*"steps":[^0-9]*\([0-9]*\),.*/\1/p' "$version-$1/run/run.json")
    cp -r "$version-$1/run" copy
    "$program" resume copy "train.steps=$((steps + 5))" --threads 1 --quiet >/dev/null
    tail -n 5 <(grep '_loss\|"loss' copy/metrics.jsonl) >"$version-$1/expected/metrics.jsonl"
}

# look_classifier RUN PREFIX, look_gan RUN PREFIX: what it makes of the same input
look_classifier()
{
    "$program" predict "$1" digits-images-idx3-ubyte.gz --threads 1 --out "$2predictions.csv" >/dev/null
    "$program" eval "$1" --json --threads 1 >"$2eval.json"
}

look_gan()
{
    "$program" sample "$1" --count 2 --seed 7 --threads 1 --out "$2samples.npy" >/dev/null
}

for task in classifier gan; do
    train "$task" 90
    "look_$task" "$version-$task/run" "$version-$task/expected/"
    go_on "$task"
    "look_$task" copy "$version-$task/expected/later-"
    rm -r copy
done
