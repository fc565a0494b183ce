/** Instruction breakpoints: on ops by their addresses in the disassembly, kept from before the launch to after a restart. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { addressOf, indexAt } from './addresses';
import { type Armed, arm } from './armed';
import type { Inspector } from './inspector';
import { limitsOf } from './opbreakpoints';

type Written = DebugProtocol.InstructionBreakpoint;

interface InstructionBreakpoint {
  readonly id: number;
  readonly written: Written;
}

/** As the program is to have it, or what is wrong with it. */
type Checked = { id: number; index?: number } & ({ code: string } | { message: string });

/** Their numbers are apart from those of other breakpoints. */
const firstId = 3_000_000;

export class InstructionBreakpoints implements Armed {
  #next = firstId;
  #all: readonly InstructionBreakpoint[] = [];
  #inspector: Inspector | null = null;

  /** Replaces all of them. One that stays the same keeps its id, its op and its hits. */
  async set(written: readonly Written[]): Promise<DebugProtocol.Breakpoint[]> {
    const before = [...this.#all];
    this.#all = written.map((one): InstructionBreakpoint => {
      const same = before.findIndex((old) => JSON.stringify(old.written) === JSON.stringify(one));
      return same >= 0 ? before.splice(same, 1)[0] : { id: this.#next++, written: one };
    });
    return this.#arm();
  }

  async attach(inspector: Inspector): Promise<void> {
    this.#inspector = inspector;
    if (this.#all.length > 0) await this.#arm();
  }

  detach(): void {
    this.#inspector = null;
  }

  async #arm(): Promise<DebugProtocol.Breakpoint[]> {
    const inspector = this.#inspector;
    const checked = await Promise.all(this.#all.map((one) => check(one, inspector)));
    const good = checked.filter((one) => 'code' in one);
    const code = good.map((one) => one.code);
    const answer = inspector && (await arm(inspector, 'setInstructionBreakpoints', `[${code.join(', ')}]`));
    const problems = Array.isArray(answer) ? (answer as (string | null)[]) : [];
    return checked.map((one) => {
      const message = 'message' in one ? one.message : (problems[good.indexOf(one)] ?? undefined);
      return {
        id: one.id,
        verified: message === undefined,
        ...(message !== undefined && { message }),
        ...(one.index !== undefined && { instructionReference: addressOf(one.index) }),
      };
    });
  }
}

async function check({ id, written }: InstructionBreakpoint, inspector: Inspector | null): Promise<Checked> {
  try {
    const index = indexAt('instruction breakpoint', written.instructionReference, written.offset);
    if (index < 0)
      return { id, message: `instruction breakpoint: no op is there — ${index} — they count from 0` };
    const limits = await limitsOf(written, inspector);
    if ('message' in limits) return { id, index, ...limits };
    return { id, index, code: `{ id: ${id}, index: ${index}, ${limits.code} }` };
  } catch (error) {
    return { id, message: (error as Error).message };
  }
}
