"""Decompositions and what is made of them. Where signs are free, the results are those of one choice: columns of
vectors whose sums are positive. Several results are joined to one, so that the gradient goes through all of them."""
import math

import torch

from cases import F32, F64, case, floats, ints, write

L = torch.linalg


def joined(*tensors):
    return torch.cat([each.flatten() for each in tensors])


def spread(*shape, dtype=F64):
    """A random matrix whose singular values lie apart."""
    *batch, m, n = shape
    k = min(m, n)
    u, _ = L.qr(torch.randn(*batch, m, k, dtype=F64))
    v, _ = L.qr(torch.randn(*batch, n, k, dtype=F64))
    values = 0.7 + 0.9 * torch.arange(k, 0, -1, dtype=F64)
    return ((u * values) @ v.mT).to(dtype)


def symmetric(a):
    return a + a.mT


def positive(a):
    return a @ a.mT + torch.eye(a.shape[-1], dtype=a.dtype)


def triangle(a, upper=False):
    return a.triu() if upper else a.tril()


def signs(vectors):
    return vectors.detach().sum(-2, keepdim=True).sign()


SQUARES = [spread(3, 3), spread(2, 2, 2), spread(1, 1), spread(0, 0), spread(2, 0, 0), spread(3, 3, dtype=F32), spread(5, 5)]
for a in SQUARES:
    case("linalg.inv", L.inv, a)
    case("linalg.det", L.det, a)
    case("linalg.slogdet", lambda a: (L.slogdet(a)[1], L.slogdet(a)[0]), a)
case("linalg.det", L.det, torch.tensor([[0.0, 2.0], [3.0, 0.0]], dtype=F64))
# Where a matrix is singular, PyTorch gives the gradient only with create_graph.
case("linalg.det", L.det, torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=F64), gradient=False)
case("linalg.slogdet", lambda a: (L.slogdet(a)[1], L.slogdet(a)[0]), torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=F64), gradient=False)
case("logdet", torch.logdet, positive(floats(2, 3, 3, dtype=F64)))
case("logdet", torch.logdet, torch.tensor([[0.0, 1.0], [1.0, 0.0]]), gradient=False)

for a, b in [((3, 3), (3, 2)), ((3, 3), (3,)), ((2, 3, 3), (2, 3)), ((2, 3, 3), (3, 1)), ((2, 1, 2, 2), (3, 2, 2)), ((0, 0), (0, 2)), ((2, 2), (2, 0))]:
    case("linalg.solve", L.solve, spread(*a), floats(*b, dtype=F64))
case("linalg.solve", lambda a, b, o: L.solve(a, b, left=o["left"]), spread(3, 3), floats(2, 3, dtype=F64), {"left": False})
case("linalg.solve", L.solve, spread(3, 3, dtype=F32), floats(3, 2))
for o in [{"upper": True}, {"upper": False}, {"upper": True, "unitriangular": True}, {"upper": False, "unitriangular": True},
          {"upper": True, "left": False}, {"upper": False, "left": False}]:
    case("linalg.solveTriangular", lambda a, b, o: L.solve_triangular(a, b, **o), spread(2, 3, 3) + 3 * torch.eye(3), floats(3, 3, dtype=F64), o)
case("linalg.solveTriangular", lambda a, b, o: L.solve_triangular(a, b, **o), spread(3, 3, dtype=F32) + 3 * torch.eye(3), floats(3, 2), {"upper": True})
case("triangularSolve", lambda b, a: torch.triangular_solve(b, a)[0], floats(3, 2, dtype=F64), spread(3, 3) + 3 * torch.eye(3))
case("triangularSolve", lambda b, a, o: torch.triangular_solve(b, a, **o)[0], floats(3, 2, dtype=F64), spread(3, 3) + 3 * torch.eye(3),
     {"upper": False, "transpose": True})

RECTANGLES = [(3, 3), (4, 2), (2, 4), (2, 3, 2), (1, 3), (3, 1), (0, 3), (3, 0), (2, 0, 2)]
for shape in RECTANGLES:
    case("linalg.luFactor", L.lu_factor if shape[-1] == shape[-2] else lambda a: L.lu_factor_ex(a)[:2], spread(*shape))
    case("linalg.lu", lambda a: joined(*L.lu(a)), spread(*shape), gradient=0 not in shape)
    case("linalg.qr", lambda a: joined(*L.qr(a)), spread(*shape))
