"""Special functions."""
import math

import torch

from cases import F64, I64, case, floats, ints, write
from elementwise import one

one("erfc", torch.erfc, in_place="erfc_")
case("erfc", torch.erfc, torch.tensor([-3.0, 3.0, 5.0, 9.0, 10.0, 11.0]), gradient=False)
one("erfinv", torch.erfinv, low=-0.95, high=0.95, in_place="erfinv_")
case("erfinv", torch.erfinv, torch.tensor([1.0, -1.0, 0.999999, -0.99999994, 1e-12, 2.0]), gradient=False)
case("erfinv", torch.erfinv, torch.tensor([1 - 1e-15, 1e-12, 0.5, -0.75], dtype=F64), gradient=False)
POLES = torch.tensor([0.0, -0.0, -1.0, -0.5, -2.25, -10.75, 0.01, 20.0, 1e4, 1e30, math.inf, math.nan])
for name in ["lgamma", "digamma"]:
    one(name, getattr(torch, name), low=0.3, high=6.0, special=POLES, in_place=name + "_")
    case(name, getattr(torch, name), floats(6, dtype=F64, low=-3.9, high=-3.1))
for n in range(4):
    polygamma = lambda n, x: torch.polygamma(n, x)
    for x in [floats(low=0.4, high=5.0), floats(2, 3, low=0.4, high=5.0), floats(0, low=0.4, high=5.0), floats(4, dtype=F64, low=0.4, high=5.0)]:
        case("polygamma", polygamma, n, x)
        case("polygamma_", lambda n, x: x.clone().polygamma_(n), n, x)
    case("polygamma", polygamma, n, torch.tensor([0.01, 20.0, 1e4, -0.5, -2.25, math.nan]), gradient=False)
    case("polygamma", polygamma, n, ints(4, low=1))
    case("polygamma", polygamma, n, torch.tensor([0.0]), gradient=False)
for p in [1, 2, 5]:
    case("mvlgamma", torch.mvlgamma, floats(2, 3, low=2.5, high=6.0), p)
    case("mvlgamma", torch.mvlgamma, floats(3, dtype=F64, low=2.5, high=6.0), p)
case("mvlgamma", torch.mvlgamma, ints(3, low=3, high=6), 2, gradient=False)
# PyTorch has NaN at infinity; it is left out.
BESSEL = torch.tensor([0.0, -0.0, 1e-30, 0.5, -7.9, 8.1, -9.99, 10.01, 25.0, -80.0, math.nan])
for name, fn in [("i0", torch.i0), ("i1", torch.special.i1), ("i0e", torch.special.i0e), ("i1e", torch.special.i1e)]:
    one(name, fn, low=-4.0, high=4.0, special=BESSEL, in_place="i0_" if name == "i0" else None)
    case(name, fn, torch.tensor([0.0, 1.0]), rough=name.endswith("e"))

for row in ["igamma", "igammac"]:
    fn = getattr(torch, row)
    for x, y in [(floats(2, 3, low=0.2, high=5.0), floats(3, low=0.1, high=6.0)), (torch.tensor(2.5), floats(4, low=0.1, high=6.0)),
                 (floats(3, dtype=F64, low=0.2, high=5.0), floats(3, dtype=F64, low=0.1, high=6.0))]:
        # PyTorch has no gradient by the first.
        case(row, fn, x, y, gradient=False)
    for a in [0.5, 1.0, 3.25]:
        case(row, lambda a, y: fn(torch.tensor(a, dtype=y.dtype), y), a, floats(2, 3, low=0.1, high=6.0))
        case(row, lambda a, y: fn(torch.tensor(a, dtype=y.dtype), y), a, floats(3, dtype=F64, low=0.1, high=6.0))
    # With NaN PyTorch gives numbers at some edges; left out.
    edges = torch.tensor([0.0, 1.0, 2.5, 50.0, -1.0, math.inf])
    case(row, fn, edges.repeat_interleave(6), edges.repeat(6), gradient=False)
    case(row, fn, torch.tensor([100.0, 1000.0, 30.0, 0.01]), torch.tensor([90.0, 1100.0, 60.0, 3.0]), gradient=False)

write(__file__)
