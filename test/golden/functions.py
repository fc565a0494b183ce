"""Functions that are made of ops and are no rows themselves: writes data/functions.json.

    python test/golden/functions.py       (written with torch 2.15)
"""
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "ops"))

import torch

from cases import F64, ROWS, bools, case, floats, ints, save

spread = lambda fn: lambda x, dim=None, o=None: fn(x, dim=dim, correction=(o or {}).get("correction", 1), keepdim=(o or {}).get("keepdim", False))
for name, fn in [("varMean", torch.var_mean), ("stdMean", torch.std_mean)]:
    for rest in [(), (0,), (1, {"keepdim": True}), ([0, 1],), (1, {"correction": 0})]:
        case(name, spread(fn), floats(2, 3), *rest)
    case(name, spread(fn), floats(4, dtype=F64))
extremes = lambda x, dim=None, keep=None: torch.aminmax(x, dim=dim, keepdim=bool(keep))
for x in [floats(2, 3), torch.tensor([[1.0, 1.0, 3.0], [3.0, math.nan, 1.0]]), ints(2, 3), bools(2, 3)]:
    for rest in [(), (0,), (-1, True)]:
        case("aminmax", extremes, x, *rest, gradient=x.is_floating_point() and not bool(x.isnan().any()))
for x, y in [(floats(2, 3), floats(2, 3)), (floats(2, 3), floats(3)), (floats(), floats()), (floats(3, dtype=F64), floats(3, dtype=F64))]:
    for p in [2, 1, 3, 0, 1.5]:
        case("dist", lambda x, y, p: torch.dist(x, y, p), x, y, p, gradient=p != 0)
for x, y in [(floats(3), floats(3)), (ints(3), ints(3, low=0)), (ints(3), 0.5), (2, floats(3)), (floats(3, low=0.1), 2.5), (floats(2, 1, low=0.2), floats(3))]:
    case("floatPower", torch.float_power, x, y, gradient=False)
case("floatPower", torch.float_power, floats(2, 3, low=0.2), floats(3))
options = lambda o: {{"edgeOrder": "edge_order"}.get(k, k): v for k, v in (o or {}).items()}
for name, fn in [("trapezoid", torch.trapezoid), ("cumulativeTrapezoid", torch.cumulative_trapezoid)]:
    for y in [floats(5), floats(2, 3), floats(2, 3, 2, dtype=F64), floats(1), floats(2, 1), ints(4)]:
        for o in [(), ({"dx": 0.5},), ({"dim": 0},)]:
            case(name, lambda y, o=None: fn(y, **options(o)), y, *o)
for x in [floats(5), floats(3, 4), floats(4, 3, 5, dtype=F64), ints(6)]:
    for o in [(), ({"spacing": 0.5},), ({"dim": 0},), ({"dim": [0], "edgeOrder": 2},), ({"spacing": 2.0, "edgeOrder": 2, "dim": -1},)]:
        case("gradient", lambda x, o=None: torch.gradient(x, **options(o)), x, *o)
case("gradient", lambda x, o: torch.gradient(x, spacing=[3.0, 0.5]), floats(3, 4), {"spacing": [3.0, 0.5]})

for x in [floats(3, 5), floats(6), floats(2, 4, dtype=F64), ints(2, 5)]:
    case("cov", torch.cov, x)
    case("corrcoef", torch.corrcoef, x)
weighted = lambda x, o: torch.cov(x, **{k: torch.tensor(v) if isinstance(v, list) else v for k, v in o.items()})
case("cov", weighted, floats(2, 3), {"correction": 0})
case("cov", lambda x, f, a: torch.cov(x, fweights=f, aweights=a), floats(2, 4), ints(4, low=1), floats(4, low=0.1), gradient=False)
case("cov", lambda x, f, a: torch.cov(x, aweights=a), floats(2, 4), None, floats(4, low=0.1), gradient=False)
case("cov", lambda x, f, a: torch.cov(x, fweights=f), floats(2, 4), ints(4, low=1), None)
for x in [floats(3, 4, low=-5, high=5), floats(2, 3, 2, dtype=F64)]:
    for p in [2, 1, 1.5]:
        case("renorm", torch.renorm, x, p, 0, 3.0)
        case("renorm", torch.renorm, x, p, -1, 1.0)
binned = lambda x, bins, o=None: torch.histogram(x, bins, **({"range": tuple(o["range"])} if o and "range" in o else {}), density=bool(o and o.get("density")))
for x in [floats(20), floats(4, 5, dtype=F64), torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 2.0, -1.0]), torch.tensor([2.0, 2.0])]:
    for o in [(), ({"range": [0, 1]},), ({"density": True},)]:
        case("histogram", binned, x, 4, *o, gradient=False)
    case("histogram", binned, x, torch.tensor([-1.0, -0.5, 0.25, 1.0], dtype=x.dtype), gradient=False)
case("histogram", lambda x, bins, w: torch.histogram(x, bins, weight=w), floats(10), 3, floats(10), gradient=False)

save(pathlib.Path(__file__).parent / "data" / "functions.json", ROWS)
