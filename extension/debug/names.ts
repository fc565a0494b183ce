/** What a person calls the operands of an op, read from the line that ran it. */
import { readFileSync } from 'node:fs';
import type { OpSummary } from '../../engine/runtime/debuggee';
import type { FrameSources } from './frames';

/** Objects whose members are functions, and no operands. */
const namespaces = /^(F|bs|backstep|nn|nn\.functional|linalg|special)$/;

/**
 * Names of operands by their role. Only what can be told for sure: the op comes once in the line, of a plain name.
 * `probs.log().mean()` says that the `input` of `log` is `probs`; of a gradient, the saved input is the same.
 */
export function operandNames(
  { op, phase, inputs }: { op: string; phase: string; inputs: readonly { name: string }[] },
  line: string,
): Map<string, string> {
  const names = new Map<string, string>();
  const name = '[\\p{ID_Start}$_][\\p{ID_Continue}$]*(?:\\.[\\p{ID_Start}$_][\\p{ID_Continue}$]*)*';
  const called = op.replace(/^linalg\./, '').replace(/[$]/g, '\\$&');
  const calls = [
    ...line.matchAll(
      new RegExp(
        `(?<![\\p{ID_Continue}$.)\\]])(?:(${name})\\.)?${called}\\(\\s*((?:${name}(?:\\s*,\\s*)?)*)`,
        'gu',
      ),
    ),
  ];
  if (calls.length !== 1) return names;
  const [, receiver, list] = calls[0];
  const given = list.split(',').map((text) => text.trim());
  const isMethod = receiver !== undefined && !namespaces.test(receiver);
  const operands = (isMethod ? [receiver, ...given] : given).filter((text) => text !== '');
  const roles = phase === 'backward' ? ['input', 'other'] : inputs.map(({ name }) => name);
  for (const [index, role] of roles.entries()) if (operands[index]) names.set(role, operands[index]);
  return names;
}

/** The person's line that ran an op; '' where it cannot be read. */
export function lineOf(op: OpSummary, { sites }: Pick<FrameSources, 'sites'>): string {
  const site = sites[op.site] ?? null;
  if (!site) return '';
  try {
    return readFileSync(site.source, 'utf8').split('\n')[site.line - 1] ?? '';
  } catch {
    return '';
  }
}
