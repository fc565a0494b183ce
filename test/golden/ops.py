"""Writes data/ops*.json: what PyTorch's ops give for small inputs, and their gradients.

    python test/golden/ops.py       (written with torch 2.15)

A case is {"args", "outputs", "seed", "gradients"}: the arguments, the results, and the gradients by the floating
tensors among the arguments when the gradient of the first result is `seed`. A tensor is {"dtype", "shape", "data"},
flat in row-major order; a number that JSON lacks is a string, an int64 beyond 2^53 too.
"""
import json
import math
import pathlib

import torch
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).parent / "data"
F32, F64, I32, I64, U8, BOOL = (torch.float32, torch.float64, torch.int32, torch.int64, torch.uint8, torch.bool)
torch.manual_seed(20261121)

FAMILIES = {}


def number(value, dtype):
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 else str(value)
    if math.isnan(value) or math.isinf(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    # The shortest text that reads back as the same float32.
    return float(str(torch.tensor(value, dtype=dtype).numpy())) if dtype == F32 else value


def pack(value):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        return {
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": list(value.shape),
            "data": [number(each, value.dtype) for each in value.flatten().tolist()],
        }
    if isinstance(value, float):
        return number(value, F64)
    return value


def case(family, row, fn, *args, gradient=True, rough=False):
    """Adds a case of a row. `args` are what the engine's op is called with; `fn` is PyTorch's.

    `rough`: the function has a corner here, so that finite differences are not its gradient.
    """
    leaves = [
        arg.clone().requires_grad_() if gradient and isinstance(arg, torch.Tensor) and arg.is_floating_point() else arg
        for arg in args
    ]
    many = bool(leaves) and isinstance(leaves[0], list) and bool(leaves[0]) and isinstance(leaves[0][0], torch.Tensor)
    if many:
        leaves[0] = [each.clone().requires_grad_() if each.is_floating_point() else each for each in leaves[0]]
    outputs = fn(*leaves)
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    entry = {"args": [[pack(each) for each in arg] if many and position == 0 else pack(arg) for position, arg in enumerate(args)],
             "outputs": [pack(output) for output in outputs]}
    if outputs[0].requires_grad:
        tensors = [leaf for leaf in (leaves[0] + leaves[1:] if many else leaves)
                   if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
        seed = torch.empty(outputs[0].shape, dtype=outputs[0].dtype).uniform_(-1, 1)
        found = torch.autograd.grad(outputs[0], tensors, seed, allow_unused=True)
        entry["seed"] = pack(seed)
        entry["gradients"] = [None if each is None else pack(each) for each in found]
    if rough:
        entry["rough"] = True
    FAMILIES.setdefault(family, {}).setdefault(row, []).append(entry)


def floats(*shape, dtype=F32, low=-2.0, high=2.0):
    return torch.empty(shape, dtype=dtype).uniform_(low, high)


def ints(*shape, dtype=I64, low=-5, high=6):
    return torch.randint(low, high, shape).to(dtype)


def bools(*shape):
    return torch.rand(shape) < 0.5


def inplace(name):
    """The in-place form, on a copy, so that the gradient by what was there can be asked for."""
    return lambda x, *rest: getattr(x.clone(), name)(*rest)


# --- one operand --------------------------------------------------------------------------------------------------

SPECIAL = torch.tensor([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-30, 1e30, 88.0, -104.0, 0.5, 2.5, -1.5])


def unary(row, fn, low=-2.0, high=2.0, integers=(I32, I64), special=True, in_place=True):
    cases = [floats(low=low, high=high), floats(5, low=low, high=high), floats(2, 3, low=low, high=high),
             floats(0, 3, low=low, high=high), floats(3, 4, dtype=F64, low=low, high=high)]
    for x in cases:
        case("unary", row, fn, x)
        if in_place and x.numel() != 5:
            case("unary", row + "_", lambda x: getattr(x.clone(), row.lower() + "_")(), x)
    if special:
        case("unary", row, fn, SPECIAL, gradient=False)
    for dtype in integers:
        case("unary", row, fn, ints(2, 3, dtype=dtype, low=max(-5, math.floor(low)), high=6))


for name in ["neg", "abs", "sign", "square"]:
    unary(name, getattr(torch, name))
for name in ["floor", "ceil", "round"]:
    unary(name, getattr(torch, name))
unary("exp", torch.exp, integers=(I64, BOOL))
for name in ["log", "sqrt", "rsqrt"]:
    unary(name, getattr(torch, name), low=0.1, high=3.0)
unary("reciprocal", torch.reciprocal, low=0.2, high=3.0)
unary("log1p", torch.log1p, low=-0.9, high=3.0)
for name in ["expm1", "sin", "cos", "erf", "tanh", "sigmoid"]:
    unary(name, getattr(torch, name))
unary("relu", torch.relu)
unary("softplus", F.softplus, integers=(), in_place=False)
for name in ["isnan", "isinf", "isfinite"]:
    for x in [SPECIAL, floats(2, 3), floats(3, dtype=F64), floats(0)]:
        case("unary", name, getattr(torch, name), x, gradient=False)
for x in [SPECIAL, bools(5), ints(2, 3), torch.tensor(True)]:
    case("unary", "logicalNot", torch.logical_not, x, gradient=False)
for x in [floats(), floats(2, 3), floats(5, dtype=F64), floats(0)]:
    case("unary", "gelu", F.gelu, x)
    case("unary", "gelu", lambda x, options: F.gelu(x, approximate=options["approximate"]), x, {"approximate": "tanh"})

# --- two operands -------------------------------------------------------------------------------------------------

PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (4,)), ((0, 3), (1, 3)), ((), ()), ((2, 1, 2), (3, 1))]


