// The program that watching.mjs has watched: prints what a training step takes, in ns, by case.
import { setNumThreads } from '../../dist/engine.mjs';
import { cases } from './cases.mjs';

setNumThreads(1);
const enough = 3e8;
const found = {};
for (const [name, make] of Object.entries(cases)) {
  if (!name.startsWith('training step')) continue;
  const run = make();
  let [times, took] = [1, 0];
  // The last round is long enough to be measured; those before it warm up.
  for (; took < enough; times *= 2) {
    const start = process.hrtime.bigint();
    run(times);
    took = Number(process.hrtime.bigint() - start);
  }
  found[name] = took / (times / 2);
}
console.log(JSON.stringify(found));
