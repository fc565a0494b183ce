/** What a client can ask of a stopped program: frames and variables, by the numbers that it was given. */
import { Event } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { TensorPlace } from '../../engine/tensor/picture';
import { UserError } from './errors';
import { type EvaluateContext, evaluate, type Standing } from './evaluate';
import type { ThrownException } from './exceptions';
import type { Stop } from './execution';
import { dapFrame, type Frame, pointerOf } from './frames';
import type { Child, Node, Range } from './node';
import { type Lifetime, type Numbers, References } from './references';
import type { RemoteObject } from './remote';
import { type CallTarget, callTargets, dapTarget } from './targets';
import { mainThread, type Thread } from './thread';
import { type Presented, present } from './variables';

interface Opened {
  readonly node: Node;
  readonly lifetime: Lifetime;
}

/** What a request names of a stop, if anything. */
export interface Addressed {
  readonly threadId?: number;
  readonly frameId?: number;
  readonly variablesReference?: number;
  readonly handle?: number;
  readonly memoryReference?: string;
}

export class Stopped {
  #stop: Stop | null = null;
  #frameIds: number[] = [];
  /** Index of the op that would run next; null where it is not known. */
  #next: Promise<number | null> = Promise.resolve(null);
  readonly #frames: References<Frame>;
  readonly #nodes: References<Opened>;
  readonly #targets: References<CallTarget>;
  readonly #tensors: References<TensorPlace>;
  readonly #memory: References<TensorPlace>;
  /** By memory reference: bytes that were read, up to the last one. */
  readonly #memoryRead = new Map<string, number>();
  readonly thread: Thread;

  constructor(thread: Thread, numbers: Numbers) {
    this.thread = thread;
    this.#frames = new References(numbers.frames);
    this.#nodes = new References(numbers.nodes);
    this.#targets = new References(numbers.targets);
    this.#tensors = new References(numbers.tensors);
    this.#memory = new References(numbers.memory);
  }

  /** Whether a request means this thread. */
  owns({ threadId, frameId, variablesReference, handle, memoryReference }: Addressed): boolean {
    if (threadId !== undefined) return threadId === this.thread.id;
    if (frameId !== undefined) return this.#frames.get(frameId) !== undefined;
    if (variablesReference !== undefined) return this.#nodes.get(variablesReference) !== undefined;
    if (handle !== undefined) return this.#tensors.get(handle) !== undefined;
    return memoryReference !== undefined && this.#placeOf(memoryReference) !== undefined;
  }

  begin(stop: Stop): void {
    this.#stop = stop;
    const isMain = this.thread.id === mainThread;
    const range = isMain ? this.thread.remote.read<{ ops: number }>('historyRange') : null;
    this.#next = range?.then(({ ops }) => ops).catch(() => null) ?? Promise.resolve(null);
    this.#frameIds = stop.frames.map((frame) => this.#frames.add(frame, 'stop'));
  }

  /** The program runs on. Results of the console can still be opened. */
  end(): void {
    this.#stop = null;
    this.#frameIds = [];
    this.#frames.endStop();
    this.#nodes.endStop();
    this.#targets.endStop();
    this.#tensors.endStop();
    this.#memory.endStop();
    this.#memoryRead.clear();
  }

  get exception(): ThrownException {
    const exception = this.#stop?.exception;
    if (!exception) throw new UserError('the program is not stopped at an exception');
    return exception;
  }

