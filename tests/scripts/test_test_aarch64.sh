#!/usr/bin/env bash
# What scripts/test-aarch64.sh says when it cannot start: a PATH with only some tools, and folders that are no sysroots.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"
script=$root/scripts/test-aarch64.sh

run "$script"
want_code 2
want_output "usage: test-aarch64.sh SYSROOT [SUITE...]"

run "$script" "$scratch/nowhere"
want_code 1
want_output "$scratch/nowhere: no sysroot of AArch64, without usr/lib/aarch64-linux-gnu"

# A sysroot, but no cross compiler.
mkdir -p "$scratch/machine" "$scratch/sysroot/usr/lib/aarch64-linux-gnu" "$scratch/sysroot/lib"
for tool in bash dirname; do
    ln -s "$(command -v "$tool")" "$scratch/machine/$tool"
done
for tool in make pkg-config; do
    ln -s /bin/true "$scratch/machine/$tool"
done
PATH=$scratch/machine run bash "$script" "$scratch/sysroot"
want_code 1
want_output "missing: aarch64-linux-gnu-gcc"

# A compiler, but nothing that runs what it builds.
ln -s /bin/true "$scratch/machine/aarch64-linux-gnu-gcc"
PATH=$scratch/machine run bash "$script" "$scratch/sysroot"
want_code 1
want_output "AArch64 programs do not run here: register qemu-aarch64 with binfmt_misc"
