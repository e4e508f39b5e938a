#!/usr/bin/python3
"""Write tests/goldens/*.safetensors: what PyTorch computes, for the tests to compare with.

Run by hand where a layer, loss, optimizer or schedule changes: /usr/bin/python3 scripts/make_goldens.py [FOLDER].
Wants python3-torch and python3-numpy; the tests themselves want neither. Everything is computed in float64 from float32
inputs and stored as float32. Arrays are in the program's order: activations channels last, weights
[kernel][kernel][in][out].
"""

import json
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
        array = numpy.ascontiguousarray(array).astype("<f8" if array.ndim == 0 else "<f4").reshape(array.shape)
        start = len(data)
        data += array.tobytes()
        kind = "F64" if array.ndim == 0 else "F32"
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
        "batchnorm": ("momentum", {"momentum": 0.1, "epsilon": 1e-5}),
        "leaky_relu": ("slope", {"slope": 0.2}),
        "dropout": ("rate", {"rate": 0.5}),
        "max_pool": ("size", {"size": 2, "stride": 0}),
        "reshape": ("shape", {}),
        "add": ("with", {}),
        "concat": ("with", {}),
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

    def __call__(self, x, training=True):
        self.training, self.named = training, {"input": x}
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

    def batchnorm(self, place, x, momentum, epsilon):
        count = x.shape[3]
        w = self.parameter(place + ".weight", [count], lambda n: 1 + randn(n) * 0.2)
        b = self.bias(place, count, True)
        mean = self.buffer(place + ".running_mean", randn(count) * 0.25)
        variance = self.buffer(place + ".running_variance", 1 + 0.5 * torch.rand(count))
        rows = x.reshape(-1, count)
        return F.batch_norm(rows, mean, variance, w, b, self.training, momentum, epsilon).reshape(x.shape)

    def relu(self, place, x):
        return F.relu(x)

    def leaky_relu(self, place, x, slope):
        return F.leaky_relu(x, slope)

    def tanh(self, place, x):
        return torch.tanh(x)

    def sigmoid(self, place, x):
        return torch.sigmoid(x)

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
        return torch.cat([x, self.named[fields["with"]]], 3)


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


EVAL = ["batchnorm-image", "batchnorm-vector", "residual", "skips"]


def make_layer(folder, name, shape, count, items, training):
    net = Net("model", items)
    x = randn(count, *shape).requires_grad_()
    net(x.detach(), False)
    before = copy(net.buffers)
    y = net(x, training)
    dy = randn(*y.shape)
    y.backward(dy)
    tensors = {"input": x, "dy": dy, "output": y, "dx": x.grad}
    tensors.update(named("parameter", net.parameters))
    tensors.update(named("buffer", before))
    if training:
        tensors.update(named("gradient", {key: value.grad for key, value in net.parameters.items()}))
        tensors.update(named("updated", net.buffers))
    mode = "training" if training else "eval"
    metadata = {"model": json.dumps(items), "input": "x".join(map(str, shape)), "mode": mode}
    write(folder, f"layer-{name}" + ("" if training else "-eval"), tensors, metadata)


def make_layers(folder):
    for name, shape, count, items in LAYERS:
        make_layer(folder, name, shape, count, items, True)
        if name in EVAL:
            make_layer(folder, name, shape, count, items, False)
    dropout = [{"dense": 6}, {"dropout": 0.3}, "tanh"]
    make_layer(folder, "dropout", (1, 1, 5), 4, dropout, False)


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
        tensors = {"logits": logits, "labels": labels, "loss": loss, "dlogits": logits.grad}
        write(folder, f"loss-softmax-{name}", tensors, {"loss": "softmax_cross_entropy", "smoothing": smoothing})
    for name, scale in [("plain", 2.0), ("extreme", 80.0)]:
        logits = randn(9, 3) * scale
        targets = exact(torch.rand(9, 3))
        targets[:3], targets[3:6] = 0, 1
        if name == "extreme":
            logits = torch.where(logits > 0, 80.0, -80.0).double()
        logits.requires_grad_()
        loss = F.binary_cross_entropy_with_logits(logits, targets)
        loss.backward()
        tensors = {"logits": logits, "targets": targets, "loss": loss, "dlogits": logits.grad}
        write(folder, f"loss-binary-{name}", tensors, {"loss": "binary_cross_entropy"})


# ------------------------------------------------------------------------------------------ optimizers, schedules

OPTIMIZERS = [
    ("sgd", "sgd", dict(lr=0.1)),
    ("sgd-momentum", "sgd", dict(lr=0.05, momentum=0.9)),
    ("sgd-nesterov", "sgd", dict(lr=0.05, momentum=0.8, nesterov=True)),
    ("sgd-decay", "sgd", dict(lr=0.1, momentum=0.5, weight_decay=0.03)),
    ("sgd-clip", "sgd", dict(lr=0.1, momentum=0.9, clip=2.5)),
    ("adam", "adam", dict(lr=0.01)),
    ("adam-dcgan", "adam", dict(lr=2e-4, beta1=0.5, beta2=0.999)),
    ("adam-decay", "adam", dict(lr=0.01, beta1=0.8, beta2=0.95, epsilon=1e-4, weight_decay=0.1)),
    ("adam-clip", "adam", dict(lr=0.01, clip=1.5)),
    ("adamw", "adamw", dict(lr=0.01, weight_decay=0.1)),
]


