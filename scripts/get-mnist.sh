#!/usr/bin/env bash
# Downloads MNIST's four files: get-mnist.sh [FOLDER]     (data/mnist when not said)
# A file that is there and right is left alone. A download takes its place in one step, and only when its content has
# the right SHA-256; what a mirror gets wrong, the next one is asked for.
# FORGER_MNIST_MIRRORS ("URL URL") names other mirrors, FORGER_MNIST_SUMS a file of other sums (of the uncompressed
# content, in sha256sum's format).
set -euo pipefail

folder=${1:-$(dirname "$0")/../data/mnist}
mirrors=${FORGER_MNIST_MIRRORS:-https://ossci-datasets.s3.amazonaws.com/mnist/
    https://storage.googleapis.com/cvdf-datasets/mnist/}
sums='ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte'
[ -z "${FORGER_MNIST_SUMS:-}" ] || sums=$(cat "$FORGER_MNIST_SUMS")

die()
{
    echo "get-mnist.sh: $*" >&2
    exit 1
}

sha256()
{
    if command -v sha256sum >/dev/null; then
        sha256sum
    else
        shasum -a 256
    fi | cut -d ' ' -f 1
}

# A damaged file has no sum, so it equals none.
sum_of()
{
    gzip -dc "$1" 2>/dev/null | sha256 || echo damaged
}

# Fails with a line that says what the mirror got wrong. curl tries again where that can help, and gives up a
# connection that stands still.
download()
{
    local url=$1 sum=$2 got
    if ! curl --fail --silent --show-error --location --retry 2 --retry-delay 1 --connect-timeout 15 \
        --speed-limit 1000 --speed-time 30 --output "$scratch/download" "$url"; then
        echo "  not from $url"
        return 1
    fi
    got=$(sum_of "$scratch/download")
    if [ "$got" != "$sum" ]; then
        echo "  refused, wrong content: $url (SHA-256 wanted $sum, got $got)"
        return 1
    fi
}

get()
{
    local name=$1 sum=$2 mirror
    if [ -f "$folder/$name.gz" ] && [ "$(sum_of "$folder/$name.gz")" = "$sum" ]; then
        echo "$name.gz: is there"
        return
    fi
    echo "$name.gz: downloads"
    for mirror in $mirrors; do
        if download "${mirror%/}/$name.gz" "$sum"; then
            mv -f "$scratch/download" "$folder/$name.gz"
            return
        fi
    done
    die "no mirror has the right $name.gz; data.source=synthetic needs no download"
}

command -v curl >/dev/null || die "curl is missing: install it with your package manager"
mkdir -p "$folder" || die "cannot make the folder $folder"
folder=$(cd "$folder" && pwd)
# Beside the target, so that the last step is a rename.
scratch=$(mktemp -d "$folder/.download-XXXXXX") || die "cannot write in $folder"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

while read -r sum name; do
    get "$name" "$sum"
done <<<"$sums"
echo "MNIST is in $folder"
