#!/usr/bin/python3
"""Write tests/goldens/*.safetensors: what PyTorch computes, for the tests to compare with.

Run by hand where a layer, loss, optimizer or schedule changes: /usr/bin/python3 scripts/make_goldens.py [FOLDER].
Wants python3-torch and python3-numpy; the tests themselves want neither. Everything is computed in float64 from float32
inputs and stored as float32. Arrays are in the program's order: activations channels last, weights
[kernel][kernel][in][out].
"""

import json
import math
import os
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

# ---------------------------------------------------------------------------------------------------- safetensors


def write(folder, name, tensors, metadata):
    """8 bytes little-endian length, a JSON header padded to a multiple of 8, the bytes."""
    header = {"__metadata__": {key: str(value) for key, value in metadata.items()}}
    data = b""
    for key, value in tensors.items():
        array = numpy.asarray(value.detach().numpy() if torch.is_tensor(value) else value)
        kind = "U8" if array.dtype == numpy.uint8 else "F64" if array.ndim == 0 else "F32"
        kinds = {"U8": "u1", "F64": "<f8", "F32": "<f4"}
        array = numpy.ascontiguousarray(array).astype(kinds[kind]).reshape(array.shape)
        start = len(data)
        data += array.tobytes()
        header[key] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [start, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(folder, name + ".safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


# ------------------------------------------------------------------------------------------------------------ nets


def exact(x):
    """The nearest values that float32 holds, so that both programs start from the same."""
    return x.float().double()


def randn(*shape):
    return exact(torch.randn(*shape))


class Random:
    """The program's own random numbers (include/forger/random.h), for its shuffles and latent vectors."""

    SHUFFLE, LATENT, CONDITION = 2 << 16, 6 << 16, 9 << 16

    def __init__(self, seed, purpose, step, item):
        self.key = (seed & 0xFFFFFFFF, seed >> 32)
        self.counter, self.block = [purpose, step, item, 0], []

    def philox(self):
        """Philox4x32-10 (Salmon et al. 2011)."""
        (a, b, c, d), (k, l) = self.counter, self.key
        for _ in range(10):
            p, q = 0xD2511F53 * a, 0xCD9E8D57 * c
            a, b, c, d = q >> 32 ^ b ^ k, q & 0xFFFFFFFF, p >> 32 ^ d ^ l, p & 0xFFFFFFFF
            k, l = k + 0x9E3779B9 & 0xFFFFFFFF, l + 0xBB67AE85 & 0xFFFFFFFF
        self.counter[3] += 1
        return [a, b, c, d]

    def bits(self):
        self.block = self.block or self.philox()
        return self.block.pop(0)

    def uniform(self):
        return (self.bits() >> 8) * 2.0**-24

    def normal(self):
        u, v = 1 - self.uniform(), self.uniform()
        return (-2 * math.log(u)) ** 0.5 * math.cos(2 * math.pi * v)

    def below(self, limit):
        """Lemire 2019."""
        product = self.bits() * limit
        while product % 2**32 < (2**32 - limit) % limit:
            product = self.bits() * limit
        return product >> 32

    def permutation(self, count):
        """Fisher and Yates."""
        order = []
        for i in range(count):
            j = self.below(i + 1)
            order.append(i)
            order[i], order[j] = order[j], i
        return order


def first(x):
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


class Net:
    """A list of layers as an experiment has it, with a forward made of PyTorch's functions."""

    defaults = {
        "dense": ("units", {"bias": True}),
        "conv": ("filters", {"kernel": 3, "stride": 1, "padding": "same", "bias": True}),
        "conv_transpose": ("filters", {"kernel": 3, "stride": 1, "padding": "same", "bias": True}),
        "batchnorm": ("momentum", {"momentum": 0.1, "epsilon": 1e-5, "scale": True}),
        "layernorm": ("epsilon", {"epsilon": 1e-5, "scale": True}),
        "instancenorm": ("epsilon", {"epsilon": 1e-5, "scale": True}),
        "groupnorm": ("groups", {"epsilon": 1e-5, "scale": True}),
        "pixelnorm": ("epsilon", {"epsilon": 1e-8}),
        "leaky_relu": ("slope", {"slope": 0.2}),
        "dropout": ("rate", {"rate": 0.5}),
        "max_pool": ("size", {"size": 2, "stride": 0}),
        "reshape": ("shape", {}),
        "add": ("with", {}),
        "concat": ("with", {}),
        "multiply": ("with", {}),
        "modulate": ("with", {}),
        "dot": ("with", {}),
    }

    def __init__(self, name, items):
        self.name, self.items = name, items
        self.parameters, self.buffers = {}, {}

    def parameter(self, name, shape, make):
        if name not in self.parameters:
            self.parameters[name] = exact(make(*shape)).requires_grad_()
        return self.parameters[name]

    def buffer(self, name, values):
        return self.buffers.setdefault(name, exact(values))

    def __call__(self, x, training=True, tracking=True, **inputs):
        """tracking: in training, the running statistics take in this batch. inputs: beside x, by their names."""
        self.training, self.tracking, self.named = training, tracking, {"input": x, **inputs}
        return self.run(self.name, self.items, x)

    def run(self, path, items, x):
        for number, item in enumerate(items):
            item = {item: None} if isinstance(item, str) else dict(item)
            label, source = item.pop("name", None), item.pop("input", None)
            ((kind, fields),) = item.items()
            place = f"{path}.{number}.{kind}"
            x = self.named[source] if source else x
            x = x + self.run(place, fields, x) if kind == "residual" else self.layer(place, kind, fields, x)
            if label:
                self.named[label] = x
        return x

    def layer(self, place, kind, fields, x):
        main, options = self.defaults.get(kind, (None, {}))
        options = {**options, **(fields if isinstance(fields, dict) else {main: fields} if fields is not None else {})}
        return getattr(self, kind)(place, x, **options)

    def bias(self, place, count, wanted):
        return self.parameter(place + ".bias", [count], lambda n: randn(n) * 0.1) if wanted else None

    def dense(self, place, x, units, bias):
        x = x.reshape(len(x), -1)
        inputs = x.shape[1]
        w = self.parameter(place + ".weight", [inputs, units], lambda *s: randn(*s) * inputs**-0.5)
        b = self.bias(place, units, bias)
        y = x @ w
        return (y + b if bias else y).reshape(len(x), 1, 1, units)

    def weight(self, place, kernel, inputs, outputs):
        scale = (kernel * kernel * inputs) ** -0.5
        shape = [kernel, kernel, inputs, outputs]
        return self.parameter(place + ".weight", shape, lambda *s: randn(*s) * scale)

    def conv(self, place, x, filters, kernel, stride, padding, bias):
        w = self.weight(place, kernel, x.shape[3], filters)
        b = self.bias(place, filters, bias)
        pads = []
        for size in (x.shape[2], x.shape[1]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2] if padding == "same" else [padding, padding]
        return last(F.conv2d(F.pad(first(x), pads), w.permute(3, 2, 0, 1), b, stride))

    def conv_transpose(self, place, x, filters, kernel, stride, padding, bias):
        """Without padding the result is whole; `same` and `padding: N` cut it (or, where it is short, extend it)."""
        w = self.weight(place, kernel, x.shape[3], filters)
        b = self.bias(place, filters, bias)
        y = F.conv_transpose2d(first(x), w.permute(2, 3, 0, 1), None, stride)
        pads = []
        for size in (x.shape[2], x.shape[1]):
            full = (size - 1) * stride + kernel
            before = max(full - size * stride, 0) // 2 if padding == "same" else padding
            wanted = size * stride if padding == "same" else full - 2 * padding
            pads += [-before, wanted - full + before]
        y = last(F.pad(y, pads))
        return y + b if bias else y

    def scale(self, place, count, wanted):
        """A norm's weight and bias."""
        w = self.parameter(place + ".weight", [count], lambda n: 1 + randn(n) * 0.2) if wanted else None
        return w, self.bias(place, count, wanted)

    def batchnorm(self, place, x, momentum, epsilon, scale):
        count = x.shape[3]
        w, b = self.scale(place, count, scale)
        mean = self.buffer(place + ".running_mean", randn(count) * 0.25)
        variance = self.buffer(place + ".running_variance", 1 + 0.5 * torch.rand(count))
        if self.training and not self.tracking:
            mean, variance = mean.clone(), variance.clone()
        rows = x.reshape(-1, count)
        return F.batch_norm(rows, mean, variance, w, b, self.training, momentum, epsilon).reshape(x.shape)

    def layernorm(self, place, x, epsilon, scale):
        """PyTorch's of a vector; of an image, its group norm of one group."""
        w, b = self.scale(place, x.shape[3], scale)
        if x.shape[1:3] == (1, 1):
            return F.layer_norm(x, x.shape[3:], w, b, epsilon)
        return last(F.group_norm(first(x), 1, w, b, epsilon))

    def instancenorm(self, place, x, epsilon, scale):
        w, b = self.scale(place, x.shape[3], scale)
        return last(F.instance_norm(first(x), None, None, w, b, True, 0.1, epsilon))

    def groupnorm(self, place, x, groups, epsilon, scale):
        w, b = self.scale(place, x.shape[3], scale)
        return last(F.group_norm(first(x), groups, w, b, epsilon))

    def pixelnorm(self, place, x, epsilon):
        return x / torch.sqrt((x * x).mean(3, keepdim=True) + epsilon)

    def relu(self, place, x):
        return F.relu(x)

    def leaky_relu(self, place, x, slope):
        return F.leaky_relu(x, slope)

    def tanh(self, place, x):
        return torch.tanh(x)

    def sigmoid(self, place, x):
        return torch.sigmoid(x)

    def gelu(self, place, x):
        return F.gelu(x)

    def silu(self, place, x):
        return F.silu(x)

    def softplus(self, place, x):
        return F.softplus(x)

    def dropout(self, place, x, rate):
        return F.dropout(x, rate, self.training)

    def max_pool(self, place, x, size, stride):
        """Windows cut off at the bottom and right: filled up with -inf."""
        stride = stride or size
        pads = []
        for length in (x.shape[2], x.shape[1]):
            pads += [0, max((-(-length // stride) - 1) * stride + size - length, 0)]
        return last(F.max_pool2d(F.pad(first(x), pads, value=-numpy.inf), size, stride))

    def reshape(self, place, x, shape):
        return x.reshape(len(x), *shape)

    def flatten(self, place, x):
        return x.reshape(len(x), 1, 1, -1)

    def add(self, place, x, **fields):
        return x + self.named[fields["with"]]

    def concat(self, place, x, **fields):
        """Vectors are spread over the other's pixels."""
        other = self.named[fields["with"]]
        pixels = [max(a, b) for a, b in zip(x.shape[1:3], other.shape[1:3])]
        return torch.cat([value.expand(-1, *pixels, -1) for value in (x, other)], 3)

    def multiply(self, place, x, **fields):
        return x * self.named[fields["with"]]

    def modulate(self, place, x, **fields):
        scale, shift = self.named[fields["with"]].reshape(len(x), 1, 1, -1).chunk(2, 3)
        return x * (1 + scale) + shift

    def dot(self, place, x, **fields):
        other = self.named[fields["with"]]
        return (x.reshape(len(x), -1) * other.reshape(len(x), -1)).sum(1).reshape(-1, 1, 1, 1)


def copy(tensors):
    return {name: value.detach().clone() for name, value in tensors.items()}


def named(prefix, tensors):
    return {f"{prefix}.{name}": value for name, value in tensors.items()}


# ---------------------------------------------------------------------------------------------------------- layers

LAYERS = [
    # name, input shape, examples, items
    ("dense", (1, 1, 13), 5, [{"dense": 7}]),
    ("dense-image", (3, 5, 2), 9, [{"dense": {"units": 150, "bias": False}}]),
    ("dense-wide", (1, 1, 300), 4, [{"dense": 3}]),
    ("conv-3", (7, 9, 2), 3, [{"conv": 5}]),
    ("conv-1", (4, 5, 3), 3, [{"conv": {"filters": 4, "kernel": 1}}]),
    ("conv-1-stride-2", (5, 6, 3), 3, [{"conv": {"filters": 4, "kernel": 1, "stride": 2}}]),
    ("conv-2", (5, 4, 2), 3, [{"conv": {"filters": 3, "kernel": 2}}]),
    ("conv-2-stride-2", (5, 6, 2), 3, [{"conv": {"filters": 3, "kernel": 2, "stride": 2}}]),
    ("conv-3-stride-2-even", (8, 6, 2), 3, [{"conv": {"filters": 4, "kernel": 3, "stride": 2}}]),
    ("conv-3-stride-2-odd", (7, 5, 2), 3, [{"conv": {"filters": 4, "kernel": 3, "stride": 2, "bias": False}}]),
    ("conv-4-stride-2", (7, 8, 1), 3, [{"conv": {"filters": 6, "kernel": 4, "stride": 2}}]),
    ("conv-4", (5, 6, 2), 3, [{"conv": {"filters": 3, "kernel": 4}}]),
    ("conv-5", (6, 7, 2), 2, [{"conv": {"filters": 3, "kernel": 5}}]),
    ("conv-5-stride-3", (10, 8, 2), 2, [{"conv": {"filters": 3, "kernel": 5, "stride": 3}}]),
    ("conv-5-small-image", (2, 3, 2), 3, [{"conv": {"filters": 3, "kernel": 5}}]),
    ("conv-padding-0", (6, 7, 2), 3, [{"conv": {"filters": 4, "kernel": 3, "padding": 0}}]),
    ("conv-padding-1", (6, 7, 3), 3, [{"conv": {"filters": 4, "kernel": 4, "stride": 2, "padding": 1}}]),
    ("conv-padding-2", (5, 4, 2), 3, [{"conv": {"filters": 4, "kernel": 3, "stride": 2, "padding": 2}}]),
    ("conv-many-channels", (5, 5, 17), 2, [{"conv": {"filters": 33, "kernel": 3}}]),
    ("conv_transpose-3", (4, 5, 3), 3, [{"conv_transpose": 4}]),
    ("conv_transpose-1", (4, 3, 3), 3, [{"conv_transpose": {"filters": 4, "kernel": 1}}]),
    ("conv_transpose-1-stride-2", (3, 4, 3), 3, [{"conv_transpose": {"filters": 2, "kernel": 1, "stride": 2}}]),
    ("conv_transpose-2-stride-2", (3, 4, 3), 3, [{"conv_transpose": {"filters": 2, "kernel": 2, "stride": 2}}]),
    ("conv_transpose-3-stride-2", (3, 4, 3), 3, [{"conv_transpose": {"filters": 2, "kernel": 3, "stride": 2}}]),
    ("conv_transpose-4-stride-2", (4, 3, 5), 3, [{"conv_transpose": {"filters": 3, "kernel": 4, "stride": 2}}]),
    ("conv_transpose-4", (4, 3, 2), 3, [{"conv_transpose": {"filters": 3, "kernel": 4}}]),
    ("conv_transpose-5-stride-3", (3, 2, 2), 3, [{"conv_transpose": {"filters": 3, "kernel": 5, "stride": 3}}]),
    ("conv_transpose-2-stride-3", (3, 2, 2), 3, [{"conv_transpose": {"filters": 3, "kernel": 2, "stride": 3}}]),
    (
        "conv_transpose-padding-0",
        (3, 4, 2),
        3,
        [{"conv_transpose": {"filters": 3, "kernel": 4, "stride": 2, "padding": 0, "bias": False}}],
    ),
    (
        "conv_transpose-padding-1",
        (3, 4, 2),
        3,
        [{"conv_transpose": {"filters": 3, "kernel": 4, "stride": 2, "padding": 1}}],
    ),
    (
        "conv_transpose-padding-2",
        (4, 3, 2),
        3,
        [{"conv_transpose": {"filters": 3, "kernel": 5, "stride": 3, "padding": 2}}],
    ),
    ("conv_transpose-from-vector", (1, 1, 6), 4, [{"conv_transpose": {"filters": 5, "kernel": 4, "padding": 0}}]),
    ("batchnorm-image", (4, 3, 5), 6, ["batchnorm"]),
    ("batchnorm-vector", (1, 1, 7), 11, [{"batchnorm": {"momentum": 0.3, "epsilon": 0.001}}]),
    (
        "batchnorm-twice",
        (3, 3, 4),
        5,
        [{"conv": {"filters": 4, "bias": False}}, "batchnorm", "tanh", {"batchnorm": 0.5}, "relu", {"dense": 3}],
    ),
    ("max_pool-2", (4, 6, 3), 3, ["max_pool"]),
    ("max_pool-2-cut", (5, 7, 3), 3, [{"max_pool": 2}]),
    ("max_pool-3-stride-2", (7, 8, 2), 3, [{"max_pool": {"size": 3, "stride": 2}}]),
    ("max_pool-2-stride-1", (4, 4, 2), 3, [{"max_pool": {"size": 2, "stride": 1}}]),
    ("max_pool-2-stride-3", (8, 7, 2), 3, [{"max_pool": {"size": 2, "stride": 3}}]),
    ("relu", (3, 4, 5), 3, ["relu"]),
    ("leaky_relu", (3, 4, 5), 3, [{"leaky_relu": 0.3}]),
    ("tanh", (3, 4, 5), 3, ["tanh"]),
    ("sigmoid", (3, 4, 5), 3, ["sigmoid"]),
    ("reshape", (2, 3, 4), 3, [{"reshape": [4, 2, 3]}, {"conv": 2}, "flatten", {"dense": 3}]),
    ("residual", (4, 5, 3), 5, ["relu", {"residual": ["batchnorm", "relu", {"conv": 3}]}, {"dense": 4}]),
    (
        "residual-nested",
        (4, 4, 2),
        3,
        [{"conv": 4}, {"residual": [{"conv": 4}, {"residual": [{"leaky_relu": 0.1}, {"conv": 4}]}]}, "tanh"],
    ),
    (
        "add",
        (4, 4, 2),
        3,
        [
            {"conv": 3, "name": "trunk"},
            "relu",
            {"conv": 3},
            {"add": "trunk"},
            {"conv": 3, "name": "second"},
            {"add": "trunk"},
            {"add": "second"},
        ],
    ),
    (
        "concat",
        (4, 4, 2),
        3,
        [
            {"conv": 3, "name": "left"},
            {"conv": 5, "input": "input"},
            {"concat": "left"},
            {"conv": 2},
            {"concat": "input"},
            {"dense": 3},
        ],
    ),
    (
        "skips",
        (4, 4, 2),
        9,
        [
            {"conv": 4, "name": "a"},
            {"batchnorm": {}, "name": "b"},
            {"relu": {}, "name": "r"},
            {"conv": {"filters": 4, "kernel": 1}, "input": "a", "name": "c"},
            {"add": "b"},
            {"add": "r"},
            "tanh",
            {"concat": "c"},
            {"reshape": [2, 2, 32], "name": "d"},
            {"dense": 32},
            {"reshape": [1, 1, 32], "name": "e"},
            {"dense": {"units": 32}, "input": "d"},
            {"add": "e"},
        ],
    ),
]


# Appended to, so that the others keep their numbers.
MORE_LAYERS = [
    # name, input shape, examples, items
    ("batchnorm-without-scale", (4, 3, 5), 6, [{"batchnorm": {"scale": False}}]),
    (
        "batchnorm-conditional",
        (4, 3, 5),
        6,
        [
            {"dense": 8, "name": "style"},
            {"conv": {"filters": 4, "bias": False}, "input": "input"},
            {"batchnorm": {"scale": False}},
            {"modulate": "style"},
            "tanh",
        ],
    ),
    ("layernorm-vector", (1, 1, 19), 5, ["layernorm"]),
    ("layernorm-image", (5, 4, 3), 3, [{"conv": 40}, {"layernorm": 0.01}, "tanh"]),
    ("layernorm-without-scale", (5, 4, 3), 3, [{"layernorm": {"scale": False}}]),
    ("instancenorm", (5, 4, 3), 3, [{"conv": {"filters": 21, "bias": False}}, "instancenorm", "tanh"]),
    ("instancenorm-without-scale", (2, 2, 3), 3, [{"instancenorm": {"scale": False, "epsilon": 0.001}}]),
    ("groupnorm", (5, 4, 3), 3, [{"conv": 24}, {"groupnorm": 4}, {"conv": 6}, {"groupnorm": {"groups": 3}}]),
    ("groupnorm-vector", (1, 1, 24), 4, [{"groupnorm": {"groups": 3, "scale": False}}]),
    ("pixelnorm", (5, 4, 7), 3, ["pixelnorm"]),
    ("pixelnorm-vector", (1, 1, 37), 4, [{"pixelnorm": 0.01}, {"dense": 5}, "pixelnorm"]),
    ("gelu", (3, 4, 15), 3, ["gelu"]),
    ("silu", (3, 4, 15), 3, ["silu"]),
    ("softplus", (3, 4, 15), 3, ["softplus"]),
]

EVAL = ["batchnorm-without-scale", "layernorm-image", "batchnorm-image", "batchnorm-vector", "residual", "skips", "label-batchnorm"]


# Layers that read values by name, in nets with an input `label` beside the image where CLASSES isn't 0: every layer
# alone, and what conditional GANs are made of.
CLASSES = 7

VALUES = [
    # name, input shape, examples, classes, items
    (
        "multiply",
        (5, 4, 3),
        3,
        0,
        [{"conv": 3, "name": "a"}, "tanh", {"multiply": "a"}, {"multiply": "input"}],
    ),
    (
        "multiply-vector",
        (5, 4, 3),
        3,
        0,
        [{"dense": 3, "name": "gate"}, {"conv": 3, "input": "input"}, {"multiply": "gate"}],
    ),
    (
        "multiply-image",
        (3, 7, 2),
        3,
        0,
        [{"conv": 9, "name": "a"}, {"dense": 9}, {"multiply": "a"}],
    ),
    (
        "multiply-number",
        (5, 4, 3),
        3,
        0,
        [{"dense": 1, "name": "gate"}, {"conv": 2, "input": "input"}, {"multiply": "gate"}],
    ),
    ("multiply-itself", (2, 3, 4), 3, 0, [{"conv": 4, "name": "a"}, {"multiply": "a"}]),
    ("dot", (1, 1, 37), 5, 0, [{"dense": 37, "name": "a"}, {"dot": "input"}, {"multiply": "a"}]),
    ("dot-image", (3, 2, 5), 4, 0, [{"conv": 5, "name": "a"}, {"dense": 30}, {"dot": "a"}]),
    (
        "modulate",
        (6, 5, 3),
        4,
        0,
        [{"dense": 20, "name": "style"}, {"conv": 10, "input": "input"}, {"modulate": "style"}],
    ),
    (
        "modulate-vector",
        (1, 1, 6),
        4,
        0,
        [{"dense": 50, "name": "style"}, {"dense": 25}, {"modulate": "style"}, "tanh"],
    ),
    (
        "concat-vector",
        (4, 5, 3),
        3,
        0,
        [{"dense": 6, "name": "a"}, {"concat": "input"}, {"conv": 2}],
    ),
    (
        "label-concat",
        (4, 5, 3),
        4,
        CLASSES,
        [{"concat": "label"}, {"conv": 4}, "leaky_relu", {"dense": 1}],
    ),
    (
        "label-embedding",
        (1, 1, 9),
        4,
        CLASSES,
        [{"dense": 5, "input": "label", "name": "e"}, {"dense": 6, "input": "input"}, {"concat": "e"}, {"dense": 3}],
    ),
    (
        "label-batchnorm",
        (3, 4, 5),
        9,
        CLASSES,
        [
            {"dense": {"units": 8, "bias": False}, "input": "label", "name": "style"},
            {"conv": {"filters": 4, "bias": False}, "input": "input"},
            "batchnorm",
            {"modulate": "style"},
            "relu",
            {"conv": {"filters": 4, "bias": False}},
            "batchnorm",
            {"modulate": "style"},
            "tanh",
        ],
    ),
    (
        "label-projection",
        (4, 5, 3),
        5,
        CLASSES,
        [
            {"conv": 4},
            "leaky_relu",
            {"dense": 6, "name": "features"},
            {"dense": 1, "name": "score"},
            {"dense": {"units": 6, "bias": False}, "input": "label"},
            {"dot": "features"},
            {"add": "score"},
        ],
    ),
]


def some_labels(count, classes):
    """One 1 a row, but for the last, which has no class."""
    labels = one_hot(torch.randint(classes, [count]), classes)
    labels[-1] = 0
    return labels.requires_grad_()


def make_layer(folder, name, shape, count, items, training, classes=0):
    net = Net("model", items)
    x = randn(count, *shape).requires_grad_()
    inputs = {"label": some_labels(count, classes)} if classes else {}
    net(x.detach(), False, **inputs)
    before = copy(net.buffers)
    y = net(x, training, **inputs)
    dy = randn(*y.shape)
    y.backward(dy)
    tensors = {"input": x, "dy": dy, "output": y, "dx": x.grad}
    for key, value in inputs.items():
        tensors.update({key: value, "d" + key: value.grad})
    tensors.update(named("parameter", net.parameters))
    tensors.update(named("buffer", before))
    if training:
        tensors.update(named("gradient", {key: value.grad for key, value in net.parameters.items()}))
        tensors.update(named("updated", net.buffers))
    mode = "training" if training else "eval"
    metadata = {"model": json.dumps(items), "input": "x".join(map(str, shape)), "mode": mode}
    if classes:
        metadata["classes"] = classes
    write(folder, f"layer-{name}" + ("" if training else "-eval"), tensors, metadata)


def make_layers(folder):
    for name, shape, count, items in LAYERS:
        make_layer(folder, name, shape, count, items, True)
        if name in EVAL:
            make_layer(folder, name, shape, count, items, False)
    dropout = [{"dense": 6}, {"dropout": 0.3}, "tanh"]
    make_layer(folder, "dropout", (1, 1, 5), 4, dropout, False)


def make_more_layers(folder):
    for name, shape, count, items in MORE_LAYERS:
        make_layer(folder, name, shape, count, items, True)
        if name in EVAL:
            make_layer(folder, name, shape, count, items, False)


def make_values(folder):
    for name, shape, count, classes, items in VALUES:
        make_layer(folder, name, shape, count, items, True, classes)
        if name in EVAL:
            make_layer(folder, name, shape, count, items, False, classes)


# ----------------------------------------------------------------------------------------------------- constraints

CONSTRAINTS = [
    # name, input shape, item, PyTorch's module, its weight's dimensions in Forger's order
    ("dense", (1, 1, 12), {"dense": 7}, lambda: torch.nn.Linear(12, 7), (1, 0)),
    ("conv", (6, 6, 3), {"conv": 5}, lambda: torch.nn.Conv2d(3, 5, 3, 1, 1), (2, 3, 1, 0)),
    (
        "conv_transpose",
        (3, 3, 4),
        {"conv_transpose": {"filters": 5, "kernel": 4, "stride": 2}},
        lambda: torch.nn.ConvTranspose2d(4, 5, 4, 2, 1),
        (2, 3, 0, 1),
    ),
]


def make_constraints(folder):
    for name, shape, item, make, order in CONSTRAINTS:
        module = torch.nn.utils.parametrizations.spectral_norm(make()).double()
        raw, power = module.parametrizations.weight.original, module.parametrizations.weight[0]
        ((kind, _),) = item.items()
        place = f"model.0.{kind}"

        def rows(v):
            """Of v, which counts input channels, then rows and columns of the window, in Forger's order."""
            return v if kind == "dense" else v.reshape(-1, *raw.shape[2:]).permute(1, 2, 0).reshape(-1)

        def vectors():
            return {f"{place}.spectral_u": power._u.clone(), f"{place}.spectral_v": rows(power._v).clone()}

        before = vectors()
        x = randn(4, *shape).requires_grad_()
        y = module(x.reshape(4, -1)).reshape(4, 1, 1, -1) if kind == "dense" else last(module(first(x)))
        dy = randn(*y.shape)
        y.backward(dy)
        tensors = {"input": x, "dy": dy, "output": y, "dx": x.grad}
        tensors.update({f"parameter.{place}.weight": raw.permute(*order), f"parameter.{place}.bias": module.bias})
        gradients = {f"{place}.weight": raw.grad.permute(*order), f"{place}.bias": module.bias.grad}
        tensors.update(named("gradient", gradients))
        tensors.update(named("buffer", before))
        tensors.update(named("updated", vectors()))
        model = json.dumps([{**item, "constraint": "spectral_norm"}])
        metadata = {"model": model, "input": "x".join(map(str, shape)), "mode": "training"}
        write(folder, f"constraint-spectral_norm-{name}", tensors, metadata)


# ---------------------------------------------------------------------------------------------------------- losses


def make_losses(folder):
    for name, count, classes, smoothing, scale in [
        ("plain", 7, 10, 0.0, 2.0),
        ("smoothed", 7, 10, 0.1, 2.0),
        ("two-classes", 5, 2, 0.25, 1.0),
        ("extreme", 6, 5, 0.1, 80.0),
    ]:
        logits = randn(count, classes) * scale
        if name == "extreme":
            logits = torch.where(logits > 0, 80.0, -80.0).double()
        labels = torch.randint(classes, [count])
        logits.requires_grad_()
        loss = F.cross_entropy(logits, labels, label_smoothing=smoothing)
        loss.backward()
        tensors = {"logits": logits, "labels": labels, "value": loss, "dlogits": logits.grad}
        options = {"type": "softmax_cross_entropy", "label_smoothing": smoothing}
        write(folder, f"loss-softmax-{name}", tensors, {"loss": json.dumps(options)})
    for name, scale in [("plain", 2.0), ("extreme", 80.0)]:
        logits = randn(9, 3) * scale
        targets = exact(torch.rand(9, 3))
        targets[:3], targets[3:6] = 0, 1
        if name == "extreme":
            logits = torch.where(logits > 0, 80.0, -80.0).double()
        logits.requires_grad_()
        loss = F.binary_cross_entropy_with_logits(logits, targets)
        loss.backward()
        tensors = {"logits": logits, "targets": targets, "value": loss, "dlogits": logits.grad}
        write(folder, f"loss-binary-{name}", tensors, {"loss": json.dumps({"type": "binary_cross_entropy"})})


# ------------------------------------------------------------------------------------------ optimizers, schedules

OPTIMIZERS = [
    ("sgd", "sgd", dict(lr=0.1, momentum=0)),
    ("sgd-momentum", "sgd", dict(lr=0.05, momentum=0.9)),
    ("sgd-nesterov", "sgd", dict(lr=0.05, momentum=0.8, nesterov=True)),
    ("sgd-decay", "sgd", dict(lr=0.1, momentum=0.5, weight_decay=0.03)),
    ("sgd-clip", "sgd", dict(lr=0.1, momentum=0.9, clip=2.5)),
    ("adam", "adam", dict(lr=0.01)),
    ("adam-dcgan", "adam", dict(lr=2e-4, beta1=0.5, beta2=0.999)),
    ("adam-decay", "adam", dict(lr=0.01, beta1=0.8, beta2=0.95, epsilon=1e-4, weight_decay=0.1)),
    ("adam-clip", "adam", dict(lr=0.01, clip=1.5)),
    ("adamw", "adamw", dict(lr=0.01, weight_decay=0.1)),
    ("rmsprop", "rmsprop", dict(lr=0.01)),
    ("rmsprop-momentum", "rmsprop", dict(lr=0.01, alpha=0.9, epsilon=1e-3, momentum=0.8)),
    ("rmsprop-decay", "rmsprop", dict(lr=0.01, alpha=0, weight_decay=0.1, clip=1.5)),
]


def make_optimizer(kind, parameters, options):
    options = {"weight_decay": 0, **options}
    options.pop("clip", None)
    if kind == "sgd":
        return torch.optim.SGD(parameters, **options)
    options["eps"] = options.pop("epsilon", 1e-8)
    if kind == "rmsprop":
        return torch.optim.RMSprop(parameters, **options)
    options["betas"] = (options.pop("beta1", 0.9), options.pop("beta2", 0.999))
    return (torch.optim.AdamW if kind == "adamw" else torch.optim.Adam)(parameters, **options)


def make_optimizers(folder):
    for name, kind, options in OPTIMIZERS:
        w = randn(33).requires_grad_()
        tensors = {"w": w.detach().clone()}
        gradients, expected, norms = [], [], []
        optimizer = make_optimizer(kind, [w], options)
        for step in range(10):
            gradient = exact(randn(33) * (0.1 + 0.2 * step))
            gradients.append(gradient)
            w.grad = gradient.clone()
            norms.append(gradient.norm())
            if "clip" in options:
                torch.nn.utils.clip_grad_norm_([w], options["clip"])
            optimizer.step()
            expected.append(w.detach().clone())
        tensors.update(dw=torch.stack(gradients), expected=torch.stack(expected), norms=torch.stack(norms))
        write(folder, f"optimizer-{name}", tensors, {"optimizer": json.dumps({"type": kind, **options})})


def make_schedules(folder):
    """PyTorch's warm-up ends at step pct_start * total - 1, Forger's at warmup * (total - 1)."""
    w = torch.zeros(1, requires_grad=True)
    for total, minimum in [(20, 0.0), (57, 0.1)]:
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(torch.optim.SGD([w], lr=1.0), total - 1, minimum)
        make_schedule(folder, f"cosine-{total}", schedule, total, "cosine", 0, minimum)
    for total, warmup, minimum in [(31, 0.3, 4e-6), (50, 0.5, 0.02)]:
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            torch.optim.SGD([w], lr=1.0),
            1.0,
            total,
            pct_start=(warmup * (total - 1) + 1) / total,
            final_div_factor=0.04 / minimum,
            cycle_momentum=False,
        )
        make_schedule(folder, f"one_cycle-{total}", schedule, total, "one_cycle", warmup, minimum)


def make_schedule(folder, name, schedule, total, kind, warmup, minimum):
    factors, options = [], {"type": kind, "warmup": warmup, "minimum": minimum}
    for _ in range(total):
        factors.append(schedule.optimizer.param_groups[0]["lr"])
        schedule.optimizer.step()
        if len(factors) < total:
            schedule.step()
    write(folder, f"schedule-{name}", {"factors": factors}, {"schedule": json.dumps(options)})


# -------------------------------------------------------------------------------------------------------- training

STEPS = 20

LAYERS_OF_CLASSIFIER = [
    {"conv": {"filters": 4, "bias": False}},
    "batchnorm",
    "relu",
    "max_pool",
    {"conv": {"filters": 8, "stride": 2, "bias": False}},
    {"batchnorm": 0.3},
    "relu",
    {"dense": 5},
]

LAYERS_OF_GENERATOR = [
    {"dense": {"units": 32, "bias": False}},
    {"reshape": [2, 2, 8]},
    "batchnorm",
    "relu",
    {"conv_transpose": {"filters": 4, "kernel": 4, "stride": 2, "bias": False}},
    {"batchnorm": 0.2},
    "relu",
    {"conv_transpose": {"filters": 1, "kernel": 4, "stride": 2}},
    "tanh",
]

LAYERS_OF_DISCRIMINATOR = [
    {"conv": {"filters": 4, "kernel": 4, "stride": 2}},
    {"leaky_relu": 0.2},
    {"conv": {"filters": 8, "kernel": 4, "stride": 2, "bias": False}},
    "batchnorm",
    {"leaky_relu": 0.2},
    {"dense": 1},
]

# The same, where both are told the class.
LAYERS_OF_CONDITIONED = {
    "generator": [{"concat": "label"}, *LAYERS_OF_GENERATOR],
    "discriminator": [*LAYERS_OF_DISCRIMINATOR[:-1], "flatten", {"concat": "label"}, {"dense": 1}],
}

COSINE = {"type": "cosine", "warmup": 4 / (STEPS - 1), "minimum": 0.1}
ONE_CYCLE = {"type": "one_cycle", "warmup": 0.3}
CONSTANT = {"type": "constant", "warmup": 0.25}

CLASSIFIERS = {
    "softmax": {
        "loss": {"type": "softmax_cross_entropy", "label_smoothing": 0.2},
        "optimizer": {"type": "adam", "lr": 0.02, "schedule": COSINE},
        "average": 0.6,
    },
    "binary": {
        "loss": {"type": "binary_cross_entropy", "label_smoothing": 0.1},
        "optimizer": {
            "type": "sgd",
            "lr": 0.3,
            "momentum": 0.8,
            "nesterov": True,
            "weight_decay": 0.02,
            "clip": 0.5,
            "schedule": ONE_CYCLE,
        },
    },
}

GANS = {
    "separate": {
        "optimizer": {"lr": 0.004, "beta1": 0.5, "discriminator": {"lr": 0.002, "beta1": 0.6, "weight_decay": 0.01}},
    },
    "separate-two-steps": {
        "latent": {"prior": "uniform"},
        "objective": {"label_smoothing": 0.2, "discriminator_steps": 2},
        "optimizer": {"lr": 0.004, "beta1": 0.5, "schedule": COSINE, "generator": {"type": "adamw", "clip": 0.3}},
        "average": 0.6,
    },
    "joint": {
        "objective": {"joint_batches": True, "label_smoothing": 0.1},
        "optimizer": {"lr": 0.004, "beta1": 0.5, "schedule": ONE_CYCLE},
        "average": 0.9,
    },
    "joint-two-steps": {
        "objective": {"joint_batches": True, "discriminator_steps": 2},
        "optimizer": {
            "type": "adam",
            "lr": 0.004,
            "schedule": CONSTANT,
            "generator": {"beta1": 0.5},
            "discriminator": {"type": "sgd", "lr": 0.05, "momentum": 0.5},
        },
    },
    "conditional": {
        **LAYERS_OF_CONDITIONED,
        "condition": "class",
        "objective": {"discriminator_steps": 2},
        "optimizer": {"lr": 0.004, "beta1": 0.5},
    },
    "conditional-joint": {
        **LAYERS_OF_CONDITIONED,
        "condition": "class",
        "objective": {"joint_batches": True},
        "optimizer": {"lr": 0.004, "beta1": 0.5},
    },
}


def rate_factor(step, type="constant", warmup=0.0, minimum=0.0):
    """The same as in src/optim/schedule.c, which other goldens compare with PyTorch's own schedules."""

    def anneal(start, end, share):
        return end + (start - end) * (1 + math.cos(math.pi * share)) / 2

    progress = step / (STEPS - 1)
    if progress < warmup:
        return anneal(0.04, 1, progress / warmup) if type == "one_cycle" else progress / warmup
    return 1.0 if type == "constant" else anneal(1, minimum, (progress - warmup) / (1 - warmup))


class Trainer:
    """A net's optimizer: PyTorch's, at the rates of the experiment's schedule, with clipping."""

    def __init__(self, net, group, own=None):
        options = {key: value for key, value in group.items() if not isinstance(value, dict)}
        options.update(own or {})
        self.parameters = list(net.parameters.values())
        self.clip, self.lr, self.schedule = options.get("clip"), options["lr"], group.get("schedule", {})
        self.optimizer = make_optimizer(options.pop("type", "adam"), self.parameters, options)

    def update(self, loss, step):
        self.optimizer.zero_grad()
        loss.backward()
        if self.clip:
            torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
        self.optimizer.param_groups[0]["lr"] = self.lr * rate_factor(step, **self.schedule)
        self.optimizer.step()


class Average:
    """The moving average of a net's parameters and buffers; nothing where the experiment keeps none."""

    def __init__(self, net, decay):
        self.net, self.decay, self.updates = net, decay, 0
        self.tensors = copy({**net.parameters, **net.buffers}) if decay else {}

    def update(self):
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        for name, average in self.tensors.items():
            average.lerp_({**self.net.parameters, **self.net.buffers}[name].detach(), 1 - decay)
        self.updates += 1


class Feed:
    """The program's batches: batch `number` of the images in -1..1, with its labels."""

    def __init__(self, experiment, pixels, labels, whole):
        self.seed, self.batch, self.whole = experiment["seed"], experiment["train"]["batch"], whole
        self.images, self.labels = exact(pixels / 127.5 - 1), labels

    def __call__(self, number):
        count = len(self.images)
        batches = count // self.batch if self.whole else -(-count // self.batch)
        order = Random(self.seed, Random.SHUFFLE, number // batches, 0).permutation(count)
        chosen = order[number % batches * self.batch :][: self.batch]
        return self.images[chosen], self.labels[chosen]


def draw_latents(experiment, number):
    size, normal = experiment["latent"]["size"], experiment["latent"].get("prior", "normal") == "normal"
    streams = [Random(experiment["seed"], Random.LATENT, number, n) for n in range(experiment["train"]["batch"])]
    return exact(
        torch.tensor(
            [[random.normal() if normal else 2 * random.uniform() - 1 for _ in range(size)] for random in streams],
        ).reshape(-1, 1, 1, size)
    )


def one_hot(labels, classes):
    return F.one_hot(labels, classes).double().reshape(-1, 1, 1, classes)


def draw_labels(experiment, number, classes):
    """The classes of generated images."""
    streams = [Random(experiment["seed"], Random.CONDITION, number, n) for n in range(experiment["train"]["batch"])]
    return one_hot(torch.tensor([random.below(classes) for random in streams]), classes)


def classifier_loss(logits, labels, type, label_smoothing):
    if type == "softmax_cross_entropy":
        return F.cross_entropy(logits, labels, label_smoothing=label_smoothing)
    classes = logits.shape[1]
    targets = F.one_hot(labels, classes) * (1 - label_smoothing) + label_smoothing / classes
    return F.binary_cross_entropy_with_logits(logits, targets)


def train_classifier(experiment, pixels, labels):
    net, feed = Net("model", experiment["model"]), Feed(experiment, pixels, labels, whole=False)
    net(feed.images[:2], False)
    trainer = Trainer(net, experiment["optimizer"])

    def step(number):
        x, wanted = feed(number)
        logits = net(x).reshape(len(x), -1)
        loss = classifier_loss(logits, wanted, **experiment["loss"])
        trainer.update(loss, number)
        average.update()
        return [loss.detach(), (logits.argmax(1) == wanted).double().mean()]

    average = Average(net, experiment.get("average", 0))
    return [net], average, step


def judge(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def train_gan(experiment, pixels, labels):
    """A step: discriminator_steps updates of D on real and on new fake images, then one of G through D on the last of
    them. Running statistics: D's from its own updates, G's from its own."""
    g, d = Net("generator", experiment["generator"]), Net("discriminator", experiment["discriminator"])
    feed, group = Feed(experiment, pixels, labels, whole=True), experiment["optimizer"]
    objective, classes = experiment.get("objective", {}), int(labels.max()) + 1
    real_target, updates = 1 - objective.get("label_smoothing", 0.0), objective.get("discriminator_steps", 1)
    start = draw_labels(experiment, 0, classes)
    d(g(draw_latents(experiment, 0), False, label=start), False, label=start)
    d_trainer, g_trainer = (Trainer(net, group, group.get(net.name)) for net in (d, g))

    def update_discriminator(x, told, fake, asked, number):
        if objective.get("joint_batches"):
            logits = d(torch.cat([x, fake]), label=torch.cat([told, asked]))
        else:
            logits = torch.cat([d(x, label=told), d(fake, label=asked)])
        real, faked = logits.reshape(2, -1)
        loss = judge(real, real_target) + judge(faked, 0.0)
        d_trainer.update(loss, number)
        return torch.stack([loss, real.sigmoid().mean(), faked.sigmoid().mean()]).detach()

    def step(number):
        measured = []
        for update in range(updates):
            batch = number * updates + update
            asked = draw_labels(experiment, batch, classes)
            fake = g(draw_latents(experiment, batch), tracking=update == updates - 1, label=asked)
            x, told = feed(batch)
            measured.append(update_discriminator(x, one_hot(told, classes), fake.detach(), asked, number))
        loss = judge(d(fake, tracking=False, label=asked), 1.0)
        g_trainer.update(loss, number)
        average.update()
        d_loss, real, faked = torch.stack(measured).mean(0)
        return [d_loss, loss.detach(), real, faked]

    average = Average(g, experiment.get("average", 0))
    return [g, d], average, step


def everything(nets, average):
    """Every tensor of weights under the name that it has in a checkpoint."""
    tensors = named("average", average.tensors)
    for net in nets:
        tensors.update({**net.parameters, **net.buffers})
    return copy(tensors)


def make_training(folder, name, experiment, train):
    """The data, the experiment, the weights before and after, and what the program measures step by step."""
    pixels, labels = torch.randint(256, [60, 8, 8, 1], dtype=torch.uint8), torch.randint(5, [60])
    nets, average, step = train(experiment, pixels, labels)
    before = everything(nets, average)
    measured = torch.tensor([step(number) for number in range(STEPS)])
    tensors = {"pixels": pixels, "labels": labels.to(torch.uint8), "measured": measured}
    tensors.update(**named("before", before), **named("after", everything(nets, average)))
    write(folder, f"training-{name}", tensors, {"experiment": json.dumps(experiment)})


def make_trainings(folder):
    common = {"name": "golden", "seed": 2**40 + 7, "data": {"source": "idx"}, "train": {"steps": STEPS, "batch": 16}}
    for name, options in CLASSIFIERS.items():
        experiment = {"task": "classify", "model": LAYERS_OF_CLASSIFIER, **common, **options}
        make_training(folder, f"classifier-{name}", experiment, train_classifier)
    for name, options in GANS.items():
        nets = {"generator": LAYERS_OF_GENERATOR, "discriminator": LAYERS_OF_DISCRIMINATOR}
        experiment = {"task": "gan", **nets, **common, **options}
        experiment["latent"] = {"size": 6, **options.get("latent", {})}
        make_training(folder, f"gan-{name}", experiment, train_gan)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "tests/goldens"
    os.makedirs(folder, exist_ok=True)
    torch.set_num_threads(1)
    parts = [make_layers, make_losses, make_optimizers, make_schedules, make_trainings, make_constraints, make_values]
    parts += [make_more_layers]
    for seed, make in enumerate(parts, 1):
        torch.manual_seed(seed)
        make(folder)


if __name__ == "__main__":
    main()
