"""Writes data/nn-extras.json: PyTorch's rarer layers and losses, and parametrizations.

    python test/golden/extras.py        (written with torch 2.15)
"""
import re

import torch
from torch import nn
from torch.nn.utils import parametrizations

from pack import module, values, write


class Called(nn.Module):
    """Calls a function of tensors, some of which are fixed."""

    def __init__(self, function, *given):
        super().__init__()
        self.function, self.given = function, given

    def forward(self, *inputs):
        return self.function(*inputs, *self.given)


def ctc(options, *given):
    """The gradient of torch is that of the logits: log_softmax belongs to the module."""
    python = {"zero_infinity" if key == "zeroInfinity" else key: value for key, value in options.items()}
    loss = nn.CTCLoss(**python)
    return Called(lambda logits, *rest: loss(logits.log_softmax(-1), *rest), *given)


def extras():
    torch.manual_seed(9)
    rows = []

    def add(name, args, make, *inputs, **more):
        rows.extend(module(name, args, lambda dtype: make(), *inputs, **more))

    line, image = values(3, 4, 5), values(2, 7, 2, 3)
    add("LocalResponseNorm", [2], lambda: nn.LocalResponseNorm(2), line)
    add("LocalResponseNorm", [5, {"alpha": 0.3, "beta": 0.5, "k": 2}],
        lambda: nn.LocalResponseNorm(5, alpha=0.3, beta=0.5, k=2), image)

    logits, labels = values(6, 3, 5), torch.tensor([[1, 2, 2], [3, 1, 4], [4, 0, 0]])
    for options in ({}, {"reduction": "sum"}, {"reduction": "none"}, {"reduction": "none", "zeroInfinity": True}):
        add("CTC", [options, [6, 5, 4], [3, 2, 1]], lambda: ctc(options, [6, 5, 4], [3, 2, 1]), logits, labels)
    add("CTC", [{"blank": 3}, [6, 6, 2], [3, 1, 0]], lambda: ctc({"blank": 3}, [6, 6, 2], [3, 1, 0]), logits,
        torch.tensor([1, 1, 2, 4]))
    # Two equal labels need three steps: the second sequence cannot be.
    add("CTC", [{"zeroInfinity": True}, [6, 2, 6], [1, 2, 3]],
        lambda: ctc({"zeroInfinity": True}, [6, 2, 6], [1, 2, 3]), logits,
        torch.tensor([[1, 1, 1], [2, 2, 1], [1, 1, 2]]))
    add("CTC", [{}, [5], [2]], lambda: ctc({}, torch.tensor([5]), torch.tensor([2])), values(6, 4), torch.tensor([1, 3]))

    classes = torch.tensor([0, 7, 3, 9, 2, 4])
    adaptive = nn.AdaptiveLogSoftmaxWithLoss
    add("AdaptiveLogSoftmaxWithLoss", [8, 10, [3, 6]], lambda: adaptive(8, 10, [3, 6]), values(6, 8), classes)
    options = {"divValue": 2, "headBias": True}
    add("AdaptiveLogSoftmaxWithLoss", [8, 10, [5, 8, 9], options],
        lambda: adaptive(8, 10, [5, 8, 9], div_value=2, head_bias=True), values(6, 8), classes)
    add("AdaptiveLogSoftmaxWithLoss", [8, 10, [5]], lambda: adaptive(8, 10, [5]), values(8), torch.tensor(7))
    add("LogProb", [8, 10, [3, 6]], lambda: LogProb(8, 10, [3, 6]), values(4, 8))

    flat = values(5, 4)
    weight_norm, spectral_norm = parametrizations.weight_norm, parametrizations.spectral_norm
    add("WeightNorm", [{}], lambda: Inner(weight_norm(nn.Linear(4, 3))), flat)
    add("WeightNorm", [{"dim": 1}], lambda: Inner(weight_norm(nn.Linear(4, 3), dim=1)), flat)
    add("WeightNorm", [{"dim": None}], lambda: Inner(weight_norm(nn.Linear(4, 3), dim=None)), flat)
    for train in (True, False):
        add("SpectralNorm", [{}], lambda: Inner(spectral_norm(nn.Linear(4, 3))), flat, train=train)
    add("SpectralNorm", [{"nPowerIterations": 3, "dim": 1}],
        lambda: Inner(spectral_norm(nn.Linear(4, 3), n_power_iterations=3, dim=1)), flat)
    add("Pdist", [2], lambda: Called(nn.functional.pdist), flat)
    add("Pdist", [1], lambda: Called(nn.functional.pdist, 1.0), flat)
    return rows


class Inner(nn.Module):
    """With originals that have moved on from the first weight."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        with torch.no_grad():
            for value in inner.parameters():
                value.mul_(torch.rand_like(value) + 0.5)

    def forward(self, x):
        return self.inner(x)


class LogProb(nn.Module):
    def __init__(self, *args):
        super().__init__()
        self.inner = nn.AdaptiveLogSoftmaxWithLoss(*args)

    def forward(self, x):
        return self.inner.log_prob(x)


if __name__ == "__main__":
    rows = extras()
    for row in rows:
        # torch's names of the singular vectors are private: _u and _v.
        for part in ("state", "after"):
            row[part] = {re.sub(r"\.(U|V)$", lambda end: end[0].lower(), key): value for key, value in row[part].items()}
    write("nn-extras", rows)
