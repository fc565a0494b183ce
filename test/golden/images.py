"""Writes data/nn-images.json: PyTorch's layers of images (convolutions, pooling, padding, sampling).

    python test/golden/images.py        (written with torch 2.15)
"""
import torch
from torch import nn
from torch.nn import functional as F

from pack import F32, F64, module, values, write

SNAKE = {"paddingMode": "padding_mode", "outputPadding": "output_padding", "ceilMode": "ceil_mode",
         "returnIndices": "return_indices", "countIncludePad": "count_include_pad", "divisorOverride": "divisor_override",
         "scaleFactor": "scale_factor", "alignCorners": "align_corners"}


def python(options):
    return {SNAKE.get(key, key): tuple(each) if isinstance(each, list) else each for key, each in options.items()}


class GridSample(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.options = options

    def forward(self, image, grid):
        return F.grid_sample(image, grid, **self.options)


class AffineGrid(nn.Module):
    def __init__(self, size, **options):
        super().__init__()
        self.size, self.options = size, options

    def forward(self, theta):
        return F.affine_grid(theta, self.size, **self.options)


class Unpooled(nn.Module):
    """The way there and back."""

    def __init__(self, axes, size):
        super().__init__()
        self.pool = getattr(nn, f"MaxPool{axes}d")(2, return_indices=True)
        self.unpool = getattr(nn, f"MaxUnpool{axes}d")(2)
        self.size = size

    def forward(self, x):
        return self.unpool(*self.pool(x), output_size=self.size)


def layers():
    torch.manual_seed(9)
    rows = []

    # One dtype each is enough: the ops are compared in both, in ops/.
    def add(name, args, *inputs, kind=None, dtypes=(F32,), **more):
        *positional, options = args if args and isinstance(args[-1], dict) else [*args, {}]
        given = [tuple(each) if isinstance(each, list) else each for each in positional]
        make = kind or getattr(nn, name)
        rows.extend(module(name, args, lambda dtype: make(*given, **python(options)), *inputs,
                           dtypes=dtypes, **more))

    line, image, volume = values(2, 4, 9), values(1, 4, 5, 4), values(1, 4, 3, 4, 3)
    inputs = {1: line, 2: image, 3: volume}
    for axes, x in inputs.items():
        add(f"Conv{axes}d", [4, 6, 3], x)
        add(f"Conv{axes}d", [4, 2, 2, {"stride": 2, "padding": 1, "bias": False}], x[0])
        add(f"ConvTranspose{axes}d", [4, 3, 3], x)
        add(f"ConvTranspose{axes}d", [4, 2, 2, {"stride": 2, "padding": 1, "outputPadding": 1, "groups": 2}], x)
        for mode in ("reflect", "replicate", "circular"):
            add(f"Conv{axes}d", [4, 4, 3, {"padding": 1, "paddingMode": mode, "groups": 2}], x)
        add(f"MaxPool{axes}d", [2], x)
        add(f"MaxPool{axes}d", [3, {"stride": 2, "padding": 1, "ceilMode": True, "returnIndices": True}], x)
        add(f"AvgPool{axes}d", [2], x)
        add(f"AvgPool{axes}d", [3, {"stride": 2, "padding": 1, "ceilMode": True, "countIncludePad": False}], x)
        add(f"LPPool{axes}d", [2, 2], x)
        add(f"LPPool{axes}d", [3, 2, {"stride": 1, "ceilMode": True}], x.abs())
        add(f"AdaptiveAvgPool{axes}d", [3], x)
        add(f"AdaptiveMaxPool{axes}d", [2, {"returnIndices": True}], x)
        add(f"AdaptiveMaxPool{axes}d", [2], x)
        add("Unpooled", [axes, list(x.shape)], x, kind=Unpooled)
        for kind in ("Reflection", "Replication", "Circular", "Zero"):
            add(f"{kind}Pad{axes}d", [2], x)
        add(f"ReflectionPad{axes}d", [[1, 2, 0, 1, 2, 1][: 2 * axes]], x)
        add(f"ConstantPad{axes}d", [[1, 2, 0, 1, 2, 1][: 2 * axes], 1.5], x)
    add("Conv2d", [4, 6, [3, 2], {"padding": "same", "dilation": [1, 2]}], image)
    add("Conv2d", [4, 4, [2, 3], {"padding": "same", "paddingMode": "circular"}], image)
    add("Conv2d", [4, 4, 3, {"padding": [1, 2], "paddingMode": "reflect"}], image)
    add("AvgPool2d", [2, {"divisorOverride": 3}], image)
    add("UpsamplingNearest2d", [{"scaleFactor": 2}], image)
    add("UpsamplingBilinear2d", [{"size": [7, 3]}], image)
    add("Upsample", [{"scaleFactor": 1.5, "mode": "bicubic"}], image)
    add("Unfold", [[2, 3], {"stride": 2, "padding": 1}], image)
    add("Fold", [[4, 5], 2, {"stride": 1}], values(1, 8, 12))
    grid, places = values(1, 3, 3, 2, low=-1.4, high=1.4), values(1, 2, 2, 2, 3, low=-1.4, high=1.4)
    for padding in ("zeros", "border", "reflection"):
        for corners in (False, True):
            for mode in ("bilinear", "nearest", "bicubic"):
                options = {"mode": mode, "paddingMode": padding, "alignCorners": corners}
                add("GridSample", [options], image, grid, kind=GridSample, dtypes=(F64,),
                    fixed=(1,) if mode == "nearest" else ())
                if mode != "bicubic":
                    add("GridSample", [options], volume, places, kind=GridSample, dtypes=(F64,),
                        fixed=(1,) if mode == "nearest" else ())
    for size, shape in (([2, 1, 3, 4], (2, 2, 3)), ([1, 1, 2, 3, 1], (1, 3, 4))):
        for corners in (False, True):
            add("AffineGrid", [size, {"alignCorners": corners}], values(*shape), kind=AffineGrid)
    return rows


if __name__ == "__main__":
    write("nn-images", layers())
