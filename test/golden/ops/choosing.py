"""Ops that choose elements."""
import math

import torch

from cases import F64, bools, case, floats, ints, write

case("where", torch.where, bools(2, 3), floats(2, 3), floats(2, 3))
case("where", torch.where, bools(2, 1), floats(3), floats(2, 3))
case("where", torch.where, bools(2, 3), floats(2, 3), 0.0)
case("where", torch.where, bools(3), ints(3), ints(3), gradient=False)
case("where", torch.where, bools(0, 3), floats(0, 3), floats(3))
clamp = lambda x, o: torch.clamp(x, min=o.get("min"), max=o.get("max"))
for x, bounds in [(floats(2, 3), {"min": -0.5, "max": 1.0}), (floats(5), {"min": 0.0}), (floats(5, dtype=F64), {"max": 0.0}),
                  (floats(), {"min": -1.0, "max": 1.0}), (floats(0), {"min": 0.0})]:
    case("clamp", clamp, x, bounds)
    case("clamp_", lambda x, o: x.clone().clamp_(min=o.get("min"), max=o.get("max")), x, bounds)
case("clamp", clamp, ints(5), {"min": -1, "max": 2})
case("clamp", clamp, torch.tensor([math.nan, 3.0, -3.0]), {"min": 1.0, "max": -1.0}, gradient=False)

write(__file__)
