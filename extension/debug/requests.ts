/** Custom requests of the debug session: for the panels, and for any DAP client that wants pictures. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Finding } from '../../engine/history/detection';
import type { OpRecord } from '../../engine/history/ring/reader';
import type { Aliases } from '../../engine/runtime/debuggee';
import type { HistoryState } from '../../engine/runtime/history';
import type { CallSite } from '../../engine/runtime/protocol';
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

/** An op that ran. */
export interface OpReference {
  /** Counts every op of the program from 0: for `backstep/goTo`. */
  readonly index: number;
  /** `matmul` */
  readonly op: string;
  /** `matmul backward`, `adam fc1.weight` */
  readonly label: string;
  readonly phase: 'forward' | 'backward' | 'optimizer';
  /** Label of the update or gradient that it is a part of; '' for none. */
  readonly within: string;
  /** Path of the module that ran it; '' outside of modules. */
  readonly module: string;
  /** Null where it is not known, such as in the console. Lines and columns count from 1. */
  readonly source: { readonly path: string; readonly line: number; readonly column: number } | null;
}

/** A tensor in the role that it had for an op. */
export interface OperandText {
  /** As the person wrote it, where that can be told; else the role. */
  readonly name: string;
  /** `f32[64, 10] mean 0 std 1 min -2 max 2`, as of the time when the op ran. */
  readonly text: string;
}

/** An op on the way back from a tensor. */
export interface OriginStep extends OpReference {
  /** What it made: `input of matmul`; '' for the tensor itself. */
  readonly of: string;
  /** How many ops are between it and the tensor. */
  readonly distance: number;
}

/** A part of a gradient, or something done to the sum of them, such as clipping. */
export interface GradientContribution {
  readonly kind: 'added' | 'changed';
  /** Null: no op that is kept. */
  readonly op: OpReference | null;
  /** Euclidean norm of the part; of a change, of what came of it. Null where its memory is gone. */
  readonly norm: number | null;
}

/** One op on the way from what is NaN or infinite back to where that began. */
export interface NanStep extends OpReference {
  /** What the op gave, in words: `loss is NaN`. */
  readonly text: string;
}

/** An op that ran: what it was given and gave, by shape, storage and version; the elements are elsewhere. */
export interface RanOp extends OpRecord {
  /** Where it was called; of a gradient, where the forward op was. */
  readonly where: CallSite | null;
}

/** What one of two runs did at the op where they part. */
export interface PartingSide extends OpReference {
  /** `f32[5, 3] 0.12, -3.4, 7, 1, …`: its first result; '' where that is not known. */
  readonly text: string;
}

export interface RunSummary {
  /** `run 2` */
  readonly name: string;
  /** What was changed, and just after which op; null where nothing was. */
  readonly fork: { readonly op: number; readonly change: string } | null;
  /** How many ops ran. */
  readonly ops: number;
  /** The value at the beginning of each backward pass that is kept. */
  readonly losses: readonly number[];
}

