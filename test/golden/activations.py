"""Writes data/nn-activations.json: PyTorch's activations, also at their corners.

    python test/golden/activations.py        (written with torch 2.15)
"""
import torch
from torch import nn

from pack import module, values, write


def activations():
    torch.manual_seed(3)
    wide = torch.tensor([-100.0, -7, -6, -3, -1, -0.5, -0.25, 0, 0.25, 0.5, 1, 3, 6, 7, 100])
    rows = []

    def add(name, args, make, *inputs, **more):
        rows.extend(module(name, args, lambda dtype: make(), *(inputs or (wide,)), **more))

    for name in ("SiLU", "Mish", "Softsign", "Tanhshrink", "LogSigmoid", "Softplus", "ReLU6", "LeakyReLU", "ELU",
                 "SELU", "CELU", "Hardsigmoid", "Hardswish", "Softshrink", "Hardshrink", "Hardtanh", "PReLU"):
        add(name, [], getattr(nn, name))
    add("RReLU", [], nn.RReLU, train=False)
    add("LeakyReLU", [0.2], lambda: nn.LeakyReLU(0.2))
    add("ELU", [0.7], lambda: nn.ELU(0.7))
    add("CELU", [0.7], lambda: nn.CELU(0.7))
    add("Softshrink", [1], lambda: nn.Softshrink(1))
    add("Hardshrink", [1], lambda: nn.Hardshrink(1))
    add("Hardtanh", [{"minVal": -3, "maxVal": 0.25}], lambda: nn.Hardtanh(-3, 0.25))
    add("Threshold", [0.5, 20], lambda: nn.Threshold(0.5, 20))
    add("Softplus", [{"beta": 2, "threshold": 5}], lambda: nn.Softplus(2, 5))
    add("RReLU", [{"lower": 0.1, "upper": 0.5}], lambda: nn.RReLU(0.1, 0.5), train=False)
    add("PReLU", [{"numParameters": 3, "init": 0.1}], lambda: nn.PReLU(3, 0.1), values(2, 3, 4))
    add("GLU", [], nn.GLU, values(3, 4))
    add("GLU", [1], lambda: nn.GLU(1), values(2, 4, 3))
    add("Softmin", [1], lambda: nn.Softmin(1), values(3, 4))
    add("Softmax2d", [], nn.Softmax2d, values(2, 3, 2, 2))
    add("PairwiseDistance", [], nn.PairwiseDistance, values(3, 4), values(3, 4))
    add("PairwiseDistance", [{"p": 1, "keepdim": True}], lambda: nn.PairwiseDistance(1, keepdim=True),
        values(3, 4), values(3, 4))
    add("CosineSimilarity", [], nn.CosineSimilarity, values(3, 4), values(3, 4))
    add("CosineSimilarity", [{"dim": 0}], lambda: nn.CosineSimilarity(0), values(3, 4), values(3, 4))
    return rows


if __name__ == "__main__":
    write("nn-activations", activations())
