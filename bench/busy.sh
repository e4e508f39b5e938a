#!/usr/bin/env bash
# How a training fares on a machine with other work on it: bench/busy.sh [ROUNDS]
# Whole commands are timed: one thread on the machine as it is, then one thread and two beside as many busy processes as
# there are cores, in turns; medians of ROUNDS (3). The busy processes are this script's own and end with it. Then a tiny
# network on one thread and on two, without them. MNIST is used where it is there, else drawn digits.
# FORGER is the program (build/forger when unset).
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
forger=$(realpath "${FORGER:-build/forger}")
scratch=$(mktemp -d)
busy=()

quiet()
{
    [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
    busy=()
}
trap 'quiet; rm -rf "$scratch"' EXIT

crowd()
{
    local core
    for ((core = 0; core < $(nproc); core++)); do
        (while :; do :; done) &
        busy+=($!)
    done
}

# Seconds of one training.
seconds()
{
    local threads=$1 start end
    shift
    rm -rf "$scratch/run"
    start=$(date +%s%N)
    "$forger" train "$@" --threads "$threads" --quiet --out "$scratch/run" >/dev/null
    end=$(date +%s%N)
    echo "$((end - start))" | awk '{ printf "%.3f\n", $1 / 1e9 }'
}

median()
{
    sort -n | awk '{ values[NR] = $1 } END { print NR % 2 ? values[(NR + 1) / 2] : (values[NR / 2] + values[NR / 2 + 1]) / 2 }'
}

# measure NAME ARGUMENT...: a row of the table.
measure()
{
    local name=$1 round
    shift
    : >"$scratch/quiet" >"$scratch/one" >"$scratch/two"
    for ((round = 0; round < rounds; round++)); do
        seconds 1 "$@" >>"$scratch/quiet"
        crowd
        seconds 1 "$@" >>"$scratch/one"
        seconds 2 "$@" >>"$scratch/two"
        quiet
    done
    paste <(median <"$scratch/quiet") <(median <"$scratch/one") <(median <"$scratch/two") |
        awk -v name="$name" '{ printf "%-12s %10.2f %10.2f %10.2f %12.2f %12.2f\n", name, $1, $2, $3, $2 / $3, $1 / $3 }'
}

measure_tiny()
{
    local round
    cat >"$scratch/tiny.yaml" <<'YAML'
name: tiny
task: classify
data: {source: synthetic, count: 40000, fresh: false}
model: [dense: 32, relu, dense: 10]
train: {batch: 8, steps: 40000, log_every: 40000, save_every: 40000}
YAML
    : >"$scratch/one" >"$scratch/two"
    for ((round = 0; round < rounds; round++)); do
        seconds 1 "$scratch/tiny.yaml" >>"$scratch/one"
        seconds 2 "$scratch/tiny.yaml" >>"$scratch/two"
    done
    paste <(median <"$scratch/one") <(median <"$scratch/two") |
        awk '{ printf "\ntiny (dense 32, batch 8), nothing beside it: 1 thread %.2f s, 2 threads %.2f s, %.2f times as fast\n",
               $1, $2, $1 / $2 }'
}

mnist=('data={source: synthetic, count: 10000, fresh: false}' validation=1000)
[ ! -e "${FORGER_DATA:-data}/mnist" ] || mnist=()
short='train.log_every=100000'
printf '%-12s %10s %10s %10s %12s %12s\n' seconds 'quiet, 1' 'busy, 1' 'busy, 2' '2 over 1' '2 over quiet'
measure quickstart experiments/quickstart.yaml train.steps=200 "$short"
measure mnist-mlp experiments/mnist-mlp.yaml train.steps=1500 "$short" ${mnist[@]+"${mnist[@]}"}
measure mnist-cnn experiments/mnist-cnn.yaml train.steps=150 "$short" ${mnist[@]+"${mnist[@]}"}
measure_tiny
