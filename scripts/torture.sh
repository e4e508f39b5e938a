#!/usr/bin/env bash
# Ends trainings where nobody would, and compares what comes of them with a run that was left alone.
#   torture.sh run BUILD RUNS [SEED]    RUNS cases of a classifier and a GAN, then two processes on one run
#   torture.sh compare A B              whether two run folders are the same, as this script understands it
# A case is a kill at a moment, or at a call that changes files (write, fsync, rename, ...: every one, or as many as RUNS
# allows, evenly spread), of a training or of a resume; or such a call fails as on a full or a broken disk. Then the run
# is resumed until it has finished, and all its files must have the bytes of the run that was left alone. The folder of
# a case that differs is kept.
set -euo pipefail

# run.json without what differs from run to run.
manifest()
{
    grep -vE '^\s"(command|threads|seconds|started|ended)":' "$1/run.json"
}

# Whether run $2 has the files of run $1 with the same bytes; but for the file $3, where there is one.
same()
{
    local name
    diff <(files "$1" "${3:--}") <(files "$2" "${3:--}") || return 1
    while read -r name; do
        [ -d "$1/$name" ] || [ "$name" = ./run.json ] || cmp "$1/$name" "$2/$name" || return 1
    done < <(files "$1" "${3:--}")
    diff <(manifest "$1") <(manifest "$2")
}

files()
{
    (cd "$1" && find . ! -path "./$2" | sort)
}

# The comparison must see a changed byte, a missing and an added file: else all of this shows nothing.
check_comparison()
{
    local whole=$1 name
    rm -rf changed
    cp -r "$whole" changed
    same "$whole" changed >/dev/null || return 1
    while read -r name; do
        printf '#' | dd of="changed/$name" bs=1 seek=7 conv=notrunc 2>/dev/null
        ! same "$whole" changed >/dev/null 2>&1 || return 1
        rm "changed/$name"
        ! same "$whole" changed >/dev/null 2>&1 || return 1
        cp "$whole/$name" "changed/$name"
    done < <(cd "$whole" && find . -type f)
    same "$whole" changed >/dev/null || return 1
    touch changed/.left.part
    ! same "$whole" changed >/dev/null 2>&1 || return 1
}

write_experiments()
{
    cat >classifier.yaml <<END
name: classifier
task: classify
data: {source: synthetic, count: 60}
validation: 20
augment: {rotate: 10, shift: 2}
model: [{conv: {filters: 2, kernel: 4, stride: 4}}, batchnorm, relu, dropout, {dense: 10}]
optimizer: {lr: 0.01, schedule: {type: cosine}}
average: 0.9
train: {epochs: 3, batch: 10, log_every: 1, save_every: 3}
END
    cat >gan.yaml <<END
name: gan
task: gan
data: {source: synthetic, count: 40}
latent: {size: 2}
generator: [{dense: 49}, batchnorm, {reshape: [7, 7, 1]}, {conv_transpose: {filters: 1, kernel: 4, stride: 4}}, tanh]
discriminator: [{conv: {filters: 2, kernel: 4, stride: 4}}, leaky_relu, dropout, {dense: 1}]
optimizer: {lr: 0.002, beta1: 0.5}
average: 0.9
train: {steps: 10, batch: 10, log_every: 1, save_every: 3}
sample: {every: 4, grid: 2x2}
END
}

# Numbers 1..$1, at most $2 of them, evenly spread.
spread()
{
    awk -v most="$1" -v count="$2" 'BEGIN {
        if (count > most) count = most
        for (i = 1; i <= count; i++) print int((i - 1) * most / count) + 1
    }'
}

train()
{
    "$FORGER" train "$1.yaml" --out "$2" --threads 1 --quiet >>"$2.log" 2>&1
}

# A run that has no config.yaml yet is begun anew; any other must be resumed.
finish()
{
    local task=$1 run=$2
    if [ ! -e "$run/config.yaml" ]; then
        rm -rf "$run"
        train "$task" "$run"
    else
        "$FORGER" resume "$run" --threads 1 --quiet >>"$run.log" 2>&1
    fi
}

# The struck program ended as it should: killed, or with an error that is said, or with a warning.
ended_well()
{
    case $1 in
    kill) [ "$2" -eq 137 ] || [ "$2" -eq 0 ] ;;
    *) [ "$2" -eq 0 ] || { [ "$2" -eq 1 ] && grep -q '^forger: ' "$3.log"; } ;;
    esac
}

# A picture that could not be written is a warning; it is then the only file that may differ.
warned_picture()
{
    sed -n 's|.*warning: .*'"$1"'/\([^: ]*\.png\).*|\1|p' "$1.log" | tail -n 1
}

# case NUMBER TASK COMMAND ACTION WHERE: strike `train`, or `resume` of the run that was killed half way, on one or two
# threads; finish; compare. Prints a line that begins with `equal`, or says what is not.
case_of()
{
    local number=$1 task=$2 command=$3 action=$4 where=$5
    local run=case-$number status=0
    local words=(resume "$run")
    [ "$command" = resume ] && cp -r "half-$task" "$run" || words=(train "$task.yaml" --out "$run")
    "$STRIKE" "$action" "$where" "$FORGER" "${words[@]}" --threads $((1 + number % 2)) --quiet >"$run.log" 2>&1 ||
        status=$?
    local what="$task: $command, $action at $where (status $status)"
    if ! ended_well "$action" "$status" "$run"; then
        echo "ended badly: $what, see $PWD/$run.log"
    elif ! finish "$task" "$run"; then
        echo "does not go on: $what, see $PWD/$run and $PWD/$run.log"
    elif ! same "whole-$task" "$run" "$(warned_picture "$run")" >>"$run.log" 2>&1; then
        echo "differs: $what, see $PWD/$run and $PWD/$run.log"
    else
        rm -rf "$run" "$run.log"
        echo "equal $status $what"
    fi
}

