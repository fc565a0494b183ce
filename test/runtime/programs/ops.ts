import { tensor } from 'backstep';

const a = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
console.log('ready');
const b = a.mul(2); // @mul
const c = b.add(1).sum(); // @add
console.log(c.item());
