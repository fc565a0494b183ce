import { data, randn, type Tensor, tensor } from 'backstep';

/** Samples that are drawn when they are read: numbers of the engine, and one of JavaScript. */
export class Noise extends data.Dataset<[Tensor, Tensor]> {
  constructor(readonly length: number) {
    super();
  }

  at(index: number): [Tensor, Tensor] {
    const inputs = randn([3]).add(index);
    return [inputs, tensor([Math.random()])]; // @bp at
  }

  get recipe(): data.Recipe {
    return { module: import.meta.url, export: 'Noise', args: [this.length] };
  }
}
