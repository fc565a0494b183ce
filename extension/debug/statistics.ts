/** Statistics for a list of tensors: as many as can be had at once. */
import type { Statistics, TensorPlace } from '../../engine/tensor/picture';
import type { Remote } from './remote';
import { tooLarge } from './tensors';

/** Elements that are read for one list: 64 MiB of float32, of which the statistics take less than a tenth of a second. */
const elementsAtMost = 2 ** 24;

export class StatisticsBudget {
  #left = elementsAtMost;
  readonly #remote: Remote;

  constructor(remote: Remote) {
    this.#remote = remote;
  }

  /** Null where they cannot be read. Tensors for which too little is left are {@link tooLarge}. */
  async statistics(place: TensorPlace): Promise<Statistics | typeof tooLarge | null> {
    const count = place.shape.reduce((product, size) => product * size, 1);
    if (count > this.#left) return tooLarge;
    this.#left -= count;
    return this.#remote.statistics(place);
  }
}
