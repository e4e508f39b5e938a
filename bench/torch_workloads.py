#!/usr/bin/env python3
"""The workloads of `forger bench` in PyTorch: torch_workloads.py WORKLOAD THREADS

Tries {1, THREADS} threads with each layout of memory, and for OpenBLAS its own threads too, starts itself anew with the
fastest, so that its peak memory is of that one only, and writes "ready SETTING", or "unfair SETTING" where PyTorch
multiplies matrices by the reference BLAS. Then it answers each line "N" on standard input with the seconds of N steps.
Networks, batches and optimizers are those of src/bench/workloads.c.

PyTorch's images are floats in memory, in batches already shuffled; Forger shuffles bytes and turns them into floats.
"""

import ctypes
import math
import os
import re
import signal
import sys
import time


def choose_openblas_core():
    """The widest vectors that the processor has: OpenBLAS doesn't know the core types of processors newer than itself,
    and the environment may hold another one."""
    os.environ.pop("OPENBLAS_CORETYPE", None)
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        flags = set(file.read().split())
    if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= flags:
        os.environ["OPENBLAS_CORETYPE"] = "SkylakeX"
    elif {"avx2", "fma"} <= flags:
        os.environ["OPENBLAS_CORETYPE"] = "Haswell"


choose_openblas_core()
os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[4] if len(sys.argv) > 4 else sys.argv[2]

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as problem:
    print(f"missing {problem}", flush=True)
    sys.exit(0)

EXAMPLES = 10000
TRIAL_SECONDS = 0.7


def images(layout):
    """Strokes cover about a fifth of a digit's picture; the rest is black."""
    x = torch.rand(EXAMPLES, 1, 28, 28)
    return torch.where(x < 0.8, torch.zeros(()), x).contiguous(memory_format=layout)


def block(inputs, outputs, norm):
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1)]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    return layers + [nn.ReLU(inplace=True)]


def pool(norm):
    return [nn.MaxPool2d(2)] + ([nn.Dropout(0.2)] if norm else [])


def cnn_layers(norm):
    features = block(1, 32, norm) + block(32, 32, norm) + pool(norm) + block(32, 64, norm) + block(64, 64, norm)
    dense = [nn.Linear(64 * 7 * 7, 128)] + ([nn.BatchNorm1d(128)] if norm else []) + [nn.ReLU(inplace=True)]
    return features + pool(norm) + [nn.Flatten()] + dense + [nn.Linear(128, 10)]


def mlp_layers():
    return [nn.Flatten(), nn.Linear(784, 512), nn.ReLU(inplace=True), nn.Linear(512, 256), nn.ReLU(inplace=True),
            nn.Linear(256, 10)]


def augment(x):
    """Rotation up to 10 degrees, zoom up to a tenth, shift up to 2 pixels, all different for each image."""
    count = x.shape[0]
    angle = (torch.rand(count) * 2 - 1) * (10 * math.pi / 180)
    zoom = 1 + (torch.rand(count) * 2 - 1) * 0.1
    cosine, sine = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    shift = (torch.rand(2, count) * 2 - 1) * (2 / 14)
    theta = torch.stack([cosine, -sine, shift[0], sine, cosine, shift[1]], dim=1).view(count, 2, 3)
    return functional.grid_sample(x, functional.affine_grid(theta, x.shape, align_corners=False), align_corners=False)


class Batches:
    """Parts of the examples, one after the other, over and over."""

    def __init__(self, examples, size):
        self.starts = range(0, EXAMPLES - size + 1, size)
        self.examples, self.size, self.next = examples, size, 0

    def take(self):
        start = self.starts[self.next]
        self.next = (self.next + 1) % len(self.starts)
        return [tensor[start:start + self.size] for tensor in self.examples]


class Classifier:
    def __init__(self, layout, layers, batch, augmented):
        self.model = nn.Sequential(*layers).to(memory_format=layout)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.batches = Batches([images(layout), torch.randint(0, 10, (EXAMPLES,))], batch)
        self.augmented = augmented

    def step(self):
        x, labels = self.batches.take()
        if self.augmented:
            x = augment(x)
        self.optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(self.model(x), labels).backward()
        self.optimizer.step()


