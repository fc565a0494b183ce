"""Products of matrices."""
import torch
from torch.nn import functional as F

from cases import F64, case, floats, ints, write

for left, right in [((2, 3), (3, 4)), ((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 2, 3), (3, 2)), ((2, 1, 2, 3), (3, 3, 2)),
                    ((2, 3), (2, 3, 1)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((1, 1), (1, 1))]:
    case("matmul", torch.matmul, floats(*left), floats(*right))
case("matmul", torch.matmul, floats(3, 4, dtype=F64), floats(4, 2, dtype=F64))
case("matmul", torch.matmul, ints(2, 3), ints(3, 2), gradient=False)
for rows in [(4,), (2, 3), (0,), ()]:
    case("linear", F.linear, floats(*rows, 3), floats(2, 3), floats(2))
case("linear", F.linear, floats(4, 3, dtype=F64), floats(2, 3, dtype=F64))

write(__file__)
