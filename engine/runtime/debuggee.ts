/**
 * What a debug session calls inside of the program: `globalThis.__backstep`. It answers in few round trips and
 * runs no op and no getter of the program's. Views are objects whose own properties are what is to be shown.
 */
import { inspect } from 'node:util';
import { setOpBreakpoints } from '../history/breakpoints';
import { beginEdit, endEdit } from '../history/changes';
import { setDataBreakpoints } from '../history/dataBreakpoints';
import { setDetectors } from '../history/detection';
import type { NamedTensor, OpEvent } from '../history/event';
import { Flag, flags } from '../history/flags';
import { setGradientBreakpoints } from '../history/gradientBreakpoints';
import { setInstructionBreakpoints } from '../history/instructionBreakpoints';
import type { ModuleStepKind } from '../history/moduleStep';
import { listenToNotices } from '../history/notices';
import { opAfter, type PastOp } from '../history/records';
import { Module } from '../nn/module';
import { native } from '../tensor/native';
import { Tensor } from '../tensor/tensor';
import { waitingCalls } from './bootstrap';
import { type Aliases, aliases } from './debuggee/aliases';
import { writeBytes } from './debuggee/bytes';
import { completions, globalCompletions } from './debuggee/completions';
import { breakpoint, enter, leave, logpoint, messageText, tellSession } from './debuggee/console';
import { dataOf } from './debuggee/data';
import { assignMember, writeTensor } from './debuggee/edit';
import { historyRange, pastOp, previousOp, travel } from './debuggee/history';
import { inlineView } from './debuggee/inline';
import { type Instruction, instructions } from './debuggee/instructions';
import { known, type LiveKind, optimizers, rootModules } from './debuggee/live';
import { beginModuleStep, endModuleStep, nextModuleOp } from './debuggee/moduleStep';
import { operandLines, operandsView } from './debuggee/operands';
import { groupParameters, optimizerView, stateView } from './debuggee/optimizers';
import { makerAt, opsBefore, opsInside, origin } from './debuggee/origin';
import { preview, typeName } from './debuggee/preview';
import { logAtEnd, replay, runLog } from './debuggee/runs';
import {
  SharedStorage,
  type StoragesSummary,
  storagesOf,
  storagesPage,
  storagesSummary,
  storageView,
} from './debuggee/storages';
import { type OpSummary, opSummary } from './debuggee/summary';
import { describeTensor, type TensorDescription, values } from './debuggee/tensors';
import { asView, held, hold } from './debuggee/view';

export type { Aliases, Instruction, LiveKind, OpSummary, StoragesSummary, TensorDescription };

/** An object of the program, as a line of a Variables view. */
export interface Description {
  readonly text: string;
  readonly type: string;
  readonly kind:
    | 'tensor'
    | 'module'
    | 'storage'
    | 'array'
    | 'map'
    | 'set'
    | 'entry'
    | 'error'
    | 'function'
    | 'object';
  /** Elements that are reached by index. */
  readonly length?: number;
  readonly tensor?: TensorDescription;
}

