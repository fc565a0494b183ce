/**
 * The tiles of one picture: asked for a few at a time, kept while they are true, and left on the screen until
 * newer ones have come.
 */
import { type TilePlan, tileKey } from './plan';

export interface Tile extends TilePlan {
  readonly values: Float32Array;
}

/** The elements under one texel. */
export interface Reading {
  readonly value: number;
  /** First and last, both included; the same where the texel is one element. */
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** A request that fails because the program has just run on is followed by word of that; only then it is said (ms). */
const patience = 300;
const mostInFlight = 2;
const mostKept = 48;

export class Tiles {
  /** What the tiles are of; replies for another picture are dropped. */
  #picture = '';
  #geometry = '';
  #fetch: ((plan: TilePlan) => Promise<Float32Array>) | null = null;
  /** Least recently wanted first. */
  readonly #kept = new Map<string, Tile>();
  #before: Tile[] = [];
  #wanted: TilePlan[] = [];
  readonly #inFlight = new Set<string>();
  readonly #failed = new Set<string>();
  #problem: string | null = null;
  /** Counts retries: what failed before the last one is asked for again. */
  #attempt = 0;
  readonly #changed: () => void;

  /** `changed` is called whenever there is more, or something else, to draw or to say. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * Turns to a picture. `geometry` tells pictures apart whose tiles do not lie on the same cells. While `fetch`
   * is null nothing is asked for, and what is there stays.
   */
  show(picture: string, geometry: string, fetch: ((plan: TilePlan) => Promise<Float32Array>) | null): void {
    this.#fetch = fetch;
    if (picture === this.#picture) return;
    if (geometry !== this.#geometry) this.#before = [];
    else if (this.#kept.size > 0) this.#before = [...this.#kept.values()];
    this.#picture = picture;
    this.#geometry = geometry;
    this.#kept.clear();
    this.#inFlight.clear();
    this.#failed.clear();
    this.#problem = null;
  }

  /** Says which tiles are to be drawn now; those no longer wanted are not asked for any more. */
  want(plans: readonly TilePlan[]): void {
    this.#wanted = [...plans];
    for (const plan of plans) {
      const key = tileKey(plan);
      const tile = this.#kept.get(key);
      if (!tile) continue;
      this.#kept.delete(key);
      this.#kept.set(key, tile);
    }
    this.#ask();
  }

  retry(): void {
    this.#attempt++;
    this.#failed.clear();
    this.#problem = null;
    this.#ask();
  }

  /** What to draw, the lowest layer first. */
  layers(): Tile[] {
    if (this.complete) return this.#wanted.map((plan) => this.#kept.get(tileKey(plan))!);
    const finest = [...this.#kept.values()].sort(
      (a, b) => b.rowStep * b.columnStep - a.rowStep * a.columnStep,
    );
    const wanted = new Set(this.#wanted.map(tileKey));
    const isWanted = (tile: Tile) => wanted.has(tileKey(tile));
    return [...this.#before, ...finest.filter((tile) => !isWanted(tile)), ...finest.filter(isWanted)];
  }

  get complete(): boolean {
    return this.#wanted.length > 0 && this.#wanted.every((plan) => this.#kept.has(tileKey(plan)));
  }

  get waiting(): boolean {
    return !this.complete && this.#problem === null;
  }

  /** Why tiles are missing, for a person; null if none failed. */
  get problem(): string | null {
    return this.#problem;
  }

  /** What the finest tile says of an element; null while no tile of this picture covers it. */
  read(row: number, column: number): Reading | null {
    let best: Tile | null = null;
    for (const tile of this.#kept.values()) {
      const covers =
        row >= tile.row &&
        row < tile.row + tile.rows &&
        column >= tile.column &&
        column < tile.column + tile.columns;
      if (covers && (!best || tile.rowStep * tile.columnStep < best.rowStep * best.columnStep)) best = tile;
    }
    if (!best) return null;
    const down = texel(row - best.row, best.rows, best.height);
    const across = texel(column - best.column, best.columns, best.width);
    return {
      value: best.values[down.at * best.width + across.at],
      rows: [best.row + down.first, best.row + down.last],
      columns: [best.column + across.first, best.column + across.last],
    };
  }

  #ask(): void {
    const fetch = this.#fetch;
    if (!fetch) return;
    for (const plan of this.#wanted) {
      if (this.#inFlight.size >= mostInFlight) return;
      const key = tileKey(plan);
      if (this.#kept.has(key) || this.#inFlight.has(key) || this.#failed.has(key)) continue;
      this.#inFlight.add(key);
      void this.#take(plan, key, this.#picture, fetch);
    }
  }

  async #take(
    plan: TilePlan,
    key: string,
    picture: string,
    fetch: (plan: TilePlan) => Promise<Float32Array>,
  ): Promise<void> {
    const attempt = this.#attempt;
    let values: Float32Array | null = null;
    let problem = '';
    try {
      values = await fetch(plan);
      const expected = plan.width * plan.height;
      if (values.length !== expected) {
        throw new Error(`tile: the number of values is wrong — ${values.length} for ${expected} — try again`);
      }
    } catch (thrown) {
      values = null;
      problem = thrown instanceof Error ? thrown.message : String(thrown);
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
    if (picture !== this.#picture) return;
    this.#inFlight.delete(key);
    if (values) {
      this.#kept.set(key, { ...plan, values });
      if (this.complete) this.#before = [];
      for (const old of this.#kept.keys()) {
        if (this.#kept.size <= Math.max(mostKept, this.#wanted.length)) break;
        this.#kept.delete(old);
      }
    } else if (this.#fetch && attempt === this.#attempt) {
      this.#failed.add(key);
      this.#problem = problem;
    }
    this.#ask();
    this.#changed();
  }
}

/** Which texel an element lies under, and which elements lie under it: texel i covers [i·n/m, (i+1)·n/m). */
function texel(
  element: number,
  elements: number,
  texels: number,
): { at: number; first: number; last: number } {
  let at = Math.min(texels - 1, Math.floor((element * texels) / elements));
  while (at + 1 < texels && Math.floor(((at + 1) * elements) / texels) <= element) at++;
  const first = Math.floor((at * elements) / texels);
  const next = Math.floor(((at + 1) * elements) / texels);
  return { at, first, last: Math.max(first, next - 1) };
}
