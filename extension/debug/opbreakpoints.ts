/** Function breakpoints: on ops and modules by name or glob, kept from before the launch to after a restart. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Armed, Everywhere } from './armed';
import { atOp, hitCountCode } from './conditions';
import type { Inspector } from './inspector';

interface OpBreakpoint {
  readonly id: number;
  readonly written: DebugProtocol.FunctionBreakpoint;
}

/** Their numbers are apart from those of source breakpoints. */
const firstId = 1_000_000;

export class OpBreakpoints implements Armed {
  #next = firstId;
  #all: readonly OpBreakpoint[] = [];
  #inspector: Inspector | null = null;
  readonly #everywhere: Everywhere;

  constructor(everywhere: Everywhere) {
    this.#everywhere = everywhere;
  }

  /** Replaces all of them. One that stays the same keeps its id and its hits. */
  async set(written: readonly DebugProtocol.FunctionBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
    const before = [...this.#all];
    this.#all = written.map((one): OpBreakpoint => {
      const same = before.findIndex((old) => JSON.stringify(old.written) === JSON.stringify(one));
      return same >= 0 ? before.splice(same, 1)[0] : { id: this.#next++, written: one };
    });
    return this.#arm();
  }

  /** Gives them to a program that was just launched. */
  async attach(inspector: Inspector): Promise<void> {
    this.#inspector = inspector;
    if (this.#all.length > 0) await this.#arm();
  }

  detach(): void {
    this.#inspector = null;
  }

  async #arm(): Promise<DebugProtocol.Breakpoint[]> {
    const inspector = this.#inspector;
    const checked = await Promise.all(
      this.#all.map(async (one) => ({ ...(await expressionOf(one, inspector)), id: one.id })),
    );
    const expressions = checked.flatMap(({ expression }) => expression ?? []);
    const code = `[${expressions.join(', ')}]`;
    if (inspector) await this.#everywhere.arm(inspector, 'setOpBreakpoints', code);
    return checked.map(({ id, message }) => ({
      id,
      verified: message === undefined,
      ...(message && { message }),
    }));
  }
}

/** A breakpoint as code of the program's, or what is wrong with it. */
async function expressionOf(
  { id, written: { name, condition, hitCondition } }: OpBreakpoint,
  inspector: Inspector | null,
): Promise<{ expression?: string; message?: string }> {
  if (!/^((forward|backward|optimizer):)?[\w.*]+$/.test(name.trim())) {
    const examples = 'softmax, backward:matmul, optimizer:adam, encoder.layers.3.*';
    return { message: `function breakpoint: no name of an op or module — ${name} — such as ${examples}` };
  }
  const limits = await limitsOf({ condition, hitCondition }, inspector);
  if ('message' in limits) return limits;
  return { expression: `{ id: ${id}, name: ${JSON.stringify(name)}, ${limits.code} }` };
}

/** When a breakpoint on an op stops, as properties `condition` and `hit` in code of the program's; or what is wrong. */
export async function limitsOf(
  { condition, hitCondition }: Pick<DebugProtocol.FunctionBreakpoint, 'condition' | 'hitCondition'>,
  inspector: Inspector | null,
): Promise<{ code: string } | { message: string }> {
  const test = condition?.trim() ? atOp(condition) : 'null';
  let hit = 'null';
  try {
    hit = hitCountCode(hitCondition);
  } catch (error) {
    return { message: (error as Error).message };
  }
  const compiled = await inspector?.send('Runtime.evaluate', { expression: `(${test})` });
  if (compiled?.exceptionDetails) {
    const [reason] = (compiled.exceptionDetails.exception?.description ?? '').split('\n');
    return { message: `condition: ${condition} — ${reason} — use inputs, outputs, output or event` };
  }
  return { code: `condition: ${test}, hit: ${hit}` };
}