/** A key and its value in a view of a Map. */
class Entry {
  readonly key: unknown;
  readonly value: unknown;
  constructor(key: unknown, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

function describe(...objects: unknown[]): Description[] {
  return objects.map((object) => {
    const type = typeName(object);
    if (object instanceof Tensor) {
      const tensor = describeTensor(object);
      return { kind: 'tensor', text: preview(object), type, tensor };
    }
    if (object instanceof Entry) {
      return { kind: 'entry', text: `${preview(object.key, 1)} => ${preview(object.value, 1)}`, type: '' };
    }
    const text = preview(object);
    if (object instanceof Module) return { kind: 'module', text, type };
    if (object instanceof SharedStorage) return { kind: 'storage', text, type: 'Storage' };
    if (Array.isArray(object) || (ArrayBuffer.isView(object) && !(object instanceof DataView))) {
      return { kind: 'array', text, type, length: (object as ArrayLike<unknown>).length };
    }
    if (object instanceof Map) return { kind: 'map', text, type, length: object.size };
    if (object instanceof Set) return { kind: 'set', text, type, length: object.size };
    if (object instanceof Error) return { kind: 'error', text, type };
    return { kind: typeof object === 'function' ? 'function' : 'object', text, type };
  });
}

/** Elements `start` to `start + count` of an array, a Map or a Set, by their indices. */
function page(of: unknown, start: number, count: number): object {
  const view: Record<number, unknown> = Object.create(null);
  if (of instanceof Map || of instanceof Set) {
    let index = 0;
    for (const [key, value] of of.entries()) {
      if (index >= start + count) break;
      if (index >= start) view[index] = of instanceof Map ? new Entry(key, value) : value;
      index++;
    }
    return view;
  }
  const array = of as ArrayLike<unknown>;
  for (let index = start; index < Math.min(start + count, array.length); index++) {
    if (index in array) view[index] = array[index];
  }
  return view;
}

/** A module's parameters and submodules, then its other fields. */
function moduleView(module: Module): object {
  const fields = Object.entries(module);
  const isMember = (value: unknown) => value instanceof Tensor || value instanceof Module;
  return asView([
    ...fields.filter(([, value]) => isMember(value)),
    ...fields.filter(([, value]) => !isMember(value)),
  ]);
}

/** A module's parameters, buffers and submodules. */
function parameterView(module: Module): object {
  return asView(
    Object.entries(module).filter(([, value]) => value instanceof Tensor || value instanceof Module),
  );
}

/** What hangs on a tensor, beside its elements. */
function tensorView(tensor: Tensor): object {
  return tensor.grad ? asView([['grad', tensor.grad]]) : asView([]);
}

const tensorsView = (tensors: readonly NamedTensor[]) =>
  asView(tensors.map(({ name, tensor }): [string, unknown] => [name, tensor]));

/** The tensors of an op in groups, by what they are for it. */
function opView(event: OpEvent): object {
  const { phase, inputs, outputs, saved, attributes, module } = event;
  const groups: [string, unknown][] = [];
  const group = (one: string, many: string, tensors: readonly NamedTensor[]) => {
    if (tensors.length === 1 && one) groups.push([one, tensors[0].tensor]);
    else if (tensors.length > 0) groups.push([many, tensorsView(tensors)]);
  };
  if (phase === 'backward') {
    group('incoming gradient', 'incoming gradients', inputs);
    group('', 'saved', saved);
    group('', 'resulting gradients', outputs);
  } else if (phase === 'optimizer') {
    group('', 'parameter, gradient and state', inputs);
    group('', 'updated', outputs);
  } else {
    group('', 'inputs', inputs);
    group('result', 'results', outputs);
  }
  if (Object.keys(attributes).length > 0) groups.push(['attributes', asView(Object.entries(attributes))]);
  if (module) groups.push(['module', module]);
  return asView(groups);
}

const summaryOrNull = (op: PastOp | null) => op && opSummary(op);

/** A value in full, for the clipboard. */
function fullText(value: unknown): string {
  return inspect(value, { depth: 8, maxArrayLength: 10_000, breakLength: 100 });
}

const debuggee = {
  describe,
  page,
  moduleView,
  parameterView,
  tensorView,
  known,
  rootModules,
  optimizers,
  optimizerView,
  groupParameters,
  stateView,
  storagesOf,
  storagesPage,
  storagesSummary,
  storageView,
  aliases,
  inlineView,
  writeTensor,
  writeBytes,
  assignMember,
  opView,
  opSummary,
  fullText,
  completions,
  globalCompletions,
  values,
  hold,
  held,
  enter,
  leave,
  breakpoint,
  logpoint,
  messageText,
  setOpBreakpoints,
  setGradientBreakpoints,
  setDataBreakpoints,
  setInstructionBreakpoints,
  instructions,
  dataOf,
  operandsView,
  operandLines,
  setDetectors,
  beginModuleStep,
  endModuleStep,
  travel,
  pastOp,
  historyRange,
  previousOp: (index: number | null, depth: number) => summaryOrNull(previousOp(index, depth)),
  origin,
  makerAt,
  opsInside,
  opsBefore,
  runLog,
  replay,
  logAtEnd,
  beginEdit,
  endEdit,
  nextOp: (index: number, depth: number) => summaryOrNull(opAfter(index, depth)),
  nextModuleOp: (index: number, kind: ModuleStepKind) => summaryOrNull(nextModuleOp(index, kind)),
};

export type Debuggee = typeof debuggee;

/** Called once by the worker's bootstrap, when a debugger is there. */
export function installDebuggee(): void {
  flags[Flag.THREAD] = native.thread;
  Object.defineProperty(globalThis, '__backstep', { value: debuggee });
  listenToNotices(tellSession);
  const globals = globalThis as unknown as Record<string, [keyof Debuggee, unknown][] | undefined>;
  for (const [name, argument] of globals[waitingCalls] ?? []) {
    (debuggee[name] as (argument: unknown) => unknown)(argument);
  }
  delete globals[waitingCalls];
}
