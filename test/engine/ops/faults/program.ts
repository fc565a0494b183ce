/**
 * Calls rows with what does not fit, in a process of its own: faults.test.ts reads what it prints. A line before each
 * call says what is about to be tried; the last line has what was thrown that is no OpError, and the memory held.
 */
import { writeSync } from 'node:fs';
import { memoryUse, OpError, Tensor } from 'backstep';
import fc from 'fast-check';
import { releaseUnused } from '../../../../engine/tensor/memory';
import { composites, samples } from '../samples/index';
import { argumentsOf, callOf, cases } from '../table/run';
import { anyNumber, anyTensor, anythingElse } from './values';

export interface Report {
  readonly calls: number;
  /** By row: what was thrown. */
  readonly unexplained: readonly string[];
  /** Storages held at the end that were not there in the beginning. */
  readonly left: number;
}

const [seed, runs, only] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];

/** Puts something else in the place of an argument. */
interface Fault {
  readonly place: number;
  readonly make: () => unknown;
  readonly kind: 'tensor' | 'number' | 'other';
}

const fault: fc.Arbitrary<Fault> = fc.record({ place: fc.nat({ max: 5 }) }).chain(({ place }) =>
  fc.oneof(
    anyTensor.map((make): Fault => ({ place, make, kind: 'tensor' })),
    anyNumber.map((value): Fault => ({ place, make: () => value, kind: 'number' })),
    anythingElse.map((value): Fault => ({ place, make: () => value, kind: 'other' })),
  ),
);

function kindOf(value: unknown): Fault['kind'] {
  if (value instanceof Tensor) return 'tensor';
  return typeof value === 'number' ? 'number' : 'other';
}

function text(value: unknown): string {
  if (value instanceof Tensor) return `${value.dtype}[${value.shape}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Where an error comes from: the engine, or the test's own way of calling. */
function isOurs(error: unknown): boolean {
  const frames = ((error as Error)?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const first = frames.find((line) => !line.includes('(<anonymous>)') && !line.includes('node:'));
  return first === undefined || (first.includes('/engine/') && !first.includes('/test/'));
}

/**
 * What is thrown and should not be; null where there is an answer or an error. `sameKinds`: each argument is of the kind
 * that belongs there, a tensor or a number, so that the error has to be a sentence for a person. A TypeError of
 * JavaScript itself says enough of a string in the place of a tensor.
 */
function attempt(row: string, args: readonly unknown[], sameKinds: boolean): string | null {
  try {
    const result = callOf(row)(...args);
    const outputs = (Array.isArray(result) ? result : [result]).filter((each) => each instanceof Tensor);
    const differentiable = outputs.find((output) => output.requiresGrad && output.numel() < 1000);
    differentiable?.sum().backward();
    return null;
  } catch (error) {
    if (error instanceof OpError || !isOurs(error)) return null;
    if (!sameKinds && error instanceof Error) return null;
    const frame = /\n\s+at (.*)/.exec((error as Error).stack ?? '')?.[1] ?? '';
    return `${row}(${args.map(text).join(', ')}): ${error} ${frame}`;
  }
}

const called = Object.entries({ ...samples, ...composites })
  .filter(([row, call]) => typeof call === 'function' && cases.has(row) && (!only || row === only))
  .map(([row]) => row);

let calls = 0;
const unexplained: string[] = [];
releaseUnused();
const before = memoryUse().storages;
for (const row of called) {
  const own = cases.get(row) ?? [];
  const faults = fc.sample(fc.tuple(fc.nat(), fc.array(fault, { minLength: 1, maxLength: 2 })), {
    seed,
    numRuns: runs,
  });
  for (const [which, given] of faults) {
    const { args } = argumentsOf(own[which % Math.min(own.length, 4)], (tensor) => tensor);
    let sameKinds = true;
    for (const { place, make, kind } of given) {
      const at = place % Math.max(args.length, 1);
      // A method is called on a tensor, always.
      if (args[at] instanceof Tensor && at === 0 && kind !== 'tensor') continue;
      sameKinds &&= kind !== 'other' && kind === kindOf(args[at]);
      args[at] = make();
    }
    writeSync(1, `${row}(${args.map(text).join(', ')})\n`);
    calls++;
    const thrown = attempt(row, args, sameKinds);
    if (thrown !== null) unexplained.push(thrown);
  }
}
releaseUnused();
releaseUnused();
const report: Report = { calls, unexplained, left: memoryUse().storages - before };
writeSync(1, `${JSON.stringify(report)}\n`);
