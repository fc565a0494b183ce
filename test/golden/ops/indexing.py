"""Reading and writing at places of several axes."""
import torch

from cases import F64, I32, I64, U8, bools, case, floats, ints, write


def place(text):
    """A place as the engine writes it, as Python's."""
    if text == "...":
        return Ellipsis
    if isinstance(text, str):
        parts = [int(part) if part else None for part in text.split(":")]
        return slice(*parts)
    return text


def at(x, *places):
    return x[tuple(place(each) for each in places)]


def at_(x, value, *places):
    y = x.clone()
    y[tuple(place(each) for each in places)] = value
    return y


def put_at(x, value, accumulate, *places):
    return x.index_put(tuple(places), value if isinstance(value, torch.Tensor) else torch.tensor(value, dtype=x.dtype), accumulate)


def t(values):
    return torch.tensor(values, dtype=I64)


mask = torch.tensor([[True, False, True], [False, False, True]])
wide = torch.tensor([[True, False], [True, True], [False, False]])
deep = torch.tensor([True, False, True, True])

# Views.
for x, places in [
    (floats(2, 3, 4), [1]), (floats(2, 3, 4), [-1, ":", "1:3"]), (floats(2, 3, 4), ["...", 0, None]),
    (floats(2, 3, 4), [None, 0, "...", "::2", None]), (floats(5), ["1:4:2"]), (floats(5), ["4:1"]), (floats(), ["..."]),
    (floats(), [None]), (floats(2, 0), [0]), (floats(2, 3), [torch.tensor(1), ":"]),
]:
    case("at", at, x, *places)
case("at", at, ints(2, 3), 0, "-2:")
case("at", at, bools(2, 3), 0, 1)

# Picks.
four = floats(2, 3, 4, 2)
for x, places in [
    (floats(4, 3), [[2, 0, 2]]), (floats(4, 3), [":", [1, -1]]), (floats(4, 3), [t([[0, 1], [3, -4]])]),
    (floats(2, 3, 4), [[0, 1], [2, 0]]), (floats(2, 3, 4), [":", [0, 2], [1, 3]]), (floats(2, 3, 4), [[0, 1], ":", [1, 3]]),
    (floats(2, 3, 4), [0, ":", [1, 2]]), (floats(2, 3, 4), [":", 0, [1, 2, 1]]), (floats(2, 3, 4), [[1], None, [[0], [2]]]),
    (four, [[0, 1], ":", 0, [1, 1]]), (four, [":", [0, 1], 0, [1, 0]]), (four, ["...", [0, 1, 1]]), (four, [t([[1], [0]]), "1:", t([0, 3])]),
    (floats(2, 3), [mask]), (floats(2, 3, 2), [mask]), (floats(2, 3, 2), [":", wide]), (floats(2, 3, 4), [mask, [0, 1, 3]]),
    (floats(2, 3, 4), [[1, 0, 1], ":", deep]), (floats(2, 3, 4), [0, ":", deep]), (floats(2, 3), [torch.zeros(2, 3, dtype=torch.bool)]),
    (floats(3), [t([])]), (floats(2, 3), [":", t([])]), (floats(0, 3), [t([])]), (floats(2, 3), [True]), (floats(2, 3), [False]),
    (floats(2, 3), [":", True, [0, 2]]), (floats(2, 3), [[1], True]), (floats(), [True]), (floats(), [torch.tensor(False)]),
    (floats(3, 4), [torch.tensor([2, 0], dtype=I32), "1:3"]), (floats(3, dtype=F64), [[2, 2, 2]]),
]:
    case("index", at, x, *places)
case("index", at, ints(2, 3, 4), [1, 0], ":", [3, 1])
case("index", at, bools(2, 3), [1, 0])
case("index", at, torch.tensor([2**62 + 1, -(2**62) - 3]), [1, 0])

