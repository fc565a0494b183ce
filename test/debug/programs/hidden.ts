// Variables that hide others of their name.
import { tensor } from 'backstep';

const x = tensor([1, 2]);

function twice(x: number): number {
  return x * 2; // @bp inside
}

console.log(
  [3].map((x) => twice(x)),
  x.shape,
);
