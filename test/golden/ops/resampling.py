"""Images in other sizes, and as columns of patches."""
from torch.nn import functional as F

from cases import F64, case, floats, write

SNAKE = {"scaleFactor": "scale_factor", "alignCorners": "align_corners", "recomputeScaleFactor": "recompute_scale_factor"}


def interpolate(*shape, dtype=None, **options):
    python = {SNAKE.get(key, key): value for key, value in options.items()}
    if python.get("mode") == "nearestExact":
        python["mode"] = "nearest-exact"
    image = floats(*shape, dtype=dtype) if dtype else floats(*shape)
    case("interpolate", lambda x, _: F.interpolate(x, **python), image, options)


line, image, volume = (2, 3, 5), (2, 2, 4, 5), (1, 2, 3, 4, 2)
for mode in ("nearest", "nearestExact"):
    interpolate(*line, size=8, mode=mode)
    interpolate(*line, size=3, mode=mode)
    interpolate(*image, scaleFactor=2, mode=mode)
    interpolate(*image, scaleFactor=[0.7, 1.7], mode=mode)
    interpolate(*volume, size=[2, 5, 3], mode=mode, dtype=F64)
interpolate(1, 1, 7, 9, scaleFactor=3.3)
interpolate(*line, scaleFactor=1.3, recomputeScaleFactor=True)
interpolate(*image, size=[4, 5])
for corners in (False, True):
    interpolate(*line, size=8, mode="linear", alignCorners=corners)
    interpolate(*line, scaleFactor=0.6, mode="linear", alignCorners=corners)
    interpolate(*image, size=[7, 3], mode="bilinear", alignCorners=corners)
    interpolate(*image, scaleFactor=[1.5, 2.5], mode="bilinear", alignCorners=corners, dtype=F64)
    interpolate(*volume, size=[2, 5, 3], mode="trilinear", alignCorners=corners)
    interpolate(*image, size=[7, 3], mode="bicubic", alignCorners=corners)
    interpolate(*image, scaleFactor=[1.5, 2.5], mode="bicubic", alignCorners=corners, dtype=F64)
    interpolate(*image, size=[1, 1], mode="bicubic", alignCorners=corners)
    for mode in ("bilinear", "bicubic"):
        interpolate(1, 2, 9, 8, size=[4, 3], mode=mode, alignCorners=corners, antialias=True)
        interpolate(*image, size=[6, 4], mode=mode, alignCorners=corners, antialias=True, dtype=F64)
interpolate(*image, scaleFactor=1.3, mode="bilinear", recomputeScaleFactor=True)
interpolate(*line, size=3, mode="area")
interpolate(*image, size=[6, 2], mode="area")
interpolate(*volume, scaleFactor=[1, 0.5, 2], mode="area")


def unfold(shape, kernel, **options):
    case("im2col", lambda x, k, _: F.unfold(x, k, **options), floats(*shape), kernel, options)


def fold(shape, size, kernel, **options):
    case("col2im", lambda x, s, k, _: F.fold(x, s, k, **options), floats(*shape), size, kernel, options)


unfold((2, 3, 4, 5), 2)
unfold((3, 5, 4), [3, 2], padding=1, stride=2)
unfold((1, 2, 7, 6), [2, 3], dilation=[3, 2], padding=[0, 1], stride=[1, 2])
unfold((0, 3, 4, 5), 2)
fold((2, 12, 12), [4, 5], 2)
fold((18, 9), [5, 4], [3, 2], padding=1, stride=2)
fold((1, 12, 8), [7, 6], [2, 3], dilation=[3, 2], padding=[0, 1], stride=[1, 2])

write(__file__)