def make_optimizer(kind, parameters, options):
    options = dict(options)
    options.pop("clip", None)
    if kind == "sgd":
        return torch.optim.SGD(parameters, **options)
    betas = (options.pop("beta1", 0.9), options.pop("beta2", 0.999))
    epsilon = options.pop("epsilon", 1e-8)
    decay = options.pop("weight_decay", 0.0)
    make = torch.optim.AdamW if kind == "adamw" else torch.optim.Adam
    return make(parameters, betas=betas, eps=epsilon, weight_decay=decay, **options)


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
        metadata = dict(type=kind, beta1=0.9, beta2=0.999, epsilon=1e-8, momentum=0, weight_decay=0, nesterov=0, clip=0)
        metadata.update(options)
        metadata["nesterov"] = int(metadata["nesterov"])
        write(folder, f"optimizer-{name}", tensors, metadata)


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
    factors = []
    for _ in range(total):
        factors.append(schedule.optimizer.param_groups[0]["lr"])
        schedule.optimizer.step()
        if len(factors) < total:
            schedule.step()
    write(folder, f"schedule-{name}", {"factors": factors}, dict(type=kind, warmup=warmup, minimum=minimum))


# -------------------------------------------------------------------------------------------------------- training

STEPS = 20


def make_classifier(folder):
    """Batches are the examples in turn, 16 at a time."""
    items = [
        {"conv": {"filters": 6, "bias": False}},
        "batchnorm",
        "relu",
        "max_pool",
        {"conv": {"filters": 12, "stride": 2, "bias": False}},
        "batchnorm",
        "relu",
        {"dense": 5},
    ]
    net = Net("model", items)
    x, labels = randn(64, 9, 9, 1), torch.randint(5, [64])
    net(x[:2], False)
    before, buffers, losses = copy(net.parameters), copy(net.buffers), []
    optimizer = torch.optim.Adam(net.parameters.values(), 0.01)
    for step in range(STEPS):
        batch = slice(step * 16 % 64, step * 16 % 64 + 16)
        loss = F.cross_entropy(net(x[batch]).reshape(16, 5), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    tensors = {"input": x, "labels": labels, "losses": torch.stack(losses), **named("parameter", before)}
    tensors.update(**named("buffer", buffers), **named("trained", net.parameters), **named("updated", net.buffers))
    metadata = {"model": json.dumps(items), "input": "9x9x1", "mode": "training", "lr": 0.01, "steps": STEPS}
    write(folder, "training-classifier", tensors, metadata)


def logits_loss(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def make_gan(folder):
    """A step: D on real and on fake, two passes, losses added; Adam; D on the same fake again, for G; Adam."""
    generator = [
        {"dense": {"units": 64, "bias": False}},
        {"reshape": [2, 2, 16]},
        "batchnorm",
        "relu",
        {"conv_transpose": {"filters": 8, "kernel": 4, "stride": 2, "bias": False}},
        "batchnorm",
        "relu",
        {"conv_transpose": {"filters": 1, "kernel": 4, "stride": 2}},
        "tanh",
    ]
    discriminator = [
        {"conv": {"filters": 6, "kernel": 4, "stride": 2}},
        {"leaky_relu": 0.2},
        {"conv": {"filters": 12, "kernel": 4, "stride": 2, "bias": False}},
        "batchnorm",
        {"leaky_relu": 0.2},
        {"dense": 1},
    ]
    g, d = Net("generator", generator), Net("discriminator", discriminator)
    real, latent = exact(torch.tanh(randn(64, 8, 8, 1))), randn(STEPS * 16, 1, 1, 6)
    d(g(latent[:2], False), False)
    before, buffers = copy({**g.parameters, **d.parameters}), copy({**g.buffers, **d.buffers})
    g_optimizer = torch.optim.Adam(g.parameters.values(), 0.002, (0.5, 0.999))
    d_optimizer = torch.optim.Adam(d.parameters.values(), 0.002, (0.5, 0.999))
    losses = []
    for step in range(STEPS):
        x = real[step * 16 % 64 : step * 16 % 64 + 16]
        fake = g(latent[step * 16 : step * 16 + 16])
        d_loss = logits_loss(d(x), 1.0) + logits_loss(d(fake.detach()), 0.0)
        d_optimizer.zero_grad()
        d_loss.backward()
        d_optimizer.step()
        g_loss = logits_loss(d(fake), 1.0)
        g_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
        losses.append(torch.stack([d_loss.detach(), g_loss.detach()]))
    tensors = {"real": real, "latent": latent, "losses": torch.stack(losses), **named("parameter", before)}
    tensors.update(**named("buffer", buffers))
    tensors.update(**named("trained", {**g.parameters, **d.parameters}))
    tensors.update(**named("updated", {**g.buffers, **d.buffers}))
    metadata = {"generator": json.dumps(generator), "discriminator": json.dumps(discriminator), "latent": "1x1x6"}
    metadata.update(input="8x8x1", mode="training", lr=0.002, beta1=0.5, steps=STEPS)
    write(folder, "training-gan", tensors, metadata)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "tests/goldens"
    os.makedirs(folder, exist_ok=True)
    for seed, make in enumerate(
        [make_layers, make_losses, make_optimizers, make_schedules, make_classifier, make_gan], 1
    ):
        torch.manual_seed(seed)
        make(folder)


if __name__ == "__main__":
    main()
