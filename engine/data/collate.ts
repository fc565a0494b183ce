import { tensor } from '../ops/data';
import { stack } from '../ops/join';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

/** What a batch of such samples is: tensors with an axis more, in the same tuples and objects. */
export type Collated<Sample> = Sample extends Tensor | number | bigint | boolean
  ? Tensor
  : Sample extends string
    ? string[]
    : Sample extends readonly unknown[]
      ? { -readonly [K in keyof Sample]: Collated<Sample[K]> }
      : Sample extends object
        ? { -readonly [K in keyof Sample]: Collated<Sample[K]> }
        : Sample[];

/**
 * Makes a batch of samples (torch.utils.data.default_collate): tensors are stacked along a new first axis;
 * numbers become a tensor (int64 where all are integers, else float32), booleans a bool one; tuples and objects
 * are collated field by field; strings stay an array.
 */
export function defaultCollate<Sample>(samples: readonly Sample[]): Collated<Sample> {
  return collate(samples, '') as Collated<Sample>;
}

function collate(samples: readonly unknown[], at: string): unknown {
  const [first] = samples;
  if (samples.some((sample) => kind(sample) !== kind(first))) {
    const kinds = [...new Set(samples.map(kind))].join(' and ');
    fail('collate', `samples of one batch differ${at}`, `${kinds}`, 'give { collateFn } to the DataLoader');
  }
  if (first instanceof Tensor) {
    const odd = (samples as Tensor[]).find(({ shape }) => shape.join() !== first.shape.join());
    if (odd) {
      fail(
        'collate',
        `the tensors' shapes differ${at}`,
        `[${first.shape.join(', ')}] and [${odd.shape.join(', ')}]`,
        'pad them, or give { collateFn } to the DataLoader',
      );
    }
    return stack(samples as Tensor[]);
  }
  if (typeof first === 'number')
    return tensor(samples as number[], { dtype: samples.every(Number.isInteger) ? 'int64' : 'float32' });
  if (typeof first === 'bigint') return tensor((samples as bigint[]).map(Number), { dtype: 'int64' });
  if (typeof first === 'boolean') return tensor(samples as boolean[]);
  if (typeof first === 'string') return [...samples];
  if (Array.isArray(first)) {
    const odd = (samples as unknown[][]).find((sample) => sample.length !== first.length);
    if (odd) {
      fail(
        'collate',
        `the samples' lengths differ${at}`,
        `${first.length} and ${odd.length}`,
        'pad them, or give { collateFn } to the DataLoader',
      );
    }
    return first.map((_, i) =>
      collate(
        (samples as unknown[][]).map((sample) => sample[i]),
        `${at || ' in '}[${i}]`,
      ),
    );
  }
  if (kind(first) === 'Object') {
    const fields = samples as Record<string, unknown>[];
    return Object.fromEntries(
      Object.keys(first as object).map((key) => [
        key,
        collate(
          fields.map((sample) => sample[key]),
          `${at || ' in '}.${key}`,
        ),
      ]),
    );
  }
  fail(
    'collate',
    `no batch can be made of ${kind(first)}${at}`,
    'tensors, numbers, booleans, strings, and arrays and objects of them can be',
    'give { collateFn } to the DataLoader',
  );
}

function kind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Tensor) return 'Tensor';
  return typeof value === 'object' ? (value.constructor?.name ?? 'Object') : typeof value;
}
