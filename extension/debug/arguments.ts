/** What the arguments of a request must be, checked before anything is done with them. */
import { UserError } from './errors';

/** A type, a list of one, or fields; a name that ends in `?` may be missing. */
type Shape =
  | 'string'
  | 'integer'
  | 'count'
  | 'boolean'
  | 'object'
  | readonly [Shape]
  | { readonly [name: string]: Shape };

const thread = { 'threadId?': 'integer' } as const;
const step = { ...thread, 'granularity?': 'string' } as const;
const source = { 'path?': 'string' } as const;
const conditions = { 'condition?': 'string', 'hitCondition?': 'string' } as const;
const tensor = {
  'expression?': 'string',
  'frameId?': 'integer',
  'variablesReference?': 'integer',
  'name?': 'string',
} as const;

const shapes: Readonly<Record<string, Shape>> = {
  restart: { 'arguments?': 'object' },
  setBreakpoints: {
    source,
    'breakpoints?': [
      { ...conditions, line: 'integer', 'column?': 'integer', 'logMessage?': 'string', 'mode?': 'string' },
    ],
  },
  setFunctionBreakpoints: { breakpoints: [{ ...conditions, name: 'string' }] },
  setDataBreakpoints: { breakpoints: [{ ...conditions, dataId: 'string', 'accessType?': 'string' }] },
  setInstructionBreakpoints: {
    breakpoints: [{ ...conditions, instructionReference: 'string', 'offset?': 'integer' }],
  },
  setExceptionBreakpoints: {
    filters: ['string'],
    'filterOptions?': [{ filterId: 'string', 'condition?': 'string' }],
  },
  breakpointLocations: { source, line: 'integer', 'endLine?': 'integer' },
  dataBreakpointInfo: { name: 'string', 'variablesReference?': 'integer', 'frameId?': 'integer' },
  stackTrace: { ...thread, 'startFrame?': 'count', 'levels?': 'count' },
  scopes: { frameId: 'integer' },
  variables: {
    variablesReference: 'integer',
    'filter?': 'string',
    'start?': 'count',
    'count?': 'count',
  },
  setVariable: { variablesReference: 'integer', name: 'string', value: 'string' },
  setExpression: { expression: 'string', value: 'string', 'frameId?': 'integer' },
  evaluate: { expression: 'string', 'frameId?': 'integer', 'context?': 'string' },
  completions: { text: 'string', column: 'integer', 'frameId?': 'integer' },
  disassemble: {
    memoryReference: 'string',
    instructionCount: 'count',
    'offset?': 'integer',
    'instructionOffset?': 'integer',
  },
  readMemory: { memoryReference: 'string', count: 'count', 'offset?': 'integer' },
  writeMemory: {
    memoryReference: 'string',
    data: 'string',
    'offset?': 'integer',
    'allowPartial?': 'boolean',
  },
  continue: thread,
  next: step,
  stepIn: { ...step, 'targetId?': 'integer' },
  stepOut: step,
  stepBack: step,
  reverseContinue: thread,
  pause: thread,
  exceptionInfo: thread,
  'backstep/stepOp': thread,
  'backstep/stepOpBack': thread,
  stepInTargets: { frameId: 'integer' },
  restartFrame: { frameId: 'integer' },
  cancel: { 'requestId?': 'integer', 'progressId?': 'string' },
  'backstep/tensor': tensor,
  'backstep/aliases': tensor,
  'backstep/whoMade': tensor,
  'backstep/explainNaN': tensor,
  'backstep/tile': { handle: 'integer', tile: 'object' },
  'backstep/histogram': { handle: 'integer', bins: 'count' },
  'backstep/inlineValues': { frameId: 'integer', names: ['string'] },
  'backstep/history': { 'before?': 'integer', 'count?': 'count' },
  'backstep/historyBudget': { 'mebibytes?': 'integer' },
  'backstep/goTo': { op: 'integer' },
  'backstep/stepModule': { ...thread, how: 'string' },
};

/** The arguments of a request, without those that are null. Throws a sentence where they are not what they should be. */
export function checkedArguments(command: string, given: unknown): Record<string, unknown> {
  const args = given ?? {};
  if (!fits(args, 'object')) throw mismatch(command, 'the arguments', 'object', given);
  const present = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
  const shape = Object.hasOwn(shapes, command) ? shapes[command] : 'object';
  check(command, '', shape, present);
  return present;
}

function check(command: string, path: string, shape: Shape, value: unknown): void {
  if (typeof shape === 'string') {
    if (!fits(value, shape)) throw mismatch(command, path, shape, value);
    return;
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) throw mismatch(command, path, 'list', value);
    for (const [index, one] of value.entries()) check(command, `${path}[${index}]`, shape[0] as Shape, one);
    return;
  }
  if (!fits(value, 'object')) throw mismatch(command, path, 'object', value);
  for (const [name, of] of Object.entries(shape as Record<string, Shape>)) {
    const key = name.replace(/\?$/, '');
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined && key !== name) continue;
    check(command, path ? `${path}.${key}` : key, of, part);
  }
}

function fits(value: unknown, type: Extract<Shape, string>): boolean {
  if (type === 'integer' || type === 'count')
    return Number.isSafeInteger(value) && (type === 'integer' || (value as number) >= 0);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function mismatch(command: string, path: string, type: string, value: unknown): UserError {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new UserError(`${command}: ${path} is no ${type} — ${shown} — see the request's definition`);
}
