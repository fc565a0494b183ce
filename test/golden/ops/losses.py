"""Softmax and losses."""
import math

import torch
from torch.nn import functional as F

from cases import F64, case, floats, write

for row, fn in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
    for x, dim in [(floats(2, 3), 1), (floats(2, 3), 0), (floats(2, 3, 2), -2), (floats(), 0), (floats(0, 3), 1), (floats(3, dtype=F64), 0)]:
        case(row, fn, x, dim)
    case(row, fn, torch.tensor([[1000.0, 1001.0], [-1000.0, 0.0], [-math.inf, 0.0]]), 1, gradient=False)
entropy = lambda x, y, o: F.cross_entropy(x, y, reduction=o.get("reduction", "mean"), ignore_index=o.get("ignoreIndex", -100))
for reduction_ in ["mean", "sum", "none"]:
    case("crossEntropy", entropy, floats(4, 3), torch.tensor([0, 2, 1, 2]), {"reduction": reduction_})
    case("crossEntropy", entropy, floats(4, 3), torch.tensor([0, -100, 1, -100]), {"reduction": reduction_})
    case("crossEntropy", entropy, floats(3, 2, dtype=F64), torch.tensor([1, 0, 1]), {"reduction": reduction_, "ignoreIndex": 1})
    case("crossEntropy", entropy, floats(3), torch.tensor(2), {"reduction": reduction_})
    squares = lambda x, y, o: F.mse_loss(x, y, reduction=o["reduction"])
    case("mseLoss", squares, floats(2, 3), floats(2, 3), {"reduction": reduction_})
    case("mseLoss", squares, floats(4, dtype=F64), floats(4, dtype=F64), {"reduction": reduction_})

write(__file__)
