/** A loader's workers, as the loader sees them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Flag, flags } from '../history/flags';
import { raise, stopInWait } from '../history/stop';
import { distFolder } from '../runtime/files';
import { derivedSeed } from '../tensor/derivedSeed';
import { fail, OpError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type Carried, carry, unpack } from './carry';
import { type AnyDataset, ended, type Task } from './fetch';
import { type Failure, noTask, type Reply, type Request, type WorkerStart } from './messages';
import { isPortable, moduleOf, type Recipe } from './recipe';

export interface PoolOptions {
  readonly dataset: AnyDataset<unknown>;
  readonly numWorkers: number;
  readonly workerInitFn: Recipe | undefined;
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  readonly combines: boolean;
  /** Seconds that a batch may take; 0: any time. */
  readonly timeout: number;
}

/** How often a thread that sleeps looks whether the worker that it waits for still lives. */
const lookMs = 200;

interface Member {
  readonly worker: Worker;
  readonly port: MessagePort;
  exitCode: number | null;
}

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #replies = new Int32Array(new SharedArrayBuffer(4));
  readonly #members: Member[];
  /** Of the dataset: they live as long as the workers. */
  readonly #tensors: Tensor[];
  /** Tasks that were asked for and not yet given out, and whose they are. */
  readonly #asked = new Map<number, number>();
  readonly #arrived = new Map<number, Reply>();
  #wake: (() => void) | null = null;
  #next = 0;
  #isEnding = false;

  constructor(options: PoolOptions, seed: number) {
    this.#options = options;
    const { dataset, numWorkers, workerInitFn, batchSize, dropLast, combines } = options;
    if (typeof dataset === 'object' && !Array.isArray(dataset) && !isPortable(dataset)) {
      const { name } = dataset.constructor;
      fail('DataLoader', 'the dataset has no recipe', name, 'give it one, or { numWorkers: 0 }');
    }
    const first = workerInitFn && { ...workerInitFn, module: moduleOf('DataLoader', workerInitFn) };
    const { carried, tensors } = carry('DataLoader', 'the dataset', [dataset, first ?? null]);
    this.#tensors = tensors;
    const entry = pathToFileURL(join(distFolder(import.meta.url), 'loader.mjs'));
    if (!existsSync(entry))
      fail('DataLoader', 'the file of its workers is missing', entry.href, 'build again');
    const replies = this.#replies.buffer;
    const common = { numWorkers, replies, carried, batchSize, dropLast, combines };
    this.#members = Array.from({ length: numWorkers }, (_, id) => {
      const { port1, port2 } = new MessageChannel();
      const workerData: WorkerStart = { ...common, id, seed: derivedSeed(seed, id), port: port2 };
      const worker = this.#started(entry, workerData);
      const member: Member = { worker, port: port1, exitCode: null };
      port1.on('message', (reply: Reply) => this.#receive(reply, member));
      port1.unref();
      worker.unref();
      worker.on('error', () => {});
      worker.on('exit', (code) => {
        member.exitCode = code;
        this.#wake?.();
      });
      return member;
    });
  }

  #started(entry: URL, workerData: WorkerStart): Worker {
    try {
      const name = `loader worker ${workerData.id}`;
      return new Worker(entry, { name, workerData, transferList: [workerData.port] });
    } catch (thrown) {
      void this.end();
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return fail(
        'DataLoader',
        'the dataset cannot go to another thread',
        why,
        'give it a recipe, or { numWorkers: 0 }',
      );
    }
  }

  /** Begins an epoch: forgets what was asked for before. */
  begin(): void {
    this.#asked.clear();
    this.#arrived.clear();
    for (const { port } of this.#members) send(port, { kind: 'epoch' });
  }

  /** Asks a worker for a batch; gives the task's number. */
  ask(id: number, from: Task, seed: number): number {
    const task = this.#next++;
    this.#asked.set(task, id);
    send(this.#members[id].port, { kind: 'fetch', task, from, seed });
    return task;
  }

  /** What a task has given, or {@link ended}; sleeps until it is there. */
  now(task: number): unknown {
    const member = this.#memberOf(task);
    const deadline = this.#deadline();
    while (!this.#isSettled(task)) {
      const seen = Atomics.load(this.#replies, 0);
      this.#drain();
      if (this.#isSettled(task)) break;
      Atomics.wait(this.#replies, 0, seen, Math.max(1, Math.min(lookMs, deadline - Date.now())));
      // The worker may stand at a breakpoint.
      if (flags[Flag.PAUSE] !== 0) stopInWait();
      // Nothing but messages shows, while this thread sleeps, that the other one has ended.
      if (!send(member.port, { kind: 'there' })) {
        this.#drain();
        if (!this.#isSettled(task)) this.#died(task, member);
      }
      if (Date.now() >= deadline) this.#late(task);
    }
    return this.#take(task);
  }

  /** As {@link now}, for a thread that does other things meanwhile. */
  async soon(task: number): Promise<unknown> {
    const member = this.#memberOf(task);
    const deadline = this.#deadline();
    while (!this.#isSettled(task)) {
      if (member.exitCode !== null) this.#died(task, member);
      if (Date.now() >= deadline) this.#late(task);
      await this.#anything(member, deadline);
    }
    return this.#take(task);
  }

  /** Ends the threads. Resolves when they have ended. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#tensors.length = 0;
    for (const { port } of this.#members ?? []) port.close();
    await Promise.all((this.#members ?? []).map(({ worker }) => worker.terminate()));
  }

  /** Resolves when a reply is there, a worker has ended, or it is late. */
  #anything({ port }: Member, deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const rest = deadline - Date.now();
      const timer = Number.isFinite(rest) ? setTimeout(() => this.#wake?.(), Math.max(rest, 1)) : undefined;
      port.ref();
      this.#wake = () => {
        this.#wake = null;
        clearTimeout(timer);
        if (!this.#isEnding) port.unref();
        resolve();
      };
    });
  }

  #drain(): void {
    for (const member of this.#members) {
      for (let got = receiveMessageOnPort(member.port); got; got = receiveMessageOnPort(member.port)) {
        this.#receive(got.message as Reply, member);
      }
    }
  }

  #receive(reply: Reply, { port }: Member): void {
    const isWanted = reply.task === noTask || this.#asked.has(reply.task);
    if (isWanted) this.#arrived.set(reply.task, reply);
    else if ('batch' in reply) send(port, { kind: 'got', task: reply.task });
    this.#wake?.();
  }

  #isSettled(task: number): boolean {
    return this.#arrived.has(noTask) || this.#arrived.has(task);
  }

  #take(task: number): unknown {
    const atStart = this.#arrived.get(noTask);
    const reply = atStart ?? this.#arrived.get(task)!;
    const member = this.#memberOf(task);
    if ('failure' in reply) return failed(reply.failure);
    const batch = 'ended' in reply ? ended : this.#unpacked(reply.batch, task, member);
    this.#asked.delete(task);
    this.#arrived.delete(task);
    if (batch !== ended) send(member.port, { kind: 'got', task });
    return batch;
  }

  #unpacked(batch: Carried, task: number, member: Member): unknown {
    try {
      return unpack(batch, ({ export: name }) =>
        fail('DataLoader', 'a sample has an object with a recipe', name, 'give tensors and plain values'),
      );
    } catch (thrown) {
      // The memory of a batch that nobody took goes with its worker.
      if (!send(member.port, { kind: 'there' })) this.#died(task, member);
      throw thrown;
    }
  }

  #memberOf(task: number): Member {
    const id = this.#asked.get(task);
    if (id !== undefined) return this.#members[id];
    return fail(
      'DataLoader',
      'another loop over it has begun, which has its persistent workers',
      'one loop at a time can have them',
      'end the first, or make another loader',
    );
  }

  #deadline(): number {
    const { timeout } = this.#options;
    return timeout > 0 ? Date.now() + timeout * 1000 : Number.POSITIVE_INFINITY;
  }

  #died(task: number, { exitCode }: Member): never {
    const code = exitCode === null ? 'it gave no reason' : `exit code ${exitCode}`;
    return fail(
      'DataLoader',
      `worker ${this.#asked.get(task)} has ended before its batch was read`,
      code,
      'look at what it printed; it may lack memory: use fewer workers',
    );
  }

  #late(task: number): never {
    return fail(
      'DataLoader',
      `worker ${this.#asked.get(task)} takes too long`,
      `no batch after ${this.#options.timeout} s`,
      'raise timeout',
    );
  }
}

/**
 * Whether somebody may read it: not if the other end is closed (false), or this one, which has heard of that
 * (undefined). Node's types leave out what `postMessage` returns.
 */
function send(port: MessagePort, request: Request): boolean {
  return (port.postMessage(request) as unknown) === true;
}

function failed({ worker: id, text, stack, index, atStart }: Failure): never {
  const what = atStart
    ? `worker ${id} could not make the dataset`
    : index === null
      ? `worker ${id} could not make a batch`
      : `worker ${id} could not read sample ${index}`;
  const error = new OpError(
    'DataLoader',
    what,
    text,
    'correct the dataset; { numWorkers: 0 } shows its line',
  );
  const cause = new Error(text);
  cause.stack = stack;
  error.cause = cause;
  return raise(error);
}
