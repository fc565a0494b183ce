"""Powers of two, logarithms, and what is made of them."""
import math

import torch

from cases import F64, I64, bools, case, floats, ints, write
from elementwise import one, two, two_integers

one("exp2", torch.exp2, in_place="exp2_")
case("exp2", torch.exp2, torch.tensor([-150.0, -149.0, -126.0, 10.0, 127.0, 128.0]), gradient=False)
for name in ["log2", "log10"]:
    one(name, getattr(torch, name), low=0.1, high=3.0, in_place=name + "_")
    case(name, getattr(torch, name), torch.tensor([1.0, 2.0, 8.0, 10.0, 1000.0, 1e-38, 1e-44, 0.999]), gradient=False)
one("logit", torch.logit, low=0.05, high=0.95, integers=(I64,))
for x in [floats(2, 3, low=0.05, high=0.95), floats(low=0.05, high=0.95), floats(4, dtype=F64, low=0.05, high=0.95)]:
    case("logit_", lambda x: x.clone().logit_(), x)
eps = lambda x, o: torch.logit(x, eps=o["eps"])
for x in [floats(2, 3, low=0.05, high=0.95), floats(4, dtype=F64, low=0.3, high=0.7)]:
    case("logit", eps, x, {"eps": 0.2})
    case("logit_", lambda x, o: x.clone().logit_(eps=o["eps"]), x, {"eps": 0.2})
case("logit", eps, torch.tensor([-1.0, 0.0, 0.1, 0.5, 1.0, 2.0]), {"eps": 0.1}, rough=True)
case("logit", torch.logit, torch.tensor([-1.0, 0.5, 2.0]), rough=True)

EDGES = [0.0, -0.0, 1.0, -1.0, 30.0, -1000.0, 1e30, 1e-30, math.inf, -math.inf, math.nan]
for name in ["logaddexp", "logaddexp2"]:
    two(name, getattr(torch, name), special=EDGES)
    case(name, lambda x, y: getattr(torch, name)(x, torch.tensor(y)), floats(3), 0.5)
two("xlogy", torch.xlogy, other_low=0.2, special=EDGES, in_place="xlogy_")
two("xlog1py", torch.special.xlog1py, other_low=-0.8, special=EDGES)
for name, fn in [("xlogy", torch.xlogy), ("xlog1py", torch.special.xlog1py)]:
    two_integers(name, fn, [I64])
    case(name, fn, bools(3), ints(3, low=1), gradient=False)
    case(name, fn, floats(3), 2)
    case(name, fn, 2, floats(3, low=0.5))
    case(name, fn, torch.tensor([0.0, 0.0, 2.0]), torch.tensor([0.5, 1.0, 3.0]))
    case(name, fn, torch.tensor([0.0, 0.0, 2.0]), torch.tensor([-2.0, 0.0, 3.0]), rough=True)

write(__file__)
