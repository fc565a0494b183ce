/** Lines brought to mean 0 and variance 1. */
import { mode } from '../autograd/mode';
import { type ElementType, float32, isHalf } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { elements, rowMajor, type Shape, sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { copied } from './cast';
import {
  allocate,
  attribute,
  begin,
  execute,
  input as inputOf,
  type Placed,
  result,
  scalar,
  taken,
} from './command';
import { dispatch, requireTensor } from './dispatch';
import { converted, dropTemporary } from './elementwise';
import { define } from './row';

type Operands = readonly [Tensor, Tensor | null, Tensor | null];

interface Normal {
  /** Sizes of the last axes: of one line. */
  readonly normalizedShape: Shape;
  /** Added to the variance. */
  readonly eps: number;
}

const axesOf = (shape: Shape): number[] => shape.map((_, i) => i - shape.length);

/** A tensor as a command sees it: row-major, in the shape that the kernel works on. */
class Flat {
  private readonly temporaries: (readonly [Tensor, Tensor])[] = [];

  constructor(readonly type: ElementType) {}

  place(tensor: Tensor, shape: Shape): Placed {
    const same = converted(tensor, this.type);
    const placed = same.isContiguous() ? same : copied('layerNorm', same, this.type);
    if (placed !== same) dropTemporary(same, tensor);
    this.temporaries.push([placed, tensor]);
    const { storage, offset } = placed;
    return { storage, type: this.type, shape, strides: rowMajor(shape), offset };
  }

  drop(): void {
    for (const [temporary, own] of this.temporaries) dropTemporary(temporary, own);
  }
}

/** [lines, elements of each] */
function linesOf({ shape }: Tensor, normalizedShape: Shape): [number, number] {
  return [elements(shape.slice(0, shape.length - normalizedShape.length)), elements(normalizedShape)];
}

const layerNormRow = define('layerNorm', {
  operands: ['input', 'weight', 'bias'],
  outputs: ['output', 'mean', 'rstd'],
  forward: ([input, weight, bias]: Operands, { normalizedShape, eps }: Normal) => {
    const { type, shape } = input;
    const lines = linesOf(input, normalizedShape);
    // Statistics of 16-bit floats are kept in float32, as PyTorch keeps them.
    const wide = isHalf(type) ? float32 : type;
    const flat = new Flat(type);
    const given = flat.place(input, lines);
    const [factor, added] = [weight, bias].map((each) => each && flat.place(each, [lines[1]]));
    begin('layerNorm', 'layerNorm');
    allocate(type, lines);
    for (let i = 0; i < 2; i++) allocate(wide, [lines[0]]);
    inputOf(given);
    if (factor) inputOf(factor);
    else scalar(1, type, lines);
    if (added) inputOf(added);
    else scalar(0, type, lines);
    attribute(eps);
    execute();
    const statistics = shape.map((size, axis) => (axis < shape.length - normalizedShape.length ? size : 1));
    const outputs = [taken(0, type, shape), taken(1, wide, statistics), taken(2, wide, statistics)];
    flat.drop();
    return outputs;
  },
  // With n elements a line, z = (x - mean) · rstd, and the gradient h of z, that of x is
  // rstd · (h - mean(h) - z · mean(h z)); the statistics add theirs where they have a gradient themselves.
  gradient: {
    input: ({ grads: [grad, byMean, byShare], input, weight, outputs: [, mean, share], normalizedShape }) => {
      if (grad && !mode.recording && !byMean && !byShare) {
        return dispatch(gradientRow, [grad, input, mean, share, weight], { normalizedShape });
      }
      const axes = axesOf(normalizedShape);
      const count = elements(normalizedShape);
      const normal = input.sub(mean).mul(share);
      const parts: Tensor[] = [];
      if (grad) {
        const inner = weight ? grad.mul(weight) : grad;
        const along = normal.mul(inner.mul(normal).mean(axes, true));
        parts.push(inner.sub(inner.mean(axes, true)).sub(along).mul(share));
      }
      if (byMean) parts.push(byMean.div(count).expand(input.shape));
      if (byShare) parts.push(normal.mul(byShare.mul(share.square()).div(-count)));
      return parts.length === 0 ? null : parts.reduce((sum, part) => sum.add(part));
    },
    weight: ({ grads: [grad], input, outputs: [, mean, share] }) =>
      grad ? grad.mul(input.sub(mean).mul(share)) : null,
    bias: ({ grads: [grad] }) => grad,
  },
});

/** The same gradient by one kernel, for passes that are not recorded themselves. */
const gradientRow = define('layerNormGradient', {
  operands: ['incoming', 'input', 'mean', 'rstd', 'weight'],
  forward: (
    [incoming, input, mean, share, weight]: readonly [Tensor, Tensor, Tensor, Tensor, Tensor | null],
    { normalizedShape }: Pick<Normal, 'normalizedShape'>,
  ) => {
    const { type, shape } = input;
    const lines = linesOf(input, normalizedShape);
    const flat = new Flat(type);
    const placed = [incoming, input].map((each) => flat.place(each, lines));
    const statistics = new Flat(mean.type);
    placed.push(...[mean, share].map((each) => statistics.place(each, [lines[0]])));
    const factor = weight && flat.place(weight, [lines[1]]);
    begin('layerNorm', 'layerNormGradient');
    allocate(type, lines);
    for (const each of placed) inputOf(each);
    if (factor) inputOf(factor);
    else scalar(1, type, lines);
    const gradient = result(type, shape);
    flat.drop();
    statistics.drop();
    return gradient;
  },
});

/** Options of `layerNorm`. */
export interface LayerNormOptions {
  /** Of the normalised shape: times what is normalised; none by default. */
  readonly weight?: Tensor | null;
  /** Of the normalised shape: added at the end; none by default. */
  readonly bias?: Tensor | null;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
}

/**
 * Mean 0 and variance 1 over the last axes, whose sizes are `normalizedShape`, then times `weight` plus `bias`
 * (torch.nn.functional.layer_norm; Ba et al. 2016).
 */
export function layerNorm(
  input: Tensor,
  normalizedShape: readonly number[],
  { weight = null, bias = null, eps = 1e-5 }: LayerNormOptions = {},
): Tensor {
  requireTensor('layerNorm', 'the input', input);
  if (!input.isFloatingPoint()) {
    fail('layerNorm', 'the input is not floats', input.dtype, 'convert it first, such as with .float()');
  }
  const last = input.shape.slice(Math.max(input.ndim - normalizedShape.length, 0));
  if (normalizedShape.length === 0 || !sameShape(last, normalizedShape)) {
    const values = `input ${shapeText(input.shape)}, normalizedShape ${shapeText(normalizedShape)}`;
    fail('layerNorm', 'the last axes differ', values, 'give the sizes of the last axes of the input');
  }
  for (const [name, values] of Object.entries({ weight, bias })) {
    if (values === null) continue;
    requireTensor('layerNorm', `the ${name}`, values);
    if (sameShape(values.shape, normalizedShape)) continue;
    const text = `${name} ${shapeText(values.shape)}, normalizedShape ${shapeText(normalizedShape)}`;
    fail('layerNorm', `the ${name} has another shape`, text, 'make it of normalizedShape');
  }
  return dispatch(layerNormRow, [input, weight, bias], { normalizedShape: [...normalizedShape], eps })[0];
}
