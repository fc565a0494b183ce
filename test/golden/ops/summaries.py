"""Reductions that look away from NaN, counts, and differences."""
import math

import torch

from cases import BOOL, F64, I64, U8, bools, case, floats, ints, write

nan = math.nan
holes = torch.tensor([[1.0, nan, 3.0], [nan, nan, -2.0]])
REST = [(), (None, {"keepdim": True}), (0,), (-1, {"keepdim": True}), ([0, 1],)]


def reduced(fn):
    def call(x, dim=None, keep=None):
        dims = tuple(range(x.ndim)) if dim is None else dim
        return fn(x, dims, bool(keep and keep.get("keepdim")))
    return call


for row, fn in [("nansum", torch.nansum), ("nanmean", torch.nanmean)]:
    call = reduced(lambda x, d, k: fn(x, d, k))
    for rest in REST:
        case(row, call, floats(2, 3), *rest)
        case(row, call, holes, *rest, rough=True)
        case(row, call, holes.double(), *rest, rough=True)
    case(row, call, floats())
    case(row, call, floats(2, 3, 2), [0, 2])
    case(row, call, floats(0, 3), 0, rough=True)
    case(row, call, torch.tensor([nan, nan]), gradient=False)
for x in [ints(4), bools(4), ints(3, dtype=U8, low=0)]:
    case("nansum", torch.nansum, x)
for x in [ints(2, 3), bools(2, 3), torch.tensor([[0.0, -0.0, nan], [1.0, 0.0, math.inf]]), floats(2, 3, dtype=F64)]:
    for rest in [(), (0,), (-1,), ([0, 1],)]:
        case("countNonzero", lambda x, d=None: torch.count_nonzero(x, d), x, *rest, gradient=False)
case("countNonzero", torch.count_nonzero, torch.tensor(2.0), gradient=False)
case("countNonzero", lambda x, d: torch.count_nonzero(x, d), floats(0, 2), 0, gradient=False)

for row, fn in [("amax", torch.amax), ("amin", torch.amin)]:
    for rest in [(), (0,), (-1, {"keepdim": True})]:
        case(row, reduced(lambda x, d, k: fn(x, d, k)), bools(2, 3), *rest)

counted = lambda x, o=None: torch.bincount(x, (o or {}).get("weights"), (o or {}).get("minlength", 0))
for x in [ints(8, low=0), ints(5, dtype=U8, low=0), ints(4, dtype=torch.int32, low=0), torch.tensor([], dtype=I64)]:
    case("bincount", counted, x)
    case("bincount", counted, x, {"minlength": 7})
    case("bincount", lambda x, w: torch.bincount(x, w), x, floats(x.numel()), gradient=False)
    case("bincount", lambda x, w: torch.bincount(x, w), x, floats(x.numel(), dtype=F64), gradient=False)
    case("bincount", lambda x, w: torch.bincount(x, w), x, ints(x.numel()), gradient=False)
binned = lambda x, o=None: torch.histc(x, **(o or {}))
for x in [floats(20), floats(4, 5, dtype=F64), torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 2.0, -1.0, nan]), torch.tensor([2.0, 2.0])]:
    for options in [{"bins": 4, "min": 0, "max": 1}, {"bins": 5, "min": -2, "max": 2}]:
        case("histc", binned, x, options, gradient=False)
    if not bool(x.isnan().any()):
        case("histc", binned, x, {"bins": 7}, gradient=False)
case("histc", binned, floats(50), gradient=False)

taken = lambda x, o=None: torch.diff(x, **(o or {}))
for x in [floats(5), floats(2, 3), floats(2, 3, 2, dtype=F64), floats(1), floats(0), floats(2, 0)]:
    for options in [(), ({"n": 2},), ({"dim": 0},), ({"n": 0},)]:
        # More differences than there are elements: nothing.
        case("diff", taken, x, *options)
for x in [ints(5), bools(5), ints(4, dtype=torch.int32)]:
    case("diff", taken, x)

write(__file__)
