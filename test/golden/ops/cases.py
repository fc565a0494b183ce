"""What the scripts beside it share. Each writes data/ops/<its name>.json: what PyTorch's ops give for small inputs,
and their gradients.

    python test/golden/ops/unary.py       (written with torch 2.15)

A case is {"args", "outputs", "seed", "gradients"}: the arguments, the results, and the gradients by the floating
tensors among the arguments when the gradient of the first result is `seed`. A tensor is {"dtype", "shape", "data"},
flat in row-major order; a number that JSON lacks is a string, an int64 beyond 2^53 too.
"""
import json
import math
import pathlib

import torch
from torch.nn import functional as F

from edges import candidate, derived

FOLDER = pathlib.Path(__file__).parent.parent / "data" / "ops"
F32, F64, I32, I64, U8, BOOL = (torch.float32, torch.float64, torch.int32, torch.int64, torch.uint8, torch.bool)
torch.manual_seed(20261121)

ROWS = {}


def number(value, dtype):
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 else str(value)
    if math.isnan(value) or math.isinf(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if dtype in (torch.float16, torch.bfloat16):
        # The shortest that is the same number again, through float32.
        texts = (float(f"{value:.{digits}g}") for digits in range(1, 18))
        return next(each for each in texts if torch.tensor(each, dtype=F32).to(dtype).item() == value)
    # The shortest text that reads back as the same float32.
    return float(str(torch.tensor(value, dtype=dtype).numpy())) if dtype == F32 else value


def pack(value):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        return {
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": list(value.shape),
            "data": [number(each, value.dtype) for each in value.flatten().tolist()],
        }
    if isinstance(value, float):
        return number(value, F64)
    return value


def case(row, fn, *args, gradient=True, rough=False, rounds=False):
    """Adds a case of a row. `args` are what the engine's op is called with; `fn` is PyTorch's.

    `rough`: the function has a corner here, so that finite differences are not its gradient. `rounds`: PyTorch
    rounds to 16 bits on its way to the outputs; else they are float32's, rounded once.
    """
    options = {"gradient": gradient, "rough": rough, "rounds": rounds}
    ROWS.setdefault(row, []).append(entry_of(fn, args, **options))
    candidate(row, fn, args, options, entry_of)


def entry_of(fn, args, gradient, rough, rounds):
    leaves = [
        arg.clone().requires_grad_() if gradient and isinstance(arg, torch.Tensor) and arg.is_floating_point() else arg
        for arg in args
    ]
    many = bool(leaves) and isinstance(leaves[0], list) and bool(leaves[0]) and isinstance(leaves[0][0], torch.Tensor)
    if many:
        leaves[0] = [each.clone().requires_grad_() if each.is_floating_point() else each for each in leaves[0]]
    outputs = fn(*leaves)
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    entry = {"args": [[pack(each) for each in arg] if many and position == 0 else pack(arg) for position, arg in enumerate(args)],
             "outputs": [pack(output) for output in outputs]}
    if outputs[0].requires_grad:
        tensors = [leaf for leaf in (leaves[0] + leaves[1:] if many else leaves)
                   if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
        seed = torch.empty(outputs[0].shape, dtype=outputs[0].dtype).uniform_(-1, 1)
        found = torch.autograd.grad(outputs[0], tensors, seed, allow_unused=True)
        entry["seed"] = pack(seed)
        entry["gradients"] = [None if each is None else pack(each) for each in found]
    if rough:
        entry["rough"] = True
    if rounds:
        entry["rounds"] = True
    return entry


def floats(*shape, dtype=F32, low=-2.0, high=2.0):
    return torch.empty(shape, dtype=dtype).uniform_(low, high)


def ints(*shape, dtype=I64, low=-5, high=6):
    return torch.randint(low, high, shape).to(dtype)


def bools(*shape):
    return torch.rand(shape) < 0.5


def inplace(name):
    """The in-place form, on a copy, so that the gradient by what was there can be asked for."""
    return lambda x, *rest: getattr(x.clone(), name)(*rest)


DTYPES = {"float32": F32, "float64": F64, "int32": I32, "int64": I64, "uint8": U8, "bool": BOOL}


def write(script):
    """Writes the cases of one family to data/ops/, under the name of its script, and those of edges.py beside them."""
    stem = pathlib.Path(script).stem
    save(FOLDER / f"{stem}.json", ROWS)
    edges = derived()
    if edges:
        save(FOLDER / f"{stem}.edges.json", edges)


def save(file, rows):
    lines = ",\n".join(f"{json.dumps(row)}:{json.dumps(cases, separators=(',', ':'), allow_nan=False)}" for row, cases in rows.items())
    file.write_text("{" + lines + "}\n")
    print(f"{file.name}: {file.stat().st_size} bytes, {sum(map(len, rows.values()))} cases")