def binary(row, fn, low=-2.0, high=2.0, other_low=None, integers=(I32, I64, U8), scalars=(2, 0.5), gradient=True, in_place=True):
    other_low = low if other_low is None else other_low
    for left, right in PAIRS:
        x, y = floats(*left, low=low, high=high), floats(*right, low=other_low, high=high)
        case("binary", row, fn, x, y, gradient=gradient)
        if in_place and torch.broadcast_shapes(left, right) == left:
            case("binary", row + "_", inplace_binary(row), x, y, gradient=gradient)
    case("binary", row, fn, floats(3, dtype=F64, low=low, high=high), floats(3, low=other_low, high=high), gradient=gradient)
    for scalar in scalars:
        case("binary", row, fn, floats(2, 2, low=low, high=high), scalar, gradient=gradient)
        if in_place:
            case("binary", row + "_", inplace_binary(row), floats(2, 2, low=low, high=high), scalar, gradient=gradient)
    for dtype in integers:
        x, y = ints(2, 3, dtype=dtype, low=1 if dtype == U8 else -5), ints(2, 3, dtype=dtype, low=1, high=4)
        case("binary", row, fn, x, y)
        case("binary", row, fn, x, 2)
    case("binary", row, fn, ints(2, 3), floats(3, low=max(other_low, 0.5), high=high), gradient=False)


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
case("binary", "pow", torch.pow, torch.tensor([-2.0, 0.0, 3.0]), torch.tensor([2.0, 2.0, 0.0]), gradient=False)
case("binary", "pow", torch.pow, torch.tensor([0.0, 0.0, 2.0]), torch.tensor([0.0, 2.0, -1.0]), rough=True)
case("binary", "pow", torch.pow, 2.0, torch.tensor([0.0, 2.0, -1.5]))
case("binary", "add", torch.add, bools(2, 3), bools(3), gradient=False)
case("binary", "mul", torch.mul, bools(2, 3), bools(3), gradient=False)
case("binary", "add", torch.add, bools(3), 2, gradient=False)
case("binary", "add", lambda x, y, o: torch.add(x, y, alpha=o["alpha"]), floats(3), floats(3), {"alpha": 0.5})
case("binary", "sub", lambda x, y, o: torch.sub(x, y, alpha=o["alpha"]), floats(3), floats(3), {"alpha": 3})


