import { data, type Tensor } from 'backstep';

type Sample = [index: number, random: Tensor, worker: number];

export class Numbers extends data.Dataset<Sample> {
  constructor(length: number);
  readonly length: number;
  at(index: number): Sample;
}
export class Slow extends data.Dataset<Sample> {
  constructor(length: number);
  readonly length: number;
  at(index: number): Promise<Sample>;
}
export class Broken extends data.Dataset<number> {
  constructor(how: 'throw' | 'exit' | 'hang' | 'function', bad: number);
  readonly length: number;
  at(index: number): number;
}
export function refuses(): never;
export class Counting extends data.Dataset<number> {
  constructor(counts: Tensor);
  readonly length: number;
  at(index: number): number;
}
export class Range extends data.IterableDataset<[number, Tensor]> {
  constructor(low: number, high: number);
}
export class Large extends data.Dataset<Tensor> {
  readonly length: number;
  at(index: number): Tensor;
}
export class Remembering extends data.Dataset<number> {
  readonly length: number;
  at(index: number): number;
}
export function greet(worker: number): void;
export class Greeted extends data.Dataset<Tensor> {
  readonly length: number;
  at(index: number): Tensor;
}
