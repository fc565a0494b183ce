/** Gradients against finite differences. */
import { tensor } from '../ops/data';
import { randn } from '../ops/random';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { grad } from './grad';
import { noGrad } from './mode';

/** Options of `gradcheck` and `gradgradcheck`. */
export interface GradcheckOptions {
  /** Step of the differences. */
  readonly eps?: number;
  /** How far apart two gradients may be; 1e-5 by default. */
  readonly atol?: number;
  /** As a share of the numerical one; 1e-3 by default. */
  readonly rtol?: number;
}

type Differentiable = (...inputs: Tensor[]) => Tensor;

/**
 * Compares the gradients of `fn`, by each input that requires one, with central differences in float64
 * (torch.autograd.gradcheck). Returns true, or throws with the first element that differs.
 */
export function gradcheck(
  fn: Differentiable,
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-5, rtol = 1e-3 }: GradcheckOptions = {},
): true {
  const sources = inputs.filter(({ requiresGrad }) => requiresGrad);
  if (sources.length === 0)
    fail('gradcheck', 'no input requires grad', `${inputs.length} inputs`, 'set requiresGrad');
  for (const { dtype } of sources) {
    if (dtype !== 'float64') fail('gradcheck', 'an input is not float64', dtype, 'convert it with .double()');
  }
  const output = fn(...inputs);
  // One projection of the output tells as much as all of its elements: a wrong gradient shows up in it.
  const direction = noGrad(() => randn(output.shape, { dtype: 'float64' }));
  const project = () =>
    fn(...inputs)
      .detach()
      .mul(direction)
      .sum()
      .item();
  const analytic = output.requiresGrad
    ? grad(output, sources, { gradOutputs: direction, allowUnused: true })
    : sources.map(() => null);
  sources.forEach((source, which) => {
    const values = Float64Array.from(source.data() as Float64Array);
    const found = analytic[which]?.data() as Float64Array | undefined;
    values.forEach((value, place) => {
      const at = (shifted: number) => {
        const moved = values.slice();
        moved[place] = shifted;
        noGrad(() => source.copy_(tensor(moved).reshape(source.shape)));
        return project();
      };
      const numeric = (at(value + eps) - at(value - eps)) / (2 * eps);
      noGrad(() => source.copy_(tensor(values).reshape(source.shape)));
      const own = found?.[place] ?? 0;
      if (Math.abs(own - numeric) <= atol + rtol * Math.abs(numeric)) return;
      fail(
        'gradcheck',
        'the gradient is not that of finite differences',
        `input ${which} ${shapeText(source.shape)}, element ${place}: ${own} and ${numeric}`,
        'correct the gradient rule, or check at a point where the function is smooth',
      );
    });
  });
  return true;
}

/** The same of the gradients themselves (torch.autograd.gradgradcheck). */
export function gradgradcheck(
  fn: Differentiable,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): true {
  const sources = inputs.filter(({ requiresGrad }) => requiresGrad);
  const output = fn(...inputs);
  const direction = noGrad(() => randn(output.shape, { dtype: 'float64' })).requiresGrad_();
  const positions = sources.map((source) => inputs.indexOf(source));
  const gradients = (...all: Tensor[]): Tensor => {
    const given = all.slice(0, inputs.length);
    const first = fn(...given);
    const found = grad(
      first,
      positions.map((position) => given[position]),
      {
        gradOutputs: all[inputs.length],
        createGraph: true,
        allowUnused: true,
      },
    );
    // All gradients as one output, each with weights of its own.
    return found.reduce<Tensor>(
      (total, each, which) => {
        if (each === null) return total;
        return total.add(each.mul(which + 1).sum()).add(each.square().sum());
      },
      tensor(0, { dtype: 'float64' }),
    );
  };
  return gradcheck(gradients, [...inputs, direction], options);
}
