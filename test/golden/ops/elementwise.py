"""Cases of elementwise ops, for the scripts of their families."""
import math

import torch

from cases import BOOL, F64, I32, I64, case, floats, ints

SPECIAL = torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-30, 1e30, -1e30, 88.0, -104.0, 0.5, 2.5, -1.5])
PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (4,)), ((0, 3), (1, 3)), ((), ()), ((2, 1, 2), (3, 1))]


def inplace_of(name):
    """The form in place, on a copy, so that the gradient by what was there can be asked for."""
    return lambda x, *rest: getattr(x.clone(), name)(*rest)


def one(row, fn, low=-2.0, high=2.0, integers=(I32, I64, BOOL), special=SPECIAL, gradient=True, in_place=None):
    """Of one tensor; `in_place` is the name of torch's form in place, or what stands for it."""
    written = in_place if callable(in_place) else inplace_of(in_place)
    for x in [floats(low=low, high=high), floats(5, low=low, high=high), floats(2, 3, low=low, high=high),
              floats(0, 3, low=low, high=high), floats(3, 4, dtype=F64, low=low, high=high)]:
        case(row, fn, x, gradient=gradient)
        if in_place and x.numel() != 5:
            case(row + "_", written, x, gradient=gradient)
    if special is not None:
        case(row, fn, special, gradient=False)
        case(row, fn, special.double(), gradient=False)
    for dtype in integers:
        x = torch.tensor([True, False, True]) if dtype == BOOL else ints(2, 3, dtype=dtype, low=math.floor(low), high=math.ceil(high) + 1)
        case(row, fn, x, gradient=False)


def two(row, fn, low=-2.0, high=2.0, other_low=None, other_high=None, special=None, gradient=True, in_place=None, mixed=True):
    """Of two tensors of floats, in shapes that broadcast; `special` are values of which all pairs are taken."""
    other_low, other_high = low if other_low is None else other_low, high if other_high is None else other_high
    for left, right in PAIRS:
        x, y = floats(*left, low=low, high=high), floats(*right, low=other_low, high=other_high)
        case(row, fn, x, y, gradient=gradient)
        if in_place and torch.broadcast_shapes(left, right) == left:
            case(row + "_", inplace_of(in_place), x, y, gradient=gradient)
    case(row, fn, floats(3, dtype=F64, low=low, high=high), floats(3, dtype=F64, low=other_low, high=other_high), gradient=gradient)
    if mixed:
        case(row, fn, floats(3, dtype=F64, low=low, high=high), floats(3, low=other_low, high=other_high), gradient=gradient)
    if special is not None:
        values = torch.tensor(special)
        case(row, fn, values.repeat_interleave(len(special)), values.repeat(len(special)), gradient=False)


def two_integers(row, fn, dtypes, low=-5, high=6, other_low=1, other_high=4, in_place=None):
    """Of two tensors of integers."""
    for dtype in dtypes:
        lowest = 0 if dtype == torch.uint8 else low
        for left, right in [((2, 3), (2, 3)), ((2, 1), (3,)), ((), (2,)), ((0,), (1,))]:
            x = ints(*left, dtype=dtype, low=lowest, high=high)
            y = ints(*right, dtype=dtype, low=max(other_low, lowest), high=other_high)
            case(row, fn, x, y, gradient=False)
            if in_place and torch.broadcast_shapes(left, right) == left:
                case(row + "_", inplace_of(in_place), x, y, gradient=False)
