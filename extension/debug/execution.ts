/** Running and stopping: from V8's pauses to the stops that a client hears of. */
import type { Protocol } from 'devtools-protocol';
import type { Hit } from '../../engine/history/hit';
import type { OpSummary } from '../../engine/runtime/debuggee';
import type { Breakpoints } from './breakpoints';
import { readIn, whatComes } from './callframes';
import { UserError } from './errors';
import { type ThrownException, thrownException } from './exceptions';
import { asyncFrames, callFrameUrl, type Frame, opFrames, userFrames } from './frames';
import { type Failure, failureOf } from './operands';
import { type Landing, Step, type StepKind } from './stepping';
import { askedDescriptions, hitAt } from './stopevents';
import { type CallTarget, TargetStep } from './targets';
import type { Thread } from './thread';

type Paused = Protocol.Debugger.PausedEvent;

export interface Stop {
  readonly reason: Hit['reason'] | 'entry' | 'step' | 'pause' | 'restart';
  readonly description: string;
  readonly hitBreakpointIds: readonly number[];
  readonly frames: readonly Frame[];
  readonly exception: ThrownException | null;
  readonly landing: Landing;
}

interface Where {
  readonly frames: Frame[];
  readonly landing: Landing;
  /** Why the program stopped at an op or a write, beside a step. */
  readonly hits?: readonly Hit[];
  /** Which op or write it is; none elsewhere. */
  readonly id?: string;
}

export class Execution {
  #stop: Stop | null = null;
  #step: Step | TargetStep | null = null;
  /** The op or the write at which the program stopped last; '' where it stopped elsewhere. */
  #lastStop = '';
  /** The same of the pause that is looked at. */
  #here = '';
  /** What the next stop in the person's code is for, whatever brings it about. */
  #asked: 'pause' | 'entry' | 'restart' | null = null;
  /** V8's frames of the last pause. */
  #callFrames: readonly Protocol.Debugger.CallFrame[] = [];
  /** V8's breakpoint at the program's first code. */
  #entry: string | null = null;
  /** On the way to an op where it is to stop: nothing else stops it. */
  isPassing = false;
  /** Counts pauses and resumes: what was computed for an earlier pause is dropped. */
  #turn = 0;
  readonly #thread: Thread;
  readonly #breakpoints: Breakpoints;
  readonly #stopped: (stop: Stop) => void;
  readonly #running: () => void;

