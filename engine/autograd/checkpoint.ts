/** Memory for time: what a part of a model saves is computed again when the backward pass comes to it. */
import { fail, shapeText } from '../tensor/errors';
import { defaultGenerator, type GeneratorState } from '../tensor/generator';
import { Tensor } from '../tensor/tensor';
import { unscoped } from './accumulate';
import { autocast, autocastOptions } from './autocast';
import { enableGrad } from './mode';
import { withSaving } from './saving';

/** The place of a tensor that was not kept. */
interface Slot {
  readonly dtype: string;
  readonly shape: readonly number[];
  value: Tensor | null;
}

/**
 * Runs `fn(...inputs)` without keeping what its ops save for the backward pass, where it is run again with the same
 * random numbers and the same `autocast` (torch.utils.checkpoint, use_reentrant=False). What it gives is as without; any order of
 * differentiation works. `fn` is synchronous and does the same each time.
 */
export function checkpoint<A extends readonly unknown[], R>(fn: (...inputs: A) => R, ...inputs: A): R {
  const segment = new Segment(() => fn(...inputs), inputs);
  return segment.run();
}

/** A function, or a module, of one tensor. */
export type Applicable =
  | ((x: Tensor) => Tensor)
  | {
      /** Whatever the class says. */
      forward(x: Tensor): Tensor;
    };

/**
 * Applies functions or modules one after the other, such as those of an `nn.Sequential`, in `segments` parts: all but
 * the last are {@link checkpoint}ed (torch.utils.checkpoint_sequential).
 */
export function checkpointSequential(
  functions: Iterable<Applicable>,
  segments: number,
  input: Tensor,
): Tensor {
  const all = [...functions];
  if (!Number.isInteger(segments) || segments < 1 || segments > all.length) {
    const counts = `${segments} segments of ${all.length} functions`;
    fail(
      'checkpointSequential',
      'there are not so many segments',
      counts,
      'give at least one function to each',
    );
  }
  const length = Math.floor(all.length / segments);
  const through = (from: number, to: number) => (x: Tensor) =>
    all
      .slice(from, to)
      .reduce((value, one) => (typeof one === 'function' ? one(value) : one.forward(value)), x);
  let x = input;
  for (let part = 0; part < segments - 1; part++)
    x = checkpoint(through(part * length, (part + 1) * length), x);
  return through((segments - 1) * length, all.length)(x);
}

class Segment<R> {
  readonly #fn: () => R;
  readonly #inputs: readonly Tensor[];
  readonly #versions: readonly number[];
  readonly #random: GeneratorState = defaultGenerator.getState();
  readonly #precision = autocastOptions();
  readonly #slots: Slot[] = [];

  constructor(fn: () => R, inputs: readonly unknown[]) {
    this.#fn = fn;
    this.#inputs = inputs.filter((input) => input instanceof Tensor);
    this.#versions = this.#inputs.map(({ version }) => version);
  }

  run(): R {
    const pack = ({ dtype, shape }: Tensor): Slot => {
      const slot = { dtype, shape, value: null };
      this.#slots.push(slot);
      return slot;
    };
    const unpack = (slot: Slot): Tensor => {
      if (slot.value === null) this.#recompute();
      return slot.value as Tensor;
    };
    const drop = (slot: Slot): void => {
      slot.value?.storage.drop();
      slot.value = null;
    };
    return withSaving({ pack, unpack, drop }, this.#fn);
  }

  #recompute(): void {
    this.#inputs.forEach(({ storage, version, dtype, shape }, position) => {
      if (!storage.isReleased && version === this.#versions[position]) return;
      const what = storage.isReleased ? 'was disposed' : 'was modified by an in-place operation';
      const values = `input ${position}, ${dtype} ${shapeText(shape)}`;
      fail('checkpoint', `an input ${what} before the backward pass`, values, 'leave it as it is until then');
    });
    const now = defaultGenerator.getState();
    defaultGenerator.setState(this.#random);
    let met = 0;
    const pack = (tensor: Tensor): void => {
      const slot = this.#slots[met++];
      if (slot === undefined || slot.value !== null) return;
      if (slot.dtype !== tensor.dtype || shapeText(slot.shape) !== shapeText(tensor.shape)) {
        const both = `${slot.dtype} ${shapeText(slot.shape)} and ${tensor.dtype} ${shapeText(tensor.shape)}`;
        fail('checkpoint', 'the function saved another tensor the second time', both, same);
      }
      tensor.storage.holders++;
      slot.value = tensor;
    };
    const unpack = (): never =>
      fail('checkpoint', 'a backward pass ran inside of the function', 'again', same);
    try {
      const again = () => withSaving({ pack, unpack, drop: () => undefined }, this.#fn);
      unscoped(() => enableGrad(() => autocast(this.#precision, again)));
    } finally {
      defaultGenerator.setState(now);
    }
    if (met === this.#slots.length) return;
    const counts = `${this.#slots.length} and ${met}`;
    fail('checkpoint', 'the function saved another number of tensors the second time', counts, same);
  }
}

const same = 'let the function do the same each time';
