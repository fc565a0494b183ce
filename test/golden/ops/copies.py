"""Copies and casts."""
import torch

from cases import DTYPES, F64, I32, I64, U8, bools, case, floats, inplace, ints, write

for source in [floats(2, 3), floats(3, dtype=F64), ints(2, 2), ints(4, dtype=I32, low=0), ints(3, dtype=U8, low=0), bools(3), floats(), floats(0, 2)]:
    for name, dtype in DTYPES.items():
        if dtype != source.dtype and not (dtype == U8 and source.is_floating_point()) and not (dtype == U8 and source.dtype == I64):
            case("to", lambda x, name: x.to(DTYPES[name]), source, name, rough=name == "float32")
case("to", lambda x, name: x.to(DTYPES[name]), torch.tensor([-2.7, -0.5, 0.0, 0.5, 2.7, 1e9]), "int64", gradient=False)
for x in [floats(2, 3), ints(3), floats(), floats(0, 2)]:
    case("clone", torch.clone, x)
    case("contiguous", lambda x: x.contiguous() * 1 if x.is_floating_point() else x, x)
case("copy_", inplace("copy_"), floats(2, 3), floats(3))
case("copy_", inplace("copy_"), floats(2, 3), ints(2, 1), gradient=False)
case("fill_", inplace("fill_"), floats(2, 3), 2.5)
case("fill_", inplace("fill_"), floats(2, 3), floats())
case("fill_", inplace("fill_"), ints(3), 7)
case("zero_", inplace("zero_"), floats(2, 3))
case("zero_", inplace("zero_"), bools(3), gradient=False)

write(__file__)
