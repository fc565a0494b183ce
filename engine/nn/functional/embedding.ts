/** Rows of tables by their indices. */
import { noGrad } from '../../autograd/mode';
import type { Tensor } from '../../tensor/tensor';

/**
 * Rows of `weight` [rows, size] at int64 `indices` of any shape: [..., size] (torch.nn.functional.embedding). The
 * row `paddingIdx` gets no gradient.
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  { paddingIdx }: { paddingIdx?: number } = {},
): Tensor {
  const table = paddingIdx === undefined ? weight : withoutGradientAt(weight, paddingIdx);
  return table.indexSelect(0, indices.reshape([-1])).reshape([...indices.shape, weight.shape[1]]);
}

/** The same values; row `row` is cut off from the graph. */
function withoutGradientAt(weight: Tensor, row: number): Tensor {
  const keeps = noGrad(() => weight.detach().mul(0).add(1));
  noGrad(() => keeps.select(0, row).zero_());
  const frozen = noGrad(() => weight.detach().mul(keeps.neg().add(1)));
  return weight.mul(keeps).add(frozen);
}
