"""Reductions and scans."""
import math

import torch

from cases import BOOL, F32, F64, I64, ROWS, U8, bools, case, floats, ints, write

ALL = [(), (None, {"keepdim": True}), (0,), (-1, {"keepdim": True}), ([0, 1],)]


def dims_of(x, dim=None, keep=None):
    keepdim = bool(keep and keep.get("keepdim"))
    return tuple(range(x.ndim)) if dim is None else dim, keepdim


def reduction(row, fn, dtypes, gradient=True, empty=True):
    for dtype in dtypes:
        make = (lambda *s: floats(*s, dtype=dtype)) if dtype.is_floating_point else (bools if dtype == BOOL else lambda *s: ints(*s, dtype=dtype, low=0))
        for rest in ALL:
            case(row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(2, 3), *rest, gradient=gradient)
        case(row, lambda x: fn(x, *dims_of(x)), make(), gradient=gradient, rough=row in ("var", "std"))
        case(row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(2, 3, 2), [0, 2], gradient=gradient)
        if empty:
            case(row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(0, 3), 0, gradient=gradient)
            case(row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(0, 3), 1, gradient=gradient)


reduction("sum", lambda x, d, k: torch.sum(x, d, k), [F32, F64, I64, BOOL, U8])
reduction("mean", lambda x, d, k: torch.mean(x, d, k), [F32, F64])
reduction("any", lambda x, d, k: torch.any(x != 0, d, k), [BOOL, F32, I64], gradient=False)
reduction("all", lambda x, d, k: torch.all(x != 0, d, k), [BOOL, F32, I64], gradient=False)
reduction("amax", lambda x, d, k: torch.amax(x, d, k), [F32, F64, I64], empty=False)
reduction("amin", lambda x, d, k: torch.amin(x, d, k), [F32, F64, I64], empty=False)
reduction("var", lambda x, d, k: torch.var(x, d, keepdim=k), [F32, F64], empty=False)
reduction("std", lambda x, d, k: torch.std(x, d, keepdim=k), [F32, F64], empty=False)
case("var", lambda x, d, o: torch.var(x, d, correction=o["correction"]), floats(2, 3), 1, {"correction": 0})
case("std", lambda x, d, o: torch.std(x, d, correction=o["correction"]), floats(2, 3), 1, {"correction": 0})
case("std", lambda x: torch.std(x), torch.ones(3), rough=True)
reduction("logsumexp", lambda x, d, k: torch.logsumexp(x, d, k), [F32, F64], empty=False)
ROWS["logsumexp"] = [c for c in ROWS["logsumexp"] if len(c["args"]) > 1]
case("logsumexp", lambda x, d: torch.logsumexp(x, d), torch.tensor([[-math.inf, -math.inf], [math.inf, 1.0], [1000.0, 1000.0]]), 1, gradient=False)
for p in [2, 1, 3, 0, 1.5, math.inf, -math.inf]:
    case("norm", lambda x, p: torch.linalg.vector_norm(x, float(p)), floats(2, 3), p)
    case("norm", lambda x, p, d, k=None: torch.linalg.vector_norm(x, float(p), d, bool(k)), floats(2, 3, dtype=F64), p, 1, {"keepdim": True})
case("norm", lambda x: torch.linalg.vector_norm(x), torch.zeros(3), rough=True)
for x in [floats(2, 3), floats(), ints(4, low=1, high=4), torch.tensor([1.0, 0.0, 2.0, 3.0]), torch.tensor([0.0, 0.0, 2.0]), bools(3), floats(3, dtype=F64)]:
    case("prod", lambda x: torch.prod(x), x)
case("prod", lambda x, d, k=None: torch.prod(x, d, bool(k)), floats(2, 3), 1, {"keepdim": True})
case("prod", lambda x, d: torch.prod(x, d), torch.tensor([[1.0, 0.0, 2.0], [3.0, 4.0, 5.0]]), 0)
case("prod", lambda x, d: torch.prod(x, d), floats(0, 2), 0)
for x in [floats(2, 3), floats(), ints(4), torch.tensor([1.0, 3.0, 3.0]), floats(3, dtype=F64)]:
    case("max", torch.max, x, rough=x.numel() == 3 and x.dtype == F32)
    case("min", torch.min, x)
case("max", torch.max, torch.tensor([1.0, math.nan, 3.0]), gradient=False)
for name, fn in [("max.dim", torch.max), ("min.dim", torch.min)]:
    for x, rest in [(floats(2, 3), (1,)), (floats(2, 3), (0, {"keepdim": True})), (torch.tensor([[1, 3, 3], [2, 2, 0]]), (1,)),
                    (torch.tensor([[1.0, math.nan, 3.0]]), (1,)), (floats(), (0,)), (floats(0, 3), (1,)), (floats(3, 2, dtype=F64), (-1,))]:
        case(name, lambda x, d, k=None: fn(x, d, bool(k)), x, *rest, gradient=not bool(torch.isnan(x).any()) if x.is_floating_point() else False)
for name, fn in [("argmax", torch.argmax), ("argmin", torch.argmin)]:
    for x, rest in [(floats(2, 3), ()), (floats(2, 3), (1,)), (floats(2, 3), (0, {"keepdim": True})), (torch.tensor([1, 3, 3]), ()),
                    (torch.tensor([1.0, math.nan, 3.0]), ()), (floats(), ())]:
        case(name, lambda x, d=None, k=None: fn(x, d, bool(k)), x, *rest, gradient=False)
for x, dim in [(floats(2, 3), 0), (floats(2, 3), -1), (floats(), 0), (ints(4), 0), (floats(0, 2), 0), (floats(3, dtype=F64), 0)]:
    case("cumsum", torch.cumsum, x, dim)

write(__file__)
