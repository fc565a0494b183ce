"""The cases of cases.mjs with PyTorch, for run.mjs: reads "NAME<tab>TIMES" lines, answers with nanoseconds.

    python peer.py THREADS              timings
    python peer.py THREADS NAME         one case's peak of memory, in bytes
"""
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def repeat(work):
    def run(times):
        for _ in range(times):
            work()

    return run


def training(optimizer, loss):
    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return repeat(step)


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.heads, self.qkv, self.output = heads, nn.Linear(size, 3 * size), nn.Linear(size, size)

    def forward(self, x):
        batch, steps, size = x.shape
        split = self.qkv(x).unflatten(-1, [3, self.heads, size // self.heads])
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.output(mixed.transpose(1, 2).reshape(batch, steps, size))


class Block(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(size), Attention(size, heads), nn.LayerNorm(size)
        self.mlp = nn.Sequential(nn.Linear(size, 4 * size), nn.GELU(), nn.Linear(4 * size, size))

    def forward(self, x):
        seen = x + self.attention(self.norm1(x))
        return seen + self.mlp(self.norm2(seen))


def without_gradient(work):
    def run():
        with torch.no_grad():
            work()

    return repeat(run)


def add(recorded):
    a, b = torch.ones(16, requires_grad=recorded), torch.ones(16)
    return repeat(lambda: a + b)


def small_backward():
    a, b = torch.ones(16, requires_grad=True), torch.ones(16)
    return repeat(lambda: (a * b).sum().backward())


def matmul():
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return without_gradient(lambda: a @ b)


def convolution():
    images, weight = torch.randn(8, 32, 56, 56), torch.randn(32, 32, 3, 3)
    return without_gradient(lambda: F.conv2d(images, weight, None, padding=1))


def mlp():
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    x, y = torch.randn(64, 784), torch.randint(0, 10, [64])
    return training(torch.optim.Adam(model.parameters()), lambda: F.cross_entropy(model(x), y))


def cnn():
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 7 * 7, 10),
    )
    x, y = torch.randn(32, 1, 28, 28), torch.randint(0, 10, [32])
    return training(torch.optim.Adam(model.parameters()), lambda: F.cross_entropy(model(x), y))


def gru():
    model, head = nn.GRU(32, 64, batch_first=True), nn.Linear(64, 10)
    x, y = torch.randn(16, 20, 32), torch.randint(0, 10, [16])
    optimizer = torch.optim.SGD([*model.parameters(), *head.parameters()], lr=0.01)
    return training(optimizer, lambda: F.cross_entropy(head(model(x)[0][:, -1]), y))


def gpt():
    tokens = nn.Embedding(96, 64)
    blocks = nn.Sequential(Block(64, 4), Block(64, 4), nn.Linear(64, 96))
    x, y = torch.randint(0, 96, [8, 64]), torch.randint(0, 96, [8 * 64])
    optimizer = torch.optim.AdamW([*tokens.parameters(), *blocks.parameters()])
    return training(optimizer, lambda: F.cross_entropy(blocks(tokens(x)).reshape(8 * 64, 96), y))


def mlp_memory():
    model = nn.Sequential(nn.Linear(2048, 4096), nn.ReLU(), nn.Linear(4096, 2048))
    x, y = torch.randn(4096, 2048), torch.zeros(4096, 2048)
    return training(torch.optim.Adam(model.parameters()), lambda: F.mse_loss(model(x), y))


def cnn_memory():
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )
    x, y = torch.randn(32, 3, 96, 96), torch.randint(0, 10, [32])
    return training(torch.optim.Adam(model.parameters()), lambda: F.cross_entropy(model(x), y))


CASES = {
    "add of 16 floats": lambda: add(False),
    "add of 16 floats, recorded": lambda: add(True),
    "mul, sum and backward of 16 floats": small_backward,
    "matmul 1024": matmul,
    "convolution 3×3": convolution,
    "training step of an MLP": mlp,
    "training step of a CNN": cnn,
    "training step of a GRU": gru,
    "training step of a small GPT": gpt,
}
MEMORY = {
    "memory of a training step of an MLP": mlp_memory,
    "memory of a training step of a CNN": cnn_memory,
}


def resident_peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


torch.set_num_threads(int(sys.argv[1]))
if len(sys.argv) > 2:
    training(torch.optim.SGD([torch.ones(4, requires_grad=True)]), lambda: torch.ones(4, requires_grad=True).sum())(1)
    before = resident_peak()
    MEMORY[sys.argv[2]]()(3)
    print(resident_peak() - before)
else:
    made = {}
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        name, times = line.rstrip("\n").split("\t")
        run = made.setdefault(name, None) or CASES[name]()
        made[name] = run
        start = time.perf_counter_ns()
        run(int(times))
        print(time.perf_counter_ns() - start, flush=True)
