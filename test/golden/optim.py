"""Writes data/nn-optimizers.json and nn-schedulers.json: where PyTorch's optimizers and schedules go in 20 steps.

    python test/golden/optim.py        (written with torch 2.15)

Names and options are written as the engine knows them (camelCase).
"""
import re

import torch
from torch import nn, optim

from pack import F32, F64, camel, number, pack, values, write

# --- optimizers: 20 steps of a linear regression, in two parameter groups where `bias` is given ------------

STEPS = 20


def snake(options):
    names = {key: re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), key) for key in options}
    words = {"strongWolfe": "strong_wolfe"}
    return {names[key]: words.get(value, value) if isinstance(value, str) else value for key, value in options.items()}


class Lion(optim.Optimizer):
    """torch has none: algorithm 2 of Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0, maximize=False):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                gradient = -p.grad if group["maximize"] else p.grad
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                direction = torch.sign(b1 * m + (1 - b1) * gradient)
                p.copy_(p - group["lr"] * (direction + group["weight_decay"] * p))
                m.copy_(b2 * m + (1 - b2) * gradient)


def trajectory(name, options, dtype, bias=None):
    torch.manual_seed(2)
    weight, bias_start = values(3, 4, dtype=dtype), values(3, dtype=dtype)
    x, y = values(6, 4, dtype=dtype), values(6, 3, dtype=dtype)
    model = nn.Linear(4, 3, dtype=dtype)
    model.load_state_dict({"weight": weight, "bias": bias_start})
    if bias is None:
        parameters = model.parameters()
    else:
        parameters = [{"params": [model.weight]}, {"params": [model.bias], **snake(bias)}]
    optimizer = (Lion if name == "Lion" else getattr(optim, name))(parameters, **snake(options))
    weights, biases, losses_ = [], [], []
    for _ in range(STEPS):
        def closure():
            optimizer.zero_grad()
            output = nn.functional.mse_loss(model(x), y)
            output.backward()
            return output

        if name == "LBFGS":
            output = optimizer.step(closure)
        else:
            output = closure()
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
                  if slot not in ("step", "mu_product") and value is not None} if name != "LBFGS" else {}
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
    for dtype in (F32, F64):
        rows += [
            trajectory("RMSprop", {}, dtype),
            trajectory("Adagrad", {"lr": 0.1}, dtype),
            trajectory("Adadelta", {}, dtype),
            trajectory("Adamax", {"lr": 0.02}, dtype),
            trajectory("NAdam", {"lr": 0.02}, dtype),
            trajectory("RAdam", {"lr": 0.02}, dtype),
            trajectory("Lion", {"lr": 0.01}, dtype),
            # Without a line search and in short steps, for float32 rounding is not amplified.
            trajectory("LBFGS", {"lr": 0.1, "maxIter": 2}, dtype),
        ]
    rows += [
        trajectory("RMSprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "weightDecay": 0.1, "momentum": 0.5}, F64),
        trajectory("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.9, "maximize": True}, F64),
        trajectory("RMSprop", {"lr": 0.02}, F64, {"lr": 0.1, "alpha": 0.5}),
        trajectory("Adagrad", {}, F64),
        trajectory("Adagrad", {"lr": 0.1, "lrDecay": 0.2, "weightDecay": 0.1, "initialAccumulatorValue": 0.3}, F64),
        trajectory("Adagrad", {"lr": 0.1, "eps": 0.1, "maximize": True}, F64),
        trajectory("Adadelta", {"lr": 0.5, "rho": 0.7, "eps": 1e-3, "weightDecay": 0.1, "maximize": True}, F64),
        trajectory("Adamax", {}, F64),
        trajectory("Adamax", {"betas": [0.5, 0.8], "eps": 0.01, "weightDecay": 0.1, "maximize": True}, F64),
        trajectory("NAdam", {}, F64),
        trajectory("NAdam", {"betas": [0.8, 0.9], "eps": 0.01, "weightDecay": 0.1, "momentumDecay": 0.1}, F64),
        trajectory("NAdam", {"weightDecay": 0.1, "decoupledWeightDecay": True, "maximize": True}, F64),
        trajectory("RAdam", {}, F64),
        trajectory("RAdam", {"lr": 0.02, "betas": [0.8, 0.9], "eps": 0.01, "weightDecay": 0.1}, F64),
        trajectory("RAdam", {"weightDecay": 0.1, "decoupledWeightDecay": True, "maximize": True}, F64),
        trajectory("Lion", {}, F64),
        trajectory("Lion", {"lr": 0.01, "betas": [0.8, 0.9], "weightDecay": 0.2, "maximize": True}, F64),
        trajectory("LBFGS", {"lr": 0.3, "maxIter": 3, "historySize": 2}, F64),
        trajectory("LBFGS", {"maxIter": 2, "lineSearchFn": "strongWolfe"}, F64),
        trajectory("LBFGS", {"lr": 0.01, "maxIter": 4, "maxEval": 9, "lineSearchFn": "strongWolfe"}, F64),
        trajectory("LBFGS", {"lr": 50, "maxIter": 3, "lineSearchFn": "strongWolfe"}, F64),
        trajectory("LBFGS", {}, F64),
    ]
    return rows


# --- schedulers: the learning rates of two groups, before the first step and after each of 20 ---------------


def schedule(name, args, make, metrics=None):
    a, b = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = optim.SGD([{"params": [a], "lr": 0.5}, {"params": [b], "lr": 0.02}])
    scheduler = make(optimizer)
    rates, momenta = [], []
    for epoch in range(21):
        if epoch > 0:
            optimizer.step()
            scheduler.step(*([metrics[epoch - 1]] if metrics else []))
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append([group["momentum"] for group in optimizer.param_groups])
    return {"name": name, "args": args, "rates": rates, "momenta": momenta, "metrics": metrics}


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
        schedule("MultiplicativeLR", [], lambda o: s.MultiplicativeLR(o, lambda epoch: 0.95**epoch)),
        schedule("ConstantLR", [{}], lambda o: s.ConstantLR(o)),
        schedule("ConstantLR", [{"factor": 0.5, "totalIters": 8}], lambda o: s.ConstantLR(o, 0.5, 8)),
        schedule("PolynomialLR", [{}], lambda o: s.PolynomialLR(o)),
        schedule("PolynomialLR", [{"totalIters": 15, "power": 2}], lambda o: s.PolynomialLR(o, 15, 2)),
        schedule("CosineAnnealingWarmRestarts", [6], lambda o: s.CosineAnnealingWarmRestarts(o, 6)),
        schedule("CosineAnnealingWarmRestarts", [3, {"tMult": 2, "etaMin": 0.01}],
                 lambda o: s.CosineAnnealingWarmRestarts(o, 3, 2, 0.01)),
        schedule("OneCycleLR", [0.8, {"totalSteps": 20}], lambda o: s.OneCycleLR(o, 0.8, 20)),
        schedule("OneCycleLR", [[0.8, 0.1], {"epochs": 4, "stepsPerEpoch": 6, "pctStart": 0.4, "threePhase": True,
                                "annealStrategy": "linear", "divFactor": 10, "finalDivFactor": 100}],
                 lambda o: s.OneCycleLR(o, [0.8, 0.1], epochs=4, steps_per_epoch=6, pct_start=0.4, three_phase=True,
                                        anneal_strategy="linear", div_factor=10, final_div_factor=100)),
        schedule("OneCycleLR", [0.8, {"totalSteps": 25, "cycleMomentum": False}],
                 lambda o: s.OneCycleLR(o, 0.8, 25, cycle_momentum=False)),
        schedule("CyclicLR", [0.1, 0.9, {"stepSizeUp": 4}], lambda o: s.CyclicLR(o, 0.1, 0.9, 4)),
        schedule("CyclicLR", [[0.1, 0.2], 0.9, {"stepSizeUp": 3, "stepSizeDown": 5, "mode": "triangular2"}],
                 lambda o: s.CyclicLR(o, [0.1, 0.2], 0.9, 3, 5, mode="triangular2")),
        schedule("CyclicLR", [0.1, 0.9, {"stepSizeUp": 3, "mode": "expRange", "gamma": 0.9, "cycleMomentum": False}],
                 lambda o: s.CyclicLR(o, 0.1, 0.9, 3, mode="exp_range", gamma=0.9, cycle_momentum=False)),
        schedule("ReduceLROnPlateau", [{"patience": 2, "factor": 0.5, "cooldown": 1, "minLr": [0.1, 0]}],
                 lambda o: s.ReduceLROnPlateau(o, patience=2, factor=0.5, cooldown=1, min_lr=[0.1, 0]),
                 [3, 2, 2.5, 2, 2, 2, 1.99995, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1.9, 1, 1, 1, 1]),
        schedule("ReduceLROnPlateau", [{"mode": "max", "patience": 1, "threshold": 0.1, "thresholdMode": "abs"}],
                 lambda o: s.ReduceLROnPlateau(o, mode="max", patience=1, threshold=0.1, threshold_mode="abs"),
                 [0.1, 0.15, 0.3, 0.35, 0.39, 0.41, 0.45, 0.45, 0.9, 0.95, 0.95] + [1] * 9),
        schedule("SequentialLR", ["warm-up, then a cosine"], lambda o: s.SequentialLR(
            o, [s.LinearLR(o, 0.1, total_iters=5), s.CosineAnnealingLR(o, 12)], [5])),
        schedule("SequentialLR", ["lambda, steps, polynomial"], lambda o: s.SequentialLR(
            o, [s.LambdaLR(o, lambda epoch: 0.9**epoch), s.StepLR(o, 2), s.PolynomialLR(o, 6)], [4, 12])),
        schedule("ChainedScheduler", ["constant and exponential"], lambda o: s.ChainedScheduler(
            [s.ConstantLR(o, 0.1, 4), s.ExponentialLR(o, 0.9)])),
    ]


if __name__ == "__main__":
    write("nn-optimizers", optimizers())
    write("nn-schedulers", schedulers())
