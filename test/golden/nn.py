"""Writes data/nn-*.json: what PyTorch's layers and losses give.

    python test/golden/nn.py        (written with torch 2.15)

A tensor is {"dtype", "shape", "data"}, flat in row-major order; a number that JSON lacks is a string.
Names and options are written as the engine knows them (camelCase).
"""
import torch
from torch import nn

from pack import F32, F64, camel, pack, values, write


# --- layers: output, and the gradients when the output's gradient is `seed` -------------------------------


def layer(name, args, module, x):
    module = module.to(x.dtype) if x.is_floating_point() else module
    if x.is_floating_point():
        x.requires_grad_()
    output = module(x)
    seed = values(*output.shape, dtype=output.dtype)
    output.backward(seed)
    return {
        "name": name,
        "args": args,
        "state": {camel(key): pack(value) for key, value in module.state_dict().items()},
        "input": pack(x),
        "output": pack(output),
        "seed": pack(seed),
        "inputGradient": pack(x.grad) if x.grad is not None else None,
        "gradients": {camel(key): pack(value.grad) for key, value in module.named_parameters()},
    }


def layers():
    torch.manual_seed(0)
    norm = nn.LayerNorm([3, 4])
    with torch.no_grad():
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-1, 1)
    wide = torch.tensor([-100.0, -5, -1, -0.5, -0.0, 0.5, 1, 5, 20, 100]).reshape(2, 5)
    return [
        layer("Linear", [4, 3], nn.Linear(4, 3), values(5, 4)),
        layer("Linear", [4, 3], nn.Linear(4, 3), values(5, 4, dtype=F64)),
        layer("Linear", [4, 3], nn.Linear(4, 3), values(4)),
        layer("Linear", [4, 3], nn.Linear(4, 3), values(2, 3, 4)),
        layer("Linear", [4, 3, {"bias": False}], nn.Linear(4, 3, bias=False), values(5, 4)),
        layer("ReLU", [], nn.ReLU(), wide.clone()),
        layer("Sigmoid", [], nn.Sigmoid(), wide.clone()),
        layer("Tanh", [], nn.Tanh(), wide.clone()),
        layer("GELU", [], nn.GELU(), wide.clone()),
        layer("GELU", [{"approximate": "tanh"}], nn.GELU(approximate="tanh"), wide.clone()),
        layer("Softmax", [1], nn.Softmax(1), values(3, 4)),
        layer("Softmax", [0], nn.Softmax(0), values(3, 4)),
        layer("LogSoftmax", [-1], nn.LogSoftmax(-1), values(2, 3, 4)),
        layer("Identity", [], nn.Identity(), values(2, 3)),
        layer("Flatten", [], nn.Flatten(), values(2, 3, 4)),
        layer("Flatten", [0, 1], nn.Flatten(0, 1), values(2, 3, 4)),
        layer("LayerNorm", [4], nn.LayerNorm(4), values(2, 3, 4)),
        layer("LayerNorm", [[3, 4]], norm, values(2, 3, 4)),
        layer("LayerNorm", [4, {"elementwiseAffine": False, "eps": 0.1}],
              nn.LayerNorm(4, elementwise_affine=False, eps=0.1), values(5, 4)),
        layer("Embedding", [6, 3], nn.Embedding(6, 3), torch.tensor([[0, 5, 2], [2, 2, 1]])),
        layer("Embedding", [6, 3, {"paddingIdx": 2}], nn.Embedding(6, 3, padding_idx=2), torch.tensor([0, 5, 2, 2])),
    ]


# --- losses ------------------------------------------------------------------------------------------------


def loss(name, options, input, target):
    words = {"ignoreIndex": "ignore_index", "reduction": "reduction"}
    module = getattr(nn, name)(**{words[key]: value for key, value in options.items()})
    input = input.clone().requires_grad_()
    target = target.clone().requires_grad_(name in ("BCELoss", "MSELoss", "L1Loss", "BCEWithLogitsLoss"))
    output = module(input, target)
    output.sum().backward()
    return {
        "name": name,
        "options": options,
        "input": pack(input),
        "target": pack(target),
        "output": pack(output),
        "inputGradient": pack(input.grad),
        "targetGradient": pack(target.grad) if target.requires_grad else None,
    }


def losses():
    torch.manual_seed(1)
    rows = []
    logits, classes = values(5, 4, high=6), torch.tensor([0, 3, 1, 1, 2])
    probabilities = values(4, 3, low=0.0, high=1.0)
    probabilities[0, 0], probabilities[1, 1] = 0.0, 1.0
    binary = torch.tensor([[0.0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0.25, 1]])
    for reduction in ("mean", "sum", "none"):
        options = {"reduction": reduction}
        rows += [
            loss("CrossEntropyLoss", options, logits, classes),
            loss("CrossEntropyLoss", {**options, "ignoreIndex": 1}, logits, classes),
            loss("NLLLoss", options, logits.log_softmax(1), classes),
            loss("MSELoss", options, values(3, 4), values(3, 4)),
            loss("L1Loss", options, values(3, 4), values(3, 4)),
            loss("BCELoss", options, probabilities, binary),
            loss("BCEWithLogitsLoss", options, values(4, 3, low=-30, high=30), binary),
        ]
    rows.append(loss("CrossEntropyLoss", {}, values(5, 4, dtype=F64), classes))
    rows.append(loss("MSELoss", {}, values(3, 4, dtype=F64), values(3, 4, dtype=F64)))
    return rows


if __name__ == "__main__":
    write("nn-layers", layers())
    write("nn-losses", losses())
