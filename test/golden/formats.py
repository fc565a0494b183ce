"""Writes data/formats/*: files as PyTorch, numpy and safetensors write them, and what is in them.

    python test/golden/formats.py        (written with torch 2.15, numpy 2.4, safetensors 0.8)

`expected.json` has by file and tensor: {"dtype", "shape", "data"}, flat in row-major order.
"""
import json
import math
import os
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "data" / "formats"
FOLDER.mkdir(parents=True, exist_ok=True)
EXPECTED = {}


def number(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    # JSON's readers have doubles only.
    return str(value) if isinstance(value, int) and abs(value) > 2**53 else value


def pack(tensor):
    tensor = torch.as_tensor(tensor).detach()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": [number(value) for value in tensor.flatten().tolist()],
    }


def expect(file, tensors):
    EXPECTED[file] = {name: pack(tensor) for name, tensor in tensors.items()}


def place(file):
    return FOLDER / file


# --- a model: what it gives for an input, and its state in each format ------------------------------------

torch.manual_seed(0)
MODEL = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
INPUT = torch.randn(5, 4)
expect("model", {"input": INPUT, "output": MODEL(INPUT)})

# --- safetensors ------------------------------------------------------------------------------------------

save_file(MODEL.state_dict(), place("model.safetensors"), metadata={"format": "pt"})
expect("model.safetensors", MODEL.state_dict())

DTYPES = {
    "float32": torch.tensor([[0.5, -1.0, math.inf], [-math.inf, math.nan, 3e-45]]),
    "float64": torch.tensor([math.pi, -5e-324], dtype=torch.float64),
    "int32": torch.tensor([-(2**31), 7], dtype=torch.int32),
    "int64": torch.tensor([-(2**63), 2**53 + 1, 3]),
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([[True], [False]]),
    "scalar": torch.tensor(2.5),
    "none": torch.zeros(0, 3),
}
save_file(DTYPES, place("dtypes.safetensors"))
expect("dtypes.safetensors", DTYPES)

# Dtypes that an engine may lack: every bit pattern of a byte, and the corners of wider ones.
CORNERS = torch.tensor([0, 1, 0x3FF, 0x400, 0x3C00, 0x7BFF, 0x7C00, 0x7C01, 0x8000, 0xBC00, 0xFC00], dtype=torch.uint16)
BYTES = torch.arange(256).to(torch.uint8)
NARROW = {
    "float16": CORNERS.view(torch.float16),
    "bfloat16": torch.cat([CORNERS.view(torch.bfloat16), torch.tensor([1.0, -3e38, math.nan], dtype=torch.bfloat16)]),
    "float8_e4m3fn": BYTES.view(torch.float8_e4m3fn),
    "float8_e5m2": BYTES.clone().view(torch.float8_e5m2),
    "int8": torch.tensor([-128, 127], dtype=torch.int8),
    "int16": torch.tensor([-32768, 32767], dtype=torch.int16),
    "uint16": torch.tensor([65535], dtype=torch.uint16),
    "uint32": torch.tensor([2**32 - 1], dtype=torch.uint32),
}
save_file(NARROW, place("narrow.safetensors"))
expect("narrow.safetensors", {name: t.to(torch.float32) if t.is_floating_point() else t for name, t in NARROW.items()})

# --- numpy ------------------------------------------------------------------------------------------------

ARRAYS = {name: tensor.numpy() for name, tensor in DTYPES.items()} | {"int16": np.array([-2, 300], dtype=np.int16)}
GRID = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


def npy(file, array, version=(1, 0)):
    with open(place(file), "wb") as out:
        np.lib.format.write_array(out, array, version=version)
    expect(file, {"arr_0": torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))})


npy("c-order.npy", GRID)
npy("fortran-order.npy", np.asfortranarray(GRID), version=(2, 0))
npy("big-endian.npy", GRID.astype(">f8"), version=(3, 0))
npy("scalar.npy", np.array(-7, dtype=">i8"))
np.save(place("objects.npy"), np.array([{}], dtype=object), allow_pickle=True)
np.save(place("records.npy"), np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.savez(place("stored.npz"), **ARRAYS)
np.savez_compressed(place("deflated.npz"), **ARRAYS, zeros=np.zeros((300, 300), dtype=np.float32))
for archive in ("stored.npz", "deflated.npz"):
    expect(archive, {name: torch.from_numpy(array) for name, array in ARRAYS.items()})

# --- PyTorch's checkpoints --------------------------------------------------------------------------------


def flat(value, path=()):
    """Tensors by their dotted paths."""
    if isinstance(value, torch.Tensor):
        return {".".join(path): value}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    return {name: tensor for key, item in items for name, tensor in flat(item, (*path, str(key))).items()}


def checkpoint(file, value, **options):
    torch.save(value, place(file), **options)
    expect(file, {name: t.float() if "float8" in str(t.dtype) or t.dtype in (torch.float16, torch.bfloat16) else t for name, t in flat(value).items()})


checkpoint("model.pt", MODEL.state_dict())
checkpoint("protocol-5.pt", MODEL.state_dict(), pickle_protocol=5)
checkpoint("legacy.pt", MODEL.state_dict(), _use_new_zipfile_serialization=False)

ADAM = torch.optim.Adam(MODEL.parameters(), lr=0.01)
for _ in range(2):
    ADAM.zero_grad()
    MODEL(INPUT).square().sum().backward()
    ADAM.step()
checkpoint("training.pt", {
    "epoch": 7,
    "loss": 0.25,
    "model": MODEL.state_dict(),
    "optimizer": ADAM.state_dict(),
    "scheduler": torch.optim.lr_scheduler.MultiStepLR(ADAM, [3, 5]).state_dict(),
    "notes": ["ein Café", b"\x00\xff", b"", None, True, (1, -2), {3}, 2**70, -(2**31), 300, math.inf],
    "dtype": torch.bfloat16,
    "device": torch.device("cpu"),
    "shape": torch.Size([2, 3]),
    "by tuple": {(0, 1): "edge"},
})

BASE = torch.arange(12, dtype=torch.float32).reshape(3, 4)
checkpoint("views.pt", {
    "base": BASE,
    "turned": BASE.t(),
    "part": BASE[1:, 1:3],
    "same": BASE,
    "wide": torch.tensor([[1.0], [2.0]]).expand(2, 3),
    "parameter": nn.Parameter(torch.tensor([5.0])),
    "none": torch.zeros(0, 4),
})
checkpoint("dtypes.pt", DTYPES | NARROW)
checkpoint("legacy-dtypes.pt", DTYPES, _use_new_zipfile_serialization=False)

# Files that ask for more than data.
torch.save(MODEL, place("whole-module.pt"))


class Command:
    def __reduce__(self):
        return os.system, ("touch backstep-was-here",)


torch.save({"weight": torch.zeros(1), "extra": Command()}, place("command.pt"))
torch.save({"weight": torch.zeros(1), "extra": Command()}, place("command-legacy.pt"), _use_new_zipfile_serialization=False)
torch.save({"scale": np.float64(0.5)}, place("numpy-scalar.pt"))

text = json.dumps(EXPECTED, separators=(",", ":"), allow_nan=False).replace('},"', '},\n"')
place("expected.json").write_text(text + "\n")
for path in sorted(FOLDER.iterdir()):
    print(f"{path.name}: {path.stat().st_size} bytes")
