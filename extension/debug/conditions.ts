/** What a person writes on a breakpoint — condition, hit count, log message — as one expression for V8. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { HitCount } from '../../engine/history/hits';
import { UserError } from './errors';

/** `5`, `== 5`, `>3`, `>= 3`, `<3`, `<= 3`, `% 10`. */
export function parseHitCount(text: string): HitCount {
  const match = /^\s*(==?=?|>=?|<=?|%)?\s*(\d+)\s*$/.exec(text);
  const count = Number(match?.[2]);
  if (!match || !Number.isSafeInteger(count) || count < 1) {
    throw new UserError(`hit count: not understood — ${text} — write a number such as 5, > 3 or % 10`);
  }
  const operator = (match[1] ?? '==').replace(/^=+$/, '==');
  return { operator: operator as HitCount['operator'], count };
}

/** A hit count as code, `null` where there is none. */
export function hitCountCode(text: string | undefined): string {
  return text?.trim() ? JSON.stringify(parseHitCount(text)) : 'null';
}

/** An expression in the terms of the op that ran, as a function. */
export function atOp(expression: string): string {
  return `(inputs, outputs, output, event) => (${expression}\n)`;
}

/** The pieces of `step {step}: {loss.item()}`: text at even places, expressions at odd ones. */
export function parseLogMessage(text: string): string[] {
  const pieces = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{' && depth++ === 0) pieces.push('');
    else if (character === '}' && depth > 0 && --depth === 0) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  if (depth > 0) throw new UserError(`log message: a { has no } — ${text} — close it`);
  return pieces;
}

/**
 * The V8 condition of a breakpoint; '' where there is none. What it calls is in the program: the console's
 * mode is on while it runs, so that ops of a condition have their own autograd and never stop.
 */
export function conditionExpression(
  id: number,
  written: Pick<DebugProtocol.SourceBreakpoint, 'condition' | 'hitCondition' | 'logMessage'>,
): string {
  const condition = written.condition?.trim();
  const hits = hitCountCode(written.hitCondition);
  const message = written.logMessage;
  if (!condition && hits === 'null' && message === undefined) return '';
  const test = `() => (${condition || 'true'}\n)`;
  if (message === undefined) return `__backstep.breakpoint(${id}, ${test}, ${hits})`;
  const pieces = parseLogMessage(message).map((piece, index) =>
    index % 2 === 0 ? JSON.stringify(piece) : `() => (${piece}\n)`,
  );
  return `__backstep.logpoint(${id}, ${test}, ${hits}, [${pieces.join(', ')}])`;
}

/** The expressions in a breakpoint, for their syntax to be checked before V8 meets them. */
export function expressionsOf(
  written: Pick<DebugProtocol.SourceBreakpoint, 'condition' | 'logMessage'>,
): string[] {
  const inMessage = parseLogMessage(written.logMessage ?? '').filter((_, index) => index % 2 === 1);
  return [...(written.condition?.trim() ? [written.condition] : []), ...inMessage];
}
