"""Writing and adding where an index or a mask says."""
import torch

from cases import F64, I64, U8, bools, case, floats, ints, write


def t(values):
    return torch.tensor(values, dtype=I64)


def both(name, fn, *args, **options):
    case(name, fn, *args, **options)
    case(f"{name}_", fn, *args, **options)


def scatter(x, dim, index, source, options={}):
    return torch.scatter(x, dim, index, source, **options)


both("scatter", scatter, floats(3, 4), 1, t([[0, 3], [1, 2], [2, 0]]), floats(3, 2))
both("scatter", scatter, floats(3, 4), 0, t([[0, 1, 2, 0]]), floats(2, 4), gradient=False)
both("scatter", scatter, floats(3, 4), -1, t([[0, 3], [1, 2], [2, 0]]), 1.5)
both("scatter", scatter, floats(3, 4), 1, torch.zeros(3, 0, dtype=I64), floats(3, 0))
both("scatter", scatter, floats(), 0, t(0), floats())
both("scatter", scatter, ints(3), 0, t([2, 0]), ints(2))
both("scatter", scatter, bools(3), 0, t([2, 0]), bools(2))
both("scatter", scatter, ints(3, dtype=U8, low=0), 0, t([2]), 9)
case("scatter", scatter, floats(3), 0, t([2, 2]), floats(2), {"reduce": "add"}, gradient=False)
case("scatter", scatter, floats(3), 0, t([2, 2]), floats(2), {"reduce": "multiply"}, gradient=False)
case("scatterAdd_", torch.scatter_add, floats(3, 4), 1, t([[0, 3], [1, 1], [2, 0]]), floats(3, 2))
case("scatterAdd_", torch.scatter_add, floats(), 0, t(0), floats())
case("scatterAdd", torch.scatter_add, floats(), 0, t(0), floats())

reduced = lambda x, dim, index, source, how, options={}: torch.scatter_reduce(x, dim, index, source, how, include_self=options.get("includeSelf", True))
for how in ("sum", "prod", "mean", "amax", "amin"):
    for options in ({}, {"includeSelf": False}):
        both("scatterReduce", reduced, floats(4), 0, t([0, 2, 0, 1]), floats(4), how, options)
        both("scatterReduce", reduced, floats(2, 3), 1, t([[0, 0], [2, 0]]), floats(2, 2), how, options)
        both("scatterReduce", reduced, ints(4), 0, t([0, 2, 0, 1, 0]), ints(5), how, options)
        both("scatterReduce", reduced, floats(3, dtype=F64), 0, t([1, 1]), floats(2, dtype=F64), how, options)
    case("scatterReduce", reduced, floats(3), 0, torch.zeros(0, dtype=I64), floats(0), how)
zeros = torch.tensor([0.0, 2.0, 3.0, 0.0])
case("scatterReduce", reduced, zeros, 0, t([1, 1, 0, 2, 2]), torch.tensor([0.0, 2.0, 3.0, 0.0, 0.0]), "prod", rough=True)
case("scatterReduce", reduced, torch.tensor([1.0, 2.0]), 0, t([0, 0, 1]), torch.tensor([1.0, 1.0, 1.0]), "amax", rough=True)
case("scatterReduce", reduced, torch.tensor([1.0, 2.0]), 0, t([0, 1]), torch.tensor([float("nan"), 1.0]), "amax", gradient=False)

both("indexCopy", torch.index_copy, floats(4, 2), 0, t([3, 0]), floats(2, 2))
both("indexCopy", torch.index_copy, floats(2, 3), 1, t([1]), floats(2, 1))
both("indexCopy", torch.index_copy, floats(2, 3), 1, t([]), floats(2, 0))
both("indexCopy", torch.index_copy, bools(3), 0, t([2, 1]), bools(2))
both("indexFill", torch.index_fill, floats(4, 2), 0, t([3, 0, 3]), 0.5)
both("indexFill", torch.index_fill, floats(4, 2), 1, t([1]), floats())
both("indexFill", torch.index_fill, ints(4), 0, t([-1]), 7)
case("indexAdd_", torch.index_add, floats(4, 2), 0, t([3, 0, 3]), floats(3, 2))
case("indexAdd_", lambda x, d, i, s, o: torch.index_add(x, d, i, s, **o), floats(4), 0, t([3, 0, 3]), floats(3), {"alpha": 2})

index_reduced = lambda x, dim, index, source, how, options={}: torch.index_reduce(x, dim, index, source, how, include_self=options.get("includeSelf", True))
for how in ("prod", "mean", "amax", "amin"):
    both("indexReduce", index_reduced, floats(3, 2), 0, t([2, 0, 2]), floats(3, 2), how)
    both("indexReduce", index_reduced, floats(2, 3), 1, t([1]), floats(2, 1), how, {"includeSelf": False})

mask = torch.tensor([[True, False, True], [False, False, True]])
both("maskedFill", torch.masked_fill, floats(2, 3), mask, -1.5)
both("maskedFill", torch.masked_fill, floats(2, 3), mask, floats())
both("maskedFill", torch.masked_fill, floats(2, 3), torch.tensor([True, False, True]), 2.0)
both("maskedFill", torch.masked_fill, ints(2, 3), mask, 4)
both("maskedFill", torch.masked_fill, bools(2, 3), mask, True)
both("maskedFill", torch.masked_fill, floats(), torch.tensor(True), 0.0)
both("maskedFill", torch.masked_fill, floats(0, 3), torch.zeros(0, 3, dtype=torch.bool), 1.0)
case("maskedFill", torch.masked_fill, floats(3), mask, 1.0)
case("maskedSelect", torch.masked_select, floats(2, 3), mask)
case("maskedSelect", torch.masked_select, floats(2, 3), torch.tensor([True, False, True]))
case("maskedSelect", torch.masked_select, floats(3), mask)
case("maskedSelect", torch.masked_select, ints(2, 3), mask)
case("maskedSelect", torch.masked_select, floats(), torch.tensor(True))
both("maskedScatter", torch.masked_scatter, floats(2, 3), mask, floats(4))
both("maskedScatter", torch.masked_scatter, floats(2, 3), torch.tensor([True, False, True]), floats(2, 2))
both("maskedScatter", torch.masked_scatter, ints(2, 3), mask, ints(3))
case("maskedScatter", torch.masked_scatter, floats(3), mask, floats(3))

write(__file__)
