"""What each element is with those before it."""
import math

import torch

from cases import F64, I32, I64, bools, case, floats, ints, write

dtyped = lambda fn: lambda x, dim, o=None: fn(x, dim, **({"dtype": getattr(torch, o["dtype"])} if o else {}))
for row, fn in [("cumsum", torch.cumsum), ("cumprod", torch.cumprod)]:
    for x, dim in [(floats(2, 3), 0), (floats(2, 3), -1), (floats(), 0), (ints(4), 0), (ints(2, 2, dtype=I32), 1), (bools(3), 0), (floats(0, 2), 0),
                   (floats(2, 3, 2, dtype=F64), 1)]:
        case(row, dtyped(fn), x, dim)
        if x.dtype != torch.bool and x.dtype != I32:
            case(row + "_", lambda x, dim: getattr(x.clone(), row + "_")(dim), x, dim)
    case(row, dtyped(fn), ints(3), 0, {"dtype": "float32"})
    case(row, dtyped(fn), floats(3), 0, {"dtype": "float64"})
    case(row, dtyped(fn), torch.tensor([1.0, math.inf, -1.0, math.nan, 2.0]), 0, gradient=False)
case("cumprod", torch.cumprod, torch.tensor([[2.0, 0.0, 3.0, 4.0], [0.0, 1.0, 0.0, 2.0], [0.0, 0.0, 1.0, 1.0]]), 1)
case("cumprod", torch.cumprod, torch.tensor([[2.0, 0.0], [3.0, 4.0], [0.0, 5.0]]), 0)
# A value that is bent where two are equal has no differences to compare with.
for row, fn in [("cummax", torch.cummax), ("cummin", torch.cummin)]:
    for x, dim in [(floats(2, 3), 0), (floats(2, 3), -1), (floats(), 0), (floats(2, 3, 2, dtype=F64), 1), (floats(0, 2), 1)]:
        case(row, fn, x, dim)
    case(row, fn, torch.tensor([1.0, 3.0, 3.0, 2.0, 1.0, 1.0, 4.0]), 0, rough=True)
    for x in [torch.tensor([1.0, math.nan, 3.0, math.nan, math.inf]), torch.tensor([-math.inf, math.inf, 0.0]), ints(5), bools(4), ints(2, 3, dtype=I32)]:
        case(row, fn, x, 0, gradient=False)
for x, dim in [(floats(2, 3), 0), (floats(2, 3), -1), (floats(), 0), (floats(2, 3, 2, dtype=F64), 1), (floats(0, 2), 0), (floats(4, low=80.0, high=100.0), 0)]:
    case("logcumsumexp", torch.logcumsumexp, x, dim)
case("logcumsumexp", torch.logcumsumexp, torch.tensor([-math.inf, -math.inf, 1.0, math.inf, math.inf, -math.inf, math.nan]), 0, gradient=False)

write(__file__)
