"""Ops of three tensors, and closeness."""
import math

import torch

from cases import F64, I64, bools, case, floats, ints, write

SHAPES = [((2, 3), (2, 3), (2, 3)), ((2, 3), (3,), (2, 1)), ((), (), ()), ((0, 3), (1, 3), ()), ((2, 1), (1, 3), (2, 1, 1))]
scaled = lambda fn: lambda x, a, b, o=None: fn(x, a, b, value=(o or {}).get("value", 1))
for row, low in [("addcmul", -2.0), ("addcdiv", 0.3)]:
    fn = scaled(getattr(torch, row))
    in_place = lambda x, a, b, o=None: getattr(x.clone(), row + "_")(a, b, value=(o or {}).get("value", 1))
    for shapes in SHAPES:
        x, a, b = [floats(*shape, low=low) for shape in shapes]
        case(row, fn, x, a, b)
        if torch.broadcast_shapes(*shapes) == shapes[0]:
            case(row + "_", in_place, x, a, b, {"value": -0.5})
    case(row, fn, floats(2, 3, low=low), floats(2, 3, low=low), floats(2, 3, low=low), {"value": 0.25})
    case(row, fn, floats(3, dtype=F64, low=low), floats(3, dtype=F64, low=low), floats(3, dtype=F64, low=low), {"value": 3})
case("addcmul", scaled(torch.addcmul), ints(2, 3), ints(3), ints(2, 3), {"value": 2})
case("addcmul", scaled(torch.addcmul), floats(2, 3), floats(3, dtype=F64), floats(2, 3))

for shapes in SHAPES:
    x, end, weight = [floats(*shape) for shape in shapes]
    case("lerp", torch.lerp, x, end, weight)
    case("lerp", torch.lerp, x, end, 0.25)
    case("lerp", torch.lerp, x, end, 0.75)
    if torch.broadcast_shapes(*shapes) == shapes[0]:
        case("lerp_", lambda x, end, weight: x.clone().lerp_(end, weight), x, end, weight)
        case("lerp_", lambda x, end, weight: x.clone().lerp_(end, weight), x, end, 0.9)
case("lerp", torch.lerp, floats(3, dtype=F64), floats(3, dtype=F64), floats(3, dtype=F64))
case("lerp", torch.lerp, torch.tensor([1e30, 0.0, math.inf]), torch.tensor([-1e30, 5.0, 1.0]), 1.0, gradient=False)

close = lambda x, y, o=None: torch.isclose(x, y, **{{"equalNan": "equal_nan"}.get(k, k): v for k, v in (o or {}).items()})
edges = torch.tensor([1.0, math.nan, math.inf, -math.inf, 0.0, 1e-9])
for x, y in [(edges, torch.tensor([1.00001, math.nan, math.inf, math.inf, 1e-9, 0.0])), (floats(2, 3), floats(3)), (ints(4), ints(4)),
             (torch.tensor([1.0, 2.0], dtype=F64), torch.tensor([1.0 + 1e-6, 2.1], dtype=F64)), (bools(3), bools(3)), (floats(0), floats(0))]:
    for options in [(), ({"rtol": 0.1, "atol": 0.5},), ({"equalNan": True},), ({"rtol": 0, "atol": 0},)]:
        if x.dtype == torch.bool and options != ({"rtol": 0, "atol": 0},):
            continue
        case("isclose", close, x, y, *options, gradient=False)

write(__file__)
