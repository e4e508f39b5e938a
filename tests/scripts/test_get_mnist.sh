#!/usr/bin/env bash
# scripts/get-mnist.sh against a local server, on four small files in MNIST's place. $FORGER_BUILD has the server.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

names="train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte"
mkdir "$scratch/served" "$scratch/served/wrong"
for name in $names; do
    for line in {1..200}; do echo "$name $line $((line * line * 7919 % 10007))"; done >"$scratch/$name"
    gzip -c "$scratch/$name" >"$scratch/served/$name.gz"
    gzip -c "$scratch/served/$name.gz" >"$scratch/served/wrong/$name.gz"
done
(cd "$scratch" && for name in $names; do sha256sum "$name"; done >sums)
export FORGER_MNIST_SUMS=$scratch/sums

# The server ends when this test does, and with it the pipe.
mkfifo "$scratch/alive" "$scratch/port"
"$FORGER_BUILD/http-server" "$scratch/served" <"$scratch/alive" >"$scratch/port" &
exec 9>"$scratch/alive"
read -r port <"$scratch/port"
server=http://127.0.0.1:$port

want_files()
{
    local name
    for name in $names; do
        want cmp "$scratch/served/$name.gz" "$1/$name.gz"
    done
    want test "$(find "$1" -mindepth 1 | wc -l)" -eq 4
}

want_empty()
{
    want test -z "$(ls -A "$1")"
}

get()
{
    FORGER_MNIST_MIRRORS=$1 run "$root/scripts/get-mnist.sh" "$2"
}

# From the first mirror, and nothing is asked for again.
get "$server/" "$scratch/a/b"
want_code 0
want_output "MNIST is in $scratch/a/b"
want_files "$scratch/a/b"
get "$server/nothing-here" "$scratch/a/b"
want_code 0
want_output "train-images-idx3-ubyte.gz: is there"

# A wrong and a damaged file are downloaded anew, the others stay.
cp "$scratch/served/wrong/t10k-labels-idx1-ubyte.gz" "$scratch/a/b/"
head -c 50 "$scratch/served/t10k-images-idx3-ubyte.gz" >"$scratch/a/b/t10k-images-idx3-ubyte.gz"
get "$server" "$scratch/a/b"
want_code 0
want_output "train-images-idx3-ubyte.gz: is there"
want_output "t10k-labels-idx1-ubyte.gz: downloads"
want_output "t10k-images-idx3-ubyte.gz: downloads"
want_files "$scratch/a/b"

# A mirror without the files, one with other bytes and one that breaks off: the next one has them.
get "$server/nothing-here $server/wrong $server/short $server" "$scratch/c"
want_code 0
want_output "not from $server/nothing-here/train-images-idx3-ubyte.gz"
want_output "refused, wrong content: $server/wrong/train-images-idx3-ubyte.gz"
want_output "not from $server/short/train-images-idx3-ubyte.gz"
want_files "$scratch/c"

# A mirror that was busy is asked again.
get "$server/busy" "$scratch/d"
want_code 0
want_files "$scratch/d"

# No mirror has them: nothing stays, and the message says what goes without.
get "$server/wrong $server/short http://127.0.0.1:1" "$scratch/e"
want_code 1
want_output "no mirror has the right train-images-idx3-ubyte.gz; data.source=synthetic needs no download"
want_empty "$scratch/e"

# A folder that cannot be made.
get "$server" "$scratch/sums/mnist"
want_code 1
want_output "cannot make the folder $scratch/sums/mnist"
