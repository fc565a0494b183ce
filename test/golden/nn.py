"""Writes data/nn-*.json: what PyTorch's layers, losses, optimizers and schedulers give.

    python test/golden/nn.py        (written with torch 2.15)

A tensor is {"dtype", "shape", "data"}, flat in row-major order; a number that JSON lacks is a string.
Names and options are written as the engine knows them (camelCase).
"""
import json
import math
import pathlib

import torch
from torch import nn, optim

FOLDER = pathlib.Path(__file__).parent / "data"
F32, F64 = torch.float32, torch.float64


def number(value, dtype):
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value) or math.isinf(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    # The shortest text that reads back as the same float32.
    return float(str(torch.tensor(value, dtype=dtype).numpy())) if dtype == F32 else value


def pack(tensor):
    tensor = tensor.detach()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": [number(value, tensor.dtype) for value in tensor.flatten().tolist()],
    }


def camel(name):
    # Parts of a dotted path are names of their own; "batch_first" becomes "batchFirst".
    return ".".join(
        head + "".join(word.capitalize() for word in tail)
        for head, *tail in (part.split("_") for part in name.split("."))
    )


def values(*shape, dtype=F32, low=-2.0, high=2.0):
    return torch.empty(shape, dtype=dtype).uniform_(low, high)


def write(name, content):
    file = FOLDER / f"nn-{name}.json"
    file.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")


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


# --- optimizers: 20 steps of a linear regression, in two parameter groups where `bias` is given ------------

STEPS = 20


def trajectory(name, options, dtype, bias=None):
    snake = {
        "weightDecay": "weight_decay", "momentum": "momentum", "dampening": "dampening", "nesterov": "nesterov",
        "maximize": "maximize", "lr": "lr", "betas": "betas", "eps": "eps", "amsgrad": "amsgrad",
    }
    torch.manual_seed(2)
    weight, bias_start = values(3, 4, dtype=dtype), values(3, dtype=dtype)
    x, y = values(6, 4, dtype=dtype), values(6, 3, dtype=dtype)
    model = nn.Linear(4, 3, dtype=dtype)
    model.load_state_dict({"weight": weight, "bias": bias_start})
    python = lambda given: {snake[key]: value for key, value in given.items()}
    if bias is None:
        parameters = model.parameters()
    else:
        parameters = [{"params": [model.weight]}, {"params": [model.bias], **python(bias)}]
    optimizer = getattr(optim, name)(parameters, **python(options))
    weights, biases, losses_ = [], [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        output = nn.functional.mse_loss(model(x), y)
        output.backward()
        optimizer.step()
        losses_.append(output.item())
        weights.append(pack(model.weight)["data"])
        biases.append(pack(model.bias)["data"])
    return {
        "name": name, "options": options, "bias": bias, "dtype": str(dtype).removeprefix("torch."),
        "start": {"weight": pack(weight), "bias": pack(bias_start)}, "x": pack(x), "y": pack(y),
        # After steps 1, 2, 3, 10 and 20.
        "after": {step: {"weight": weights[step - 1], "bias": biases[step - 1]} for step in (1, 2, 3, 10, 20)},
        "losses": [number(value, dtype) for value in losses_],
        "state": {
            key: {camel(slot): pack(value) for slot, value in optimizer.state[parameter].items()
                  if slot != "step" and value is not None}
            for key, parameter in (("weight", model.weight), ("bias", model.bias))
        },
    }


def optimizers():
    rows = []
    for dtype in (F32, F64):
        rows += [
            trajectory("SGD", {"lr": 0.05}, dtype),
            trajectory("SGD", {"lr": 0.05, "momentum": 0.9}, dtype),
            trajectory("Adam", {"lr": 0.02}, dtype),
            trajectory("AdamW", {"lr": 0.02}, dtype),
        ]
    rows += [
        trajectory("SGD", {}, F32),
        trajectory("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}, F64),
        trajectory("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weightDecay": 0.1}, F64),
        trajectory("SGD", {"lr": 0.05, "weightDecay": 0.2}, F64),
        trajectory("SGD", {"lr": 0.002, "momentum": 0.5, "maximize": True}, F64),
        trajectory("SGD", {"lr": 0.05, "momentum": 0.9}, F64, {"lr": 0.01, "momentum": 0, "weightDecay": 0.5}),
        trajectory("Adam", {}, F32),
        trajectory("Adam", {"lr": 0.02, "betas": [0.8, 0.95], "eps": 0.01}, F64),
        trajectory("Adam", {"lr": 0.02, "weightDecay": 0.1}, F64),
        trajectory("Adam", {"lr": 0.02, "maximize": True}, F64),
        trajectory("Adam", {"lr": 0.02, "amsgrad": True, "betas": [0.9, 0.5]}, F64),
        trajectory("Adam", {"lr": 0.02}, F64, {"lr": 0.1, "weightDecay": 0.5}),
        trajectory("AdamW", {}, F32),
        trajectory("AdamW", {"lr": 0.02, "weightDecay": 0.3}, F64),
        trajectory("AdamW", {"lr": 0.02, "weightDecay": 0.3, "amsgrad": True, "maximize": True}, F64),
    ]
    return rows


# --- schedulers: the learning rates of two groups, before the first step and after each of 20 ---------------


def schedule(name, args, make):
    a, b = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = optim.SGD([{"params": [a], "lr": 0.5}, {"params": [b], "lr": 0.02}])
    scheduler = make(optimizer)
    rates = [[group["lr"] for group in optimizer.param_groups]]
    for _ in range(20):
        optimizer.step()
        scheduler.step()
        rates.append([group["lr"] for group in optimizer.param_groups])
    return {"name": name, "args": args, "rates": rates}


def schedulers():
    s = optim.lr_scheduler
    return [
        schedule("StepLR", [4], lambda o: s.StepLR(o, 4)),
        schedule("StepLR", [3, {"gamma": 0.5}], lambda o: s.StepLR(o, 3, gamma=0.5)),
        schedule("MultiStepLR", [[2, 5, 5, 11]], lambda o: s.MultiStepLR(o, [2, 5, 5, 11])),
        schedule("ExponentialLR", [0.9], lambda o: s.ExponentialLR(o, 0.9)),
        schedule("CosineAnnealingLR", [10], lambda o: s.CosineAnnealingLR(o, 10)),
        schedule("CosineAnnealingLR", [7, {"etaMin": 0.01}], lambda o: s.CosineAnnealingLR(o, 7, eta_min=0.01)),
        schedule("LinearLR", [{}], lambda o: s.LinearLR(o)),
        schedule("LinearLR", [{"startFactor": 0.1, "endFactor": 0.8, "totalIters": 10}],
                 lambda o: s.LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=10)),
        schedule("LambdaLR", [], lambda o: s.LambdaLR(o, lambda epoch: 0.95**epoch)),
    ]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write("layers", layers())
    write("losses", losses())
    write("optimizers", optimizers())
    write("schedulers", schedulers())
