"""Writes data/nn-more-optimizers.json and nn-more-schedulers.json: the rarer ones, as optim.py does.

    python test/golden/moreOptim.py        (written with torch 2.15)
"""
from torch import optim

from optim import schedule, trajectory
from pack import F32, F64, write


def optimizers():
    rows = []
    for dtype in (F32, F64):
        rows += [
            trajectory("ASGD", {}, dtype),
            trajectory("Rprop", {}, dtype),
            trajectory("Adafactor", {"lr": 0.05}, dtype),
        ]
    rows += [
        trajectory("ASGD", {"lr": 0.05, "lambd": 0.1, "alpha": 0.5, "t0": 4, "weightDecay": 0.1}, F64),
        trajectory("ASGD", {"lr": 0.05, "t0": 2, "maximize": True}, F64, {"lr": 0.1}),
        trajectory("Rprop", {"lr": 0.1, "etas": [0.3, 1.5], "stepSizes": [0.01, 0.2]}, F64),
        trajectory("Rprop", {"maximize": True}, F64),
        trajectory("Adafactor", {}, F64),
        trajectory("Adafactor", {"lr": 0.3, "beta2Decay": -0.5, "eps": [1e-3, 0.1], "d": 2, "weightDecay": 0.1}, F64),
        trajectory("Adafactor", {"maximize": True}, F64, {"lr": 0.3}),
        trajectory("Adam", {"lr": 0.02, "weightDecay": 0.3, "decoupledWeightDecay": True}, F64),
        trajectory("AdamW", {"lr": 0.02, "weightDecay": 0.3}, F64, {"lr": 0.1, "amsgrad": True}),
    ]
    for row in rows:
        # Numbers here, and no tensors.
        for state in row["state"].values():
            for name in ("eta", "mu"):
                state.pop(name, None)
    return rows


def schedulers():
    swa, s = optim.swa_utils.SWALR, optim.lr_scheduler
    return [
        schedule("SWALR", [0.05], lambda o: swa(o, 0.05)),
        schedule("SWALR", [[0.05, 0.1], {"annealEpochs": 4, "annealStrategy": "linear"}],
                 lambda o: swa(o, [0.05, 0.1], anneal_epochs=4, anneal_strategy="linear")),
        schedule("SWALR", [0.05, {"annealEpochs": 0}], lambda o: swa(o, 0.05, anneal_epochs=0)),
        schedule("SequentialLR", ["cosine, then averages"], lambda o: s.SequentialLR(
            o, [s.CosineAnnealingLR(o, 8), swa(o, 0.05, anneal_epochs=3)], [6])),
    ]


if __name__ == "__main__":
    write("nn-more-optimizers", optimizers())
    write("nn-more-schedulers", schedulers())
