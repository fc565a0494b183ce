/** The tensor panel's contract with the extension. Imports nothing; a webview never gets a whole tensor. */

export interface TensorHead {
  /** What was asked to be seen, as it is written in the program: `fc1.weight`, `logits`. */
  readonly expression: string;
  /** 'tensor', or 'gradient' for the picture beside a parameter's. */
  readonly role: 'tensor' | 'gradient';
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly device: string;
  readonly requiresGrad: boolean;
  /** Changes whenever the elements may have changed; a tile is asked for again then. */
  readonly version: number;
  readonly statistics: {
    readonly count: number;
    readonly nan: number;
    readonly positiveInfinity: number;
    readonly negativeInfinity: number;
    readonly zeros: number;
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    readonly std: number;
    readonly norm: number;
  };
}

export interface TensorView {
  readonly tensor: TensorHead | null;
  readonly gradient: TensorHead | null;
  /** Where the program stands: `train.ts:24`, `crossEntropy backward · train.ts:21`. */
  readonly where: string;
  /** Why there is nothing to see now (running, out of scope, ended), for a person; null while there is. */
  readonly absent: string | null;
}

export interface TilePart {
  readonly role: 'tensor' | 'gradient';
  /** Axes shown as rows and columns; null: one row (or column). */
  readonly rowAxis: number | null;
  readonly columnAxis: number | null;
  /** The index held for each axis; ignored for the two above. */
  readonly indices: readonly number[];
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
}

/** A tensor that lies in the memory of the one that is shown. */
export interface MemoryView {
  /** `fc1.weight · train.ts:12` */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  /** Of the first element, in elements. */
  readonly offset: number;
  /** That it shows, each counted once. */
  readonly bytes: number;
  /** What part it shows of each of so many pieces of the memory of the same length: 0 … 1. */
  readonly coverage: readonly number[];
  /** It is the tensor of the panel. */
  readonly isAsked: boolean;
  readonly isView: boolean;
}

/** The block of memory that a tensor lies in. */
export interface TensorMemory {
  readonly bytes: number;
  /** Writes in place so far. */
  readonly version: number;
  readonly views: readonly MemoryView[];
  /** Ops that saved a tensor there for the backward pass, and the version that it had then. */
  readonly saved: readonly {
    readonly op: string;
    readonly role: string;
    readonly line: string;
    readonly version: number;
  }[];
}

/** Methods that the extension answers to the webview. */
export type TensorPanelMethods = {
  'tensor/view': { params: Record<string, never>; result: TensorView };
  'tensor/tile': { params: TilePart; result: { height: number; width: number; values: Float32Array } };
  'tensor/histogram': {
    params: { role: 'tensor' | 'gradient'; bins: number };
    result: { low: number; high: number; counts: Float64Array };
  };
  /** What shares memory with the tensor. Takes a moment: the program is searched for it. */
  'tensor/memory': { params: Record<string, never>; result: TensorMemory };
  /** Shows another expression in the same panel. */
  'tensor/show': { params: { expression: string }; result: TensorView };
};

/** Events that the extension tells the webview. */
export type TensorPanelEvents = {
  /** The program stopped, ran on or ended: the view now. */
  'tensor/changed': TensorView;
};
