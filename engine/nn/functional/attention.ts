/** Attention: sums of values, weighed by how queries match keys. */
import { autocast, lowPrecision } from '../../autograd/autocast';
import { noGrad } from '../../autograd/mode';
import { arange, zeros } from '../../ops/creation';
import { softmax } from '../../ops/softmax';
import { where } from '../../ops/where';
import { isHalf } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { dropout } from './dropout';

/** Options of `scaledDotProductAttention`. */
export interface AttentionOptions {
  /** Broadcasts to [..., L, S]: bool, false where a key is not looked at; or floats, added to the scores. */
  readonly attnMask?: Tensor | null;
  /** Of the weights; applied whenever it is not 0. */
  readonly dropoutP?: number;
  /** Each query looks at the keys up to its own place. */
  readonly isCausal?: boolean;
  /** Times the scores; 1/√E by default. */
  readonly scale?: number;
}

/** [L, S] bool: whether key s is not after query l. */
export function causalMask(queries: number, keys: number): Tensor {
  return noGrad(() => arange(queries).unsqueeze(1).ge(arange(keys).unsqueeze(0)));
}

/** The weights of attention [..., L, S], after softmax. */
export function attentionWeights(
  query: Tensor,
  key: Tensor,
  {
    attnMask = null,
    isCausal = false,
    scale = 1 / Math.sqrt(query.shape.at(-1) ?? 1),
  }: AttentionOptions = {},
): Tensor {
  let scores = query.mul(scale).matmul(key.mT);
  if (isCausal) scores = where(causalMask(query.shape.at(-2)!, key.shape.at(-2)!), scores, -Infinity);
  if (attnMask?.dtype === 'bool') scores = where(attnMask, scores, -Infinity);
  else if (attnMask) scores = scores.add(attnMask);
  return softmax(scores, -1);
}

/**
 * softmax(Q Kᵀ / √E) V (torch.nn.functional.scaled_dot_product_attention; Vaswani et al. 2017): query [..., L, E], key
 * [..., S, E] and value [..., S, V] to [..., L, V].
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  const fits =
    query.ndim >= 2 &&
    key.ndim >= 2 &&
    query.shape.at(-1) === key.shape.at(-1) &&
    key.shape.at(-2) === value.shape.at(-2);
  if (!fits) {
    const values = `query ${shapeText(query.shape)}, key ${shapeText(key.shape)}, value ${shapeText(value.shape)}`;
    const remedy = 'give [..., L, E], [..., S, E] and [..., S, V]';
    fail('scaledDotProductAttention', 'the shapes do not fit', values, remedy);
  }
  if (options.isCausal && options.attnMask) {
    const remedy = 'put the causal mask into attnMask';
    fail('scaledDotProductAttention', 'there are two masks', 'attnMask and isCausal', remedy);
  }
  const [q, k, v] = [query, key, value].map(lowPrecision);
  if (!isHalf(q.type)) return attend(q, k, v, options);
  // As PyTorch's: scores and weights are not rounded.
  return autocast({ enabled: false }, () => attend(q.float(), k.float(), v.float(), options)).to(q.dtype);
}

function attend(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions): Tensor {
  const weights = attentionWeights(query, key, options);
  const { dropoutP = 0 } = options;
  return (dropoutP > 0 ? dropout(weights, { p: dropoutP }) : weights).matmul(value);
}

/** A mask as floats: -∞ where a bool says true, which is what layers read as "not looked at". */
export function maskScores(mask: Tensor, like: Tensor): Tensor {
  if (mask.dtype !== 'bool') return mask.to(like.dtype);
  return noGrad(() => where(mask, -Infinity, zeros([], { dtype: like.dtype })));
}
