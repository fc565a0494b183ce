"""Tensors from numbers."""
import torch

from cases import DTYPES, case, write

made = lambda row, fn, *args: case(row, fn, *args, gradient=False)
for shape in [[2, 3], [], [0, 2]]:
    made("zeros", lambda s: torch.zeros(s), shape)
    made("zeros", lambda s, o: torch.zeros(s, dtype=DTYPES[o["dtype"]]), shape, {"dtype": "int64"})
    made("ones", lambda s: torch.ones(s), shape)
    made("ones", lambda s, o: torch.ones(s, dtype=DTYPES[o["dtype"]]), shape, {"dtype": "bool"})
    made("full", lambda s, value: torch.full(s, value), shape, 7)
    made("full", lambda s, value: torch.full(s, value), shape, 2.5)
made("arange", torch.arange, 5)
made("arange", torch.arange, 1, 8, 3)
made("arange", torch.arange, 0, 1, 0.25)
made("arange", torch.arange, 5, 0, -2)
made("arange", torch.arange, 3, 3)

write(__file__)
