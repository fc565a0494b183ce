/**
 * Call-site ids: each call of the program stores its number just before it is made, so that an op knows the
 * line and column that called it. A stack capture would cost microseconds; the store costs less than a nanosecond.
 */
import type {
  AnyNode,
  CallExpression,
  Expression,
  MemberExpression,
  NewExpression,
  Program,
  Super,
} from 'acorn';
import { full } from 'acorn-walk';
import { siteFunction } from '../bootstrap';
import type { Edit } from './edits';

export interface SiteOptions {
  /** The id of a call whose callee's name begins at `offset`. */
  readonly id: (offset: number) => number;
  /** Whether reading a property of this name may run code of the program, which makes calls of its own. */
  readonly mayRun: (property: string) => boolean;
}

/**
 * The edits that give every call of the code its id. Evaluation order, `this`, `arguments.length`, optional
 * chains and direct eval stay as they are: the id is stored after the receiver and all arguments were evaluated.
 */
export function siteEdits(program: Program, options: SiteOptions): Edit[] {
  const inserts: Insert[] = [];
  const chained = new Set<AnyNode>();
  full(program, (node) => {
    if (node.type === 'ChainExpression') markChain(node.expression, chained);
  });

  const wrap = (node: AnyNode, id: number) => {
    inserts.push({ at: node.start, text: `${siteFunction}(`, opens: true });
    inserts.push({ at: node.end, text: `, ${id})`, opens: false });
  };
  const precede = (node: AnyNode, id: number) => {
    inserts.push({ at: node.start, text: `(${siteFunction}(0, ${id}), `, opens: true });
    inserts.push({ at: node.end, text: ')', opens: false });
  };
  /** As last argument of a call without any: a spread of nothing. */
  const spread = (node: CallExpression | NewExpression, id: number) => {
    const text = `...${siteFunction}([], ${id})`;
    if (hasParentheses(node)) inserts.push({ at: node.end - 1, text, opens: false });
    else inserts.push({ at: node.end, text: `(${text})`, opens: false });
  };

  // Called after the nodes inside were; so an inner insertion comes before an outer one in `inserts`.
  full(program, (any) => {
    const node = any as AnyNode;
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    if (isDirectEval(node) || isExportForm(node)) return;
    const id = options.id(nameOffset(node.callee));
    const last = node.arguments.at(-1);
    if (last?.type === 'SpreadElement') {
      inserts.push({ at: last.argument.start, text: `${siteFunction}([...`, opens: true });
      inserts.push({ at: last.argument.end, text: `], ${id})`, opens: false });
    } else if (last) wrap(last, id);
    else if (chained.has(node)) spread(node, id);
    else {
      const callee = node.callee;
      if (isPlain(callee, options.mayRun)) precede(node, id);
      else if (node.type === 'NewExpression') spread(node, id);
      else if (canWrapReceiver(callee, options.mayRun)) wrap(callee.object, id);
      else if (losesNoThis(callee)) wrap(callee, id);
      else spread(node, id);
    }
  });
  return ordered(inserts);
}

interface Insert {
  readonly at: number;
  readonly text: string;
  readonly opens: boolean;
}

/** At one place: closing texts first, the inner before the outer; then opening ones, the outer before the inner. */
function ordered(inserts: readonly Insert[]): Edit[] {
  return inserts
    .map((insert, index) => ({
      ...insert,
      order: insert.opens ? inserts.length + (inserts.length - index) : index,
    }))
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ at, text }) => ({ start: at, end: at, text }));
}

/** The calls and members of an optional chain: a comma before one of them would end the chain. */
function markChain(node: AnyNode, chained: Set<AnyNode>): void {
  for (let part: AnyNode = node; ; ) {
    chained.add(part);
    if (part.type === 'CallExpression') part = part.callee;
    else if (part.type === 'MemberExpression') part = part.object;
    else return;
  }
}

function isDirectEval(node: CallExpression | NewExpression): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval';
}

/** Calls by which Node finds the exports of a CommonJS module; it reads them as they are written. */
function isExportForm({ callee, arguments: [first] }: CallExpression | NewExpression): boolean {
  if (callee.type === 'Identifier') return ['require', '__exportStar', '__export'].includes(callee.name);
  return first?.type === 'Identifier' && first.name === 'exports' && callee.type === 'MemberExpression';
}

/** Whether evaluating the callee makes no call that could store another id. */
function isPlain(node: AnyNode, mayRun: (property: string) => boolean): boolean {
  if (node.type === 'Identifier' || node.type === 'ThisExpression' || node.type === 'Super') return true;
  if (node.type === 'MetaProperty') return true;
  return node.type === 'MemberExpression' && isStill(node, mayRun) && isPlain(node.object, mayRun);
}

/** `r.m()`: between the receiver and the call, nothing of the program runs. */
function canWrapReceiver(
  node: AnyNode | Super,
  mayRun: (property: string) => boolean,
): node is MemberExpression & { object: Expression } {
  return node.type === 'MemberExpression' && node.object.type !== 'Super' && isStill(node, mayRun);
}

/** Reading `a.b`, `a.#b`, `a['b']` or `a[0]` runs nothing, unless it is an accessor; `a[f()]` may. */
function isStill({ property, computed }: MemberExpression, mayRun: (property: string) => boolean): boolean {
  if (property.type === 'Literal') return !mayRun(String(property.value));
  if (property.type === 'PrivateIdentifier') return !mayRun(`#${property.name}`);
  return !computed && property.type === 'Identifier' && !mayRun(property.name);
}

/** `f(x)()` and `(() => …)()` have no `this` to lose; `(a.b)()` has. */
function losesNoThis(callee: AnyNode | Super): boolean {
  if (callee.type === 'ParenthesizedExpression') return losesNoThis(callee.expression);
  return !['MemberExpression', 'ChainExpression', 'Identifier', 'Super'].includes(callee.type);
}

/** `new X` may be written without parentheses; a call always has them. */
function hasParentheses(node: CallExpression | NewExpression): boolean {
  return node.type === 'CallExpression' || node.end > node.callee.end;
}

/** Where the name that a person points at when they say "this call" begins. */
function nameOffset(callee: AnyNode | Super): number {
  if (callee.type === 'MemberExpression') return callee.property.start;
  if (callee.type === 'ParenthesizedExpression' || callee.type === 'ChainExpression') {
    return nameOffset(callee.expression);
  }
  if (callee.type === 'SequenceExpression') return nameOffset(callee.expressions.at(-1)!);
  return callee.start;
}
