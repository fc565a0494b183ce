/** A run as what ran in it, for a debug session that keeps several and compares them. */
import { travelTo } from '../../history/changes';
import { Flag, flags } from '../../history/flags';
import { loggedWords } from '../../history/log';
import { placeOf } from '../../history/origin';
import { printOfAll } from '../../history/prints';
import { type KeptOp, opsUpTo } from '../../history/records';
import { type Replay, setReplay } from '../../history/replay';
import { lookingAt } from './history';
import { type OpSummary, opSummary } from './summary';
import { values } from './tensors';

/** An op that is kept, with what it gave. */
export interface LoggedOp extends OpSummary {
  /** `f32[5, 3] 0.12, -3.4, 7, 1, …`: its first result; '' where that is not known. */
  readonly text: string;
  /** The value of a result of one element. */
  readonly value: number | null;
  /** A hash of all that it gave, where that is known. */
  readonly print: number | null;
}

export interface RunLog {
  /** How many ops ran. */
  readonly ops: number;
  /** A word for every op from 0, 32 bits each, little-endian; base64. */
  readonly words: string;
  /** The ops that are kept, in their order. */
  readonly kept: readonly LoggedOp[];
}

/** Bytes of results that are read for their hashes at most, the newest first. */
const MOST_BYTES = 2 ** 28;
/** Elements of a result that are shown. */
const SHOWN = 4;

/** What ran so far, and what each op that is kept gave when it ran. */
export function runLog(): RunLog {
  const words = loggedWords();
  const kept: LoggedOp[] = [];
  try {
    const ops = [...opsUpTo(Number.POSITIVE_INFINITY)];
    let bytes = 0;
    const hashed = ops.findIndex(({ outputs }) => {
      bytes += outputs.reduce((sum, { storage }) => sum + storage.bytes, 0);
      return bytes > MOST_BYTES;
    });
    for (let at = ops.length - 1; at >= 0; at--) {
      const op = ops[at];
      travelTo(op.index);
      kept.push(logged(op, hashed < 0 || at < hashed));
    }
  } finally {
    travelTo(lookingAt());
  }
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  return { ops: flags[Flag.OPS], words: bytes.toString('base64'), kept };
}

/** Compares the program with an earlier run, up to op `target`, where it stops: before the first op. Null: no more. */
export function replay(earlier: { target: number; log: RunLog } | null): void {
  if (earlier === null) {
    setReplay(null);
    return;
  }
  const { target, log } = earlier;
  const bytes = Buffer.from(log.words, 'base64');
  const prints: Map<number, number> = new Map();
  const texts: Map<number, string> = new Map();
  for (const { index, print, label, text } of log.kept) {
    if (print !== null) prints.set(index, print);
    texts.set(index, `${label} ${text}`.trim());
  }
  const words = new Uint32Array(bytes.length / 4);
  new Uint8Array(words.buffer).set(bytes);
  setReplay({ target, words, prints, texts } satisfies Replay);
}

let tellEnd: ((log: RunLog) => void) | null = null;

/** Called once by the worker's bootstrap: where a log goes that is asked for. */
export function onRunLog(listener: (log: RunLog) => void): void {
  tellEnd = listener;
}

/** When the program ends, its log is told. */
export function logAtEnd(): void {
  const tell = tellEnd;
  tellEnd = null;
  if (tell !== null) process.once('exit', () => tell(runLog()));
}

function logged(op: KeptOp, isHashed: boolean): LoggedOp {
  // What memory happens to hold is no result.
  const isKnown = op.op !== 'empty' && op.outputs.every(({ storage }) => storage.id !== 0);
  const [first] = op.outputs;
  const print = isHashed && isKnown ? printOfAll(op.outputs.map(placeOf)) : null;
  const place = first && isKnown ? placeOf(first) : null;
  const count = place ? place.shape.reduce((product, one) => product * one, 1) : 0;
  const shown = place ? values(place, 0, SHOWN) : [];
  const head = place ? `${first.type.short}[${place.shape.join(', ')}]` : '';
  const numbers = shown.map(shortNumber).join(', ') + (count > SHOWN ? ', …' : '');
  return {
    ...opSummary(op),
    text: `${head} ${numbers}`.trim(),
    value: count === 1 ? Number(shown[0]) : null,
    print,
  };
}

function shortNumber(text: string): string {
  return /^(-?\d+|true|false)$/.test(text) ? text : String(Number(Number(text).toPrecision(5)));
}
