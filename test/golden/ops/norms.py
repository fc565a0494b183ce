"""Normalisation of lines."""
import torch
from torch.nn import functional as F

from cases import F64, case, floats, write


def layer_norm(x, weight, bias, shape, eps):
    return F.layer_norm(x, shape, weight, bias, eps)


for dtype in (torch.float32, F64):
    own = lambda *shape: floats(*shape, dtype=dtype)
    for x, shape in [(own(4, 5), [5]), (own(2, 3, 4), [4]), (own(2, 3, 4), [3, 4]), (own(7), [7]), (own(0, 3), [3]), (own(2, 21), [21])]:
        case("layerNorm", layer_norm, x, None, None, shape, 1e-5)
        case("layerNorm", layer_norm, x, own(*shape), own(*shape), shape, 1e-5)
    case("layerNorm", layer_norm, own(4, 5), own(5), None, [5], 0.5)
    case("layerNorm", layer_norm, own(4, 5), None, own(5), [5], 0.5)

write(__file__)
