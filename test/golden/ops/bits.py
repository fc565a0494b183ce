"""Integers and bools as bits."""
import torch

from cases import I32, I64, U8, bools, case, ints, write
from elementwise import inplace_of, two_integers

I8 = torch.int8
LIMITS = {I32: (-(2**31), 2**31 - 1), I64: (-(2**63), 2**63 - 1), U8: (0, 255), I8: (-128, 127)}

for dtype in LIMITS:
    for x in [ints(2, 3, dtype=dtype, low=0, high=50), ints(dtype=dtype, low=0), torch.tensor(LIMITS[dtype], dtype=dtype)]:
        case("bitwiseNot", torch.bitwise_not, x)
        case("bitwiseNot_", inplace_of("bitwise_not_"), x)
case("bitwiseNot", torch.bitwise_not, bools(4))
for row in ["bitwiseAnd", "bitwiseOr", "bitwiseXor"]:
    name = row.replace("bitwise", "bitwise_").lower()
    fn = getattr(torch, name)
    two_integers(row, fn, LIMITS, low=-60, high=60, other_low=-60, other_high=60, in_place=name + "_")
    case(row, fn, bools(2, 3), bools(3))
    case(row, fn, bools(3), ints(3))
    case(row, fn, ints(3), 6)
    case(row, fn, 6, ints(3))
    case(row, fn, ints(3, dtype=I32), ints(3))
for row, name in [("bitwiseLeftShift", "bitwise_left_shift"), ("bitwiseRightShift", "bitwise_right_shift")]:
    fn = getattr(torch, name)
    two_integers(row, fn, LIMITS, low=-60, high=60, other_low=0, other_high=5, in_place=name + "_")
    for dtype in [I32, I64]:
        case(row, fn, torch.tensor([1, -1, 5, -5, 7], dtype=dtype), torch.tensor([100, -1, 31, 3, 0], dtype=dtype))
    case(row, fn, ints(4), 2)
    case(row, fn, 7, ints(4, low=0))
for row in ["gcd", "lcm"]:
    fn = getattr(torch, row)
    two_integers(row, fn, LIMITS, low=-9, high=9, other_low=-9, other_high=9, in_place=row + "_")
    case(row, fn, torch.tensor([0, 0, 12, -12, 2**40]), torch.tensor([0, 5, 18, 18, 2**35]))
    case(row, fn, ints(3, dtype=I32), ints(3))

write(__file__)
