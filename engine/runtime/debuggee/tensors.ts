/** Tensors and their elements as text, read from memory; no op runs. */
import { types } from '../../tensor/dtype';
import { native } from '../../tensor/native';
import type { TensorPlace } from '../../tensor/picture';
import type { Tensor } from '../../tensor/tensor';

export interface TensorDescription {
  readonly place: TensorPlace;
  /** `f32` */
  readonly short: string;
  readonly device: string;
  readonly requiresGrad: boolean;
  readonly version: number;
  /** `matmul backward`; null for a leaf. */
  readonly gradFn: string | null;
  /** Its memory was given back. */
  readonly isDisposed: boolean;
  /** Of the whole storage, in bytes, which other tensors may share. */
  readonly bytes: number;
  /** Where the gradient is of a leaf that requires one: null while it has none. */
  readonly gradient?: TensorPlace | null;
  /** All elements in row-major order, where they are few. */
  readonly values?: readonly string[];
}

/** Up to so many elements are shown in place of their statistics. */
const few = 8;

export function describeTensor(tensor: Tensor): TensorDescription {
  const place = tensor.place();
  const count = elements(place.shape);
  return {
    place,
    short: types[tensor.dtype].short,
    device: tensor.device,
    requiresGrad: tensor.requiresGrad,
    version: tensor.version,
    gradFn: tensor.gradFn?.name ?? null,
    isDisposed: tensor.isDisposed,
    bytes: tensor.storage.bytes,
    ...(tensor.autograd?.requiresGrad && tensor.isLeaf && { gradient: tensor.grad?.place() ?? null }),
    ...(count > 0 && count <= few && !tensor.isDisposed && { values: values(place, 0, count) }),
  };
}

/** `f32[64, 10]`, and the value of one that has a single one. */
export function tensorHead(tensor: Tensor): string {
  const head = `${types[tensor.dtype].short}[${tensor.shape.join(', ')}]`;
  if (tensor.isDisposed) return `${head} disposed`;
  if (tensor.shape.length > 0) return head;
  const [value] = values(tensor.place(), 0, 1);
  const isWhole = /^(-?\d+|true|false)$/.test(value);
  return `${head} ${isWhole ? value : Number(Number(value).toPrecision(5))}`;
}

/** Elements `start` to `start + count` in row-major order, each in full. */
export function values(place: TensorPlace, start: number, count: number): string[] {
  const { shape, strides, offset, dtype } = place;
  const type = types[dtype as keyof typeof types];
  const end = Math.min(start + count, elements(shape));
  const texts: string[] = [];
  for (let index = start; index < end; index++) {
    let rest = index;
    let at = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    const [value] = type.elements(native.read(place, at, 1));
    texts.push(dtype === 'bool' ? String(value !== 0) : String(value));
  }
  return texts;
}

const elements = (shape: readonly number[]) => shape.reduce((product, one) => product * one, 1);
