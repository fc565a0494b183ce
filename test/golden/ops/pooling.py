"""Largest elements and means of windows."""
import torch
from torch.nn import functional as F

from cases import F64, case, floats, write

SNAKE = {"ceilMode": "ceil_mode", "countIncludePad": "count_include_pad", "divisorOverride": "divisor_override",
         "returnIndices": "return_indices", "outputSize": "output_size"}


def pool(row, name, axes, *args, rough=False, **options):
    """F.<name><axes>d of a tensor and more; the options come last."""
    python = {SNAKE.get(key, key): value for key, value in options.items()}
    fn = getattr(F, f"{name}{axes}d")
    given = (*args, options) if options else args
    tail = len(given) - len(args)
    case(row, lambda _, *rest: fn(*rest[: len(rest) - tail], **python), axes, *given, rough=rough)


def avg(*args, **options):
    pool("avgPool", "avg_pool", *args, **options)


avg(1, floats(2, 3, 7), 3)
avg(1, floats(3, 8), 3, stride=2, padding=1)
avg(2, floats(2, 2, 4, 6), 2)
avg(2, floats(2, 3, 5, 6, dtype=F64), [3, 2], stride=[2, 1], padding=[1, 0], countIncludePad=False)
avg(2, floats(1, 2, 7, 6), 3, stride=2, padding=1, ceilMode=True)
avg(2, floats(1, 2, 7, 6), 3, stride=2, padding=1, ceilMode=True, countIncludePad=False)
avg(2, floats(2, 5, 4), 2, divisorOverride=3)
avg(3, floats(2, 2, 4, 3, 5), 2)
avg(3, floats(1, 2, 4, 4, 5), [2, 3, 2], stride=2, padding=[1, 1, 0], ceilMode=True, divisorOverride=2)
avg(2, floats(0, 2, 4, 4), 2)

pool("adaptiveAvgPool", "adaptive_avg_pool", 1, floats(2, 3, 7), 3)
pool("adaptiveAvgPool", "adaptive_avg_pool", 2, floats(2, 3, 5, 6), 1)
pool("adaptiveAvgPool", "adaptive_avg_pool", 2, floats(2, 5, 6, dtype=F64), [3, 4])
pool("adaptiveAvgPool", "adaptive_avg_pool", 2, floats(1, 2, 3, 6), [None, 8])
pool("adaptiveAvgPool", "adaptive_avg_pool", 3, floats(2, 2, 4, 3, 5), [2, 3, 2])


def largest(name, *args, **options):
    pool("maxPool" if name == "max_pool" else "adaptiveMaxPool", name, *args, **options)


largest("max_pool", 1, floats(2, 3, 8), 2)
largest("max_pool", 1, floats(3, 9), 3, stride=2, padding=1, returnIndices=True)
largest("max_pool", 2, floats(2, 3, 4, 6), 2, returnIndices=True)
largest("max_pool", 2, floats(2, 3, 5, 7), 3, stride=2, padding=1)
largest("max_pool", 2, floats(2, 3, 7, 8, dtype=F64), [3, 2], stride=[2, 3], padding=[1, 0], ceilMode=True, returnIndices=True)
largest("max_pool", 2, floats(2, 7, 8), 2, stride=1, dilation=[2, 3], padding=1, returnIndices=True)
largest("max_pool", 3, floats(2, 2, 4, 5, 4), 2, returnIndices=True)
largest("max_pool", 3, floats(1, 2, 4, 5, 6), [2, 3, 2], stride=2, padding=1, ceilMode=True, returnIndices=True)
largest("max_pool", 2, floats(0, 3, 4, 4), 2)
odd = torch.tensor([[[[1.0, 1, 0, float("nan")], [1, 1, 0, 5], [-float("inf")] * 4, [-float("inf")] * 3 + [float("nan")]]]])
largest("max_pool", 2, odd, 2, rough=True, returnIndices=True)
largest("adaptive_max_pool", 1, floats(2, 3, 7), 3, returnIndices=True)
largest("adaptive_max_pool", 2, floats(2, 3, 5, 6), [3, 4], returnIndices=True)
largest("adaptive_max_pool", 2, floats(3, 5, 6, dtype=F64), [None, 2])
largest("adaptive_max_pool", 3, floats(2, 2, 4, 3, 5), 2, returnIndices=True)


def unpool(axes, shape, kernel, **options):
    pooled = {SNAKE.get(key, key): value for key, value in options.items() if key != "outputSize"}
    _, indices = getattr(F, f"max_pool{axes}d")(floats(*shape), kernel, return_indices=True, **pooled)
    pool("maxUnpool", "max_unpool", axes, floats(*indices.shape), indices, kernel, **options)


unpool(1, (2, 3, 8), 2)
unpool(2, (2, 3, 4, 6), 2)
unpool(2, (3, 5, 7), 2, outputSize=[5, 7])
unpool(2, (1, 2, 8, 6), 2, padding=1)
unpool(3, (2, 2, 4, 4, 5), 2, outputSize=[2, 2, 4, 4, 5])

for shape, dim, rows, entries in [((2, 5, 3), 1, 3, [[0, 1, 0.5], [0, 4, 2.0], [2, 1, -1.5]]),
                                  ((3, 4), 1, 2, [[1, 0, 1.0], [1, 3, 0.25]]), ((4,), 0, 6, [[k, k % 4, 1.5] for k in range(6)]),
                                  ((3, 2, 6), 0, 1, [[0, 0, 1.0], [0, 2, 2.0]])]:
    matrix = torch.zeros(rows, shape[dim])
    for row, column, weight in entries:
        matrix[row, column] += weight
    case("resample", lambda x, d, *_: (matrix.to(x.dtype) @ x.movedim(d, 0).flatten(1)).unflatten(
        1, [n for a, n in enumerate(x.shape) if a != d]).movedim(0, d) if x.ndim > 1 else matrix @ x, floats(*shape), dim, rows, entries)

write(__file__)
