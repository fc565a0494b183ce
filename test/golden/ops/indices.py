"""Ops that take indices."""
import torch

from cases import I64, bools, case, floats, ints, write

case("gather", torch.gather, floats(3, 4), 1, torch.tensor([[0, 3], [1, 1], [2, 0]]))
case("gather", torch.gather, floats(3, 4), 0, torch.tensor([[0, 2, 1, 1]]))
case("gather", torch.gather, ints(4), 0, torch.tensor([3, 3, 0]), gradient=False)
case("gather", torch.gather, floats(3, 0), 1, torch.zeros(3, 0, dtype=I64))
case("scatterAdd", torch.scatter_add, floats(3, 4), 1, torch.tensor([[0, 3], [1, 1], [2, 0]]), floats(3, 2))
case("scatterAdd", torch.scatter_add, floats(3), 0, torch.tensor([0, 0, 2, 0]), floats(4))
case("scatterAdd", torch.scatter_add, ints(3), 0, torch.tensor([0, 0, 2]), ints(3), gradient=False)
case("indexSelect", torch.index_select, floats(4, 3), 0, torch.tensor([3, 0, 3]))
case("indexSelect", torch.index_select, floats(4, 3), 1, torch.tensor([2]))
case("indexSelect", torch.index_select, bools(4), 0, torch.tensor([1, 1]), gradient=False)
case("indexSelect", torch.index_select, floats(4, 3), 0, torch.zeros(0, dtype=I64))
case("indexAdd", torch.index_add, floats(4, 2), 0, torch.tensor([3, 0, 3]), floats(3, 2))
case("indexAdd", torch.index_add, floats(2, 3), 1, torch.tensor([1]), floats(2, 1))

write(__file__)
