// Ops one after another, with some time between them.
import { ones } from 'backstep';

let x = ones([2]);
for (let step = 0; step < 30; step++) {
  x = x.mul(1.5); // @bp op
  await new Promise((resolve) => setTimeout(resolve, 40));
}
console.log('done', x.tolist().length); // @bp end
