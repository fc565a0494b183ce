import { tensor } from 'backstep';

let x = tensor([1, 2, 3]);
console.log('training');
for (;;) x = x.mul(0.5).add(1); // @step
