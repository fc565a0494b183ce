// Lines with and without ops.
import { tensor } from 'backstep';

const weight = tensor([1.5, 2, 3], { requiresGrad: true });
const rate = 0.1; // @bp nocall
const square = weight.mul(weight); // @bp syntax
const doubled = square.mul(2); // @bp count
const loss = doubled.sum(); // @bp unknown
loss.backward();
console.log(rate); // @bp never
