"""Ops of float16, bfloat16 and int8: a case or two of many rows."""
import math

import torch
from torch.nn import functional as F

from cases import I64, bools, case, floats, ints, write

F16, BF16, I8 = torch.float16, torch.bfloat16, torch.int8

# Corners of both: the smallest, those between, the largest of float16, and beyond.
SPECIAL = torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 6e-8, 6.2e-5, 65504.0, 3e-39, 0.5, 2.5, -1.5])
POSITIVE = "log sqrt rsqrt reciprocal log1p".split()
# PyTorch's own gradients of these are some percent off in 16 bits: it rounds between the ops of their formulas. Those of
# the engine are compared with float32's in halves.test.ts.
ROUGHEST = ["rsqrt", "std", "logsumexp", "softmax", "logSoftmax"]
UNARY = "neg abs sign square exp expm1 sin cos erf tanh sigmoid relu floor ceil round".split()


for dtype in [F16, BF16]:
    for name in UNARY + POSITIVE:
        fn = getattr(torch, name)
        low = 0.1 if name in POSITIVE else -2.0
        case(name, fn, floats(4, 3, low=low).to(dtype), gradient=name not in ROUGHEST, rounds=name == "rsqrt")
        case(name, fn, SPECIAL.to(dtype), gradient=False, rounds=name in ["rsqrt", "erf"])
        if name in ["exp", "neg", "sqrt"]:
            case(name + "_", lambda x: getattr(x.clone(), name + "_")(), floats(2, 3, low=low).to(dtype))
    for name in ["isnan", "isinf", "isfinite"]:
        case(name, getattr(torch, name), SPECIAL.to(dtype), gradient=False)
    case("gelu", F.gelu, floats(2, 3).to(dtype))
    case("softplus", F.softplus, floats(2, 3).to(dtype))

    for name in ["add", "sub", "mul", "div", "maximum", "minimum", "remainder"]:
        fn = getattr(torch, name)
        low = 0.4 if name in ["div", "remainder"] else -2.0
        case(name, fn, floats(2, 3).to(dtype), floats(2, 3, low=low).to(dtype))
        case(name, fn, floats(2, 3).to(dtype), floats(3, low=low).to(dtype))
        case(name, fn, floats(2, 3).to(dtype), floats(2, 3, low=low), gradient=False)
        case(name, fn, floats(2, 3).to(dtype), ints(3, low=1), gradient=False)
        if name in ["add", "sub", "mul", "div", "remainder"]:
            # What does not fit into 16 bits, as a number.
            case(name, fn, floats(2, 3).to(dtype), 0.1)
            case(name + "_", lambda x, y: getattr(x.clone(), name + "_")(y), floats(2, 3).to(dtype), 0.1)
            case(name + "_", lambda x, y: getattr(x.clone(), name + "_")(y), floats(2, 3).to(dtype), floats(3, low=low).to(dtype))
    case("pow", torch.pow, floats(2, 3, low=0.2).to(dtype), floats(3).to(dtype))
    case("pow", torch.pow, floats(2, 3).to(dtype), 2)
    case("floorDivide", torch.floor_divide, floats(2, 3).to(dtype), 0.3, gradient=False)
    for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
        x = torch.tensor([1.0, 0.1, math.nan, -2.0]).to(dtype)
        case(name, getattr(torch, name), x, 0.1, gradient=False)
        case(name, getattr(torch, name), x, floats(4).to(dtype), gradient=False)

    for name in ["sum", "mean"]:
        fn = getattr(torch, name)
        case(name, fn, floats(2, 3).to(dtype))
        case(name, fn, floats(4, 50).to(dtype), 1)
        case(name, lambda x, d, o: fn(x, d, keepdim=True), floats(30, 3).to(dtype), 0, {"keepdim": True})
    case("sum", lambda x, d, o: torch.sum(x, dtype=torch.float32), floats(2, 3).to(dtype), None, {"dtype": "float32"}, rough=True)
    for name in ["amax", "amin"]:
        case(name, getattr(torch, name), floats(3, 4).to(dtype), 1)
    for name in ["var", "std"]:
        case(name, getattr(torch, name), floats(3, 8).to(dtype), 1, gradient=name not in ROUGHEST)
    case("prod", torch.prod, floats(2, 3).to(dtype), rounds=True)
    case("logsumexp", torch.logsumexp, floats(3, 8).to(dtype), 1, gradient=False, rounds=True)
    case("norm", lambda x, p: torch.linalg.vector_norm(x, p), floats(3, 8).to(dtype), 2)
    case("max", torch.max, floats(2, 3).to(dtype))
    case("max.dim", lambda x, d: torch.max(x, d), floats(2, 3).to(dtype), 1)
    case("argmax", torch.argmax, floats(2, 3).to(dtype), 1, gradient=False)
    case("argmin", torch.argmin, floats(5).to(dtype), gradient=False)
    case("cumsum", torch.cumsum, floats(2, 6).to(dtype), 1)
    case("any", lambda x: torch.any(x != 0), floats(3).to(dtype), gradient=False)

    case("matmul", torch.matmul, floats(3, 4).to(dtype), floats(4, 2).to(dtype))
    case("matmul", torch.matmul, floats(2, 3, 16).to(dtype), floats(16, 5).to(dtype))
    case("matmul", torch.matmul, floats(4).to(dtype), floats(4).to(dtype))
    case("linear", F.linear, floats(4, 8).to(dtype), floats(3, 8).to(dtype), floats(3).to(dtype))
    for name, fn in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
        case(name, fn, floats(3, 5).to(dtype), 1, gradient=name not in ROUGHEST, rounds=True)
        case(name, fn, floats(3, 5).to(dtype), 0, gradient=name not in ROUGHEST, rounds=True)
    case("crossEntropy", lambda x, y: F.cross_entropy(x, y), floats(4, 3).to(dtype), torch.tensor([0, 2, 1, -100]), rounds=True)

    if dtype == BF16:
        case("nextafter", torch.nextafter, SPECIAL.to(dtype), SPECIAL.to(dtype).flip(0), gradient=False)
    case("sort", lambda x, d: torch.sort(x, stable=True, dim=d), SPECIAL.to(dtype), 0, gradient=False)

    index = torch.tensor([[0, 3], [1, 1], [2, 0]])
    case("gather", torch.gather, floats(3, 4).to(dtype), 1, index)
    case("scatterAdd", torch.scatter_add, floats(3, 4).to(dtype), 1, index, floats(3, 2).to(dtype))
    case("indexSelect", torch.index_select, floats(4, 3).to(dtype), 0, torch.tensor([3, 0, 3]))
    case("indexAdd", torch.index_add, floats(4, 2).to(dtype), 0, torch.tensor([3, 0, 3]), floats(3, 2).to(dtype))
    case("where", torch.where, bools(2, 3), floats(2, 3).to(dtype), floats(3).to(dtype))
    case("where", lambda m, x, y: torch.where(m, x, torch.tensor(y, dtype=x.dtype)), bools(2, 3), floats(2, 3).to(dtype), 0.1)
    case("cat", lambda ts: torch.cat(ts), [floats(2, 3).to(dtype), floats(1, 3).to(dtype)])

