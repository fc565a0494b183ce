"""Angles and hyperbolic functions."""
import math

import torch

from cases import BOOL, F64, I64, bools, case, floats, ints, write
from elementwise import one, two, two_integers

for name in ["acos", "asin"]:
    one(name, getattr(torch, name), low=-0.9, high=0.9, in_place=name + "_")
# PyTorch has no derivatives of these in place.
one("atanh", torch.atanh, low=-0.9, high=0.9, in_place=torch.atanh)
one("asinh", torch.asinh, in_place=torch.asinh)
one("acosh", torch.acosh, low=1.1, high=4.0, in_place=torch.acosh)
for name in ["atan", "tan", "sinh", "cosh"]:
    one(name, getattr(torch, name), low=-1.4, high=1.4, in_place=name + "_")
for name in ["atan", "asinh", "sinh", "cosh", "tan"]:
    case(name, getattr(torch, name), floats(8, low=-30.0, high=30.0), gradient=False)
for name in ["acos", "asin"]:
    case(name, getattr(torch, name), torch.tensor([1.0, -1.0, 0.99999, -0.99999, 0.5, -0.5, 1.0001]), gradient=False)
# At whole numbers and far away the argument of PyTorch's sine is rounded: 0 is not, and small ones are not much.
one("sinc", torch.sinc, special=torch.tensor([0.0, -0.0, 1e-30, 0.5, -1.5, 2.5, math.inf, math.nan]), in_place="sinc_")
case("sinc", torch.sinc, torch.tensor([0.0, 0.25, -0.75]), rough=True)
for name in ["deg2rad", "rad2deg"]:
    one(name, getattr(torch, name), low=-180.0, high=180.0, special=torch.tensor([0.0, -0.0, 90.0, math.inf, math.nan]), in_place=name + "_")

EDGES = [0.0, -0.0, 1.0, -1.0, 1e30, 1e-30, math.inf, -math.inf, math.nan]
two("atan2", torch.atan2, special=EDGES, in_place="atan2_")
two_integers("atan2", torch.atan2, [I64])
case("atan2", torch.atan2, ints(3), floats(3), gradient=False)
case("atan2", torch.atan2, bools(3), bools(3), gradient=False)
case("atan2", lambda x, y: torch.atan2(torch.tensor(x), y), 0.5, floats(3))
case("atan2", lambda x, y: torch.atan2(x, torch.tensor(float(y))), floats(3, dtype=F64), 2)
two("hypot", torch.hypot, special=[*EDGES, 3e38], in_place="hypot_")
case("hypot", lambda x, y: torch.hypot(x, torch.tensor(y)), floats(3), 0.5)

one("angle", torch.angle)

write(__file__)
