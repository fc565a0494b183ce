"""Ops of one tensor, element by element."""
import math

import torch
from torch.nn import functional as F

from cases import BOOL, F64, I32, I64, bools, case, floats, ints, write

SPECIAL = torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-30, 1e30, 88.0, -104.0, 0.5, 2.5, -1.5])


def unary(row, fn, low=-2.0, high=2.0, integers=(I32, I64), special=True, in_place=True):
    cases = [floats(low=low, high=high), floats(5, low=low, high=high), floats(2, 3, low=low, high=high),
             floats(0, 3, low=low, high=high), floats(3, 4, dtype=F64, low=low, high=high)]
    for x in cases:
        case(row, fn, x)
        if in_place and x.numel() != 5:
            case(row + "_", lambda x: getattr(x.clone(), row.lower() + "_")(), x)
    if special:
        case(row, fn, SPECIAL, gradient=False)
    for dtype in integers:
        case(row, fn, ints(2, 3, dtype=dtype, low=max(-5, math.floor(low)), high=6))


for name in ["neg", "abs", "sign", "square"]:
    unary(name, getattr(torch, name))
for name in ["floor", "ceil", "round"]:
    unary(name, getattr(torch, name))
unary("exp", torch.exp, integers=(I64, BOOL))
for name in ["log", "sqrt", "rsqrt"]:
    unary(name, getattr(torch, name), low=0.1, high=3.0)
unary("reciprocal", torch.reciprocal, low=0.2, high=3.0)
unary("log1p", torch.log1p, low=-0.9, high=3.0)
for name in ["expm1", "sin", "cos", "erf", "tanh", "sigmoid"]:
    unary(name, getattr(torch, name))
unary("relu", torch.relu)
unary("softplus", F.softplus, integers=(), in_place=False)
for name in ["isnan", "isinf", "isfinite"]:
    for x in [SPECIAL, floats(2, 3), floats(3, dtype=F64), floats(0)]:
        case(name, getattr(torch, name), x, gradient=False)
for x in [SPECIAL, bools(5), ints(2, 3), torch.tensor(True)]:
    case("logicalNot", torch.logical_not, x, gradient=False)
for x in [floats(), floats(2, 3), floats(5, dtype=F64), floats(0)]:
    case("gelu", F.gelu, x)
    case("gelu", lambda x, options: F.gelu(x, approximate=options["approximate"]), x, {"approximate": "tanh"})

write(__file__)
