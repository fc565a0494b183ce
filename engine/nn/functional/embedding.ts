/** Rows of tables by their indices. */
import { noGrad } from '../../autograd/mode';
import { zeros } from '../../ops/creation';
import { tensor } from '../../ops/data';
import { stack } from '../../ops/join';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of `embedding`. */
export interface LookupOptions {
  /** A row that gets no gradient. */
  readonly paddingIdx?: number;
  /** Rows that are looked up and are longer are first made this long, in place. */
  readonly maxNorm?: number;
  /** The p of that norm; 2 by default. */
  readonly normType?: number;
  /** Divides the gradient of a row by how often it is looked up. */
  readonly scaleGradByFreq?: boolean;
}

/** Rows of `weight` [rows, size] at int64 `indices` of any shape: [..., size] (torch.nn.functional.embedding). */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  { paddingIdx, maxNorm, normType = 2, scaleGradByFreq = false }: LookupOptions = {},
): Tensor {
  const flat = indices.reshape([-1]);
  if (maxNorm !== undefined) shorten(weight, flat, maxNorm, normType);
  let rows = weight.indexSelect(0, flat);
  if (scaleGradByFreq) {
    const share = noGrad(() => counts(weight, flat).reciprocal().indexSelect(0, flat).unsqueeze(1));
    // The values stay; only the share of them has a gradient.
    const rest = noGrad(() => rows.detach().mul(share.neg().add(1)));
    rows = rows.mul(share).add(rest);
  }
  if (paddingIdx !== undefined) {
    const row = paddingIdx < 0 ? paddingIdx + weight.shape[0] : paddingIdx;
    rows = where(flat.eq(row).unsqueeze(1), rows.detach(), rows);
  }
  return rows.reshape([...indices.shape, weight.shape[1]]);
}

/** Of shape [rows]: how often each is looked up. */
function counts(weight: Tensor, flat: Tensor): Tensor {
  const ones = zeros(flat.shape, { dtype: weight.dtype }).add(1);
  return zeros([weight.shape[0]], { dtype: weight.dtype }).indexAdd(0, flat, ones);
}

function shorten(weight: Tensor, flat: Tensor, maxNorm: number, normType: number): void {
  noGrad(() => {
    const norms = weight.detach().norm(normType, 1);
    const long = norms.gt(maxNorm).logicalAnd(counts(weight, flat).gt(0));
    const factors = where(long, norms.add(1e-7).reciprocal().mul(maxNorm), 1);
    weight.detach().mul_(factors.unsqueeze(1));
  });
}

/** Options of `embeddingBag`. */
export interface BagOptions extends LookupOptions {
  /** Where each bag begins in indices [M]; not for [bags, size], whose rows are the bags. */
  readonly offsets?: Tensor | null;
  /** What becomes of the rows of a bag; 'mean' by default. */
  readonly mode?: 'sum' | 'mean' | 'max';
  /** Times each row, of the shape of the indices; of mode 'sum'. */
  readonly perSampleWeights?: Tensor | null;
  /** The last offset is the end of the last bag. */
  readonly includeLastOffset?: boolean;
}

/**
 * The sum, mean or maximum of the rows of each bag: [bags, size] (torch.nn.functional.embedding_bag). The row
 * `paddingIdx` counts nothing; an empty bag gives zeros.
 */
export function embeddingBag(
  indices: Tensor,
  weight: Tensor,
  {
    offsets = null,
    mode = 'mean',
    perSampleWeights = null,
    includeLastOffset = false,
    ...options
  }: BagOptions = {},
): Tensor {
  if (perSampleWeights && mode !== 'sum') {
    fail('embeddingBag', 'weights are for sums', `mode '${mode}'`, "give { mode: 'sum' }");
  }
  const starts = startsOf(indices, offsets, includeLastOffset);
  const flat = indices.reshape([-1]);
  const rows = embedding(flat, weight, options);
  const bags = starts.length - 1;
  const padding = options.paddingIdx === undefined ? null : options.paddingIdx;
  const places = flat.tolist() as number[];
  const counted = (place: number) =>
    padding === null || places[place] !== (padding < 0 ? padding + weight.shape[0] : padding);
  const size = weight.shape[1];
  const members = Array.from({ length: bags }, (_, bag) =>
    Array.from({ length: starts[bag + 1] - starts[bag] }, (_, i) => starts[bag] + i).filter(counted),
  );
  if (bags === 0) return zeros([0, size], { dtype: weight.dtype });
  if (mode === 'max') {
    const none = zeros([size], { dtype: weight.dtype });
    const longest = (own: number[]) => rows.indexSelect(0, tensor(own, { dtype: 'int64' })).max(0).values;
    return stack(members.map((own) => (own.length === 0 ? none : longest(own))));
  }
  const weighted = perSampleWeights ? rows.mul(perSampleWeights.reshape([-1, 1])) : rows;
  const used = tensor(members.flat(), { dtype: 'int64' });
  const bagOf = tensor(
    members.flatMap((own, bag) => own.map(() => bag)),
    { dtype: 'int64' },
  );
  const empty = zeros([bags, size], { dtype: weight.dtype });
  const sums = used.numel() === 0 ? empty : empty.indexAdd(0, bagOf, weighted.indexSelect(0, used));
  if (mode === 'sum') return sums;
  const sizes = members.map((own) => [Math.max(own.length, 1)]);
  return sums.div(tensor(sizes, { dtype: weight.dtype }));
}

/** Where each bag begins, and the end of the last. */
function startsOf(indices: Tensor, offsets: Tensor | null, includeLast: boolean): number[] {
  if (indices.ndim === 2 && offsets === null) {
    const [bags, size] = indices.shape;
    return Array.from({ length: bags + 1 }, (_, bag) => bag * size);
  }
  if (indices.ndim !== 1 || offsets === null) {
    const values = `indices ${shapeText(indices.shape)}, ${offsets ? 'with' : 'without'} offsets`;
    fail('embeddingBag', 'the bags are not known', values, 'give [bags, size], or [M] and offsets');
  }
  const starts = offsets.tolist() as number[];
  if (starts.length > 0 && starts[0] !== 0) {
    fail('embeddingBag', 'the first bag begins late', `offsets[0] is ${starts[0]}`, 'begin with 0');
  }
  return includeLast ? starts : [...starts, indices.shape[0]];
}
