"""Order, ranks and what differs."""
import torch

from cases import BOOL, F64, I32, U8, bools, case, floats, ints, write

nan, inf = float("nan"), float("inf")


def sort(x, o={}):
    return torch.sort(x, dim=o.get("dim", -1), descending=o.get("descending", False), stable=True)


def argsort(x, o={}):
    return torch.argsort(x, dim=o.get("dim", -1), descending=o.get("descending", False), stable=True)


big = torch.tensor([2**62 + 1, 2**62, -(2**63), 2**63 - 1, 0, -1])
special = torch.tensor([nan, 1.0, -inf, -0.0, 0.0, inf, nan, -1e-40])
for x, o in [(floats(2, 5), {}), (floats(3, 4), {"dim": 0}), (floats(2, 3, 4), {"dim": 1, "descending": True}), (floats(5, dtype=F64), {"descending": True}),
             (floats(), {}), (floats(0), {}), (floats(2, 0), {}), (floats(0, 3), {"dim": 1})]:
    case("sort", sort, x, o)
    case("argsort", argsort, x, o)
for x in (big, ints(7), ints(7, dtype=I32), ints(6, dtype=U8, low=0), bools(6), torch.tensor([3, 1, 2, 1, 3, 1], dtype=torch.int8)):
    for o in ({}, {"descending": True}):
        case("sort", sort, x, o)
        case("argsort", argsort, x, o)
for x in (special, special.to(F64)):
    for o in ({}, {"descending": True}):
        case("sort", sort, x, o, gradient=False)
case("sort", sort, torch.randperm(1200).to(torch.float32) * -0.37, gradient=False)
case("sort", sort, torch.randint(-(2**60), 2**60, (900,)), {"descending": True})
case("msort", torch.msort, floats(3, 2))


def topk(x, k, o={}):
    return torch.topk(x, k, **o)


for x, k, o in [(floats(2, 5), 3, {}), (floats(4, 3), 2, {"dim": 0}), (floats(2, 5), 2, {"largest": False}), (floats(5), 0, {}), (floats(5), 5, {}), (floats(), 1, {}),
                (floats(2, 0), 0, {})]:
    case("topk", topk, x, k, o)
case("topk", topk, torch.tensor([nan, 1.0, 3.0]), 2, gradient=False)
case("topk", topk, big, 3)

kth = lambda x, k, *rest: torch.kthvalue(x, k, *rest)
case("kthvalue", kth, floats(2, 5), 2)
case("kthvalue", kth, floats(3, 4), 3, 0)
case("kthvalue", kth, floats(3, 4), 1, 1, True)
case("kthvalue", kth, floats(), 1)
case("kthvalue", kth, big, 5)
case("kthvalue", kth, torch.tensor([nan, 1.0, 3.0]), 3, gradient=False)
for name, fn in (("median", torch.median), ("nanmedian", torch.nanmedian)):
    for args in [(floats(2, 5), 1), (floats(4, 3), 0, True), (floats(2, 4), -1), (floats(), 0), (big, 0), (ints(0, 3), 1)]:
        case(f"{name}.dim", fn, *args)
    case(name, fn, floats(2, 3))
    case(name, fn, floats(2, 4, dtype=F64))
    case(name, fn, big)
    case(name, fn, floats())
    case(name, fn, torch.tensor([nan, 2.0, 1.0, 5.0, nan]), rough=True)
    case(name, fn, torch.tensor([]), gradient=False)
    case(f"{name}.dim", fn, torch.tensor([[1.0, nan, 0.0], [3.0, 2.0, 1.0]]), 1, rough=True)
mode = lambda x, *rest: torch.mode(x, *rest)
case("mode", mode, torch.tensor([[1.0, 2.0, 2.0, 1.0, 3.0], [5.0, 4.0, 4.0, 4.0, 5.0]]), rough=True)
case("mode", mode, torch.tensor([[1, 2], [1, 3], [0, 3]]), 0)
case("mode", mode, torch.tensor([[1, 2], [1, 3], [0, 3]]), 0, True)
case("mode", mode, floats())
case("mode", mode, bools(5))


def quantile(fn):
    def call(x, q, o={}):
        q = torch.tensor(q, dtype=x.dtype)
        return fn(x, q, dim=o.get("dim"), keepdim=o.get("keepdim", False), interpolation=o.get("interpolation", "linear"))
    return call