# The program's calls that change files, in number.
calls_of()
{
    local said
    if ! said=$("$STRIKE" count 0 "$FORGER" "$@" --threads 1 --quiet 2>&1 >/dev/null); then
        echo "torture.sh: cannot count the calls: $said" >&2
        return 1
    fi
    sed -n 's/ calls$//p' <<<"$said"
}

# A run that was left alone, how long it takes, one that was killed half way, and how many calls they make.
prepare()
{
    local task=$1 begin=$EPOCHREALTIME
    train "$task" "whole-$task"
    duration=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { print int((b - a) * 1e6) }')
    calls=$(calls_of train "$task.yaml" --out counted)
    rm -rf counted
    "$STRIKE" kill $((calls * 6 / 10)) "$FORGER" train "$task.yaml" --out "half-$task" --threads 1 --quiet >/dev/null 2>&1 ||
        true
    cp -r "half-$task" counted
    resume_calls=$(calls_of resume counted)
    rm -rf counted
}

# The cases of a task: half are kills at calls, a quarter kills at moments, a quarter failures.
cases_of()
{
    local task=$1 runs=$2 where
    spread "$calls" $((runs / 4)) | sed "s/^/$task train kill /"
    spread "$resume_calls" $((runs / 4)) | sed "s/^/$task resume kill /"
    for ((where = 0; where < runs / 4; where++)); do
        echo "$task $([ $((where % 3)) -eq 0 ] && echo resume || echo train) kill $((1 + (RANDOM * 32768 + RANDOM) % duration))us"
    done
    spread "$calls" $((runs / 8)) | sed "s/^/$task train ENOSPC /"
    spread "$resume_calls" $((runs - 3 * (runs / 4) - runs / 8)) | sed "s/^/$task resume EIO /"
}

# Two processes: while one is held in the middle of a run, the others are refused; what the first makes is whole.
two_processes()
{
    local task=$1 run=two-$1 first resumed=0 trained=0
    cp -r "half-$task" "$run"
    "$STRIKE" "hold:$run.held" $((resume_calls / 2)) "$FORGER" resume "$run" --threads 1 --quiet >"$run.log" 2>&1 &
    first=$!
    until [ -e "$run.held" ] || ! kill -0 $first 2>/dev/null; do
        sleep 0.01
    done
    "$FORGER" resume "$run" --threads 1 --quiet >"$run.second" 2>&1 || resumed=$?
    "$FORGER" train "$task.yaml" --out "$run" --threads 1 --quiet >"$run.third" 2>&1 || trained=$?
    rm -f "$run.held"
    if ! wait $first || [ $resumed -ne 1 ] || ! grep -q "^forger: $run: .*train" "$run.second" ||
        [ $trained -ne 2 ] || ! grep -q 'exists already' "$run.third" || ! same "whole-$task" "$run" >>"$run.log" 2>&1; then
        echo "differs: $task: two processes on one run, see $PWD/$run and $PWD/$run.*"
    else
        echo "equal 0 $task: two processes on one run"
    fi
}

# Two that begin to resume at the same moment: one trains; the other is refused, or comes late and has nothing to do.
both_at_once()
{
    local task=$1 run=both-$1 first second
    cp -r "half-$task" "$run"
    "$FORGER" resume "$run" --threads 1 --quiet >"$run.log" 2>&1 &
    first=$!
    "$FORGER" resume "$run" --threads 1 --quiet >"$run.second" 2>&1 &
    second=$!
    local a=0 b=0
    wait $first || a=$?
    wait $second || b=$?
    if [ $((a + b)) -gt 1 ] || ! same "whole-$task" "$run" >>"$run.log" 2>&1; then
        echo "differs: $task: two resumed at once (status $a and $b), see $PWD/$run and $PWD/$run.*"
    else
        echo "equal 0 $task: two resumed at once"
    fi
}

torture()
{
    local runs=$1 seed=$2 task
    RANDOM=$seed
    write_experiments
    for task in classifier gan; do
        prepare "$task"
        check_comparison "whole-$task" || { echo "torture.sh: the comparison of runs sees nothing" >&2 && return 1; }
        echo "$task: $calls calls in a training, $resume_calls in a resume, $((duration / 1000)) ms" >&2
        cases_of "$task" $(((runs - 4) / 2)) >>cases
        two_processes "$task" >>results
        both_at_once "$task" >>results
    done
    nl -ba cases | xargs -P "$(getconf _NPROCESSORS_ONLN)" -L 1 "$SCRIPT" case >>results
    grep -v '^equal ' results || true
    local equal killed
    equal=$(grep -c '^equal ' results || true)
    killed=$(grep -c '^equal 137 ' results || true)
    echo "$equal of $(wc -l <results) equal, $killed of them killed; seed $seed"
    [ "$equal" -eq "$(wc -l <results)" ] && [ "$killed" -gt 0 ]
}

case ${1:-} in
case)
    shift
    case_of "$@"
    ;;
compare)
    same "$2" "$3"
    ;;
run)
    SCRIPT=$(realpath "$0")
    FORGER=$(realpath "$2/forger")
    STRIKE=$(realpath "$2/strike")
    export SCRIPT FORGER STRIKE
    folder=$(mktemp -d "${TMPDIR:-/tmp}/forger-torture-XXXXXX")
    trap '[ $? -eq 0 ] || echo "torture.sh: failed; what is left is in $folder" >&2' EXIT
    cd "$folder"
    torture "$3" "${4:-$((1 + RANDOM))}"
    rm -rf "$folder"
    ;;
*) echo "usage: torture.sh run BUILD RUNS [SEED] | compare A B" >&2 && exit 2 ;;
esac
