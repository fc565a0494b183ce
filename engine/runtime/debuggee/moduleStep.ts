/** Steps from module to module, for a debug session: in the program, and in its past. */
import { type ModuleStepKind, moduleStep, setModuleStep } from '../../history/moduleStep';
import { opAfter, opBefore, type PastOp } from '../../history/records';
import { context } from '../../ops/context';

/** Begins a step from where the program stands. False: there is no module to step out of. */
export function beginModuleStep(kind: ModuleStepKind): boolean {
  const from = context.module;
  if (kind === 'out' && from === '') return false;
  setModuleStep({ kind, from });
  return true;
}

/** The program has stopped, for whatever reason. */
export function endModuleStep(): void {
  setModuleStep(null);
}

/** Where such a step leads from an op of the past; null: to the present. */
export function nextModuleOp(index: number, kind: ModuleStepKind): PastOp | null {
  const arrives = moduleStep(kind, opBefore(index + 1, Number.POSITIVE_INFINITY)?.module ?? '');
  let op = opAfter(index, 0);
  while (op && !arrives(op.module)) op = opAfter(op.index, 0);
  return op;
}
