/** Sequences of different lengths in one tensor (torch.nn.utils.rnn). */
import { noGrad } from '../autograd/mode';
import { full } from '../ops/creation';
import { tensor } from '../ops/data';
import { cat, stack } from '../ops/join';
import { fail, shapeText } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

/**
 * Sequences without padding, step by step: the first elements of all, the longest first, then the second ones, and so
 * on (torch.nn.utils.rnn.PackedSequence).
 */
export class PackedSequence {
  constructor(
    /** [sum of lengths, ...] */
    readonly data: Tensor,
    /** int64 [longest]: how many sequences have each step. */
    readonly batchSizes: Tensor,
    /** int64 [B]: which sequence of those given is first, second, …; null where they were given so. */
    readonly sortedIndices: Tensor | null = null,
    /** int64 [B]: where each given sequence is. */
    readonly unsortedIndices: Tensor | null = null,
  ) {}
}

/** Options of packing sequences. */
export interface PackOptions {
  /** The input is [B, T, ...] instead of [T, B, ...]. */
  readonly batchFirst?: boolean;
  /** Whether the lengths must not rise; else the sequences are sorted, and given back in their order. */
  readonly enforceSorted?: boolean;
}

const indices = (values: readonly number[]) => tensor([...values], { dtype: 'int64' });

/** Packs the first `lengths[b]` steps of each sequence of a padded tensor (torch: pack_padded_sequence). */
export function packPaddedSequence(
  input: Tensor,
  lengths: Tensor | readonly number[],
  { batchFirst = false, enforceSorted = true }: PackOptions = {},
): PackedSequence {
  const given = lengths instanceof Tensor ? (lengths.tolist() as number[]) : [...lengths];
  const steps = batchFirst ? input.transpose(0, 1) : input;
  const [time, batch] = steps.shape;
  if (input.ndim < 2 || given.length !== batch) {
    const values = `${given.length} lengths, input ${shapeText(input.shape)}`;
    fail('packPaddedSequence', 'there is not one length for each sequence', values, 'look at batchFirst');
  }
  const wrong = given.find((length) => !(length >= 1 && length <= time));
  if (wrong !== undefined) {
    const values = `${wrong}, of ${time} steps`;
    fail(
      'packPaddedSequence',
      'a length is out of range',
      values,
      'give lengths from 1 to the number of steps',
    );
  }
  const isSorted = given.every((length, i) => i === 0 || length <= given[i - 1]);
  if (enforceSorted && !isSorted) {
    const remedy = 'sort them, or give { enforceSorted: false }';
    fail('packPaddedSequence', 'the lengths are not sorted, the longest first', shapeText(given), remedy);
  }
  const order = given.map((_, i) => i).sort((a, b) => given[b] - given[a] || a - b);
  const longest = given[order[0]] ?? 0;
  const sizes = Array.from({ length: longest }, (_, t) => given.filter((length) => length > t).length);
  const places = sizes.flatMap((size, t) => order.slice(0, size).map((b) => t * batch + b));
  const data = steps.reshape([time * batch, ...steps.shape.slice(2)]).indexSelect(0, indices(places));
  return noGrad(() => {
    const back = order.map((_, b) => order.indexOf(b));
    const moved = enforceSorted ? null : [indices(order), indices(back)];
    return new PackedSequence(data, indices(sizes), moved?.[0] ?? null, moved?.[1] ?? null);
  });
}

/** Options of padding sequences. */
export interface PadOptions {
  /** Gives [B, T, ...] instead of [T, B, ...]. */
  readonly batchFirst?: boolean;
  /** What stands after the end of a sequence; 0 by default. */
  readonly paddingValue?: number;
}

/** The padded tensor and the int64 lengths of a packed sequence (torch: pad_packed_sequence). */
export function padPackedSequence(
  sequence: PackedSequence,
  { batchFirst = false, paddingValue = 0, totalLength }: PadOptions & { readonly totalLength?: number } = {},
): [Tensor, Tensor] {
  const sizes = sequence.batchSizes.tolist() as number[];
  const time = totalLength ?? sizes.length;
  if (time < sizes.length) {
    const values = `${time}, the longest sequence has ${sizes.length}`;
    fail('padPackedSequence', 'totalLength is too short', values, 'give at least as many steps');
  }
  const { data, unsortedIndices } = sequence;
  const batch = sizes[0];
  const rank =
    (unsortedIndices?.tolist() as number[] | undefined) ?? Array.from({ length: batch }, (_, b) => b);
  const starts = sizes.map((_, t) => sizes.slice(0, t).reduce((sum, size) => sum + size, 0));
  const padding = data.shape[0];
  const places = Array.from({ length: time }, (_, t) =>
    rank.map((row) => (t < sizes.length && row < sizes[t] ? starts[t] + row : padding)),
  );
  const filler = full([1, ...data.shape.slice(1)], paddingValue, { dtype: data.dtype });
  const steps = cat([data, filler])
    .indexSelect(0, indices(places.flat()))
    .reshape([time, batch, ...data.shape.slice(1)]);
  const lengths = rank.map((row) => sizes.filter((size) => size > row).length);
  return [batchFirst ? steps.transpose(0, 1) : steps, indices(lengths)];
}

/** Sequences [T, ...] of different lengths, padded to the longest (torch: pad_sequence). */
export function padSequence(
  sequences: readonly Tensor[],
  { batchFirst = false, paddingValue = 0 }: PadOptions = {},
): Tensor {
  if (sequences.length === 0) fail('padSequence', 'there are no sequences', '[]', 'give at least one');
  const longest = Math.max(...sequences.map(({ shape }) => shape[0]));
  const padded = sequences.map((sequence) => {
    const [length, ...rest] = sequence.shape;
    if (length === longest) return sequence;
    return cat([sequence, full([longest - length, ...rest], paddingValue, { dtype: sequence.dtype })]);
  });
  return stack(padded, batchFirst ? 0 : 1);
}

/** Packs sequences [T, ...] of different lengths (torch: pack_sequence). */
export function packSequence(
  sequences: readonly Tensor[],
  { enforceSorted = true }: { readonly enforceSorted?: boolean } = {},
): PackedSequence {
  const lengths = sequences.map(({ shape }) => shape[0]);
  return packPaddedSequence(padSequence(sequences), lengths, { enforceSorted });
}

/** The sequences of a padded tensor (torch: unpad_sequence). */
export function unpadSequence(
  padded: Tensor,
  lengths: Tensor | readonly number[],
  { batchFirst = false }: { readonly batchFirst?: boolean } = {},
): Tensor[] {
  const given = lengths instanceof Tensor ? (lengths.tolist() as number[]) : lengths;
  const rows = batchFirst ? padded : padded.transpose(0, 1);
  return given.map((length, b) => rows.select(0, b).narrow(0, 0, length));
}

/** The sequences of a packed one, in the order given (torch: unpack_sequence). */
export function unpackSequence(sequence: PackedSequence): Tensor[] {
  const [padded, lengths] = padPackedSequence(sequence, { batchFirst: true });
  return unpadSequence(padded, lengths, { batchFirst: true });
}
