import { fail } from './errors';
import { native } from './native';

/** Threads that a kernel is shared out to at most (torch.set_num_threads), of the whole process: from 1 to 256. */
export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > 256)
    fail(
      'setNumThreads',
      'there is no such number of threads',
      String(count),
      'give an integer from 1 to 256',
    );
  native.setThreads(count);
}
