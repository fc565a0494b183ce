/** What a tensor panel sees of a debug session: custom requests in, the webview's contract out. No editor here. */
import type { Statistics } from '../../engine/tensor/picture';
import type {
  TensorHead,
  TensorMemory,
  TensorPanelMethods,
  TensorView,
  TilePart,
} from '../../webviews/protocol/tensor';
import type { CustomRequests, TensorHandle } from '../debug/requests';

/** Asks the debug session. */
export type Ask = <Request extends keyof CustomRequests>(
  request: Request,
  args: CustomRequests[Request]['arguments'],
) => Promise<CustomRequests[Request]['response']>;

/** What to look for: an expression in a frame, or a child of something that Variables shows. */
export type Target = CustomRequests['backstep/tensor']['arguments'];

type Role = TensorHead['role'];
type Found = CustomRequests['backstep/tensor']['response'];

/** JSON has no NaN or infinities: they arrive as null. A statistic that is not a number is one of no finite element. */
type Jsoned<Numbers> = { [K in keyof Numbers]: number | null };

/** The tensor of a panel and its gradient, through one stop. */
export class Sight {
  #found: Found | null = null;
  /** Where it was found. */
  #target: Target | null = null;
  /** Counts looks. */
  #look = 0;
  readonly #seen = new Map<Role, string>();
  /** Changes when elements may have changed, across stops and tensors. */
  readonly #version: Record<Role, number> = { tensor: 0, gradient: 0 };

  /** A look that another one has overtaken leaves no handles behind. */
  async look(ask: Ask, target: Target): Promise<Found> {
    this.lose();
    const mine = this.#look;
    const found = await ask('backstep/tensor', target);
    if (mine === this.#look) {
      this.#found = found;
      this.#target = target;
      this.#follow('tensor', found.tensor);
      this.#follow('gradient', found.gradient);
    }
    return found;
  }

  /** The program runs on: handles are void. */
  lose(): void {
    this.#look++;
    this.#found = null;
    this.#target = null;
  }

  view(expression: string, { tensor, gradient, where }: Found): TensorView {
    return {
      tensor: this.#head(expression, 'tensor', tensor),
      gradient: gradient && this.#head(expression, 'gradient', gradient),
      where,
      absent: null,
    };
  }

  async tile(ask: Ask, { role, ...tile }: TilePart): Promise<TensorPanelMethods['tensor/tile']['result']> {
    const { height, width, values } = await ask('backstep/tile', { handle: this.#handle(role), tile });
    const bytes = Buffer.from(values, 'base64');
    if (bytes.length !== height * width * 4) {
      throw new Error(
        `tile: the values do not fill the picture — ${bytes.length} bytes for ${height} × ${width} — this is a defect`,
      );
    }
    return { height, width, values: new Float32Array(new Uint8Array(bytes).buffer) };
  }

  async histogram(
    ask: Ask,
    role: Role,
    bins: number,
  ): Promise<TensorPanelMethods['tensor/histogram']['result']> {
    const { low, high, counts } = await ask('backstep/histogram', { handle: this.#handle(role), bins });
    return { low: number(low), high: number(high), counts: Float64Array.from(counts) };
  }

  async memory(ask: Ask): Promise<TensorMemory> {
    if (!this.#target) throw new Error('tensor: there is no memory to see now — the program has moved on');
    return ask('backstep/aliases', this.#target);
  }

  #handle(role: Role): number {
    const found = role === 'tensor' ? this.#found?.tensor : this.#found?.gradient;
    if (!found) throw new Error(`tensor: there is no ${role} to see now — the program has moved on`);
    return found.handle;
  }

  #follow(role: Role, handle: TensorHandle | null): void {
    const { place, version, statistics } = handle ?? {};
    const now = JSON.stringify([place, version, statistics]);
    if (this.#seen.get(role) !== now) this.#version[role]++;
    this.#seen.set(role, now);
  }

  #head(expression: string, role: Role, handle: TensorHandle): TensorHead {
    const { dtype, shape, device, requiresGrad } = handle;
    const statistics = numbers(handle.statistics);
    return { expression, role, dtype, shape, device, requiresGrad, version: this.#version[role], statistics };
  }
}

/** A view of nothing, and why. */
export function absent(why: string, where = ''): TensorView {
  return { tensor: null, gradient: null, where, absent: why };
}

/** What a failed look means to the person: `fc1 is not defined here`. */
export function whyAbsent(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const bare = message.replace(/^(?:Uncaught )?\w*Error: /, '');
  return /is not defined$/.test(bare) ? `${bare} here` : bare;
}

function numbers(statistics: Statistics): Statistics {
  const entries = Object.entries(statistics as Jsoned<Statistics>).map(([name, value]) => [
    name,
    number(value),
  ]);
  return Object.fromEntries(entries) as Statistics;
}

function number(value: number | null): number {
  return value ?? Number.NaN;
}