def with_scalar(fn):
    return lambda x, y: fn(x, y if isinstance(y, torch.Tensor) else torch.as_tensor(y, dtype=x.dtype))


binary("maximum", with_scalar(torch.maximum), scalars=(0.5,))
binary("minimum", with_scalar(torch.minimum), scalars=(0.5,))
case("binary", "maximum", torch.maximum, torch.tensor([1.0, 2.0, math.nan, 3.0]), torch.tensor([1.0, 3.0, 0.0, math.nan]), gradient=False)
case("binary", "maximum", torch.maximum, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0]), rough=True)
case("binary", "minimum", torch.minimum, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.0]), rough=True)
binary("remainder", torch.remainder, other_low=0.4)
binary("floorDivide", torch.floor_divide, other_low=0.4, gradient=False)
case("binary", "remainder", torch.remainder, ints(6), torch.tensor([-3, 3, -2, 2, 4, -4]), gradient=False)
case("binary", "floorDivide", torch.floor_divide, ints(6), torch.tensor([-3, 3, -2, 2, 4, -4]), gradient=False)

for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    fn = getattr(torch, name)
    special = torch.tensor([1.0, 2.0, math.nan, math.inf])
    for left, right in [(special, torch.tensor([1.0, 1.0, math.nan, math.inf])), (ints(2, 3), ints(3)), (bools(4), bools(4)),
                        (floats(2, 1), floats(3, dtype=F64)), (ints(2, 3, dtype=U8, low=0), 2), (ints(4), 1.5), (floats(0, 2), floats(2))]:
        case("compare", name, fn, left, right, gradient=False)
for name, fn in [("logicalAnd", torch.logical_and), ("logicalOr", torch.logical_or), ("logicalXor", torch.logical_xor)]:
    for left, right in [(bools(2, 3), bools(3)), (ints(4), floats(4)), (torch.tensor([0.0, math.nan, 2.0]), torch.tensor([1.0, 1.0, 0.0]))]:
        case("compare", name, fn, left, right, gradient=False)

# --- choosing -----------------------------------------------------------------------------------------------------

case("where", "where", torch.where, bools(2, 3), floats(2, 3), floats(2, 3))
case("where", "where", torch.where, bools(2, 1), floats(3), floats(2, 3))
case("where", "where", torch.where, bools(2, 3), floats(2, 3), 0.0)
case("where", "where", torch.where, bools(3), ints(3), ints(3), gradient=False)
case("where", "where", torch.where, bools(0, 3), floats(0, 3), floats(3))
clamp = lambda x, o: torch.clamp(x, min=o.get("min"), max=o.get("max"))
for x, bounds in [(floats(2, 3), {"min": -0.5, "max": 1.0}), (floats(5), {"min": 0.0}), (floats(5, dtype=F64), {"max": 0.0}),
                  (floats(), {"min": -1.0, "max": 1.0}), (floats(0), {"min": 0.0})]:
    case("where", "clamp", clamp, x, bounds)
    case("where", "clamp_", lambda x, o: x.clone().clamp_(min=o.get("min"), max=o.get("max")), x, bounds)
case("where", "clamp", clamp, ints(5), {"min": -1, "max": 2})
case("where", "clamp", clamp, torch.tensor([math.nan, 3.0, -3.0]), {"min": 1.0, "max": -1.0}, gradient=False)

# --- copies -------------------------------------------------------------------------------------------------------

