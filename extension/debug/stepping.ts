/**
 * The state machine of a step. V8 pauses in more places than a person wants to see; a step goes on until it is
 * at one of theirs. Pure: it is told where the program paused, and says how to resume, or that this is the end.
 */
import type { ResumeParams } from '../../engine/runtime/protocol';
import type { SourcePlace } from './sourcemaps';

export type StepKind = 'continue' | 'next' | 'stepIn' | 'stepOut' | 'stepOp';

/** Where the program paused, as far as a step cares. */
export type Landing =
  | {
      readonly kind: 'op';
      readonly index: number;
      readonly depth: number;
      readonly phase: 'forward' | 'backward' | 'optimizer';
      /** Frames of the person's own code on the stack. */
      readonly userDepth: number;
      /** Where the topmost of them is. */
      readonly place: SourcePlace | null;
    }
  | {
      readonly kind: 'user';
      readonly place: SourcePlace;
      /** The place in the module, as text. */
      readonly generated: string;
      readonly userDepth: number;
      /** What V8 paused before: a statement, a call in the middle of one, or the return from the function. */
      before(): Promise<'statement' | 'call' | 'return'>;
    }
  | Hidden;

/** In the transpiler's code: `unmapped`; in the engine's: `hidden`. */
interface Hidden {
  readonly kind: 'unmapped' | 'hidden';
  readonly userDepth: number;
}

/** Places that nobody sees are left by stepping on; after so many rounds, by stepping out. */
const patience = 50;

export class Step {
  #resume: ResumeParams;
  #rounds = 0;
  /** Set once a step that began at an op is back in the person's code. */
  #returned = false;
  readonly kind: StepKind;
  readonly #from: Landing;

  constructor(kind: StepKind, from: Landing) {
    this.kind = kind;
    this.#from = from;
    this.#resume = from.kind === 'op' ? fromOp(kind, from.depth) : fromUser(kind);
  }

  /** How to resume first. */
  get start(): ResumeParams {
    return this.#resume;
  }

  /** How to go on; null: the step ends here. */
  async landed(at: Landing): Promise<ResumeParams | null> {
    if (this.kind === 'continue') return at.kind === 'hidden' ? this.#resume : null;
    this.#rounds++;
    if (at.kind === 'op') return this.#atOp(at);
    return at.kind === 'user' ? this.#atUser(at) : this.#leave(at.kind);
  }

  #leave(kind: 'unmapped' | 'hidden'): ResumeParams {
    const { stopAtOp } = this.#resume;
    if (this.kind === 'stepIn' && this.#rounds < patience) return { method: 'Debugger.stepInto', stopAtOp };
    if (kind === 'unmapped' && this.#rounds < patience) return { method: 'Debugger.stepOver', stopAtOp };
    return { method: 'Debugger.stepOut', stopAtOp };
  }

  #atOp(at: Extract<Landing, { kind: 'op' }>): ResumeParams | null {
    const from = this.#from;
    // Entering the stop and the `debugger;` in it are two pauses of V8.
    if (from.kind === 'op' && at.index === from.index) return this.#resume;
    if (this.kind !== 'next' || at.userDepth <= from.userDepth) return null;
    // An op of a function that this line calls, or of a hook, is not an op of this line.
    return { method: 'Debugger.stepOut', stopAtOp: this.#stopWhileDeeper() };
  }

  async #atUser(at: Extract<Landing, { kind: 'user' }>): Promise<ResumeParams | null> {
    const from = this.#from;
    if (this.kind === 'stepOut' || !('place' in from)) return null;
    if (from.kind === 'op' && this.kind === 'next' && at.userDepth > from.userDepth) {
      return { method: 'Debugger.stepOut', stopAtOp: this.#stopWhileDeeper() };
    }
    if (at.userDepth !== from.userDepth || this.#rounds >= patience) return null;
    const sameLine = from.place?.path === at.place.path && from.place.line === at.place.line;
    const before = await at.before();
    // Back from a function of the engine: what the statement calls next is still to come, or nothing is.
    const isOver = before === 'statement' || (before === 'return' && !sameLine);
    if (from.kind === 'op') {
      this.#returned = true;
      if (isOver) return null;
      this.#resume = {
        method: this.kind === 'next' ? 'Debugger.stepOver' : 'Debugger.stepInto',
        stopAtOp: 0,
      };
      return this.#resume;
    }
    // Two statements of the module may stand for one place in the source.
    const sameSpot = sameLine && from.place.column === at.place.column && from.generated !== at.generated;
    return isOver && !sameSpot ? null : this.#resume;
  }

  /** Forward, returning from a called function passes its ops; backward, the pass is still under way. */
  #stopWhileDeeper(): number | null {
    const from = this.#from;
    return from.kind === 'op' && from.phase !== 'forward' && !this.#returned ? from.depth : null;
  }
}

function fromUser(kind: StepKind): ResumeParams {
  switch (kind) {
    case 'next':
      return { method: 'Debugger.stepOver', stopAtOp: null };
    case 'stepIn':
      return { method: 'Debugger.stepInto', stopAtOp: 0 };
    case 'stepOut':
      return { method: 'Debugger.stepOut', stopAtOp: null };
    case 'stepOp':
      return { method: 'Debugger.resume', stopAtOp: 0 };
    case 'continue':
      return { method: 'Debugger.resume', stopAtOp: null };
  }
}

/** An op stop is just after its op, and just after the ops inside of it. */
function fromOp(kind: StepKind, depth: number): ResumeParams {
  switch (kind) {
    case 'next':
      return { method: 'Debugger.stepOut', stopAtOp: depth };
    case 'stepIn':
      return { method: 'Debugger.stepInto', stopAtOp: depth + 1 };
    case 'stepOut':
      return { method: 'Debugger.stepOut', stopAtOp: depth > 0 ? depth - 1 : null };
    case 'stepOp':
      return { method: 'Debugger.resume', stopAtOp: depth };
    case 'continue':
      return { method: 'Debugger.resume', stopAtOp: null };
  }
}