/** Two runs of a session. */
export interface Comparison {
  readonly runs: readonly RunSummary[];
  /** The first op that is another one, or gave something else; null where none is known. */
  readonly parting: {
    readonly index: number;
    /** Null where it is not kept. */
    readonly first: PartingSide | null;
    readonly second: PartingSide | null;
  } | null;
  /** All of it as a person reads it. */
  readonly text: string;
}

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
   * and short strings are told; nothing is run, not even a getter. `lines` of a value are those on which its name means
   * it, the other ones the function that the frame is in; null where that is the whole file. At an op of the past there
   * are none: what the variables hold is of the present.
   */
  'backstep/inlineValues': {
    arguments: { frameId: number; names: readonly string[] };
    response: {
      values: { name: string; text: string; lines: { first: number; last: number } | null }[];
      lines: { first: number; last: number } | null;
    };
  };
  /**
   * What the past holds on to, and how many ops can be gone back to; also while the program runs. With `mebibytes`
   * (0 to 1,000,000), it may hold on to so much from now on: the oldest is forgotten where that is less.
   */
  'backstep/historyBudget': { arguments: { mebibytes?: number }; response: HistoryState };
  /**
   * Ops that ran, in their order: the newest `count` (100; at most 1,000), or those before the op of index `before`.
   * Read from memory that is shared with the program: also while it is busy in a single long call.
   */
  'backstep/history': {
    arguments: { before?: number; count?: number };
    response: {
      ops: readonly RanOp[];
      /** How many ops are recorded; tensors are kept of the newest, see `backstep/historyBudget`. */
      recorded: number;
      /** Index of the oldest that is recorded; null where none is. */
      oldest: number | null;
    };
  };
  /** One op, forward, backward or optimizer: what `next` with granularity `instruction` does, for a button. */
  'backstep/stepOp': { arguments: { threadId: number }; response: Record<string, never> };
  /** The op that wrote a tensor last, those that made its operands, and the parts of a gradient. */
  'backstep/whoMade': {
    arguments: TensorArguments;
    response: {
      expression: string;
      /** The op that wrote it last, then those before it, the nearest first. Empty: none that is kept, see `text`. */
      steps: readonly OriginStep[];
      /** What the last one made it of. */
      inputs: readonly OperandText[];
      /** Of a gradient; the oldest first. */
      contributions: readonly GradientContribution[];
      /** Index of the newest op, where the person looks: for "3 ops ago". */
      newest: number;
      /** All of it as a person reads it. */
      text: string;
    };
  };
  /**
   * Ends the program and runs it again, with the same random numbers, to an op of this run, where it stops live; without
   * an op, to the one that is looked at, or the newest. Every op is compared on the way: the first that differs stops it.
   */
  'backstep/runAgain': { arguments: { op?: number }; response: { op: number } };
  /** As `backstep/runAgain`; there evaluates `change` in the innermost frame that knows its names, and runs on. */
  'backstep/fork': { arguments: { op?: number; change: string }; response: { op: number } };
  /** Two runs of this session, by their names; without them the last two. `all` has the names of all. */
  'backstep/compareRuns': {
    arguments: { first?: string; second?: string };
    response: Comparison & { readonly all: readonly string[] };
  };
  /** Looks at the time just after an op, as `stepBack` does; a `stopped` event follows. */
  'backstep/goTo': { arguments: { op: number }; response: Record<string, never> };
  /**
   * Goes back to the op that first made NaN or infinity of finite numbers, and tells how it came from there to a tensor;
   * without a name, to the newest result that has any. A `stopped` event follows where there is such an op.
   */
  'backstep/explainNaN': {
    arguments: TensorArguments | Record<string, never>;
    response: {
      /** Null: from data, or older than history; see `text`. */
      op: OpReference | null;
      /** What that op was given, as of then. */
      inputs: readonly OperandText[];
      /** From the tensor back to the op. */
      steps: readonly NanStep[];
      /** Why, in a sentence. */
      cause: string;
      remedy: string | null;
      /** All of it as a person reads it. */
      text: string;
    };
  };
  /** One op back, also into gradients and updates: what `stepBack` with granularity `instruction` does. */
  'backstep/stepOpBack': { arguments: { threadId: number }; response: Record<string, never> };
  /**
   * From module to module, by the paths of the ops that run, in any pass and also in the past. `into`: to the next op
   * of another module than the one where the program stands. `over`: to the next op of this module once another one
   * inside of it has run, or to the next op outside. `out`: to the next op outside; an error where no module is left.
   */
  'backstep/stepModule': {
    arguments: { threadId: number; how: 'into' | 'over' | 'out' };
    response: Record<string, never>;
  };
}

/** Events beyond the protocol's. */
export interface CustomEvents {
  /** A fork has given something else than the run before it: told once, at its next stop or its end. */
  'backstep/parted': Comparison;
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