DTYPES = {"float32": F32, "float64": F64, "int32": I32, "int64": I64, "uint8": U8, "bool": BOOL}
for source in [floats(2, 3), floats(3, dtype=F64), ints(2, 2), ints(4, dtype=I32, low=0), ints(3, dtype=U8, low=0), bools(3), floats(), floats(0, 2)]:
    for name, dtype in DTYPES.items():
        if dtype != source.dtype and not (dtype == U8 and source.is_floating_point()) and not (dtype == U8 and source.dtype == I64):
            case("cast", "to", lambda x, name: x.to(DTYPES[name]), source, name, rough=name == "float32")
case("cast", "to", lambda x, name: x.to(DTYPES[name]), torch.tensor([-2.7, -0.5, 0.0, 0.5, 2.7, 1e9]), "int64", gradient=False)
for x in [floats(2, 3), ints(3), floats(), floats(0, 2)]:
    case("cast", "clone", torch.clone, x)
    case("cast", "contiguous", lambda x: x.contiguous() * 1 if x.is_floating_point() else x, x)
case("cast", "copy_", inplace("copy_"), floats(2, 3), floats(3))
case("cast", "copy_", inplace("copy_"), floats(2, 3), ints(2, 1), gradient=False)
case("cast", "fill_", inplace("fill_"), floats(2, 3), 2.5)
case("cast", "fill_", inplace("fill_"), floats(2, 3), floats())
case("cast", "fill_", inplace("fill_"), ints(3), 7)
case("cast", "zero_", inplace("zero_"), floats(2, 3))
case("cast", "zero_", inplace("zero_"), bools(3), gradient=False)

# --- views --------------------------------------------------------------------------------------------------------

v = lambda row, fn, *args: case("view", row, fn, *args)
v("view", lambda x, s: x.view(s), floats(2, 6), [3, 4])
v("view", lambda x, s: x.view(s), floats(2, 6), [-1, 2, 2])
v("view", lambda x, s: x.view(s), floats(), [1, 1])
v("view", lambda x, s: x.view(s), floats(0, 3), [3, 0])
v("permute", lambda x, d: x.permute(d), floats(2, 3, 4), [2, 0, 1])
v("permute", lambda x, d: x.permute(d), floats(2, 3), [-1, 0])
v("transpose", torch.transpose, floats(2, 3, 4), 0, 2)
v("transpose", torch.transpose, floats(0, 3), 0, 1)
v("expand", lambda x, s: x.expand(s), floats(3, 1), [2, 3, 4])
v("expand", lambda x, s: x.expand(s), floats(1, 3), [2, -1])
v("expand", lambda x, s: x.expand(s), floats(), [2, 2])
v("squeeze", lambda x, *d: x.squeeze(*d), floats(1, 3, 1))
v("squeeze", lambda x, *d: x.squeeze(*d), floats(1, 3, 1), 0)
v("squeeze", lambda x, *d: x.squeeze(*d), floats(2, 3), 0)
v("unsqueeze", torch.unsqueeze, floats(2, 3), 1)
v("unsqueeze", torch.unsqueeze, floats(2, 3), -1)
v("unsqueeze", torch.unsqueeze, floats(), 0)
part = lambda x, dim, start, end, step=1: x[(slice(None),) * dim + (slice(start, end, step),)]
v("slice", part, floats(5, 3), 0, 1, 4)
v("slice", part, floats(5, 3), 0, 0, 5, 2)
v("slice", part, floats(2, 4), 1, -3, -1)
v("slice", part, floats(2, 4), 1, 3, 1)
v("select", torch.select, floats(3, 4), 0, 1)
v("select", torch.select, floats(3, 4), 1, -1)
v("cat", lambda xs, dim: torch.cat(xs, dim), [floats(2, 3), floats(1, 3)], 0)
v("cat", lambda xs, dim: torch.cat(xs, dim), [floats(2, 3), floats(2, 0), floats(2, 1)], -1)
v("cat", lambda xs, dim: torch.cat(xs, dim), [ints(2), floats(2)], 0)

# --- reductions ---------------------------------------------------------------------------------------------------