# Integers wrap.
WHOLE = torch.tensor([-128, -127, -1, 0, 1, 100, 127, 64], dtype=I8)
for name in ["neg", "abs", "sign", "square"]:
    case(name, getattr(torch, name), WHOLE)
for name in ["sqrt", "exp"]:
    case(name, getattr(torch, name), WHOLE[3:6])
for name in ["add", "sub", "mul", "maximum", "minimum"]:
    case(name, getattr(torch, name), WHOLE, WHOLE.flip(0))
    case(name, getattr(torch, name), WHOLE, torch.tensor([300], dtype=I64))
    case(name, getattr(torch, name), WHOLE, floats(8))
case("add", torch.add, WHOLE, 100)
case("add", torch.add, WHOLE, 0.5)
case("mul_", lambda x, y: x.clone().mul_(y), WHOLE, 3)
case("div", torch.div, WHOLE, torch.tensor(2, dtype=I8))
case("pow", torch.pow, WHOLE, 3)
for name in ["remainder", "floorDivide"]:
    fn = torch.remainder if name == "remainder" else torch.floor_divide
    case(name, fn, WHOLE, torch.tensor([-1, 3, -3, 2, 7, -7, 127, -128], dtype=I8))
for name in ["eq", "lt"]:
    case(name, getattr(torch, name), WHOLE, 1)
case("sum", torch.sum, WHOLE)
case("prod", torch.prod, WHOLE[4:7])
case("amax", torch.amax, WHOLE, 0)
case("argmin", torch.argmin, WHOLE)
case("cumsum", torch.cumsum, WHOLE, 0)
case("matmul", torch.matmul, ints(2, 3, dtype=I8, low=-50, high=50), ints(3, 2, dtype=I8, low=-50, high=50))
case("gather", torch.gather, WHOLE, 0, torch.tensor([7, 0]))
case("scatterAdd", torch.scatter_add, WHOLE, 0, torch.tensor([6, 6]), torch.tensor([1, 1], dtype=I8))
case("where", torch.where, bools(8), WHOLE, WHOLE.flip(0))
for dtype in ["float16", "bfloat16", "int8"]:
    kind = getattr(torch, dtype)
    case("full", lambda s, v, o: torch.full(s, v, dtype=kind), [2, 2], 3, {"dtype": dtype})
    case("arange", lambda a, b, c, o: torch.arange(a, b, c, dtype=kind), 1, 20, 3, {"dtype": dtype})
    for x in [torch.tensor([0.1, 2.5, -3.75, 100.3]), ints(4), bools(3), WHOLE, floats(3, dtype=torch.float64), floats(3).to(F16), floats(3).to(BF16)]:
        case("to", lambda x, o: x.to(kind), x, dtype, gradient=False)

write(__file__)