  /** `stopped` is told of every stop; `running` whenever a stop has ended. */
  constructor(
    thread: Thread,
    breakpoints: Breakpoints,
    { stopped, running }: { stopped(stop: Stop): void; running(): void },
  ) {
    this.#thread = thread;
    this.#breakpoints = breakpoints;
    this.#stopped = stopped;
    this.#running = running;
    thread.inspector.on('Debugger.paused', (paused) => void this.#paused(paused));
    thread.inspector.on('Debugger.resumed', () => this.#turn++);
  }

  get stop(): Stop | null {
    return this.#stop;
  }

  /** Lets the held thread run, up to the first code of the module at `url` if there is one. */
  async start(url?: string): Promise<void> {
    if (url !== undefined && !this.isPassing) {
      const first = { url, lineNumber: 0, columnNumber: 0 };
      const set = this.#thread.inspector.send('Debugger.setBreakpointByUrl', first);
      // A breakpoint of the person's at this very place stops there anyway.
      this.#entry = await set.then(({ breakpointId }) => breakpointId).catch(() => null);
    }
    await this.#thread.run();
  }

  /** Checks that there is something to resume; what follows is told by events. */
  begin(kind: StepKind, target?: CallTarget): void {
    const stop = this.#stop;
    if (!stop) throw new UserError(`${kind}: the program is not stopped — pause it first`);
    this.#step = target
      ? new TargetStep(target, stop.landing, this.#thread.inspector)
      : new Step(kind, stop.landing);
    this.#asked = null;
    this.#stop = null;
    this.#running();
    void this.#go(this.#step.start);
  }

  /** Goes back to the beginning of a function that is under way, and stops there. */
  async restartFrame({ callFrame, name }: Frame): Promise<void> {
    const at = this.#callFrames.findIndex(({ callFrameId }) => callFrameId === callFrame?.callFrameId);
    const above = this.#callFrames.slice(0, at);
    const isEngine = above.some((frame) => this.#thread.isHidden(callFrameUrl(frame, this.#thread)));
    // What the engine does when its functions end would be left out.
    if (!this.#stop || at < 0 || isEngine)
      throw new UserError(
        `restartFrame: the engine is at work above it — ${name} — step to its own lines first, or step back`,
      );
    this.#asked = 'restart';
    try {
      const { callFrameId } = callFrame!;
      await this.#thread.inspector.send('Debugger.restartFrame', { callFrameId, mode: 'StepInto' });
    } catch (error) {
      this.#asked = null;
      const { message } = error as Error;
      throw new UserError(
        `restartFrame: V8 cannot begin it anew — ${name}: ${message.replace(/^Debugger\.restartFrame: /, '')} — ` +
          'choose a function that is not async and no generator',
      );
    }
    this.#stop = null;
    this.#running();
  }

  pause(): void {
    if (this.#stop) return;
    this.#asked = 'pause';
    void this.#thread.pause().catch(() => {});
  }

  /** Resumes after a pause that is no stop. */
  #goOn(params: Parameters<Thread['resume']>[0]): void {
    void this.#go(params);
    // Asked for during this pause, when there was nothing to be paused.
    if (this.#asked === 'pause') void this.#thread.pause().catch(() => {});
  }

  async #go(params: Parameters<Thread['resume']>[0]): Promise<void> {
    this.#turn++;
    const { inspector } = this.#thread;
    try {
      // Not awaited one by one: they are answered in order.
      const released = inspector.send('Runtime.releaseObjectGroup', { objectGroup: 'stop' });
      await Promise.all([released, this.#thread.resume(params)]);
    } catch {
      // The program ended; its end is told by itself.
    }
  }

  async #paused(paused: Paused): Promise<void> {
    const turn = ++this.#turn;
    this.#callFrames = paused.callFrames;
    this.#thread.remote.expressions.top = paused.callFrames[0]?.callFrameId;
    try {
      const { stop, resume } = await this.#see(paused);
      if (turn !== this.#turn) return;
      if (resume) return this.#goOn(resume);
      if (!stop) return;
      if (this.#step instanceof TargetStep) void this.#step.end().catch(() => {});
      this.#step = null;
      this.#asked = null;
      this.#stop = stop;
      this.#lastStop = this.#here;
      this.#stopped(stop);
    } catch {
      // The program ended while it was looked at.
    }
  }

  /** What a pause is: a stop, or a place to go on from. */
  async #see(paused: Paused): Promise<{ stop?: Stop; resume?: Parameters<Thread['resume']>[0] }> {
    const goOn = { resume: { method: 'Debugger.resume', stopAtOp: null } as const };
    const { reason, callFrames, hitBreakpoints = [] } = paused;
    if (callFrames.length === 0) return goOn;
    const { frames, landing, hits = [], id = '' } = await this.#where(paused);
    this.#here = id;
    const at = { frames, landing, exception: null, hitBreakpointIds: [] };
    if (reason === 'exception' || reason === 'promiseRejection') {
      if (frames.length === 0) return goOn;
      const exception = thrownException(paused.data);
      const description = exception.uncaught ? 'Paused on uncaught exception' : 'Paused on exception';
      const [top, ...outer] = frames;
      const failed = [{ ...top, failure: this.#failure(callFrames) }, ...outer];
      return { stop: { ...at, frames: failed, reason: 'exception', description, exception } };
    }
    if (this.#entry !== null && hitBreakpoints.includes(this.#entry)) {
      const removed = this.#thread.inspector.send('Debugger.removeBreakpoint', {
        breakpointId: this.#entry,
      });
      void removed.catch(() => {});
      this.#entry = null;
      this.#asked = 'entry';
    }
    const hitBreakpointIds = this.#breakpoints.hit(hitBreakpoints);
    if (hitBreakpointIds.length > 0 && !this.#asked) {
      return { stop: { ...at, reason: 'breakpoint', description: 'Paused on breakpoint', hitBreakpointIds } };
    }
    // What the program stopped at last is left by a second pause of V8.
    if (hits.length > 0 && id !== this.#lastStop && !this.#asked) {
      return { stop: { ...at, ...hitAt(hits, frames[0].name) } };
    }
    if (this.#asked) {
      if (landing.kind === 'op' || landing.kind === 'user') {
        return {
          stop: {
            ...at,
            reason: this.#asked,
            description: askedDescriptions[this.#asked],
          },
        };
      }
      this.#step ??= new Step('stepIn', landing);
    }
    const step = this.#step;
    const resume = await step?.landed(landing);
    if (resume) return { resume };
    if (!step || step.kind === 'continue') {
      if (landing.kind === 'user' && !this.isPassing)
        return { stop: { ...at, reason: 'breakpoint', description: 'Paused on debugger statement' } };
      return goOn;
    }
    const description = landing.kind === 'op' ? frames[0].name : 'Paused on step';
    return { stop: { ...at, reason: 'step', description } };
  }

  async #where({ callFrames, asyncStackTrace }: Paused): Promise<Where> {
    const thread = this.#thread;
    const [top] = callFrames;
    const visible = userFrames(callFrames, thread);
    const later = asyncFrames(asyncStackTrace, thread);
    const userDepth = visible.length;
    const stopFunction = thread.stopFunction(top);
    if (stopFunction === 'stopAtOp') {
      const told = await readIn(thread.inspector, top, '({ op: __backstep.opSummary(event), hits })');
      const { op, hits } = told as { op: OpSummary; hits: Hit[] };
      const frames = [...opFrames(op, top, thread.sites), ...visible, ...later];
      const place = visible[0]?.place ?? null;
      return {
        frames,
        hits,
        id: `op ${op.index}`,
        landing: { kind: 'op', index: op.index, depth: op.depth, phase: op.phase, userDepth, place },
      };
    }
    const frames = [...visible, ...later];
    const own = visible[0]?.place;
    if (own && (stopFunction === 'stopAtWrite' || (stopFunction === 'stopInWait' && this.#asked))) {
      const before = () => whatComes(thread.inspector, visible[0].callFrame!);
      const landing: Landing = { kind: 'user', place: own, generated: '', userDepth, before };
      if (stopFunction === 'stopInWait') return { frames, landing };
      const { write, hits } = (await readIn(thread.inspector, top, '({ write, hits })')) as {
        write: number;
        hits: Hit[];
      };
      const id = `write ${write}`;
      if (id !== this.#lastStop) return { frames, hits, id, landing };
    }
    const url = callFrameUrl(top, thread);
    if (thread.isHidden(url)) return { frames, landing: { kind: 'hidden', userDepth } };
    const { lineNumber, columnNumber = 0 } = top.location;
    const place = thread.maps.toSource({ url, lineNumber, columnNumber });
    if (!place) return { frames, landing: { kind: 'unmapped', userDepth } };
    return {
      frames,
      landing: {
        kind: 'user',
        place,
        generated: `${url}:${lineNumber}:${columnNumber}`,
        userDepth,
        before: () => whatComes(thread.inspector, top),
      },
    };
  }

  #failure(callFrames: readonly Protocol.Debugger.CallFrame[]): Failure | undefined {
    const thread = this.#thread;
    return failureOf(callFrames, {
      isRaise: (frame) => thread.stopFunction(frame) === 'raise',
      isHidden: (frame) => thread.isHidden(callFrameUrl(frame, thread)),
    });
  }
}
