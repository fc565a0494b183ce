/** What a worker of a loader knows of itself (torch.utils.data.get_worker_info). */
export interface WorkerInfo {
  /** From 0. */
  readonly id: number;
  /** Threads that read. */
  readonly numWorkers: number;
  /** What the default generator of this thread was seeded with. */
  readonly seed: number;
  /** This worker's copy. */
  readonly dataset: unknown;
}

let info: WorkerInfo | null = null;

/** In a worker of a loader, which one it is; null in the program's own thread. */
export function getWorkerInfo(): WorkerInfo | null {
  return info;
}

/** Called once, by the worker's first module. */
export function setWorkerInfo(own: WorkerInfo): void {
  info = own;
}

/** What this worker's share of a stream becomes: every `numWorkers`-th item; in the program's own thread all. */
export function* shared<Item, Made>(items: Iterable<Item>, make: (item: Item) => Made): Generator<Made> {
  const { id, numWorkers } = info ?? { id: 0, numWorkers: 1 };
  let place = 0;
  for (const item of items) if (place++ % numWorkers === id) yield make(item);
}
