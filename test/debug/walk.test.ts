import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { OpEvent } from '../../engine/history/event';
import { Flag, flags, Watch } from '../../engine/history/flags';
import { Debugging } from './dap/debugging';

/** Deeper than any op. */
const ANY_DEPTH = 1000;

/** What is known of an op without the debugger: the program runs in this process, and each op is looked at. */
interface Truth {
  readonly label: string;
  readonly depth: number;
  readonly digest: string | null;
}
let look: ((event: OpEvent) => void) | null = null;
vi.mock('../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: (event: OpEvent) => look?.(event),
}));

const truth: Truth[] = [];

beforeAll(async () => {
  look = ({ label, depth }) => {
    flags[Flag.WATCH] = 0;
    const { digest } = globalThis as { digest?: () => string };
    truth.push({ label, depth, digest: digest?.() ?? null });
    flags[Flag.WATCH] = Watch.STOP;
  };
  flags[Flag.DEPTH] = ANY_DEPTH;
  flags[Flag.WATCH] = Watch.STOP;
  await import('./programs/walk');
});
afterAll(() => {
  flags[Flag.WATCH] = 0;
});

let debugging: Debugging;
afterEach(() => debugging.close());

type Command = 'stepBack' | 'stepOpBack' | 'reverseContinue' | 'next' | 'stepIn' | 'stepOut' | 'continue';

/** What is drawn from: the walk goes back a little more than forth, and into every depth. */
const draws: readonly Command[] = [
  ...(['stepBack', 'stepBack', 'stepBack', 'stepBack', 'stepOpBack', 'reverseContinue'] as const),
  ...(['stepIn', 'stepIn', 'stepIn', 'next', 'next', 'stepOut', 'continue'] as const),
];

/** In the present, `next` goes to the next op, in whichever function it is. */
async function go(command: Command, isPast: boolean): Promise<void> {
  const byOp = command === 'stepOpBack' || (command === 'next' && !isPast);
  const granularity = byOp ? { granularity: 'instruction' as const } : {};
  const request = command === 'stepOpBack' ? 'stepBack' : command;
  await debugging.client.request(request, { threadId: 1, ...granularity });
  await debugging.stopped();
}

/** Where a step leads from an op of the past; null where it is not foretold. */
function foretold(command: Command, from: number): number | null {
  const { depth } = truth[from];
  const after = (most: number) => truth.findIndex((op, index) => index > from && op.depth <= most);
  if (command === 'stepBack') return truth.findLastIndex((op, index) => index < from && op.depth <= depth);
  if (command === 'stepOpBack') return from - 1;
  if (command === 'next') return after(depth);
  return command === 'stepIn' ? after(depth + 1) : null;
}

describe.each([
  ['process', 11],
  ['process', 12],
  ['extensionHost', 13],
] as const)('a walk through time, in the runtime %s, seed %i', (runtime, seed) => {
  test('shows at each op, however it is reached, the bits of a run without the debugger', async () => {
    debugging = await Debugging.start('walk.ts', { runtime, breakpoints: { schedule: {} } });
    await debugging.stopped('breakpoint');
    for (let epoch = 0; epoch < 3; epoch++) await debugging.continue();
    let random = seed;
    const draw = (below: number) => {
      random = (random * 48271) % 2147483647;
      return random % below;
    };
    const seen = new Set<number>();
    let newest = 0;
    let checks = 0;
    for (let step = 0; step < 500; step++) {
      const from = await debugging.op();
      const isPast = from !== null && from < newest;
      // At the newest op the program itself would run on, and in the end be over.
      const command = isPast || draw(3) === 0 ? draws[draw(draws.length)] : 'stepBack';
      if (from === 0 && /back|reverse/i.test(command)) {
        await expect(go(command, isPast)).rejects.toThrow(
          'stepBack: this is where history begins — op 0 of ',
        );
        continue;
      }
      await go(command, isPast);
      const at = await debugging.op();
      if (at === null) continue;
      const goal = isPast ? foretold(command, from) : null;
      if (goal !== null && goal < newest) expect(at, `${command} from op ${from}`).toBe(goal);
      const { label, digest } = truth[at];
      const reached = `step ${step}: ${command} from op ${from} to op ${at}, ${label}`;
      expect((await debugging.where()).split(':')[0], reached).toBe(label);
      if (digest !== null) {
        expect((await debugging.evaluate('globalThis.digest()')).result, reached).toBe(`'${digest}'`);
        checks++;
      }
      seen.add(at);
      newest = Math.max(newest, at);
    }
    expect(checks).toBeGreaterThan(400);
    expect(seen.size).toBeGreaterThan(80);
    expect(new Set([...seen].map((index) => truth[index].depth))).toEqual(new Set([0, 1]));
  }, 120_000);
});
