"""Tensors taken apart and put together, and tensors of numbers that follow a rule."""
import torch
from torch.nn import functional as F

from cases import F32, F64, I64, bools, case, floats, ints, write

two = lambda name, fn, *shapes: case(name, lambda xs, *rest: fn(xs, *rest), [floats(*shape) for shape in shapes])

two("hstack", torch.hstack, (2, 1), (2, 3))
two("hstack", torch.hstack, (2,), (), (1,))
two("vstack", torch.vstack, (3,), (2, 3))
two("dstack", torch.dstack, (2, 2), (2, 2, 1))
two("dstack", torch.dstack, (2,), (2,))
two("columnStack", torch.column_stack, (2,), (2, 2), (2,))
two("stack", torch.stack, (2, 3), (2, 3))
case("stack", lambda xs, dim: torch.stack(xs, dim), [floats(2, 3), floats(2, 3)], -1)
two("blockDiag", lambda xs: torch.block_diag(*xs), (2, 3), (2,), (), (1, 1))
two("broadcastTensors", lambda xs: torch.broadcast_tensors(*xs), (2, 1), (3,))
for how in ("ij", "xy"):
    case("meshgrid", lambda xs, o: torch.meshgrid(*xs, **o), [floats(2), floats(3), floats(2)], {"indexing": how})
    case("meshgrid", lambda xs, o: torch.meshgrid(*xs, **o), [floats(2), floats()], {"indexing": how})
two("cartesianProd", lambda xs: torch.cartesian_prod(*xs), (2,), (3,))
two("cartesianProd", lambda xs: torch.cartesian_prod(*xs), (2,))
for args in [(), (3,), (2, True), (3, True), (1,), (5,)]:
    case("combinations", torch.combinations, floats(4), *args)
for name, fn in (("atleast1d", torch.atleast_1d), ("atleast2d", torch.atleast_2d), ("atleast3d", torch.atleast_3d)):
    for shape in ((), (2,), (2, 3), (2, 1, 3)):
        case(name, fn, floats(*shape))
case("ravel", torch.ravel, floats(2, 3))
case("viewAs", lambda x, other: x.reshape(other.shape), floats(2, 3), ints(3, 2))
case("reshapeAs", lambda x, other: x.reshape(other.shape), floats(2, 3), ints(6))
case("expandAs", lambda x, other: x.expand_as(other), floats(3, 1), ints(2, 3, 2))
case("flatten", torch.flatten, floats(2, 3, 2), 1)
case("flatten", torch.flatten, floats())
case("unflatten", lambda x, dim, sizes: x.unflatten(dim, sizes), floats(2, 6), 1, [-1, 2])

case("tensorSplit", torch.tensor_split, floats(7), 3)
case("tensorSplit", torch.tensor_split, floats(2, 5), [1, 3], 1)
case("tensorSplit", torch.tensor_split, floats(4), [3, 1, 9])
case("tensorSplit", torch.tensor_split, floats(2), 4)
case("hsplit", torch.hsplit, floats(2, 4), 2)
case("hsplit", torch.hsplit, floats(4), [1])
case("vsplit", torch.vsplit, floats(4, 2), [1, 2])
case("dsplit", torch.dsplit, floats(1, 2, 4), 2)
case("split", torch.split, floats(5, 2), 2)
case("split", torch.split, floats(2, 5), [1, 4], 1)
case("split", torch.split, floats(0), 3)
case("split", torch.split, floats(3), [0, 3])
case("chunk", torch.chunk, floats(5), 3)
case("chunk", torch.chunk, floats(2, 3), 5, 1)
case("unbind", torch.unbind, floats(2, 3))
case("unbind", torch.unbind, floats(2, 3), 1)
case("narrow", torch.narrow, floats(2, 5), 1, 1, 3)
case("narrow", torch.narrow, floats(4), 0, -2, 2)

case("trilIndices", torch.tril_indices, 3, 4)
case("trilIndices", torch.tril_indices, 3, 2, -1)
case("triuIndices", torch.triu_indices, 3, 4, 1)
case("triuIndices", torch.triu_indices, 2, 2, 5)
named = {"float32": F32, "float64": F64}
logspace = lambda start, end, steps, base=10.0, o={}: torch.logspace(start, end, steps, base, dtype=named[o.get("dtype", "float32")])
case("logspace", logspace, -1, 2, 4)
case("logspace", logspace, 0, 3, 5, 2.0)
case("logspace", logspace, 1, 1, 1, 10, {"dtype": "float64"})
linspace = lambda start, end, steps, o={}: torch.linspace(start, end, steps, dtype=named[o.get("dtype", "float32")])
case("linspace", linspace, -1, 2, 7)
case("linspace", linspace, 3, 1, 4, {"dtype": "float64"})
case("linspace", linspace, 3, 1, 1)
case("linspace", linspace, 3, 1, 0)
case("eye", lambda *n: torch.eye(*n), 3)
case("eye", lambda *n: torch.eye(*n), 2, 4)


def vander(x, N=None, increasing=False):
    """As torch.vander, whose gradient fails with three columns."""
    powers = torch.arange(len(x) if N is None else N)
    return x.unsqueeze(1) ** (powers if increasing else powers.flip(0))


case("vander", vander, floats(3))
case("vander", torch.vander, ints(3), 4, True)
case("vander", vander, floats(2), 1)
case("scalarTensor", torch.scalar_tensor, 3)
case("oneHot", F.one_hot, torch.tensor([[0, 2], [1, 1]]))
case("oneHot", F.one_hot, torch.tensor([1]), 3)

write(__file__)
