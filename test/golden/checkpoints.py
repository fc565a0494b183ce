"""Writes data/formats/optimizers.pt and unsummed.pt: the states of PyTorch's optimizers, and what they do next; no checksums.

    python test/golden/checkpoints.py        (written with torch 2.15)

By name: {"optimizer": its class, "model": the weights, "state": optimizer.state_dict(), "after": the weights three steps
later}. The loss is (x @ weight.T + bias - y)² summed.
"""
import pathlib

import torch
from torch import nn

X = torch.tensor([[1.0, -2.0, 0.5], [0.25, 1.0, -1.0], [2.0, 0.5, 1.5], [-0.5, -1.0, 0.75]])
Y = torch.tensor([[0.5, -1.0], [1.0, 0.0], [-0.25, 2.0], [0.0, 0.5]])

OPTIMIZERS = {
    "sgd": ("SGD", {"lr": 0.01}),
    "sgd with momentum": ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    "adam": ("Adam", {"lr": 0.02, "betas": (0.8, 0.99)}),
    "adam with amsgrad": ("Adam", {"lr": 0.02, "amsgrad": True, "weight_decay": 0.05}),
    "adamw": ("AdamW", {"lr": 0.02, "weight_decay": 0.1, "maximize": True}),
    "rmsprop": ("RMSprop", {"lr": 0.01}),
    "rmsprop, centered": ("RMSprop", {"lr": 0.01, "momentum": 0.5, "centered": True}),
    "adagrad": ("Adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial_accumulator_value": 0.5}),
    "adadelta": ("Adadelta", {"lr": 1.5}),
    "adamax": ("Adamax", {"lr": 0.02}),
    "nadam": ("NAdam", {"lr": 0.02, "decoupled_weight_decay": True, "weight_decay": 0.1}),
    "radam": ("RAdam", {"lr": 0.02}),
    "asgd": ("ASGD", {"lr": 0.01, "t0": 2}),
    "rprop": ("Rprop", {"lr": 0.01}),
    "adafactor": ("Adafactor", {"lr": 0.05}),
    "lbfgs": ("LBFGS", {"lr": 0.1, "max_iter": 3, "history_size": 4}),
    "lbfgs, line search": ("LBFGS", {"max_iter": 2, "line_search_fn": "strong_wolfe"}),
}


def run(model, optimizer, steps):
    def closure():
        optimizer.zero_grad()
        loss = (model(X) - Y).square().sum()
        loss.backward()
        return loss

    for _ in range(steps):
        optimizer.step(closure)


def weights(model):
    return {name: value.detach().clone() for name, value in model.named_parameters()}


def case(name, options, groups=lambda model: model.parameters(), schedule=None):
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    optimizer = getattr(torch.optim, name)(groups(model), **options)
    if schedule:
        schedule(optimizer)
    run(model, optimizer, 3)
    saved = {"optimizer": name, "model": weights(model), "state": optimizer.state_dict()}
    # The state shares memory with the optimizer.
    saved["state"] = torch.load(bytes_of(saved["state"]))
    run(model, optimizer, 3)
    return {**saved, "after": weights(model)}


def bytes_of(value):
    import io

    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return file


def two_groups(model):
    return [{"params": [model.bias], "lr": 0.5}, {"params": [model.weight]}]


CASES = {name: case(kind, options) for name, (kind, options) in OPTIMIZERS.items()}
CASES["two groups and a schedule"] = case(
    "Adam", {"lr": 0.02}, two_groups, lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 10)
)
OUT = pathlib.Path(__file__).parent / "data" / "formats" / "optimizers.pt"
torch.save({"x": X, "y": Y, "cases": CASES}, OUT)
print(f"{OUT.name}: {OUT.stat().st_size} bytes")

# PyTorch may be told to write no checksums: zeros stand for them.
torch.serialization.set_crc32_options(False)
torch.save({"weight": torch.arange(6.0).reshape(2, 3)}, OUT.with_name("unsummed.pt"))