  async stackTrace(start: number, count: number): Promise<DebugProtocol.StackTraceResponse['body']> {
    const next = this.#stop && (await this.#next);
    if (!this.#stop) throw new UserError('stackTrace: the program is running — pause it first');
    const { frames } = this.#stop;
    const shown = frames.slice(start, start + (count || frames.length));
    // Addresses are those of the program's own ops.
    const isMain = this.thread.id === mainThread;
    return {
      stackFrames: shown.map((frame, index) =>
        dapFrame(this.#frameIds[start + index], frame, isMain ? pointerOf(frame, next) : {}),
      ),
      totalFrames: frames.length,
    };
  }

  frame(id: number): Frame {
    const frame = this.#frames.get(id);
    if (!frame) throw new UserError(`frame: the program has run on since — ${id} — ask for the stack again`);
    return frame;
  }

  /** The person's own frame that expressions of a frame mean: at an op the caller's. */
  standing(frameId: number | undefined): Standing {
    const stop = this.#stop;
    if (!stop || frameId === undefined) return { frame: null, isStopped: stop !== null };
    const at = stop.frames.indexOf(this.frame(frameId));
    return { frame: stop.frames.slice(at).find(({ kind }) => kind === 'user') ?? null, isStopped: true };
  }

  /** The frame that the client sees on top. */
  get top(): Frame | null {
    return this.#stop?.frames[0] ?? null;
  }

  get topId(): number | undefined {
    return this.#frameIds[0];
  }

  /** The calls that a frame is about to make: of the person's topmost function, in the present. */
  async targets(frameId: number): Promise<DebugProtocol.StepInTarget[]> {
    const { frame } = this.standing(frameId);
    const frames = this.#stop?.frames ?? [];
    const isTopmost = frame === frames.find(({ kind }) => kind === 'user');
    if (!frame?.callFrame || !isTopmost || frame.time) return [];
    const found = await callTargets(frame.callFrame, frames[0].kind === 'op', this.thread);
    return found.map((target) => dapTarget(this.#targets.add(target, 'stop'), target));
  }

  target(id: number): CallTarget {
    const target = this.#targets.get(id);
    if (!target)
      throw new UserError(`stepIn: the program has run on since — ${id} — ask for the targets again`);
    return target;
  }

  /** Frames of the person's own code in which expressions can be evaluated, the innermost first. */
  get userFrameIds(): number[] {
    const frames = this.#stop?.frames ?? [];
    return this.#frameIds.filter((_, at) => frames[at].kind === 'user');
  }

  /** What an expression gives in a frame; in the program's globals where none is named. */
  evaluate(
    expression: string,
    context: EvaluateContext,
    frameId?: number,
    cancelled?: AbortSignal,
  ): Promise<RemoteObject> {
    return evaluate(expression, this.standing(frameId), context, this.thread.remote, cancelled);
  }

  open(node: Node, lifetime: Lifetime): number {
    return this.#nodes.add({ node, lifetime }, lifetime);
  }

  node(reference: number): Opened {
    const opened = this.#nodes.get(reference);
    if (!opened)
      throw new UserError(`variables: the program has run on since — ${reference} — open the scope again`);
    return opened;
  }

  /** A handle for a tensor's pictures, until the program runs on: then its memory may be another's. */
  hold(place: TensorPlace): number {
    return this.#tensors.add(place, 'stop');
  }

  held(handle: number): TensorPlace {
    const place = this.#tensors.get(handle);
    if (!place)
      throw new UserError(`tensor: the program has run on since — ${handle} — ask for the tensor again`);
    return place;
  }

  /** A client shows so many bytes of a tensor. */
  showsMemory(reference: string, end: number): void {
    this.#memoryRead.set(reference, Math.max(end, this.#memoryRead.get(reference) ?? 0));
  }

  /** What tells a client that bytes which it shows may have changed. */
  memoryRead(): DebugProtocol.MemoryEvent[] {
    return [...this.#memoryRead].map(
      ([memoryReference, count]) =>
        new Event('memory', { memoryReference, offset: 0, count }) as DebugProtocol.MemoryEvent,
    );
  }

  /** Where a tensor lies whose variable has this memory reference. */
  memory(reference: string): TensorPlace {
    const place = this.#placeOf(reference);
    if (!place)
      throw new UserError(
        `memory: no tensor of this stop has it — ${reference} — ask for the variable again`,
      );
    return place;
  }

  #placeOf(reference: string): TensorPlace | undefined {
    return this.#memory.get(Number(/^tensor (\d+)$/.exec(reference)?.[1] ?? Number.NaN));
  }

  async children(reference: number, range: Range): Promise<Presented[]> {
    const { node, lifetime } = this.node(reference);
    return this.present(await node.children(range, this.thread.remote), lifetime);
  }

  present(children: readonly Child[], lifetime: Lifetime): Promise<Presented[]> {
    return present(children, this.thread.remote, {
      open: (node) => this.open(node, lifetime),
      memory: (place) => `tensor ${this.#memory.add(place, 'stop')}`,
    });
  }
}
