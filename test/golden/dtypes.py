"""Writes data/dtypes.json: PyTorch's tables of dtypes.

    python test/golden/dtypes.py        (written with torch 2.15)

`promote` and `cast` have a row a dtype (see `names`), `limits` what finfo and iinfo say. `result` has triples of two
operands and the dtype of their result; an operand is a dtype, `dtype 0` for a tensor without axes, or a kind of number.
"""
import itertools

import torch

from pack import write

NAMES = ["float32", "float64", "int32", "int64", "bool", "uint8", "int8", "float16", "bfloat16"]
KINDS = {"boolean": True, "integer": 3, "fraction": 0.5}


def name(dtype):
    return str(dtype).removeprefix("torch.")


def operand(text):
    if text in KINDS:
        return KINDS[text]
    dtype, *axes = text.split()
    return torch.ones([] if axes else [2], dtype=getattr(torch, dtype))


def info(dtype):
    kind = getattr(torch, dtype)
    if not kind.is_floating_point:
        limits = torch.iinfo(kind)
        return {"bits": limits.bits, "max": str(limits.max), "min": str(limits.min)}
    limits = torch.finfo(kind)
    return {key: getattr(limits, key) for key in ["bits", "eps", "max", "min", "smallest_normal", "tiny", "resolution"]}


pairs = [(getattr(torch, a), getattr(torch, b)) for a in NAMES for b in NAMES]
texts = [*NAMES, *(f"{each} 0" for each in NAMES), *KINDS]
write("dtypes", {
    "names": NAMES,
    "promote": [name(torch.promote_types(a, b)) for a, b in pairs],
    "cast": [torch.can_cast(a, b) for a, b in pairs],
    "result": [[a, b, name(torch.result_type(operand(a), operand(b)))]
               for a, b in itertools.product(texts, texts) if not (a in KINDS and b in KINDS)],
    "limits": {each: info(each) for each in NAMES if each != "bool"},
})
