/** What the past may take of memory, and what it takes. */
import type { Armed } from './armed';
import { UserError } from './errors';
import type { Current, Handlers } from './handlers';
import type { HostChannel, Inspector } from './inspector';
import { isMebibytes } from './launch';
import type { CustomRequests } from './requests';

type Ran = CustomRequests['backstep/history'];
type Budget = CustomRequests['backstep/historyBudget'];

/** A budget that was given while debugging, in place of the launch's; it outlives restarts. */
export class HistoryBudget implements Armed {
  readonly stopsNothing = true;
  #mebibytes: number | null = null;
  #channel: HostChannel | null = null;

  async attach(inspector: Inspector): Promise<void> {
    this.#channel = inspector.channel;
    await this.#give();
  }

  detach(): void {
    this.#channel = null;
  }

  async set(mebibytes: unknown): Promise<void> {
    if (!isMebibytes(mebibytes)) {
      const remedy = 'give whole MiB from 0 to 1000000';
      throw new UserError(`historyBudget: this is no budget — ${JSON.stringify(mebibytes)} — ${remedy}`);
    }
    this.#mebibytes = mebibytes;
    await this.#give();
  }

  async #give(): Promise<void> {
    if (this.#channel && this.#mebibytes !== null)
      await this.#channel.request('history/budget', { mebibytes: this.#mebibytes });
  }
}

export function historyHandlers({ debugged, program }: Current, budget: HistoryBudget): Handlers {
  return {
    async 'backstep/history'({ before, count = 100 }: Ran['arguments']): Promise<Ran['response']> {
      if (before !== undefined && !Number.isFinite(before)) {
        throw new UserError(
          `history: before is no index of an op — ${JSON.stringify(before)} — count from 0`,
        );
      }
      const { channel, sites } = program();
      const { ops, recorded, oldest } = await channel.request('history/read', {
        before: before ?? null,
        count,
      });
      return { ops: ops.map((op) => ({ ...op, where: sites[op.site] ?? null })), recorded, oldest };
    },

    async 'backstep/historyBudget'({ mebibytes }: Budget['arguments']) {
      const { program } = debugged();
      if (mebibytes !== undefined) await budget.set(mebibytes);
      return program.channel.request('history/budget', {});
    },
  };
}
