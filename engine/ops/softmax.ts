/** Normalised exponentials. */
import { mode } from '../autograd/mode';
import type { DType } from '../tensor/dtype';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch } from './dispatch';
import { converted, dropTemporary, floating } from './elementwise';
import { methods } from './methods';
import { define } from './row';

type Axis = { readonly dim: number };

function compute(op: string, input: Tensor, dim: number): Tensor {
  const type = floating(input.type) ?? input.type;
  const tensor = converted(input, type);
  begin(op, op);
  allocate(type, tensor.shape);
  inputOf(tensor);
  attribute(dim);
  const computed = result(type, tensor.shape);
  dropTemporary(tensor, input);
  return computed;
}

const softmaxRow = define('softmax', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], { dim }: Axis) => compute('softmax', input, dim),
  gradient: {
    input: ({ grad, output, dim }) => {
      if (!mode.recording) return dispatch(softmaxGradientRow, [grad, output], { dim });
      const weighted = grad.mul(output);
      return weighted.sub(output.mul(weighted.sum(dim, true)));
    },
  },
});

const logSoftmaxRow = define('logSoftmax', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], { dim }: Axis) => compute('logSoftmax', input, dim),
  gradient: {
    input: ({ grad, output, dim }) =>
      mode.recording
        ? grad.sub(output.exp().mul(grad.sum(dim, true)))
        : dispatch(logSoftmaxGradientRow, [grad, output], { dim }),
  },
});

/** The same gradients by one kernel, for passes that are not recorded themselves. */
const [softmaxGradientRow, logSoftmaxGradientRow] = (['softmaxGradient', 'logSoftmaxGradient'] as const).map(
  (name) =>
    define(name, {
      operands: ['incoming', 'output'],
      forward: ([incoming, output]: readonly [Tensor, Tensor], { dim }: Axis) => {
        const { type, shape } = output;
        const grad = converted(incoming, type);
        begin(name, name);
        allocate(type, shape);
        inputOf(grad);
        inputOf(output);
        attribute(dim);
        const gradient = result(type, shape);
        dropTemporary(grad, incoming);
        return gradient;
      },
    }),
);

interface SoftmaxOptions {
  /** Convert to this dtype first. */
  readonly dtype?: DType;
}

function prepared(input: Tensor, { dtype }: SoftmaxOptions): Tensor {
  return dtype === undefined ? input : input.to(dtype);
}

/** eˣ / Σ eˣ along `dim`, without overflow (torch.softmax). */
export function softmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return dispatch(softmaxRow, [prepared(input, options)], { dim: axisOf('softmax', dim, input.ndim) });
}

/** log softmax(x) along `dim`, without overflow (torch.log_softmax). */
export function logSoftmax(input: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return dispatch(logSoftmaxRow, [prepared(input, options)], { dim: axisOf('logSoftmax', dim, input.ndim) });
}

methods({ softmax, logSoftmax });

declare module '../tensor/tensor' {
  interface Tensor {
    /** eˣ / Σ eˣ along `dim`, without overflow. */
    softmax(dim: number, options?: SoftmaxOptions): Tensor;
    /** log softmax(x) along `dim`, without overflow. */
    logSoftmax(dim: number, options?: SoftmaxOptions): Tensor;
  }
}
