/** The calls of a statement, as a person would choose one to step into. */
import { type AnyNode, type Node, parse } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { siteFunction } from '../../engine/runtime/bootstrap';

type Call = Extract<AnyNode, { type: 'CallExpression' | 'NewExpression' }>;

export interface StatementCall {
  /** `this.fc1.forward()`; `relu()` where it is called on what another call gave. */
  readonly label: string;
  /** Where its name is, as an offset in the code. */
  readonly name: number;
  /** Where V8 can pause once its arguments are there. */
  readonly pause: number;
}

/**
 * The calls that the statement at an offset of a module makes, in the order in which they are made; with `underWay`
 * only those that come after the call which is made there. Calls of functions that the statement writes are not its own.
 */
export function statementCalls(code: string, offset: number, underWay: boolean): StatementCall[] {
  const owned: { call: Call; owner: Node }[] = [];
  let statement: Node | null = null;
  fullAncestor(parsed(code), (node, _, ancestors) => {
    if (node.start > offset || node.end <= offset) {
      if (!isCall(node)) return;
    } else if (standsAlone(node, ancestors.at(-2))) {
      if (!statement || node.end - node.start < statement.end - statement.start) statement = node;
    }
    if (!isCall(node)) return;
    const at = ancestors.findLastIndex((one, index) => standsAlone(one, ancestors[index - 1]));
    if (at >= 0) owned.push({ call: node, owner: ancestors[at] });
  });
  // A call is made when all inside of it was: those that end first come first.
  const calls = owned
    .filter(({ owner }) => owner === statement)
    .map(({ call }) => call)
    .sort((a, b) => a.end - b.end);
  const now = underWay ? calls.findIndex((call) => position(call) === offset) : -1;
  return calls.slice(now + 1).map((call) => ({
    label: `${calleeText(call, code)}()`,
    name: nameNode(call.callee).start,
    // The id of the call is stored last. Its own position may stand for the beginning of the statement too.
    pause: call.arguments.map(unspread).find(isSite)?.start ?? position(call),
  }));
}

function parsed(code: string): Node {
  const options = { ecmaVersion: 'latest', allowHashBang: true } as const;
  try {
    return parse(code, { ...options, sourceType: 'module' });
  } catch {
    return parse(code, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
  }
}

/** A statement, or what runs like one: the body of `x => f(x)`, the value of a field. */
function standsAlone(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (/(Statement|Declaration)$/.test(node.type)) return true;
  if (parent?.type === 'ArrowFunctionExpression') return parent.body === node;
  return parent?.type === 'PropertyDefinition' && parent.value === node;
}

function isCall(node: AnyNode): node is Call {
  return node.type === 'NewExpression' || (node.type === 'CallExpression' && !isSite(node));
}

/** What the transpiler put in: it stores the id of a call just before that is made. */
function isSite(node: AnyNode): boolean {
  return (
    node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === siteFunction
  );
}

function unspread(node: Call['arguments'][number]): AnyNode {
  return node.type === 'SpreadElement' ? node.argument : node;
}

/** Where V8 says that a call is. */
function position(call: Call): number {
  if (call.type === 'NewExpression') return call.start;
  const { type } = call.callee;
  const isNamed = type === 'Identifier' || (type === 'MemberExpression' && !call.callee.computed);
  return isNamed ? nameNode(call.callee).start : call.callee.end;
}

function nameNode(callee: AnyNode): AnyNode {
  if (callee.type === 'MemberExpression') return callee.property;
  return callee.type === 'ParenthesizedExpression' ? nameNode(callee.expression) : callee;
}

function calleeText({ type, callee }: Call, code: string): string {
  const whole = isPath(callee) ? callee : nameNode(callee);
  return `${type === 'NewExpression' ? 'new ' : ''}${code.slice(whole.start, whole.end)}`;
}

/** `a.b.c`, which no call is part of. */
function isPath(node: AnyNode): boolean {
  if (node.type === 'MemberExpression') return !node.computed && isPath(node.object);
  return ['Identifier', 'ThisExpression', 'Super'].includes(node.type);
}
