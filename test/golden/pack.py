"""What the other scripts share: tensors as JSON, names in camelCase, random values, files."""
import json
import math
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parent / "data"
F32, F64 = torch.float32, torch.float64


def number(value, dtype):
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value) or math.isinf(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    # The shortest text that reads back as the same float32.
    return float(str(torch.tensor(value, dtype=dtype).numpy())) if dtype == F32 else value


def pack(tensor):
    tensor = tensor.detach()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": [number(value, tensor.dtype) for value in tensor.flatten().tolist()],
    }


def camel(name):
    # Parts of a dotted path are names of their own; "batch_first" becomes "batchFirst".
    return ".".join(
        head + "".join(word.capitalize() for word in tail)
        for head, *tail in (part.split("_") for part in name.split("."))
    )


def values(*shape, dtype=F32, low=-2.0, high=2.0):
    return torch.empty(shape, dtype=dtype).uniform_(low, high)


def write(name, content):
    file = FOLDER / f"{name}.json"
    file.write_text(json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n")
    print(f"{file.name}: {file.stat().st_size} bytes")
