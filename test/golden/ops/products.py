"""Products of vectors, matrices and tensors, and einsum."""
import math

import torch

from cases import F64, I32, case, floats, ints, write

case("outer", torch.outer, floats(3), floats(2))
case("outer", torch.outer, ints(3), ints(0), gradient=False)
case("ger", torch.ger, floats(2, dtype=F64), floats(3, dtype=F64))
case("mv", torch.mv, floats(2, 3), floats(3))
case("vdot", torch.vdot, floats(4), floats(4))
for left, right in [((3,), (3,)), ((2, 3), (4, 3)), ((2, 2, 3), (3,)), ((), (2, 3)), ((2, 0), (3, 0))]:
    case("inner", torch.inner, floats(*left), floats(*right))
for left, right, dims in [((2, 3), (2, 3), 2), ((2, 3), (3, 4), 1), ((2,), (3,), 0), ((3, 2, 4), (4, 5, 3), [[0, 2], [2, 0]]),
                          ((2, 3), (3, 2), [[-1], [0]]), ((0, 3), (3, 2), 1)]:
    case("tensordot", torch.tensordot, floats(*left, dtype=F64), floats(*right, dtype=F64), dims)
for left, right in [((2, 2), (2, 3)), ((3,), (2, 2)), ((2, 1, 2), (2, 3)), ((), (2,)), ((0, 2), (2, 1))]:
    case("kron", torch.kron, floats(*left), floats(*right))
case("kron", torch.kron, ints(2, 2), ints(2, 1), gradient=False)
case("cross", lambda a, b: torch.cross(a, b, dim=0), floats(3, 2), floats(3, 2))
case("cross", torch.cross, floats(2, 3, dtype=F64), floats(2, 3, dtype=F64), 1)
case("cross", torch.cross, floats(2, 3), floats(1, 3), -1)
case("cross", torch.cross, ints(3), ints(3), 0, gradient=False)
case("linalg.cross", torch.linalg.cross, floats(4, 3), floats(1, 3))
for x in [floats(3, 3), floats(2, 4), floats(4, 2, dtype=F64), floats(0, 3)]:
    case("trace", torch.trace, x)
case("trace", torch.trace, ints(3, 3, dtype=I32), gradient=False)


def scaled(fn):
    return lambda x, a, b, o={}: fn(x, a, b, **o)


FACTORS = {"beta": 0.5, "alpha": 2.0}
for name, shapes in [("addmm", ((2, 4), (2, 3), (3, 4))), ("addmv", ((2,), (2, 3), (3,))), ("addr", ((2, 3), (2,), (3,))),
                     ("baddbmm", ((2, 2, 4), (2, 2, 3), (2, 3, 4))), ("addbmm", ((2, 4), (2, 2, 3), (2, 3, 4)))]:
    fn = scaled(getattr(torch, name))
    case(name, fn, *(floats(*shape) for shape in shapes))
    case(name, fn, *(floats(*shape, dtype=F64) for shape in shapes), FACTORS)
    case(name, fn, floats(1), *(floats(*shape) for shape in shapes[1:]), FACTORS)
    case(name, fn, torch.full(shapes[0], math.nan), *(floats(*shape) for shape in shapes[1:]), {"beta": 0}, gradient=False)
    case(name, fn, *(ints(*shape) for shape in shapes), {"beta": 2, "alpha": 3}, gradient=False)
for p in [2.0, 1.0, 3.0, 0.5, math.inf]:
    case("cdist", torch.cdist, floats(3, 4, dtype=F64), floats(2, 4, dtype=F64), p)
case("cdist", torch.cdist, floats(2, 3, 2), floats(1, 2, 2))
case("cdist", torch.cdist, floats(3, 2), floats(2, 2), 0.0, gradient=False)

case("linalg.vecdot", torch.linalg.vecdot, floats(2, 3), floats(2, 3))
case("linalg.vecdot", lambda a, b, d: torch.linalg.vecdot(a, b, dim=d), floats(2, 3), floats(2, 1), 0)
case("linalg.multiDot", torch.linalg.multi_dot, [floats(2, 5, dtype=F64), floats(5, 3, dtype=F64), floats(3, 4, dtype=F64), floats(4, 2, dtype=F64)])
case("linalg.multiDot", torch.linalg.multi_dot, [floats(3), floats(3, 2), floats(2)])
case("linalg.multiDot", torch.linalg.multi_dot, [floats(4, 3), floats(3, 2)])
case("chainMatmul", lambda m: torch.chain_matmul(*m), [floats(2, 3), floats(3, 2), floats(2, 2)])

EQUATIONS = [
    ("ij,jk->ik", (2, 3), (3, 4)), ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)), ("ij,jk", (2, 3), (3, 2)), ("ba,ca", (2, 3), (4, 3)),
    ("i,j->ij", (2,), (3,)), ("i,i->", (3,), (3,)), ("ij->ji", (2, 3)), ("ij->", (2, 3)), ("ij->j", (2, 3)), ("ii->i", (3, 3)),
    ("ii", (3, 3)), ("iij->j", (2, 2, 3)), ("iji,j->i", (2, 3, 2), (3,)), ("...ij,...jk->...ik", (2, 1, 2, 3), (4, 3, 2)),
    ("...i->...", (2, 2, 3)), ("i...,i...->...", (2, 3, 2), (2, 2)), ("b...d,dk->b...k", (2, 2, 2, 3), (3, 2)), ("bn,anm,bm->ba", (2, 3), (4, 3, 2), (2, 2)),
    ("ij,kl->ijkl", (2, 2), (2, 1)), ("ij,ij->ij", (2, 3), (2, 3)), ("ij,ij->ij", (2, 3), (1, 3)), ("ij,jk->ik", (2, 1), (3, 2)),
    ("abc,cd,de->ae", (2, 2, 3), (3, 2), (2, 2)), ("bhqd,bhkd->bhqk", (1, 2, 2, 3), (1, 2, 3, 3)), ("a,b,c,d->dcba", (2,), (1,), (3,), (2,)),
    ("ij,jk->ik", (0, 3), (3, 2)), ("ij,jk->ik", (2, 0), (0, 2)), ("Ab,bA", (2, 3), (3, 2)), (" i j , j -> i ", (2, 3), (3,)), (",ij->ij", (), (2, 3)),
    ("...,...", (2, 1), (3,)), ("ijk,ilm,njm,nlk->", (2, 2, 2), (2, 2, 2), (2, 2, 2), (2, 2, 2)),
]
for equation, *shapes in EQUATIONS:
    case("einsum", torch.einsum, equation, *(floats(*shape, dtype=F64) for shape in shapes))
case("einsum", torch.einsum, "ij,jk->ik", floats(2, 3), floats(3, 2))
case("einsum", torch.einsum, "ij,jk->ik", ints(2, 3), ints(3, 2), gradient=False)
case("einsum", torch.einsum, "ii->i", ints(3, 3), gradient=False)
case("einsum", torch.einsum, floats(2, 3), [0, 1], floats(3, 2), [1, 30], [30, 0])
case("einsum", torch.einsum, floats(2, 3), [0, 1])

case("matmul", torch.matmul, ints(2, 3, dtype=I32), ints(3, 2, dtype=I32), gradient=False)
case("matmul", torch.matmul, torch.tensor([[2**40 + 1, 3]]), torch.tensor([[2**20 - 1], [7]]), gradient=False)

# More than 25 rows.
case("cdist", torch.cdist, floats(26, 2, dtype=F64), floats(3, 2, dtype=F64))
case("cdist", torch.cdist, floats(2, 2, 3), floats(1, 27, 3))

write(__file__)
