#!/usr/bin/env python3
"""The workloads of `forger bench` in PyTorch: torch_workloads.py WORKLOAD THREADS

Tries {1, THREADS} threads with each layout of memory, starts itself anew with the fastest, so that its peak memory is
of that one only, and writes "ready SETTING". Then it answers each line "N" on standard input with the seconds of N
steps. Networks, batches and optimizers are those of src/bench/workloads.c.

PyTorch's images are floats in memory, in batches already shuffled; Forger shuffles bytes and turns them into floats.
"""

import math
import os
import signal
import sys
import time

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


def build(workload, threads, layout):
    torch.manual_seed(1)
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    return WORKLOADS[workload](LAYOUTS[layout])


def trial(workload, threads, layout):
    """Seconds of the fastest step: what else the machine does then spoils no choice."""
    training = build(workload, threads, layout)
    run(training, 2)
    end, fastest = time.perf_counter() + TRIAL_SECONDS, math.inf
    while time.perf_counter() < end:
        fastest = min(fastest, run(training, 1))
    return fastest


def settings(workload, threads):
    """A network of dense layers has no layout of images."""
    layouts = ["contiguous"] if workload == "mlp" else list(LAYOUTS)
    return [(count, layout) for count in sorted({1, threads}) for layout in layouts]


def serve(workload, threads, layout):
    training = build(workload, threads, layout)
    word = "thread" if threads == 1 else "threads"
    print(f"ready PyTorch {torch.__version__}, {threads} {word}, {layout}", flush=True)
    for line in sys.stdin:
        print(f"{run(training, int(line)):.9f}", flush=True)


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    workload, threads = sys.argv[1], int(sys.argv[2])
    if len(sys.argv) == 4:
        serve(workload, threads, sys.argv[3])
        return
    threads, layout = min(settings(workload, threads), key=lambda setting: trial(workload, *setting))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, sys.argv[0], workload, str(threads), layout])


main()
