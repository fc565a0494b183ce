"""Convolutions and their transpositions."""
import torch
from torch.nn import functional as F

from cases import F64, case, floats, write

SNAKE = {"outputPadding": "output_padding"}


def convolution(row, name, input, weight, bias, dtype=torch.float32, **options):
    """A case of F.conv*d or F.conv_transpose*d; `bias` is its size, or None."""
    fn = getattr(F, f"{name}{len(weight) - 2}d")
    python = {SNAKE.get(key, key): value for key, value in options.items()}
    case(row, lambda x, w, b, _: fn(x, w, b, **python), floats(*input, dtype=dtype), floats(*weight, dtype=dtype),
         None if bias is None else floats(bias, dtype=dtype), options)


def conv(*args, **options):
    convolution("convolution", "conv", *args, **options)


def transpose(*args, **options):
    convolution("convolutionTranspose", "conv_transpose", *args, **options)


conv((2, 3, 7), (4, 3, 3), 4)
conv((3, 7), (4, 3, 2), None, stride=2, padding=1)
conv((2, 3, 6), (2, 3, 4), 2, padding="same")
conv((2, 3, 6), (2, 3, 3), 2, padding="same", dilation=2)
conv((1, 2, 5), (3, 2, 2), None, padding="valid")
conv((2, 4, 9), (6, 2, 3), 6, groups=2, stride=3, dilation=2, padding=2)
conv((2, 3, 5, 6), (5, 3, 3, 3), 5, padding=1)
conv((2, 3, 5, 6), (4, 3, 3, 3), 4, dtype=F64)
conv((1, 2, 7, 6), (4, 2, 3, 2), None, stride=[2, 3], padding=[2, 1], dilation=[1, 2])
conv((2, 5, 3, 4), (6, 5, 1, 1), 6)
conv((2, 5, 5, 4), (4, 5, 1, 1), None, stride=2)
conv((2, 3, 6, 5), (3, 1, 3, 3), 3, groups=3, padding=1)
conv((2, 3, 6, 5), (6, 1, 3, 3), 6, groups=3, stride=2)
conv((2, 4, 4, 4), (8, 2, 2, 2), 8, groups=2)
conv((3, 5, 5), (2, 3, 3, 3), 2)
conv((0, 3, 5, 5), (2, 3, 3, 3), 2)
conv((1, 1, 20, 21), (5, 1, 5, 5), 5)
conv((2, 2, 4, 5, 3), (4, 2, 3, 2, 2), 4, padding=1)
conv((2, 3, 3, 4), (2, 2, 2, 2, 2), None, stride=[1, 2, 1])
conv((1, 4, 4, 5, 3), (4, 1, 3, 3, 3), 4, groups=4, padding=1)

transpose((2, 3, 5), (3, 4, 3), 4)
transpose((3, 5), (3, 4, 2), None, stride=2, padding=1, outputPadding=1)
transpose((2, 4, 4), (4, 3, 3), 6, groups=2, stride=3, dilation=2, outputPadding=2)
transpose((2, 3, 3, 4), (3, 4, 3, 3), 4, padding=1)
transpose((2, 3, 3, 4), (3, 5, 2, 2), 5, stride=2)
transpose((2, 3, 3, 4), (3, 4, 4, 4), 4, stride=2, padding=1, dtype=F64)
transpose((1, 2, 4, 3), (2, 4, 3, 2), None, stride=[2, 3], padding=[2, 0], dilation=[1, 2], outputPadding=[1, 2])
transpose((2, 3, 4, 3), (3, 1, 3, 3), 3, groups=3, stride=2, padding=1, outputPadding=1)
transpose((2, 3, 4, 3), (3, 4, 1, 1), 4)
transpose((2, 3, 2, 3), (3, 4, 1, 1), 4, stride=3)
transpose((3, 4, 3), (3, 2, 2, 2), 2)
transpose((2, 3, 2, 3, 2), (3, 2, 2, 3, 2), 2, stride=[1, 2, 2], padding=[0, 1, 0])


def weight(gradient, input, size, dtype=torch.float32, **options):
    """By the weight, as autograd of F.conv*d gives it; differentiable again."""
    fn = getattr(F, f"conv{len(size)}d")

    def by_weight(g, x, size, options):
        groups = options.get("groups", 1)
        w = torch.zeros(g.shape[1], x.shape[1] // groups, *size, dtype=g.dtype, requires_grad=True)
        return torch.autograd.grad(fn(x, w, **options), w, g, create_graph=True)[0]

    case("convolutionWeight", by_weight, floats(*gradient, dtype=dtype), floats(*input, dtype=dtype), size, options)


weight((2, 4, 5), (2, 3, 7), [3])
weight((2, 5, 5, 6), (2, 3, 5, 6), [3, 3], padding=1)
weight((2, 4, 3, 2), (2, 2, 6, 4), [2, 2], stride=2, groups=2, dtype=F64)
weight((2, 3, 4, 3), (2, 3, 6, 5), [3, 3], groups=3)
weight((2, 5, 2, 3, 2), (2, 2, 4, 4, 3), [3, 2, 2])

write(__file__)
