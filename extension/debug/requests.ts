/** Custom requests of the debug session: for the panels, and for any DAP client that wants pictures. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Finding } from '../../engine/history/detection';
import type { Aliases } from '../../engine/runtime/debuggee';
import type { Histogram, Statistics, TensorPlace, Tile, TileRequest } from '../../engine/tensor/picture';

/** A tensor that a client watches through one stop. Handles end when the program runs on. */
export interface TensorHandle {
  /** Valid until the program runs on. */
  readonly handle: number;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly device: string;
  readonly requiresGrad: boolean;
  readonly version: number;
  readonly statistics: Statistics;
  readonly place: TensorPlace;
}

/** An expression in a frame, or a line of a Variables view. */
export type TensorArguments =
  | { expression: string; frameId?: number }
  | { variablesReference: number; name: string };

export interface CustomRequests {
  /** The tensor that an expression or a variable stands for, and its gradient if it has one. */
  'backstep/tensor': {
    arguments: TensorArguments;
    response: {
      /** As the person would write it; can be asked for again at the next stop. */
      expression: string;
      tensor: TensorHandle;
      gradient: TensorHandle | null;
      /** `train.ts:24`, or `crossEntropy backward · train.ts:21`. */
      where: string;
    };
  };
  /** A tile has at most 1024 × 1024 values. `values` is base64 of little-endian float32. */
  'backstep/tile': {
    arguments: { handle: number; tile: TileRequest };
    response: { height: number; width: number; values: string };
  };
  'backstep/histogram': {
    arguments: { handle: number; bins: number };
    response: { low: number; high: number; counts: number[] };
  };
  /** The tensors that share memory with one, and the ops that saved it for the backward pass. */
  'backstep/aliases': {
    arguments: TensorArguments;
    response: { expression: string } & Aliases;
  };
  /**
   * What names in the source are worth at a stop, for the ends of their lines: `x`, `this.fc1.weight`. Tensors, numbers
   * and short strings are told; nothing is run, not even a getter. `lines` is the function that the frame is in, where
   * the names mean these values.
   */
  'backstep/inlineValues': {
    arguments: { frameId: number; names: readonly string[] };
    response: {
      values: { name: string; text: string }[];
      lines: { first: number; last: number } | null;
    };
  };
  /** One op, forward, backward or optimizer: what `next` with granularity `instruction` does, for a button. */
  'backstep/stepOp': { arguments: { threadId: number }; response: Record<string, never> };
}

/** Events beyond the protocol's. */
export interface CustomEvents {
  /**
   * A detector found something: told once for each detector and place, when it is first met. `detector` is the id of
   * its exception filter, `label` the op at which it was found, `numbers` what was measured. The place is the call
   * that ran the op; it is missing where it is unknown.
   */
  'backstep/finding': Omit<Finding, 'site'> & {
    readonly source?: DebugProtocol.Source;
    readonly line?: number;
    readonly column?: number;
  };
}

export type { Aliases, Histogram, Tile };
