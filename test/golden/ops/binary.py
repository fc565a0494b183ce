"""Ops of two tensors, element by element."""
import math

import torch

from cases import F64, I32, I64, U8, bools, case, floats, ints, write

PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (4,)), ((0, 3), (1, 3)), ((), ()), ((2, 1, 2), (3, 1))]


def binary(row, fn, low=-2.0, high=2.0, other_low=None, integers=(I32, I64, U8), scalars=(2, 0.5), gradient=True, in_place=True):
    other_low = low if other_low is None else other_low
    for left, right in PAIRS:
        x, y = floats(*left, low=low, high=high), floats(*right, low=other_low, high=high)
        case(row, fn, x, y, gradient=gradient)
        if in_place and torch.broadcast_shapes(left, right) == left:
            case(row + "_", inplace_binary(row), x, y, gradient=gradient)
    case(row, fn, floats(3, dtype=F64, low=low, high=high), floats(3, low=other_low, high=high), gradient=gradient)
    for scalar in scalars:
        case(row, fn, floats(2, 2, low=low, high=high), scalar, gradient=gradient)
        if in_place:
            case(row + "_", inplace_binary(row), floats(2, 2, low=low, high=high), scalar, gradient=gradient)
    for dtype in integers:
        x, y = ints(2, 3, dtype=dtype, low=1 if dtype == U8 else -5), ints(2, 3, dtype=dtype, low=1, high=4)
        case(row, fn, x, y)
        case(row, fn, x, 2)
    case(row, fn, ints(2, 3), floats(3, low=max(other_low, 0.5), high=high), gradient=False)


NAMES = {"floorDivide": "floor_divide_", "maximum": None, "minimum": None}


def inplace_binary(row):
    name = NAMES.get(row, row + "_")
    if name is None:
        return lambda x, y: x.clone().copy_(getattr(torch, row)(x, torch.as_tensor(y, dtype=x.dtype)))
    return lambda x, y: getattr(x.clone(), name)(y)


binary("add", torch.add)
binary("sub", torch.sub)
binary("mul", torch.mul)
binary("div", torch.div, other_low=0.3)
binary("pow", torch.pow, low=0.2, scalars=(2, 0.5, 0, -1.5, 3))
case("pow", torch.pow, torch.tensor([-2.0, 0.0, 3.0]), torch.tensor([2.0, 2.0, 0.0]), gradient=False)
case("pow", torch.pow, torch.tensor([0.0, 0.0, 2.0]), torch.tensor([0.0, 2.0, -1.0]), rough=True)
case("pow", torch.pow, 2.0, torch.tensor([0.0, 2.0, -1.5]))
case("add", torch.add, bools(2, 3), bools(3), gradient=False)
case("mul", torch.mul, bools(2, 3), bools(3), gradient=False)
case("add", torch.add, bools(3), 2, gradient=False)
case("add", lambda x, y, o: torch.add(x, y, alpha=o["alpha"]), floats(3), floats(3), {"alpha": 0.5})
case("sub", lambda x, y, o: torch.sub(x, y, alpha=o["alpha"]), floats(3), floats(3), {"alpha": 3})


def with_scalar(fn):
    return lambda x, y: fn(x, y if isinstance(y, torch.Tensor) else torch.as_tensor(y, dtype=x.dtype))


binary("maximum", with_scalar(torch.maximum), scalars=(0.5,))
binary("minimum", with_scalar(torch.minimum), scalars=(0.5,))
case("maximum", torch.maximum, torch.tensor([1.0, 2.0, math.nan, 3.0]), torch.tensor([1.0, 3.0, 0.0, math.nan]), gradient=False)
case("maximum", torch.maximum, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0]), rough=True)
case("minimum", torch.minimum, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0]), rough=True)
binary("remainder", torch.remainder, other_low=0.4)
binary("floorDivide", torch.floor_divide, other_low=0.4, gradient=False)
case("remainder", torch.remainder, ints(6), torch.tensor([-3, 3, -2, 2, 4, -4]), gradient=False)
case("floorDivide", torch.floor_divide, ints(6), torch.tensor([-3, 3, -2, 2, 4, -4]), gradient=False)

for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    fn = getattr(torch, name)
    special = torch.tensor([1.0, 2.0, math.nan, math.inf])
    for left, right in [(special, torch.tensor([1.0, 1.0, math.nan, math.inf])), (ints(2, 3), ints(3)), (bools(4), bools(4)),
                        (floats(2, 1), floats(3, dtype=F64)), (ints(2, 3, dtype=U8, low=0), 2), (ints(4), 1.5), (floats(0, 2), floats(2))]:
        case(name, fn, left, right, gradient=False)
for name, fn in [("logicalAnd", torch.logical_and), ("logicalOr", torch.logical_or), ("logicalXor", torch.logical_xor)]:
    for left, right in [(bools(2, 3), bools(3)), (ints(4), floats(4)), (torch.tensor([0.0, math.nan, 2.0]), torch.tensor([1.0, 1.0, 0.0]))]:
        case(name, fn, left, right, gradient=False)

write(__file__)
