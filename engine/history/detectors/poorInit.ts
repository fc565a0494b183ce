import type { Tensor } from '../../tensor/tensor';
import type { OpEvent } from '../event';
import type { Health } from '../health';
import type { Measures } from '../measures';
import { tensorNamed } from '../roles';
import { called, type Detector, figure, type Gradient, rmsOf, type Trouble } from './detector';
import { placeOf } from './turns';

const threshold = {
  default: 3,
  side: '>',
  what: 'first crossEntropy, in times of what guessing gives: the logarithm of the number of classes',
} as const;
/** How much larger or smaller than the first input an activation may be, before training. */
const most = 1e3;
const least = 1e-4;
/** Root mean square from which on inputs want to be scaled. */
const unscaled = 20;
/** Later the weights are what training made of them. */
const firstPasses = 1;

/** A model that begins badly: inputs or weights far too large or small, or units that are all the same. */
export const poorInit: Detector = {
  name: 'poorInit',
  label: 'Poor initialisation',
  description:
    'Before training, the loss is far above guessing, activations grow or vanish with depth, or the units of a layer are all alike.',
  threshold,
  stops: false,
  begin(limit, measures) {
    const { health: healthOf } = measures;
    let passes = 0;
    /** Of the first input of a layer with weights. */
    let scale: number | null = null;
    const seen = new Set<string>();
    const told = { depth: false, loss: false };

    function ofLayer(event: OpEvent): Trouble | null {
      const [{ tensor: output }] = event.outputs;
      if (passes >= firstPasses || told.depth || !output.requiresGrad || output.numel() === 0) return null;
      const place = placeOf(event);
      if (seen.has(place)) return null;
      seen.add(place);
      const input = tensorNamed(event.inputs, 'input');
      if (!input?.isFloatingPoint()) return null;
      const [before, after] = [healthOf(input), healthOf(output)];
      // What is not finite is another detector's; and a last layer of zeros lets a residual block begin as nothing.
      if (!isAllFinite(before) || !isAllFinite(after) || after.norm === 0) return null;
      scale ??= rmsOf(before);
      const rms = rmsOf(after);
      const grown = scale > 0 ? rms / scale : 1;
      if (grown > least && grown < most) return null;
      told.depth = true;
      const verb = grown >= most ? 'grown' : 'shrunk';
      return {
        cause: `before training, the activations have ${verb} to ${figure(grown)} times the first input: their root mean square is ${figure(rms)} after ${event.label}${event.module && ` of ${event.module}`}`,
        remedy: `make the weights ${grown >= most ? 'smaller' : 'larger'}: nn.init.kaimingNormal_ for ReLU, xavierUniform_ for tanh; or normalise between the layers`,
        role: 'output',
        numbers: { rms, scale },
      };
    }

    function ofLoss(event: OpEvent): Trouble | null {
      const input = tensorNamed(event.inputs, 'input');
      const loss = event.outputs[0].tensor;
      if (passes >= firstPasses || told.loss || !input?.requiresGrad || loss.numel() !== 1) return null;
      const classes = input.shape[1] ?? input.shape[0];
      const { reduction } = event.attributes as { reduction?: string };
      const { sum, max, min } = healthOf(loss);
      const value = reduction === 'sum' && input.ndim > 1 ? sum / input.shape[0] : sum;
      const guess = Math.log(classes);
      told.loss = true;
      if (classes < 2 || !(value > limit * guess) || max !== min) return null;
      const logits = healthOf(input);
      const large = scale !== null && scale > unscaled;
      return {
        cause: `the first loss is ${figure(value)}, where guessing among ${classes} classes gives ${figure(guess)}: the logits go from ${figure(logits.min)} to ${figure(logits.max)}${large ? `, as the inputs are not scaled (root mean square ${figure(scale as number)})` : ''}`,
        remedy: large
          ? 'scale the inputs to a mean of 0 and a deviation of 1: divide pixels by 255'
          : 'initialise the last layer with smaller weights',
        role: 'loss',
        numbers: { loss: value, guess },
      };
    }

    return {
      forward: { linear: ofLayer, matmul: ofLayer, convolution: ofLayer, crossEntropy: ofLoss },
      gradient(arrival): Trouble | null {
        passes = Math.max(passes, arrival.step + 1);
        return arrival.step < firstPasses ? ofAlike(arrival, measures) : null;
      },
    };
  },
};

/** Units with the same weights and the same gradient stay the same for ever. */
function ofAlike({ parameter, name, health }: Gradient, measures: Measures): Trouble | null {
  if (parameter.ndim < 2 || parameter.shape[0] < 2) return null;
  const weight = measures.health(parameter);
  if (weight.max !== weight.min) return null;
  const isZero = health.zeros === health.count;
  if (!isZero && !areAlike(measures.unitMaxima(parameter.grad as Tensor, 0))) return null;
  return {
    cause: `all weights of ${called(name)} begin at ${figure(weight.min)}, and all its units get the same gradient: they stay one and the same unit`,
    remedy: 'begin with random weights: nn.init.kaimingUniform_ or xavierUniform_',
    role: 'parameter',
    numbers: { weight: weight.min, units: parameter.shape[0] },
  };
}

/** Whether numbers are the same but for rounding. */
function areAlike(numbers: Float32Array | Float64Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) [low, high] = [Math.min(low, number), Math.max(high, number)];
  return high - low <= 1e-5 * Math.max(Math.abs(low), Math.abs(high));
}

function isAllFinite({ nan, positiveInfinity, negativeInfinity }: Health): boolean {
  return nan + positiveInfinity + negativeInfinity === 0;
}
