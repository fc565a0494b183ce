"""Gradients where a function has a corner, a pole or an end: PyTorch's conventions."""
import math

import torch

from cases import F64, FOLDER, ROWS, case, save

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.5, 1e-30, 1e30, math.inf, -math.inf, math.nan]
UNARY = {
    "acos": "acos", "asin": "asin", "atan": "atan", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "asinh": "asinh", "acosh": "acosh",
    "atanh": "atanh", "exp2": "exp2", "log2": "log2", "log10": "log10", "erfc": "erfc",
    "erfinv": "erfinv", "lgamma": "lgamma", "deg2rad": "deg2rad", "trunc": "trunc", "frac": "frac",
    "abs": "abs", "sign": "sign", "square": "square", "exp": "exp", "log": "log", "log1p": "log1p", "expm1": "expm1", "sqrt": "sqrt",
    "rsqrt": "rsqrt", "reciprocal": "reciprocal", "sin": "sin", "cos": "cos", "erf": "erf", "tanh": "tanh", "sigmoid": "sigmoid",
    "relu": "relu", "floor": "floor", "ceil": "ceil", "round": "round",
}
for row, name in UNARY.items():
    case(row, getattr(torch, name), torch.tensor(EDGES, dtype=F64), rough=True)
    case(row, getattr(torch, name), torch.tensor(EDGES[:7]), rough=True)
# The slope at -0 has a sign that depends on how many elements there are.
case("logit", torch.logit, torch.tensor(EDGES[:1] + EDGES[2:], dtype=F64), rough=True)
for row, fn in [("sinc", torch.sinc), ("i0", torch.i0), ("i1", torch.special.i1), ("i0e", torch.special.i0e), ("i1e", torch.special.i1e)]:
    case(row, fn, torch.tensor([0.0, -0.0, 1.0, -1.0, 0.5, -30.0], dtype=F64), rough=True)

PAIRS = [0.0, -0.0, 1.0, -2.0, 0.5, 3.0]
left, right = torch.tensor(PAIRS).repeat_interleave(len(PAIRS)), torch.tensor(PAIRS).repeat(len(PAIRS))
BINARY = {
    "atan2": torch.atan2, "hypot": torch.hypot, "logaddexp": torch.logaddexp, "logaddexp2": torch.logaddexp2, "xlogy": torch.xlogy,
    "xlog1py": torch.special.xlog1py, "copysign": torch.copysign, "fmod": torch.fmod, "fmax": torch.fmax, "fmin": torch.fmin,
    "maximum": torch.maximum, "minimum": torch.minimum, "remainder": torch.remainder, "div": torch.div, "mul": torch.mul, "pow": torch.pow,
}
for row, fn in BINARY.items():
    case(row, fn, left, right, rough=True)
INFINITE = torch.tensor([math.inf, -math.inf, 1.0, math.nan])
for row in ["logaddexp", "logaddexp2", "hypot", "atan2", "fmax", "fmin", "maximum", "minimum"]:
    case(row, BINARY[row], INFINITE.repeat_interleave(4), INFINITE.repeat(4), rough=True)
for row in ["amax", "amin"]:
    case(row, lambda x, dim: getattr(torch, row)(x, dim), torch.tensor([[1.0, 3.0, 3.0], [math.inf, math.inf, 1.0]]), 1, rough=True)
for p in [1, 2, 3, 0.5, math.inf, -math.inf]:
    case("norm", lambda x, p: torch.linalg.vector_norm(x, float(p)), torch.tensor([0.0, 2.0, -2.0, 0.0]), p, rough=True)
    case("norm", lambda x, p: torch.linalg.vector_norm(x, float(p)), torch.zeros(3), p, rough=True)
clamped = lambda x, o: torch.clamp(x, min=o.get("min"), max=o.get("max"))
for bounds in [{"min": 0.0}, {"max": 1.0}, {"min": 0.5, "max": 1.0}, {"min": 1.0, "max": -1.0}]:
    case("clamp", clamped, torch.tensor(EDGES), bounds, rough=True)
ends = torch.tensor([-1.0, 0.0, 0.5, 1.0, 2.0, math.nan, math.inf])
for low, high in [(0.0, 1.0), (1.0, 0.0), (0.5, 0.5), (math.nan, 1.0)]:
    for x in [ends, ends.double()]:
        low_bound, high_bound = torch.full_like(x, low), torch.full_like(x, high)
        case("clamp", lambda x, low: torch.clamp(x, min=low), x, low_bound, rough=True)
        case("clamp", lambda x, low, high: torch.clamp(x, max=high), x, None, high_bound, rough=True)
        case("clamp", lambda x, low, high: torch.clamp(x, min=low, max=high), x, low_bound, high_bound, rough=True)
case("prod", torch.prod, torch.tensor([0.0, 0.0, 0.0, 2.0]), rough=True)
case("logsumexp", lambda x, dim: torch.logsumexp(x, dim), torch.tensor([[-math.inf, 0.0], [math.inf, 0.0]]), 1, rough=True)
case("std", lambda x: torch.std(x), torch.tensor([2.0, 2.0]), rough=True)

save(FOLDER / "corners.json", ROWS)