for name, fn in (("quantile", quantile(torch.quantile)), ("nanquantile", quantile(torch.nanquantile))):
    for x, q, o in [(floats(2, 5), 0.4, {}), (floats(2, 5), [0.1, 0.55, 0.9], {"dim": 1}), (floats(3, 4), [0.3], {"dim": 0, "keepdim": True}),
                    (floats(2, 3), 0.7, {"keepdim": True}), (floats(2, 3), [0.2, 0.7], {"keepdim": True}), (floats(6, dtype=F64), 0.33, {"dim": 0}), (floats(), 0.5, {}),
                    (floats(2, 2, 3), 0.6, {"dim": 1})]:
        case(name, fn, x, q, o)
    for how in ("linear", "lower", "higher", "midpoint", "nearest"):
        case(name, fn, floats(7), [0.0, 0.3, 0.5, 1.0], {"interpolation": how})
    case(name, fn, torch.tensor([[1.0, nan, 3.0, 0.0], [4.0, 5.0, 1.0, 2.0]]), [0.25, 0.75], {"dim": 1}, gradient=False)
    case(name, fn, torch.tensor([nan, nan]), 0.5, gradient=False)


def unique(fn):
    def call(x, o={}):
        dim = o.get("dim")
        found = fn(x, return_inverse=o.get("returnInverse", False), return_counts=o.get("returnCounts", False), dim=dim)
        return found
    return call


all_of = {"returnInverse": True, "returnCounts": True}
rows = torch.tensor([[2, 1, 2], [0, 3, 1], [2, 1, 2], [0, 0, 5]])
for name, fn in (("unique", unique(torch.unique)), ("uniqueConsecutive", unique(torch.unique_consecutive))):
    for x in (ints(3, 4), torch.tensor([1.0, 1.0, -0.5, 1.0, nan, nan]), bools(5), ints(0), torch.tensor(4), ints(9, dtype=U8, low=0, high=3)):
        case(name, fn, x, all_of, gradient=False)
    case(name, fn, ints(6), {"returnInverse": True})
    case(name, fn, ints(6), {"returnCounts": True})
    case(name, fn, ints(6))
    case(name, fn, rows, {**all_of, "dim": 0})
    case(name, fn, rows, {**all_of, "dim": 1})
    case(name, fn, torch.tensor([[1.0, 1.0], [1.0, 1.0]]), {"dim": 0}, gradient=False)

search = lambda s, v, o={}: torch.searchsorted(s, v, right=o.get("right", False), **({"sorter": o["sorter"]} if "sorter" in o else {}))
line = torch.tensor([1.0, 2.0, 2.0, 5.0])
for o in ({}, {"right": True}):
    case("searchsorted", search, line, torch.tensor([[2.0, 0.0], [9.0, 3.0]]), o, gradient=False)
    case("searchsorted", search, torch.tensor([[1, 3, 5], [2, 4, 6]]), torch.tensor([[3, 6], [3, 6]]), o)
    case("searchsorted", search, line, torch.tensor([nan, inf, -inf]), o, gradient=False)
    case("searchsorted", search, line, 2.0, o, gradient=False)
    case("bucketize", lambda x, b, o: torch.bucketize(x, b, **o), torch.tensor([[2.0, 0.5], [9.0, 5.0]]), line, o, gradient=False)
case("searchsorted", search, torch.tensor([], dtype=F64), torch.tensor([1.0], dtype=F64), gradient=False)
case("searchsorted", search, big.sort().values, big)
case("searchSortedBy", lambda s, v, order: torch.searchsorted(s, v, sorter=order), torch.tensor([3, 1, 2]), torch.tensor([2, 4]), torch.tensor([1, 2, 0]))
isin = lambda a, b, o={}: torch.isin(a, b, **o)
case("isin", isin, ints(3, 4), torch.tensor([0, 1, -3]))
case("isin", isin, ints(3, 4), torch.tensor([[0, 1], [2, -3]]), {"invert": True})
case("isin", isin, torch.tensor([1.0, nan, 2.0]), torch.tensor([nan, 2.0]), gradient=False)
case("isin", isin, ints(3), torch.tensor([], dtype=torch.int64))
case("isin", isin, ints(3), 2)
case("isin", isin, torch.tensor([3.0, 2.0]), torch.tensor([2, 7]), gradient=False)

write(__file__)