ALL = [(), (None, {"keepdim": True}), (0,), (-1, {"keepdim": True}), ([0, 1],)]


def dims_of(x, dim=None, keep=None):
    keepdim = bool(keep and keep.get("keepdim"))
    return tuple(range(x.ndim)) if dim is None else dim, keepdim


def reduction(row, fn, dtypes, gradient=True, empty=True):
    for dtype in dtypes:
        make = (lambda *s: floats(*s, dtype=dtype)) if dtype.is_floating_point else (bools if dtype == BOOL else lambda *s: ints(*s, dtype=dtype, low=0))
        for rest in ALL:
            case("reduce", row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(2, 3), *rest, gradient=gradient)
        case("reduce", row, lambda x: fn(x, *dims_of(x)), make(), gradient=gradient, rough=row in ("var", "std"))
        case("reduce", row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(2, 3, 2), [0, 2], gradient=gradient)
        if empty:
            case("reduce", row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(0, 3), 0, gradient=gradient)
            case("reduce", row, lambda x, *rest: fn(x, *dims_of(x, *rest)), make(0, 3), 1, gradient=gradient)


reduction("sum", lambda x, d, k: torch.sum(x, d, k), [F32, F64, I64, BOOL, U8])
reduction("mean", lambda x, d, k: torch.mean(x, d, k), [F32, F64])
reduction("any", lambda x, d, k: torch.any(x != 0, d, k), [BOOL, F32, I64], gradient=False)
reduction("all", lambda x, d, k: torch.all(x != 0, d, k), [BOOL, F32, I64], gradient=False)
reduction("amax", lambda x, d, k: torch.amax(x, d, k), [F32, F64, I64], empty=False)
reduction("amin", lambda x, d, k: torch.amin(x, d, k), [F32, F64, I64], empty=False)
reduction("var", lambda x, d, k: torch.var(x, d, keepdim=k), [F32, F64], empty=False)
reduction("std", lambda x, d, k: torch.std(x, d, keepdim=k), [F32, F64], empty=False)
case("reduce", "var", lambda x, d, o: torch.var(x, d, correction=o["correction"]), floats(2, 3), 1, {"correction": 0})
case("reduce", "std", lambda x, d, o: torch.std(x, d, correction=o["correction"]), floats(2, 3), 1, {"correction": 0})
case("reduce", "std", lambda x: torch.std(x), torch.ones(3), rough=True)
reduction("logsumexp", lambda x, d, k: torch.logsumexp(x, d, k), [F32, F64], empty=False)
FAMILIES["reduce"]["logsumexp"] = [c for c in FAMILIES["reduce"]["logsumexp"] if len(c["args"]) > 1]
case("reduce", "logsumexp", lambda x, d: torch.logsumexp(x, d), torch.tensor([[-math.inf, -math.inf], [math.inf, 1.0], [1000.0, 1000.0]]), 1, gradient=False)
for p in [2, 1, 3, 0, 1.5, math.inf, -math.inf]:
    case("reduce", "norm", lambda x, p: torch.linalg.vector_norm(x, float(p)), floats(2, 3), p)
    case("reduce", "norm", lambda x, p, d, k=None: torch.linalg.vector_norm(x, float(p), d, bool(k)), floats(2, 3, dtype=F64), p, 1, {"keepdim": True})
case("reduce", "norm", lambda x: torch.linalg.vector_norm(x), torch.zeros(3), rough=True)
for x in [floats(2, 3), floats(), ints(4, low=1, high=4), torch.tensor([1.0, 0.0, 2.0, 3.0]), torch.tensor([0.0, 0.0, 2.0]), bools(3), floats(3, dtype=F64)]:
    case("reduce", "prod", lambda x: torch.prod(x), x)