case("linalg.lu", lambda a: joined(*L.lu(a)), torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=F64), gradient=False)
case("linalg.qr", lambda a: joined(*L.qr(a)), spread(3, 2, dtype=F32))
case("linalg.qr", lambda a, mode: joined(*L.qr(a, mode)), spread(4, 2), "complete", gradient=False)
case("linalg.qr", lambda a, mode: joined(*L.qr(a, mode)), spread(2, 3), "complete")
case("linalg.qr", lambda a, mode: joined(*L.qr(a, mode)), spread(4, 2), "r", gradient=False)
case("linalg.luSolve", lambda a, b: L.lu_solve(*L.lu_factor(a), b), spread(2, 3, 3), floats(2, 3, 2, dtype=F64))

for shape in [(3, 3), (2, 2, 2), (1, 1), (0, 0)]:
    for o in [{}, {"upper": True}]:
        case("linalg.cholesky", lambda a, o: L.cholesky(positive(a), **o), floats(*shape, dtype=F64), o)
        # Only one triangle is read; PyTorch's gradient by the whole is that of a symmetric matrix.
        case("choleskySolve", lambda b, a, o: torch.cholesky_solve(b, triangle(a, **o), **o), floats(*shape[:-1], 2, dtype=F64),
             L.cholesky(positive(floats(*shape, dtype=F64)), **o), o)
        case("choleskyInverse", lambda a, o: torch.cholesky_inverse(triangle(a, **o), **o), L.cholesky(positive(floats(*shape, dtype=F64)), **o), o)
case("linalg.cholesky", lambda a, o: L.cholesky(positive(a), **o), floats(3, 3), {})

for a in [spread(3, 3), spread(2, 4, 4), spread(1, 1), spread(0, 0), spread(3, 3, dtype=F32)]:
    for side in ["L", "U"]:
        def values_and_vectors(a, side):
            values, vectors = L.eigh(symmetric(a), side)
            return joined(values, vectors * signs(vectors))
        case("linalg.eigh", values_and_vectors, a, side)
        case("linalg.eigvalsh", lambda a, side: L.eigvalsh(symmetric(a), side), a, side)
case("linalg.eigh", lambda a, side: joined(*[e * (signs(e) if e.ndim > 1 else 1) for e in L.eigh(symmetric(a), side)]), spread(6, 6), "L")


def singular(a, o):
    u, s, vh = L.svd(a, full_matrices=o.get("fullMatrices", True))
    k = s.shape[-1]
    u, vh = u[..., :k], vh[..., :k, :]
    return joined(u * signs(u), s, vh * signs(u).mT)


for shape in RECTANGLES + [(5, 5)]:
    case("linalg.svd", singular, spread(*shape), {"fullMatrices": False})
    case("linalg.svdvals", L.svdvals, spread(*shape))
    case("linalg.pinv", L.pinv, spread(*shape))
    case("linalg.matrixRank", L.matrix_rank, spread(*shape), gradient=False)
case("linalg.svd", singular, spread(4, 2), {})
case("linalg.svd", singular, spread(2, 4), {"fullMatrices": True})
case("linalg.svd", singular, spread(3, 3, dtype=F32), {})
low = spread(4, 2) @ spread(2, 3)
case("linalg.pinv", L.pinv, low, rough=True)
case("linalg.pinv", L.pinv, spread(3, 2, dtype=F32))
case("linalg.pinv", lambda a, o: L.pinv(a, **o), torch.diag(torch.tensor([5.0, 1.0, 0.1], dtype=F64)), {"rtol": 0.1}, gradient=False)
case("linalg.pinv", lambda a, o: L.pinv(a, **o), torch.diag(torch.tensor([5.0, -1.0, 0.1], dtype=F64)), {"atol": 0.5, "hermitian": True}, gradient=False)
case("linalg.matrixRank", L.matrix_rank, low, gradient=False)
case("linalg.matrixRank", lambda a, o: L.matrix_rank(a, **o), torch.diag(torch.tensor([5.0, -1.0, 0.1], dtype=F64)), {"atol": 0.5, "hermitian": True}, gradient=False)
case("linalg.matrixRank", L.matrix_rank, torch.zeros(2, 2), gradient=False)
for a, b in [((4, 2), (4, 3)), ((4, 2), (4,)), ((2, 3), (2, 2)), ((2, 4, 2), (2, 4, 1))]:
    case("linalg.lstsq", lambda a, b: L.lstsq(a, b if b.ndim > 1 else b[:, None]).solution.reshape([a.shape[-1]] if b.ndim == 1 else list(a.shape[:-2]) + [a.shape[-1], b.shape[-1]]),
         spread(*a), floats(*b, dtype=F64))
