#!/usr/bin/env bash
# bench/torch_workloads.py, where there is a Python with PyTorch: which libraries it says it has.
# shellcheck source=tests/scripts/support.sh
source "$(dirname "$0")/support.sh"

for python in python3 /usr/bin/python3; do
    ! "$python" -c "import torch" 2>/dev/null || break
    python=
done
[ -n "$python" ] || { echo "no PyTorch is here: left out" && exit 0; }

# A setting is given, so that nothing is tried first.
serve()
{
    run "$python" "$root/bench/torch_workloads.py" mlp 1 contiguous 1 <<<3
    want_code 0
}

# The core type is the processor's, whatever the environment says.
OPENBLAS_CORETYPE=Prescott serve
want_output "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), 1 thread, contiguous, "
if grep -qw avx2 /proc/cpuinfo && [[ $output == *OpenBLAS* ]]; then
    [[ $output != *Prescott* ]] || { echo "an old core: $output" && exit 1; }
fi

# Debian has the reference BLAS beside others.
for folder in /usr/lib/*/blas; do
    if [ -e "$folder/libblas.so.3" ] && [[ $output == *OpenBLAS* ]]; then
        LD_LIBRARY_PATH=$folder serve
        want_output "unfair PyTorch"
        want_output "reference BLAS: not a fair comparison"
    fi
done