class Gan:
    """The generator's update uses the images of the discriminator's, and needs no gradients of its weights."""

    def __init__(self, layout):
        self.generator = nn.Sequential(
            nn.Linear(100, 7 * 7 * 128), nn.Unflatten(1, (128, 7, 7)), nn.BatchNorm2d(128), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
            nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh()).to(memory_format=layout)
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(64, 128, 4, 2, 1),
            nn.BatchNorm2d(128), nn.LeakyReLU(0.2, inplace=True), nn.Flatten(),
            nn.Linear(128 * 7 * 7, 1)).to(memory_format=layout)
        self.of_generator = torch.optim.Adam(self.generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.of_discriminator = torch.optim.Adam(self.discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.batches = Batches([images(layout) * 2 - 1], 64)

    def step(self):
        real, = self.batches.take()
        ones, zeros = torch.ones(64, 1), torch.zeros(64, 1)
        loss = functional.binary_cross_entropy_with_logits
        fake = self.generator(torch.randn(64, 100))
        self.of_discriminator.zero_grad(set_to_none=True)
        (loss(self.discriminator(real), ones) + loss(self.discriminator(fake.detach()), zeros)).backward()
        self.of_discriminator.step()
        self.of_generator.zero_grad(set_to_none=True)
        self.discriminator.requires_grad_(False)
        loss(self.discriminator(fake), ones).backward()
        self.discriminator.requires_grad_(True)
        self.of_generator.step()


WORKLOADS = {
    "cnn": lambda layout: Classifier(layout, cnn_layers(False), 64, False),
    "cnn-bn": lambda layout: Classifier(layout, cnn_layers(True), 64, True),
    "dcgan": Gan,
    "mlp": lambda layout: Classifier(layout, mlp_layers(), 128, False),
}
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def run(training, steps):
    start = time.perf_counter()
    for _ in range(steps):
        training.step()
    return time.perf_counter() - start


def mapped():
    """(first address, end, path) of every file that is mapped here."""
    with open("/proc/self/maps", encoding="utf-8") as file:
        lines = [line.split(maxsplit=5) for line in file]
    for line in lines:
        if len(line) == 6 and line[5].startswith("/"):
            yield *(int(address, 16) for address in line[0].split("-")), line[5].strip()


def mapped_library(part):
    """The library with this part in its name, or None."""
    paths = [path for _, _, path in mapped() if part in os.path.basename(path)]
    return ctypes.CDLL(paths[0]) if paths else None


def path_of_sgemm():
    """Where the product of matrices is that PyTorch was linked with."""
    sgemm = getattr(mapped_library("libtorch_cpu"), "sgemm_", None)
    address = ctypes.cast(sgemm, ctypes.c_void_p).value if sgemm else 0
    return next((path for first, end, path in mapped() if first <= address < end), "")


def name_openblas(openblas, threads):
    openblas.openblas_get_config.restype = openblas.openblas_get_corename.restype = ctypes.c_char_p
    version = re.search(r"OpenBLAS ([\d.]*\d)", openblas.openblas_get_config().decode())
    core = openblas.openblas_get_corename().decode()
    return f"OpenBLAS {version[1] if version else '?'} {core} ({count(threads)})"


def name_blas(threads):
    """What multiplies matrices here, and whether it is meant to be fast."""
    path = path_of_sgemm().lower()
    openblas = mapped_library("libopenblas")
    if torch.backends.mkl.is_available():
        return "MKL", True
    if "openblas" in path and openblas:
        return name_openblas(openblas, threads), True
    if os.path.basename(path).startswith("libblas.so") and not re.search("mkl|blis|atlas", path):
        return "reference BLAS: not a fair comparison", False
    return os.path.basename(path) or "a BLAS of its own", True


def name_onednn():
    version = re.search(r"(?:MKL-DNN|oneDNN) v([\d.]*\d)", torch.__config__.show())
    return f"oneDNN {version[1]}" if version else "no oneDNN"


def count(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"


def build(workload, threads, layout, blas_threads):
    torch.manual_seed(1)
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    openblas = mapped_library("libopenblas")
    if openblas:
        openblas.openblas_set_num_threads(blas_threads)
    return WORKLOADS[workload](LAYOUTS[layout])


def trial(workload, threads, layout, blas_threads):
    """Seconds of the fastest step: what else the machine does then spoils no choice."""
    training = build(workload, threads, layout, blas_threads)
    run(training, 2)
    end, fastest = time.perf_counter() + TRIAL_SECONDS, math.inf
    while time.perf_counter() < end:
        fastest = min(fastest, run(training, 1))
    return fastest


def settings(workload, threads):
    """(threads, layout, OpenBLAS's threads). A network of dense layers has no layout of images."""
    layouts = ["contiguous"] if workload == "mlp" else list(LAYOUTS)
    blas = {1, threads} if mapped_library("libopenblas") else {1}
    return [(number, layout, more) for number in sorted({1, threads}) for layout in layouts for more in sorted(blas)
            if more <= number]


def serve(workload, threads, layout, blas_threads):
    training = build(workload, threads, layout, blas_threads)
    blas, fair = name_blas(blas_threads)
    print(f"{'ready' if fair else 'unfair'} PyTorch {torch.__version__}, {count(threads)}, {layout}, {blas}, "
          f"{name_onednn()}", flush=True)
    for line in sys.stdin:
        print(f"{run(training, int(line)):.9f}", flush=True)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: who has stopped us may end before it lets us go on
    workload, threads = sys.argv[1], int(sys.argv[2])
    if len(sys.argv) == 5:
        serve(workload, threads, sys.argv[3], int(sys.argv[4]))
        return
    threads, layout, blas = min(settings(workload, threads), key=lambda setting: trial(workload, *setting))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, sys.argv[0], workload, str(threads), layout, str(blas)])


main()
