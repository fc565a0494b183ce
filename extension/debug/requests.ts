/** Custom requests of the debug session: for the panels, and for any DAP client that wants pictures. */
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

export interface CustomRequests {
  /** The tensor that an expression or a variable stands for, and its gradient if it has one. */
  'backstep/tensor': {
    arguments: { expression: string; frameId?: number } | { variablesReference: number; name: string };
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
  /** One op, forward, backward or optimizer: what `next` with granularity `instruction` does, for a button. */
  'backstep/stepOp': { arguments: { threadId: number }; response: Record<string, never> };
}

export type { Histogram, Tile };
