/** Ways to call a row with the arguments of its golden cases. */
import type { Tensor } from 'backstep';
import * as bs from 'backstep';

// The arguments come from a file, and each row knows its own.
// biome-ignore lint/suspicious/noExplicitAny: the edge between a JSON file and typed functions
export type Call = (...args: any[]) => Tensor | readonly Tensor[];

/** A row without golden numbers, and the tests that it has instead. */
export interface Elsewhere {
  readonly elsewhere: string;
}

/** By the name of a row. */
export type Samples = Readonly<Record<string, Call | Elsewhere>>;

export const method =
  (name: string): Call =>
  (input, ...rest) =>
    input[name](...rest);

/** How what a form in place writes to lies in memory: a view of more, if a test says so. */
export const target = { lay: (tensor: Tensor): Tensor => tensor };

/** A form in place runs on a copy, so that a leaf can be given. */
export const inPlace =
  (name: string): Call =>
  (input, ...rest) =>
    (target.lay(input.clone()) as unknown as Record<string, Call>)[name](...rest);

/** A function whose first operand can be a number. */
export const fn =
  (name: string): Call =>
  (...args) =>
    (bs as unknown as Record<string, Call>)[name](...args);

/** The same call for several rows, named with spaces between. */
export const all = (names: string, call: (name: string) => Call | Elsewhere): Samples =>
  Object.fromEntries(names.split(' ').map((name) => [name, call(name)]));
