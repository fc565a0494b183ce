import type { Autograd } from '../autograd/meta';
import type { GraphNode } from '../autograd/node';
import { Flag, flags } from '../history/flags';
import { Category, type DType, type ElementType } from './dtype';
import { fail, shapeText } from './errors';
import type { TensorPlace } from './picture';
import { tensorText } from './print';
import { madeTensor } from './scope';
import { axisOf, elements, isRowMajor, type Shape } from './shape';
import type { Storage } from './storage';

/** What Node prints by (util.inspect.custom), by a name that needs no types of Node. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/**
 * An n-dimensional array of one dtype (torch.Tensor). Several tensors can be views of one storage. Ops are methods
 * and functions alike: `a.add(b)` is `add(a, b)`. They are added to this class by the files of engine/ops.
 */
export class Tensor {
  // Declared here and set in the constructor: a field that is defined first and then set costs twice, and every op
  // makes a tensor.
  /** @internal */
  declare readonly storage: Storage;
  /** @internal */
  declare readonly type: ElementType;
  /** Sizes of the axes. */
  declare readonly shape: Shape;
  /** Steps from one element to the next along each axis, in elements; 0 where one element is repeated. */
  declare readonly strides: Shape;
  /** Of the first element, in elements from the storage's start. */
  declare readonly offset: number;
  /** The tensor that this one is a view of, and that is no view itself. @internal */
  declare base: Tensor | null;
  /** What automatic differentiation knows of it; null while it takes no part. @internal */
  declare autograd: Autograd | null;
  /** No scope disposes it. @internal */
  declare kept: boolean;
  /** By `dispose`. @internal */
  declare disposed: boolean;
  /** Id of the call that made it, where the program has such ids; see history/sites.ts. @internal */
  declare site: number;
  /** The recorded op that made it; null for a leaf. Attached by autograd/views.ts. */
  declare readonly gradFn: GraphNode | null;

  /** @internal Tensors are made by functions such as `tensor` and `zeros`. */
  constructor(storage: Storage, type: ElementType, shape: Shape, strides: Shape, offset: number) {
    this.storage = storage;
    this.type = type;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.base = null;
    this.autograd = null;
    this.kept = false;
    this.disposed = false;
    this.site = flags[Flag.SITE];
    storage.holders++;
    madeTensor(this);
  }

  /** Of its elements, such as 'float32'. */
  get dtype(): DType {
    return this.type.name;
  }

  /** Where its elements are: 'cpu'. */
  get device(): string {
    return 'cpu';
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  numel(): number {
    return elements(this.shape);
  }

  /** The shape, or the size of one axis. */
  size(): readonly number[];
  size(dim: number): number;
  size(dim?: number): readonly number[] | number {
    return dim === undefined ? this.shape : this.shape[axisOf('size', dim, this.ndim)];
  }

  /** Number of axes (torch.Tensor.dim). */
  dim(): number {
    return this.shape.length;
  }

  /** Strides in elements; of one axis, or of all. */
  stride(): readonly number[];
  stride(dim: number): number;
  stride(dim?: number): readonly number[] | number {
    return dim === undefined ? this.strides : this.strides[axisOf('stride', dim, this.ndim)];
  }

  /** Whether the elements lie in memory in row-major order without gaps. */
  isContiguous(): boolean {
    return isRowMajor(this.shape, this.strides);
  }

  /** Whether its elements are floats. */
  isFloatingPoint(): boolean {
    return this.type.category === Category.FLOATING;
  }

  /** Bytes an element. */
  elementSize(): number {
    return this.type.bytes;
  }

  /** Whether ops on it are recorded for a backward pass. */
  get requiresGrad(): boolean {
    const { autograd } = this;
    if (autograd === null && this.base === null) return false;
    return autograd?.requiresGrad || this.gradFn !== null;
  }

  /** As `requiresGrad_`. */
  set requiresGrad(requiresGrad: boolean) {
    this.requiresGrad_(requiresGrad);
  }

  /** Whether no recorded op made it: its gradient is accumulated in `grad`. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** Whether it was made in `inferenceMode` (torch.Tensor.is_inference). */
  isInference(): boolean {
    return this.storage.inference;
  }

  /** Which output of `gradFn` it is (torch.Tensor.output_nr). */
  get outputNr(): number {
    return this.autograd?.output ?? 0;
  }

  /** How many writes in place its storage has seen. */
  get version(): number {
    return this.storage.version;
  }

  /** Where its elements lie, for readers that do not move them. */
  place(): TensorPlace {
    const { storage, type, shape, strides, offset } = this;
    return { storage: storage.id, dtype: type.name, shape, strides, offset };
  }

  /** Whether its memory was given back by `dispose`. */
  get isDisposed(): boolean {
    return this.storage.isReleased;
  }

  /** Gives the memory back at once, unless a view of it or a graph still needs it. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.storage.drop();
  }

  /** As at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The elements, as PyTorch prints them. */
  toString(): string {
    return tensorText(this);
  }

  /** What `console.log` shows. */
  [inspectCustom](): string {
    return tensorText(this);
  }

  /** A number where there is one element: `x < 3`, `Number(loss)`. */
  [Symbol.toPrimitive](hint: string): number | string {
    return hint === 'string' ? tensorText(this) : this.item();
  }

  /** Rows along the first axis. */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    if (this.ndim === 0) {
      fail('iterate', 'a tensor without axes has no rows', shapeText(this.shape), 'use item() for its value');
    }
    for (let row = 0; row < this.shape[0]; row++) yield this.select(0, row);
  }
}