case("linalg.lstsq", lambda a, b: L.lstsq(a, b, driver="gelsd").solution, low, floats(4, 2, dtype=F64), gradient=False)
case("linalg.lstsqRest", lambda a, b: list(L.lstsq(a, b, driver="gelsd"))[1:], spread(4, 2), floats(4, 3, dtype=F64), gradient=False)
case("linalg.lstsqRest", lambda a, b: list(L.lstsq(a, b, driver="gelsd"))[1:], low, floats(4, 3, dtype=F64), gradient=False)

ORDERS = ["fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf]
for order in ORDERS:
    case("linalg.matrixNorm", L.matrix_norm, spread(3, 2), order)
    case("linalg.matrixNorm", lambda a, o, d, k: L.matrix_norm(a, o, d, k), spread(2, 3, 2).permute(1, 0, 2).contiguous(), order, [0, 2], True)
    # PyTorch's own gradient of some orders fails for its write in place.
    case("linalg.cond", L.cond if order in (2, -2) else lambda a, o: L.norm(a, o) * L.norm(L.inv(a), o), spread(3, 3), order)
    case("linalg.norm", L.norm, spread(3, 2), order)
case("linalg.cond", L.cond, spread(2, 4, 2))
case("linalg.cond", L.cond, spread(3, 3, dtype=F32))
case("linalg.norm", L.norm, floats(2, 3, 2))
case("linalg.norm", lambda a, o, d: L.norm(a, o, d), floats(2, 3), 3, 1)
case("linalg.norm", lambda a, o, d, k: L.norm(a, o, d, k), floats(2, 3), None, [0, 1], True)
case("linalg.norm", lambda a, o: L.norm(a, o), floats(3), 1)
for order in [2, 1, 0, 3, math.inf, -math.inf]:
    case("linalg.vectorNorm", lambda a, o, d: L.vector_norm(a, o, d), floats(2, 3, dtype=F64), order, 1)
case("linalg.vectorNorm", L.vector_norm, floats(2, 3))

for power in [0, 1, 2, 3, 5, -1, -3]:
    case("linalg.matrixPower", L.matrix_power, spread(3, 3), power, gradient=power != 0)
case("linalg.matrixPower", L.matrix_power, ints(2, 2, 2), 3, gradient=False)
for a in [floats(3, 3, dtype=F64), floats(2, 2, 2, dtype=F64), 5 * floats(3, 3, dtype=F64), floats(1, 1, dtype=F64), floats(0, 0, dtype=F64),
          torch.zeros(2, 2, dtype=F64), floats(3, 3, low=-1, high=1)]:
    case("linalg.matrixExp", L.matrix_exp, a)
case("linalg.householderProduct", L.householder_product, floats(4, 3, dtype=F64), floats(2, dtype=F64))
case("linalg.householderProduct", L.householder_product, floats(2, 3, 2, dtype=F64), floats(2, 2, dtype=F64))
case("linalg.tensorinv", lambda a, ind: L.tensorinv(a, ind), spread(6, 6).reshape(2, 3, 6), 2)
case("linalg.tensorsolve", L.tensorsolve, spread(6, 6).reshape(2, 3, 6), floats(2, 3, dtype=F64))
case("linalg.tensorsolve", lambda a, b, d: L.tensorsolve(a, b, d), spread(6, 6).reshape(2, 6, 3).contiguous(), floats(6, dtype=F64).reshape(6), [0, 2])
case("torch.svd", lambda a: torch.svd(a)[1], spread(3, 2))

case("linalg.vander", L.vander, floats(2, 3, dtype=F64))
case("linalg.vander", lambda x, n: L.vander(x, N=n), floats(3, dtype=F64), 2)
case("linalg.vander", L.vander, ints(3), gradient=False)
case("linalg.diagonal", L.diagonal, floats(2, 3, 4))
case("linalg.diagonal", lambda x, o: L.diagonal(x, offset=o), floats(3, 4), 1)
case("luSolve", lambda a, b: torch.lu_solve(b, *L.lu_factor(a)), spread(3, 3), floats(3, 2, dtype=F64))

write(__file__)