# Writes.
for x, value, places in [
    (floats(2, 3), floats(3), [0]), (floats(2, 3), 1.5, [":", 1]), (floats(2, 3), floats(2, 1), [":", "1:"]), (floats(2, 3), floats(1, 1, 3), [1]),
    (floats(2, 3), floats(), ["..."]), (floats(), 2.0, ["..."]), (floats(4, 3), floats(2, 3), [[2, 0]]), (floats(4, 3), floats(1, 1, 3), [[2, 0]]),
    (floats(4, 3), floats(2), [[0, 2], 1]), (floats(2, 3, 4), floats(2, 3), [[0, 1], ":", [1, 3]]), (floats(2, 3, 4), floats(2, 2), [":", [0, 2], [1, 3]]),
    (floats(2, 3, 4), floats(3, 1), [0, ":", [3, 0]]), (floats(2, 3), floats(3), [mask]), (floats(2, 3), -1.0, [mask]), (floats(2, 3, 2), floats(2), [mask]),
    (floats(2, 3, 2), floats(2, 3), [":", wide]), (floats(2, 3), floats(0), [torch.zeros(2, 3, dtype=torch.bool)]), (floats(3), floats(), [True]),
    (floats(6), floats(3), ["::2"]), (floats(3, 4), floats(2, 2), ["1:", [3, 1]]),
]:
    case("at_", at_, x, value, *places)
case("at_", at_, ints(2, 3), 7, 0, [0, 2])
case("at_", at_, ints(2, 3), ints(3, dtype=I32), 1)
case("at_", at_, ints(3), 1.7, 0)
case("at_", at_, bools(2, 3), True, mask)
case("at_", at_, ints(2, 3, dtype=U8, low=0), 255, ":", [0])
for row in ("indexPut", "indexPut_"):
    for x, value, accumulate, places in [
        (floats(4, 3), floats(2, 3), False, [t([2, 0])]), (floats(4, 3), floats(3, 3), True, [t([2, 0, 2])]), (floats(4, 3), 0.5, True, [t([2, 2]), t([1, 1])]),
        (floats(2, 3, 4), floats(2, 1), False, [t([[1], [0]]), t([0, 2]), t([3])]), (floats(2, 3), floats(), False, [mask]), (floats(2, 3), floats(3), True, [mask]),
        (floats(3), floats(0), True, [t([])]),
    ]:
        case(row, put_at, x, value, accumulate, *places)
    case(row, put_at, ints(4), ints(3), True, t([0, 0, 3]))

case("take", torch.take, floats(2, 3), t([[0, 5], [-1, 2]]))
case("take", torch.take, floats(2, 3), t([]))
case("take", torch.take, ints(4), t([3]))
case("take", torch.take, floats(), t([0, -1]))
along = lambda x, i, *dim: torch.take_along_dim(x, i, *dim)
case("takeAlongDim", along, floats(2, 3), t([[0, 2], [1, 1]]), 1)
case("takeAlongDim", along, floats(2, 3), t([[0], [2]]), 1)
case("takeAlongDim", along, floats(1, 3), t([[0], [2]]), 1)
case("takeAlongDim", along, floats(2, 3), t([5, 0]))
for row in ("put", "put_"):
    put = (lambda x, i, v, *a: torch.put(x, i, v, *a))
    case(row, put, floats(2, 3), t([0, 5]), floats(2))
    case(row, put, floats(2, 3), t([[-1], [1]]), floats(2, 1), False)
    case(row, put, floats(2, 3), t([4, 4, 0]), floats(3), True)
    case(row, put, ints(4), t([3]), ints(1))

case("nonzero", torch.nonzero, torch.tensor([[0.0, 1.0, -0.0], [float("nan"), 0.0, 2.0]]), gradient=False)
case("nonzero", torch.nonzero, bools(5))
case("nonzero", torch.nonzero, ints(2, 2, 2))
case("nonzero", torch.nonzero, torch.tensor(3))
case("nonzero", torch.nonzero, torch.zeros(0, 2), gradient=False)
case("nonzero", torch.nonzero, torch.zeros(3), gradient=False)
case("argwhere", torch.argwhere, ints(2, 3))
case("nonzeroAsTuple", lambda x: torch.nonzero(x, as_tuple=True), ints(2, 3))
case("nonzeroAsTuple", lambda x: torch.nonzero(x, as_tuple=True), torch.tensor(True))

case("whereAlone", lambda x: torch.where(x), ints(2, 3))
case("whereMethod", lambda x, c, y: x.where(c, y), floats(2, 3), mask, floats(3))

write(__file__)
