"""Derivatives by torch.autograd.functional, gradients that hooks of modules see, and checkpointed ones."""
import torch
from torch.autograd import functional as AF

from pack import F64, pack, values, write

torch.manual_seed(20261121)


def form(value):
    return pack(value) if torch.is_tensor(value) else [form(each) for each in value]


x, y = values(3, dtype=F64), values(2, 3, dtype=F64)
vx, vy = values(3, dtype=F64), values(2, 3, dtype=F64)
u = values(2, dtype=F64)

# The same functions by these names are in test/engine/autograd/functional.test.ts.
ONE = lambda a: (a * a).exp()
TWO = lambda a, b: (b @ a).sin()
SEVERAL = lambda a, b: ((b * a).sum(0), a.tanh().sum())
LOSS = lambda a, b: ((b * a.sin()).sum(1) ** 2).sum()

write("autograd", {
    "inputs": {"x": pack(x), "y": pack(y), "vx": pack(vx), "vy": pack(vy), "u": pack(u)},
    "vjp": {
        "one": form(AF.vjp(ONE, x, vx)),
        "two": form(AF.vjp(TWO, (x, y), u)),
        "several": form(AF.vjp(SEVERAL, (x, y), (vx, torch.tensor(2.0, dtype=F64)))),
    },
    "jvp": {
        "one": form(AF.jvp(ONE, x, vx)),
        "two": form(AF.jvp(TWO, (x, y), (vx, vy))),
        "several": form(AF.jvp(SEVERAL, (x, y), (vx, vy))),
    },
    "jacobian": {
        "one": form(AF.jacobian(ONE, x)),
        "two": form(AF.jacobian(TWO, (x, y))),
        "several": form(AF.jacobian(SEVERAL, (x, y))),
    },
    "hessian": {"loss": form(AF.hessian(LOSS, (x, y))), "one": form(AF.hessian(lambda a: ONE(a).sum(), x))},
    "hvp": {"loss": form(AF.hvp(LOSS, (x, y), (vx, vy)))},
    "vhp": {"loss": form(AF.vhp(LOSS, (x, y), (vx, vy)))},
})
