"""Parts of numbers, quotients with a rounding mode, rounding to digits, and comparisons in place."""
import math

import torch

from cases import BOOL, F64, I32, I64, U8, bools, case, floats, ints, write
from elementwise import SPECIAL, inplace_of, one, two, two_integers

one("trunc", torch.trunc, integers=(I32, I64), in_place="trunc_")
one("frac", torch.frac, integers=(), in_place="frac_")
for row, fn in [("signbit", torch.signbit), ("isposinf", torch.isposinf), ("isneginf", torch.isneginf)]:
    for x in [SPECIAL, SPECIAL.double(), floats(2, 3), floats(), floats(0), ints(4), ints(3, dtype=U8, low=0), bools(3)]:
        case(row, fn, x, gradient=False)
whole = lambda x, o=None: torch.nan_to_num(x, **(o or {}))
for x in [floats(2, 3), floats(), floats(0), floats(3, dtype=F64), torch.tensor([1.0, math.nan, math.inf, -math.inf])]:
    rough = not bool(x.isfinite().all())
    # The largest number is another one in each dtype: here float64's and float16's.
    for options in [({"nan": 1.0, "posinf": 5.0, "neginf": -7.0},)] if rough else [(), ({"nan": 2.0},)]:
        case("nanToNum", whole, x, *options, rough=rough)
        case("nanToNum_", lambda x, o=None: x.clone().nan_to_num_(**(o or {})), x, *options, rough=rough)
case("nanToNum", whole, SPECIAL.double(), gradient=False)
case("nanToNum", whole, SPECIAL.half(), gradient=False)
case("nanToNum", whole, ints(3))
case("nanToNum", whole, bools(3))
EDGES = [0.0, -0.0, 1.0, -2.5, 1e30, 1e-30, math.inf, -math.inf, math.nan]
two("copysign", torch.copysign, special=EDGES, in_place="copysign_")
two_integers("copysign", torch.copysign, [I64])
case("copysign", torch.copysign, floats(3), -2)
case("copysign", torch.copysign, torch.tensor([0.0, 2.0]), torch.tensor([-1.0, 1.0]), rough=True)
two("nextafter", torch.nextafter, special=EDGES, gradient=False, in_place="nextafter_")
two("heaviside", torch.heaviside, special=EDGES, gradient=False, in_place="heaviside_", mixed=False)
case("heaviside", torch.heaviside, torch.tensor([-2, 0, 3]), torch.tensor(7))
two("ldexp", torch.ldexp, special=[0.0, 1.0, -3.0, 130.0, -140.0, math.inf, math.nan])
for x, y in [(floats(2, 3), ints(2, 3)), (floats(3), ints(2, 3)), (floats(4, dtype=F64), ints(4)), (floats(3), torch.tensor([1, 2, 3], dtype=I32))]:
    case("ldexp", torch.ldexp, x, y)
    if x.ndim == y.ndim:
        case("ldexp_", inplace_of("ldexp_"), x, y)
case("ldexp", torch.ldexp, ints(3), ints(3))
case("ldexp", lambda x, y: torch.ldexp(x, torch.tensor(y)), floats(3), 4)
case("ldexp", lambda x, y: torch.ldexp(torch.tensor(x), y), 1.5, ints(3))
for x in [floats(2, 3), floats(), floats(0, 2), floats(4, dtype=F64), SPECIAL, SPECIAL.double()]:
    case("frexp", torch.frexp, x, gradient=x is not SPECIAL and x.dtype != F64, rough=True)

for mode in ["trunc", "floor"]:
    row = "div." + mode
    divided = lambda x, y, o: torch.div(x, y, rounding_mode=o["roundingMode"])
    options = {"roundingMode": mode}
    for left, right in [((2, 3), (2, 3)), ((2, 1), (3,)), ((), (2,)), ((0,), (1,))]:
        x, y = floats(*left, low=-9, high=9), floats(*right, low=0.7, high=3)
        case(row, divided, x, y, options)
        if torch.broadcast_shapes(left, right) == left:
            case(row + "_", lambda x, y, o: x.clone().div_(y, rounding_mode=o["roundingMode"]), x, y, options)
    for x, y in [(ints(6), torch.tensor([-3, 3, -2, 2, 4, -4])), (ints(3, dtype=U8, low=0), 2), (ints(3), 1.5), (ints(4, dtype=I32), ints(4, low=1)),
                 (floats(3), 0.5), (floats(3, dtype=F64), floats(3, low=0.4)), (7, ints(3, low=1))]:
        case(row, divided, x, y, options, gradient=False)
    edge = torch.tensor(EDGES)
    case(row, divided, edge.repeat_interleave(len(EDGES)), edge.repeat(len(EDGES)), options, gradient=False)
for left, right in [((2, 3), (2, 3)), ((2, 1), (3,)), ((), (2,)), ((0,), (1,))]:
    x, y = floats(*left, low=-5, high=5), floats(*right, low=0.7, high=2)
    case("fmod", torch.fmod, x, y)
    if torch.broadcast_shapes(left, right) == left:
        case("fmod_", inplace_of("fmod_"), x, y)
for x, y in [(ints(6), torch.tensor([-3, 3, -2, 2, 4, -4])), (ints(3, dtype=U8, low=0), 2), (ints(3), 1.5), (floats(3, low=-5, high=5), 0.75),
             (torch.tensor(EDGES).repeat_interleave(9), torch.tensor([each if each != 1e-30 else 3.0 for each in EDGES]).repeat(9))]:
    # PyTorch's vectors give NaN for 1e30 by 1e-30; left out.
    case("fmod", torch.fmod, x, y, gradient=x.is_floating_point() and x.numel() == 3)
for row in ["fmax", "fmin"]:
    two(row, getattr(torch, row), special=EDGES)
    two_integers(row, getattr(torch, row), [I64, U8])
    case(row, getattr(torch, row), bools(4), bools(4), gradient=False)
    case(row, getattr(torch, row), torch.tensor([1.0, math.nan, 3.0]), torch.tensor([1.0, 2.0, math.nan]), rough=True)

rounded = lambda x, o: torch.round(x, decimals=o["decimals"])
for x in [floats(2, 3, low=-50, high=50), floats(), floats(3, dtype=F64), torch.tensor([1.2345, 15.5, 25.0, -0.125, math.inf, math.nan])]:
    for decimals in [2, -1, 1]:
        rough = not bool(x.isfinite().all())
        case("round.decimals", rounded, x, {"decimals": decimals}, rough=rough)
        case("round.decimals_", lambda x, o: x.clone().round_(decimals=o["decimals"]), x, {"decimals": decimals}, rough=rough)
SNAKE = {"logicalAnd": "logical_and", "logicalOr": "logical_or", "logicalXor": "logical_xor"}
for row in ["eq", "ne", "lt", "le", "gt", "ge", *SNAKE]:
    for x, y in [(floats(2, 3), floats(3)), (ints(2, 3), ints(2, 3)), (bools(4), bools(4)), (ints(3, dtype=U8, low=0), torch.tensor(1))]:
        case(row + "_", inplace_of(SNAKE.get(row, row) + "_"), x, y, gradient=False)
    # PyTorch passes the gradient of what logical_and_ overwrites; it is 0, as with eq_.
    case(row + "_", inplace_of(SNAKE.get(row, row) + "_"), floats(2, 3), floats(2, 3), gradient=row not in SNAKE, rough=True)
for x in [SPECIAL, bools(3), ints(4)]:
    case("logicalNot_", inplace_of("logical_not_"), x, gradient=False)

write(__file__)
