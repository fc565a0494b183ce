import { add } from './sums';

interface Step {
  readonly index: number;
}

let total = 0;
for (let index = 0; index < 5; index++) {
  const step: Step = { index };
  total = add(total, step.index); // @sum
}
console.log(`total ${total}`, process.argv.slice(2).join(' ')); // @print
