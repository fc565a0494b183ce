"""Elements in other places: rearranged, repeated, padded, and parts replaced."""
import torch
from torch.nn import functional as F

from cases import F64, I64, bools, case, floats, ints, write


def t(values):
    return torch.tensor(values, dtype=I64)


case("flip", torch.flip, floats(2, 3, 2), [0, 2])
case("flip", torch.flip, floats(4), [-1])
case("flip", torch.flip, ints(2, 3), [1])
case("flip", torch.flip, floats(0, 3), [0, 1])
case("flip", torch.flip, floats(2, 2), [])
case("fliplr", torch.fliplr, floats(2, 3))
case("flipud", torch.flipud, floats(3, 2))
for args in [(1,), (-4,), (2, 0), (-1, -1), ([1, 5], [0, 1]), ([1, 1], [1, 1]), (0, 1)]:
    case("roll", torch.roll, floats(3, 4), *args)
case("roll", torch.roll, bools(5), 2)
case("roll", torch.roll, floats(0, 2), 1, 0)
case("roll", torch.roll, floats(), 1)
for k in (-1, 0, 1, 2, 3, 5):
    case("rot90", torch.rot90, floats(2, 3), k)
case("rot90", torch.rot90, floats(2, 3, 2), 1, [2, 0])
case("movedim", torch.movedim, floats(2, 3, 4), 0, -1)
case("movedim", torch.movedim, floats(2, 3, 4), [0, 2], [1, 0])
case("swapaxes", torch.swapaxes, floats(2, 3, 4), 0, -1)

diagonal = lambda x, *a: torch.diagonal(x, *a)
for x, args in [(floats(3, 4), ()), (floats(3, 4), (1,)), (floats(3, 4), (-2,)), (floats(2, 3, 3), (0, 1, 2)), (floats(2, 3, 4), (1, -1, 0)), (floats(3, 3), (3,)), (floats(0, 3), ())]:
    case("diagonal", diagonal, x, *args)
case("diagonal", diagonal, ints(3, 3))
case("diagonalScatter", torch.diagonal_scatter, floats(3, 4), floats(3))
case("diagonalScatter", torch.diagonal_scatter, floats(3, 4), floats(2), -1)
case("diagonalScatter", torch.diagonal_scatter, floats(2, 3, 4), floats(2, 3), 1, 1, 2)
case("selectScatter", torch.select_scatter, floats(3, 4), floats(3), 1, -1)
case("selectScatter", torch.select_scatter, ints(3, 4), ints(4), 0, 1)
case("sliceScatter", lambda x, s, dim=0, start=None, end=None, step=1: torch.slice_scatter(x, s, dim, start, end, step), floats(5, 2), floats(2, 2), 0, 1, 5, 2)
case("sliceScatter", lambda x, s, dim=0, start=None, end=None, step=1: torch.slice_scatter(x, s, dim, start, end, step), floats(2, 4), floats(2, 2), 1, -2)
case("sliceScatter", lambda x, s, dim=0, start=None, end=None, step=1: torch.slice_scatter(x, s, dim, start, end, step), floats(4), floats(4))
for x, args in [(floats(3), ()), (floats(3), (1,)), (floats(3), (-2,)), (floats(3, 4), ()), (floats(3, 3), (-1,))]:
    case("diag", torch.diag, x, *args)
case("diag", torch.diag, ints(3))
for x, args in [(floats(3), ()), (floats(2, 3), ()), (floats(2, 3), (1,)), (floats(2, 3), (-1, 0, 2)), (floats(2, 3), (0, -1, 0))]:
    case("diagEmbed", torch.diag_embed, x, *args)
case("diagflat", torch.diagflat, floats(2, 2))
case("diagflat", torch.diagflat, floats(2), 1)
case("fillDiagonal_", lambda x, v: x.clone().fill_diagonal_(v), floats(3, 2), 1.5)

unfold = lambda x, *a: x.unfold(*a)
for x, args in [(floats(7), (0, 3, 1)), (floats(7), (0, 2, 3)), (floats(2, 5), (1, 3, 2)), (floats(5, 2), (0, 2, 1)), (floats(4), (-1, 4, 1)), (floats(4), (0, 0, 2)), (floats(), (0, 1, 1))]:
    case("unfold", unfold, x, *args)

repeat = lambda x, *times: x.repeat(*times)
for x, times in [(floats(2, 3), (2, 1)), (floats(2, 3), (1, 3)), (floats(3), (2, 2)), (floats(2), (0,)), (floats(), (3,)), (floats(2, 1, 2), (2, 3, 2)), (floats(2), (1,)), (floats(0, 2), (2, 2))]:
    case("repeat", repeat, x, *times)
case("repeat", repeat, bools(2), 3)
case("tile", lambda x, *times: x.tile(*times), floats(2, 3), 2)
case("tile", lambda x, *times: x.tile(*times), floats(3), 2, 2)
for x, args in [(floats(2, 3), (2,)), (floats(2, 3), (3, 1)), (floats(3), (t([2, 0, 1]),)), (floats(2, 3), (t([1, 2]), 0)), (floats(2, 3), (t([2]), 1)), (floats(2), (0,)), (floats(), (2,))]:
    case("repeatInterleave", torch.repeat_interleave, x, *args)


def pad(x, pads, mode="constant", value=None):
    return F.pad(x, pads, mode, value)


for x, pads, value in [(floats(2, 3), [1, 2], 0.5), (floats(2, 3), [1, 0, 0, 2], 0.0), (floats(2, 3), [-1, 1], 1.0), (floats(2, 3), [-1, -1, 1, -1], 2.0), (floats(2, 3), [0, 0], 1.0),
                       (floats(2, 1, 2), [1, 1, 0, 1, 1, 0], -1.0), (floats(0, 2), [1, 1, 1, 0], 3.0), (floats(3), [-2, -1], 0.0)]:
    case("constantPad", pad, x, pads, "constant", value)
case("constantPad", pad, ints(2, 2), [1, 1], "constant", 7)
case("constantPad", pad, floats(2, 2, dtype=F64), [1, 1])
for mode in ("reflect", "replicate", "circular"):
    for x, pads in [(floats(2, 4), [2, 1]), (floats(1, 2, 5), [3, 0]), (floats(2, 3, 3), [1, 2, 0, 2]), (floats(1, 1, 3, 4), [2, 1, 1, 2]), (floats(1, 2, 2, 3), [1, 1, 1, 1, 1, 1]),
                    (floats(1, 1, 2, 2, 3), [2, 1, 1, 0, 0, 1])]:
        case("pad", pad, x, pads, mode)
    case("pad", pad, floats(1, 2, 4), [-1, 2], mode)
case("pad", pad, floats(1, 2), [5, 3], "replicate")

case("tril", torch.tril, floats(3, 4), 1)
case("tril", torch.tril, bools(2, 3, 3))
case("triu", torch.triu, floats(2, 3, 3), -1)
case("triu", torch.triu, ints(3, 2))
case("tril_", torch.tril, floats(3, 4))
case("triu_", torch.triu, floats(3, 4), 1)

write(__file__)
