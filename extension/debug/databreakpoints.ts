/**
 * Data breakpoints: on tensors, gradients and the state of optimizers. A client sets them by `setDataBreakpoints`, or
 * as function breakpoints named `data:fc1.weight`, which every client can list, edit and keep.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Notice } from '../../engine/history/notices';
import { type Armed, arm } from './armed';
import { hitCountCode } from './conditions';
import type { Inspector } from './inspector';

type Written = Pick<DebugProtocol.DataBreakpoint, 'dataId' | 'accessType' | 'condition' | 'hitCondition'>;

interface DataBreakpoint {
  readonly id: number;
  readonly written: Written;
  verified: boolean;
  message: string | undefined;
}

/** Their numbers are apart from those of the other breakpoints. */
const firstId = 2_000_000;

/** What a condition can use: see engine/history/facts.ts. */
const terms = ['tensor', 'before', 'norm', 'hasNaN', 'hasInf', 'min', 'max', 'mean'];

const prefix = 'data:';

/** What a function breakpoint watches; null for one on ops. */
export function dataOfFunction({ name, ...rest }: DebugProtocol.FunctionBreakpoint): Written | null {
  const trimmed = name.trim();
  return trimmed.startsWith(prefix) ? { ...rest, dataId: trimmed.slice(prefix.length).trim() } : null;
}

export class DataBreakpoints implements Armed {
  #next = firstId;
  #lists: Record<'data' | 'function', readonly DataBreakpoint[]> = { data: [], function: [] };
  #inspector: Inspector | null = null;
  #isArming = false;
  readonly #changed: (breakpoint: DebugProtocol.Breakpoint) => void;

  /** `changed` is told of every breakpoint whose state becomes known later. */
  constructor(changed: (breakpoint: DebugProtocol.Breakpoint) => void) {
    this.#changed = changed;
  }

  /** Replaces those of one request. One that stays the same keeps its id and its hits. */
  async set(from: 'data' | 'function', written: readonly Written[]): Promise<DebugProtocol.Breakpoint[]> {
    const before = [...this.#lists[from]];
    const now = written.map((one): DataBreakpoint => {
      const same = before.findIndex((old) => JSON.stringify(old.written) === JSON.stringify(one));
      if (same >= 0) return before.splice(same, 1)[0];
      return { id: this.#next++, written: one, verified: false, message: undefined };
    });
    const isSame = before.length === 0 && now.length === this.#lists[from].length;
    this.#lists[from] = now;
    if (!isSame) await this.#arm();
    return now.map(answer);
  }

  async attach(inspector: Inspector): Promise<void> {
    this.#inspector = inspector;
    if (this.#all.length > 0) await this.#arm();
    for (const one of this.#all) this.#changed(answer(one));
  }

  detach(): void {
    this.#inspector = null;
  }

  /** The program tells whether one can stop, or what is wrong with it. Gives what a person should read of it. */
  noticed({ id, verified, message }: Notice): string | null {
    const one = this.#all.find((each) => each.id === id);
    if (!one || verified === undefined) return null;
    one.verified = verified;
    one.message = message;
    if (!this.#isArming) this.#changed(answer(one));
    return verified && message !== undefined ? `data breakpoint ${one.written.dataId}: ${message}` : null;
  }

  get #all(): readonly DataBreakpoint[] {
    return [...this.#lists.data, ...this.#lists.function];
  }

  async #arm(): Promise<void> {
    const inspector = this.#inspector;
    if (!inspector) {
      for (const one of this.#all) one.message = 'waits for the program to start';
      return;
    }
    this.#isArming = true;
    try {
      const codes: string[] = [];
      for (const one of this.#all) {
        const code = await codeOf(one, inspector);
        one.verified = false;
        one.message = 'problem' in code ? code.problem : 'waits for the program to start';
        if ('code' in code) codes.push(code.code);
      }
      // The program tells of each before it answers, unless it has not begun.
      await arm(inspector, 'setDataBreakpoints', `[${codes.join(', ')}]`);
    } finally {
      this.#isArming = false;
    }
  }
}

function answer({ id, verified, message }: DataBreakpoint): DebugProtocol.Breakpoint {
  return { id, verified, ...(message !== undefined && { message }) };
}

/** A breakpoint as code of the program's, or what is wrong with it. */
async function codeOf(
  { id, written: { dataId, accessType, condition, hitCondition } }: DataBreakpoint,
  inspector: Inspector,
): Promise<{ code: string } | { problem: string }> {
  if (!/^((grad|state) )?\S+( \S+)?$/.test(dataId)) {
    const examples = 'fc1.weight, grad fc1.weight, state fc1.weight expAvg';
    return { problem: `data breakpoint: no name of a tensor — ${dataId} — such as ${examples}` };
  }
  if (accessType !== undefined && accessType !== 'write')
    return { problem: `data breakpoint: reading is not watched — ${accessType} — watch writes` };
  const text = condition?.trim() ?? '';
  // Only what the condition names is computed.
  const used = terms.filter((term) => new RegExp(`\\b${term}\\b`).test(text));
  const test = text ? `({ ${used.join(', ')} }) => (${text}\n)` : 'null';
  try {
    const { exceptionDetails } = await inspector.send('Runtime.evaluate', { expression: `(${test})` });
    if (exceptionDetails) {
      const [reason] = (exceptionDetails.exception?.description ?? '').split('\n');
      return { problem: `condition: ${text} — ${reason} — use ${terms.join(', ')}` };
    }
    const hit = hitCountCode(hitCondition);
    const words = `text: ${JSON.stringify(text)}, hit: ${hit}`;
    return { code: `{ id: ${id}, data: ${JSON.stringify(dataId)}, condition: ${test}, ${words} }` };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