case("reduce", "prod", lambda x, d, k=None: torch.prod(x, d, bool(k)), floats(2, 3), 1, {"keepdim": True})
case("reduce", "prod", lambda x, d: torch.prod(x, d), torch.tensor([[1.0, 0.0, 2.0], [3.0, 4.0, 5.0]]), 0)
case("reduce", "prod", lambda x, d: torch.prod(x, d), floats(0, 2), 0)
for x in [floats(2, 3), floats(), ints(4), torch.tensor([1.0, 3.0, 3.0]), floats(3, dtype=F64)]:
    case("reduce", "max", torch.max, x, rough=x.numel() == 3 and x.dtype == F32)
    case("reduce", "min", torch.min, x)
case("reduce", "max", torch.max, torch.tensor([1.0, math.nan, 3.0]), gradient=False)
for name, fn in [("max.dim", torch.max), ("min.dim", torch.min)]:
    for x, rest in [(floats(2, 3), (1,)), (floats(2, 3), (0, {"keepdim": True})), (torch.tensor([[1, 3, 3], [2, 2, 0]]), (1,)),
                    (torch.tensor([[1.0, math.nan, 3.0]]), (1,)), (floats(), (0,)), (floats(0, 3), (1,)), (floats(3, 2, dtype=F64), (-1,))]:
        case("reduce", name, lambda x, d, k=None: fn(x, d, bool(k)), x, *rest, gradient=not bool(torch.isnan(x).any()) if x.is_floating_point() else False)
for name, fn in [("argmax", torch.argmax), ("argmin", torch.argmin)]:
    for x, rest in [(floats(2, 3), ()), (floats(2, 3), (1,)), (floats(2, 3), (0, {"keepdim": True})), (torch.tensor([1, 3, 3]), ()),
                    (torch.tensor([1.0, math.nan, 3.0]), ()), (floats(), ())]:
        case("reduce", name, lambda x, d=None, k=None: fn(x, d, bool(k)), x, *rest, gradient=False)
for x, dim in [(floats(2, 3), 0), (floats(2, 3), -1), (floats(), 0), (ints(4), 0), (floats(0, 2), 0), (floats(3, dtype=F64), 0)]:
    case("reduce", "cumsum", torch.cumsum, x, dim)

# --- matrices -----------------------------------------------------------------------------------------------------

