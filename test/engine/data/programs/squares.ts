import { data, type Tensor, tensor } from 'backstep';

/** Sample i is its square, and the worker that read it. */
export class Squares extends data.Dataset<[Tensor, number]> {
  constructor(readonly length: number) {
    super();
  }

  at(index: number): [Tensor, number] {
    return [tensor(index).square(), data.getWorkerInfo()?.id ?? -1]; // @bp at
  }

  get recipe(): data.Recipe {
    return { module: import.meta.url, export: 'Squares', args: [this.length] };
  }
}
