/** Prints how well the detectors do; see run.mjs. */
import { executeAll } from './execute';
import { table } from './table';

const results = await executeAll();
console.log(table(results));
if (process.argv.includes('--causes')) {
  for (const { program, found } of results) {
    for (const { detector, place, count, cause } of found) {
      console.log(`${program.name}: ${detector} ×${count} ${place}: ${cause}`);
    }
  }
}