for left, right in [((2, 3), (3, 4)), ((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 2, 3), (3, 2)), ((2, 1, 2, 3), (3, 3, 2)),
                    ((2, 3), (2, 3, 1)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((1, 1), (1, 1))]:
    case("matmul", "matmul", torch.matmul, floats(*left), floats(*right))
case("matmul", "matmul", torch.matmul, floats(3, 4, dtype=F64), floats(4, 2, dtype=F64))
case("matmul", "matmul", torch.matmul, ints(2, 3), ints(3, 2), gradient=False)
for rows in [(4,), (2, 3), (0,), ()]:
    case("matmul", "linear", F.linear, floats(*rows, 3), floats(2, 3), floats(2))
case("matmul", "linear", F.linear, floats(4, 3, dtype=F64), floats(2, 3, dtype=F64))

# --- softmax, losses ----------------------------------------------------------------------------------------------

for row, fn in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
    for x, dim in [(floats(2, 3), 1), (floats(2, 3), 0), (floats(2, 3, 2), -2), (floats(), 0), (floats(0, 3), 1), (floats(3, dtype=F64), 0)]:
        case("softmax", row, fn, x, dim)
    case("softmax", row, fn, torch.tensor([[1000.0, 1001.0], [-1000.0, 0.0], [-math.inf, 0.0]]), 1, gradient=False)
entropy = lambda x, y, o: F.cross_entropy(x, y, reduction=o.get("reduction", "mean"), ignore_index=o.get("ignoreIndex", -100))
for reduction_ in ["mean", "sum", "none"]:
    case("softmax", "crossEntropy", entropy, floats(4, 3), torch.tensor([0, 2, 1, 2]), {"reduction": reduction_})
    case("softmax", "crossEntropy", entropy, floats(4, 3), torch.tensor([0, -100, 1, -100]), {"reduction": reduction_})
    case("softmax", "crossEntropy", entropy, floats(3, 2, dtype=F64), torch.tensor([1, 0, 1]), {"reduction": reduction_, "ignoreIndex": 1})
    case("softmax", "crossEntropy", entropy, floats(3), torch.tensor(2), {"reduction": reduction_})
    squares = lambda x, y, o: F.mse_loss(x, y, reduction=o["reduction"])
    case("softmax", "mseLoss", squares, floats(2, 3), floats(2, 3), {"reduction": reduction_})
    case("softmax", "mseLoss", squares, floats(4, dtype=F64), floats(4, dtype=F64), {"reduction": reduction_})

# --- indices ------------------------------------------------------------------------------------------------------

case("index", "gather", torch.gather, floats(3, 4), 1, torch.tensor([[0, 3], [1, 1], [2, 0]]))
case("index", "gather", torch.gather, floats(3, 4), 0, torch.tensor([[0, 2, 1, 1]]))
case("index", "gather", torch.gather, ints(4), 0, torch.tensor([3, 3, 0]), gradient=False)
case("index", "gather", torch.gather, floats(3, 0), 1, torch.zeros(3, 0, dtype=I64))
case("index", "scatterAdd", torch.scatter_add, floats(3, 4), 1, torch.tensor([[0, 3], [1, 1], [2, 0]]), floats(3, 2))
case("index", "scatterAdd", torch.scatter_add, floats(3), 0, torch.tensor([0, 0, 2, 0]), floats(4))
case("index", "scatterAdd", torch.scatter_add, ints(3), 0, torch.tensor([0, 0, 2]), ints(3), gradient=False)
case("index", "indexSelect", torch.index_select, floats(4, 3), 0, torch.tensor([3, 0, 3]))
case("index", "indexSelect", torch.index_select, floats(4, 3), 1, torch.tensor([2]))
case("index", "indexSelect", torch.index_select, bools(4), 0, torch.tensor([1, 1]), gradient=False)
case("index", "indexSelect", torch.index_select, floats(4, 3), 0, torch.zeros(0, dtype=I64))
case("index", "indexAdd", torch.index_add, floats(4, 2), 0, torch.tensor([3, 0, 3]), floats(3, 2))
case("index", "indexAdd", torch.index_add, floats(2, 3), 1, torch.tensor([1]), floats(2, 1))

# --- numbers ------------------------------------------------------------------------------------------------------

made = lambda row, fn, *args: case("creation", row, fn, *args, gradient=False)
for shape in [[2, 3], [], [0, 2]]:
    made("zeros", lambda s: torch.zeros(s), shape)
    made("zeros", lambda s, o: torch.zeros(s, dtype=DTYPES[o["dtype"]]), shape, {"dtype": "int64"})
    made("ones", lambda s: torch.ones(s), shape)
    made("ones", lambda s, o: torch.ones(s, dtype=DTYPES[o["dtype"]]), shape, {"dtype": "bool"})
    made("full", lambda s, value: torch.full(s, value), shape, 7)
    made("full", lambda s, value: torch.full(s, value), shape, 2.5)
made("arange", torch.arange, 5)
made("arange", torch.arange, 1, 8, 3)
made("arange", torch.arange, 0, 1, 0.25)
made("arange", torch.arange, 5, 0, -2)
made("arange", torch.arange, 3, 3)

for family, rows in FAMILIES.items():
    file = FOLDER / f"ops-{family}.json"
    lines = ",\n".join(f"{json.dumps(row)}:{json.dumps(cases, separators=(',', ':'), allow_nan=False)}" for row, cases in rows.items())
    file.write_text("{" + lines + "}\n")
    print(f"{file.name}: {file.stat().st_size} bytes, {sum(map(len, rows.values()))} cases")
