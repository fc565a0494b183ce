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


# --- modules: outputs, and the gradients when the outputs' gradients are `seeds` ----------------------------


def cast(value, dtype):
    return value.clone().to(dtype) if torch.is_tensor(value) and value.is_floating_point() else value


def tensors(value):
    """The tensors of nested tuples, in their order."""
    if torch.is_tensor(value):
        return [value]
    return [each for part in value for each in tensors(part)] if isinstance(value, (tuple, list)) else []


def module(name, args, make, *inputs, fixed=(), train=True, dtypes=(F32, F64)):
    """A row for each dtype. `make(dtype)` gives the module; inputs at the positions `fixed` have no gradient."""
    rows = []
    for dtype in dtypes:
        torch.manual_seed(0)
        layer = make(dtype).to(dtype).train(train)
        state = {camel(key): pack(value) for key, value in layer.state_dict().items()}
        given = [cast(each, dtype) for each in inputs]
        for position, each in enumerate(given):
            if torch.is_tensor(each) and each.is_floating_point() and position not in fixed:
                each.requires_grad_()
        outputs = tensors(layer(*given))
        floating = [each for each in outputs if each.requires_grad]
        seeds = [values(*each.shape, dtype=dtype) for each in floating]
        torch.autograd.backward(floating, seeds)
        rows.append({
            "name": name, "args": args, "dtype": str(dtype).removeprefix("torch."), "train": train, "state": state,
            "inputs": [pack(each) if torch.is_tensor(each) else each for each in given],
            "outputs": [pack(each) for each in outputs], "seeds": [pack(each) for each in seeds],
            "inputGradients": [pack(each.grad) if torch.is_tensor(each) and each.grad is not None else None
                               for each in given],
            "gradients": {camel(key): pack(value.grad) for key, value in layer.named_parameters()
                          if value.grad is not None},
            "after": {camel(key): pack(value) for key, value in layer.named_buffers()},
        })
    return rows
