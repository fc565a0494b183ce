/** What a loader and its workers say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Carried } from './carry';
import type { Task } from './fetch';

/** Given to a worker at its start. */
export interface WorkerStart {
  readonly id: number;
  readonly numWorkers: number;
  readonly seed: number;
  readonly port: MessagePort;
  /** One Int32: how many replies all workers have posted. */
  readonly replies: SharedArrayBuffer;
  /** The dataset, and a function to be called first, or null. */
  readonly carried: Carried;
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  /** Whether the worker makes batches, or gives samples as they are. */
  readonly combines: boolean;
}

export type Request =
  /** Begins an epoch: a stream starts anew. */
  | { readonly kind: 'epoch' }
  | { readonly kind: 'fetch'; readonly task: number; readonly from: Task; readonly seed: number }
  /** The batch has arrived, so that the worker need not keep it any longer. */
  | { readonly kind: 'got'; readonly task: number }
  /** Only asks whether anyone is there. */
  | { readonly kind: 'there' };

export interface Failure {
  readonly worker: number;
  /** As `RangeError: out of range`. */
  readonly text: string;
  readonly stack: string;
  /** The sample that could not be read, if it was one. */
  readonly index: number | null;
  /** Whether the worker could not begin at all. */
  readonly atStart: boolean;
}

export type Reply =
  | { readonly task: number; readonly batch: Carried }
  | { readonly task: number; readonly ended: true }
  | { readonly task: number; readonly failure: Failure };

/** Stands for a task in a failure at the start. */
export const noTask = -1;
