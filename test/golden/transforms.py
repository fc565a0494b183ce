"""Writes data/transforms.json: images as torchvision.transforms makes them.

    python test/golden/transforms.py        (written with torch 2.15, torchvision 0.29)

A case has the name of the transform, the arguments that the engine's has, the input's name and the output.
"""
import json
import pathlib

import torch
import torchvision.transforms as T
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as TF

torch.manual_seed(0)


def fractions(*shape, dtype=torch.float32):
    """Numbers of few digits."""
    return (torch.rand(*shape, dtype=dtype) * 128).round() / 128


INPUTS = {
    "colour": fractions(3, 7, 10),
    "bytes": torch.randint(0, 256, (3, 7, 10), dtype=torch.uint8),
    "grey": fractions(1, 6, 5),
    "batch": fractions(2, 3, 4, 6),
    "double": fractions(3, 5, 4, dtype=torch.float64),
    "flat": torch.full((3, 4, 4), 0.25),
    "primary": torch.eye(3)[:, None, :].expand(3, 2, 3).contiguous(),
}
CASES = []


def pack(tensor):
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "data": [number(value) for value in tensor.flatten().tolist()]}


def number(value):
    return value if isinstance(value, int) else float(f"{value:.7g}")


def case(name, args, image, output):
    CASES.append({"name": name, "args": args, "input": image, "output": pack(output)})


MODES = {
    "nearest": InterpolationMode.NEAREST,
    "nearestExact": InterpolationMode.NEAREST_EXACT,
    "bilinear": InterpolationMode.BILINEAR,
    "bicubic": InterpolationMode.BICUBIC,
}
for image in ("colour", "bytes", "batch", "double", "grey"):
    x = INPUTS[image]
    for mode, interpolation in MODES.items():
        for antialias in (True, False):
            for size in ([3, 4], [12, 5], [9, 15]):
                options = {"interpolation": mode, "antialias": antialias}
                case("Resize", [size, options], image, T.Resize(size, interpolation, antialias=antialias)(x))
case("Resize", [5], "colour", T.Resize(5)(INPUTS["colour"]))
case("Resize", [9], "grey", T.Resize(9)(INPUTS["grey"]))
case("Resize", [6, {"maxSize": 7}], "colour", T.Resize(6, max_size=7)(INPUTS["colour"]))
case("Resize", [7], "colour", T.Resize(7)(INPUTS["colour"]))

for image in ("colour", "bytes", "grey", "batch"):
    x = INPUTS[image]
    for size in ([3, 4], [4, 3], [8, 9], [5, 12], [6, 5]):
        case("CenterCrop", [size], image, T.CenterCrop(size)(x))
    for padding in (2, [1, 3], [0, 1, 2, 3]):
        case("Pad", [padding, {"fill": 1}], image, T.Pad(padding, fill=1)(x))
        for mode in ("edge", "reflect", "symmetric"):
            case("Pad", [padding, {"paddingMode": mode}], image, T.Pad(padding, padding_mode=mode)(x))
case("CenterCrop", [3], "colour", T.CenterCrop(3)(INPUTS["colour"]))

for image in ("colour", "bytes", "grey", "double"):
    x = INPUTS[image]
    case("RandomHorizontalFlip", [1], image, T.RandomHorizontalFlip(1)(x))
    case("RandomVerticalFlip", [1], image, T.RandomVerticalFlip(1)(x))
    for angle in (0, 30, -45.5, 90, 180, 271):
        for mode in ("nearest", "bilinear"):
            for expand in (False, True):
                options = {"interpolation": mode, "expand": expand, "fill": 0.5 if x.is_floating_point() else 9}
                turn = T.RandomRotation([angle, angle], MODES[mode], expand=expand, fill=options["fill"])
                case("RandomRotation", [[angle, angle], options], image, turn(x))
    options = {"center": [1, 2], "interpolation": "bilinear"}
    case("RandomRotation", [[20, 20], options], image, T.RandomRotation([20, 20], MODES["bilinear"], center=(1, 2))(x))

for image in ("colour", "bytes", "grey", "flat", "primary", "double", "batch"):
    x = INPUTS[image]
    for name in ("brightness", "contrast", "saturation"):
        for factor in (0, 0.4, 1, 1.7):
            case("ColorJitter", [{name: [factor, factor]}], image, getattr(TF, f"adjust_{name}")(x, factor))
    for turn in (-0.5, -0.2, 0, 0.1, 0.5):
        case("ColorJitter", [{"hue": [turn, turn]}], image, TF.adjust_hue(x, turn))
    case("Grayscale", [1], image, T.Grayscale(1)(x))
    if x.shape[-3] == 3:
        case("Grayscale", [3], image, T.Grayscale(3)(x))

case("Normalize", [[0.5, 0.4, 0.3], [0.2, 0.3, 0.4]], "colour", T.Normalize([0.5, 0.4, 0.3], [0.2, 0.3, 0.4])(INPUTS["colour"]))
case("Normalize", [[0.5], [0.2]], "batch", T.Normalize([0.5], [0.2])(INPUTS["batch"]))
for image, dtypes in {
    "colour": ["uint8", "float64", "float16"],
    "double": ["int32", "uint8"],
    "bytes": ["float32", "float64", "int32", "uint8"],
}.items():
    for dtype in dtypes:
        case("ConvertImageDtype", [dtype], image, T.ConvertImageDtype(getattr(torch, dtype))(INPUTS[image]))

OUT = pathlib.Path(__file__).parent / "data" / "transforms.json"
text = json.dumps({"inputs": {name: pack(tensor) for name, tensor in INPUTS.items()}, "cases": CASES}, separators=(",", ":"))
OUT.write_text(text.replace('},{"name"', '},\n{"name"') + "\n")
