/**
 * The scopes of a frame: `Op` at an op; `Operands` where an op has failed; `Locals`, `Closure` and `File` in the person's
 * code; then what lives in the whole program: `Module`, `Optimizer`, `Tensors`, and its globals.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import { mainFunction } from '../../engine/runtime/transpile/main';
import { UserError } from './errors';
import type { Frame } from './frames';
import { moduleScope, optimizerScope, TensorsScope } from './live';
import type { Child, Node } from './node';
import { ObjectNode } from './objects';
import { operandsNode } from './operands';
import { OpNode } from './opnode';
import { argument } from './pages';
import type { Remote, RemoteObject } from './remote';
import type { SourceMaps } from './sourcemaps';

type V8Scope = Protocol.Debugger.Scope;

export interface FrameScope {
  readonly name: string;
  readonly node: Node;
  readonly hint?: DebugProtocol.Scope['presentationHint'];
  readonly expensive: boolean;
}

/** Which of V8's scopes make one scope of ours, in the order of showing. */
const merged: readonly { name: string; types: readonly V8Scope['type'][] }[] = [
  { name: 'Locals', types: ['block', 'local', 'catch', 'with', 'eval'] },
  { name: 'Closure', types: ['closure'] },
  { name: 'File', types: ['module', 'script'] },
];

/** Names that the transpiler and the call-site ids put into a module. */
const injected =
  /^(__backstep\w*|\$backstep\w*|__(def|get|set|own|create|reflect)\w*|__(name|export|copyProps|toESM|publicField|decorate\w*|using|callDispose|spread\w*|async|await|privateAdd|privateGet|accessCheck)|import_meta)$/;

export function scopesOf(frame: Frame): FrameScope[] {
  const { kind, callFrame, op, time, failure } = frame;
  const late = time === undefined ? '' : ' (as of the present)';
  if (kind === 'op' && op && (callFrame || time === 'past')) {
    const own: FrameScope = { name: 'Op', node: new OpNode(callFrame), hint: 'locals', expensive: false };
    return [own, ...programScopes(late)];
  }
  if (!callFrame) return [];
  const global = callFrame.scopeChain.find(({ type }) => type === 'global')?.object.objectId;
  return [
    ...(failure ? [{ name: 'Operands', node: operandsNode(failure), expensive: false }] : []),
    ...javascriptScopes(callFrame, late),
    ...programScopes(late),
    ...(global ? [{ name: 'Global', node: new ObjectNode(global, 'globalThis'), expensive: true }] : []),
  ];
}

/** In the past, values and gradients are those of the past; what there is, is what there is in the present. */
function programScopes(late: string): FrameScope[] {
  return [
    { name: 'Module', node: moduleScope(), expensive: false },
    { name: 'Optimizer', node: optimizerScope(), expensive: false },
    { name: `Tensors${late}`, node: new TensorsScope(), expensive: true },
  ];
}

function javascriptScopes(callFrame: Protocol.Debugger.CallFrame, late: string): FrameScope[] {
  const { scopeChain, functionName } = callFrame;
  // Module code has no function of its own: blocks around the place are still its locals.
  return merged.flatMap(({ name, types }): FrameScope[] => {
    const parts = scopeChain.flatMap((scope, scopeNumber) =>
      types.includes(typeOf(scope, functionName)) ? [{ scope, scopeNumber }] : [],
    );
    if (parts.length === 0 && name !== 'Locals') return [];
    const hint = name === 'Locals' ? 'locals' : undefined;
    const receiver = name === 'Locals' ? callFrame.this : undefined;
    if (parts.length === 0 && receiver?.type === 'undefined') return [];
    return [
      { name: `${name}${late}`, node: new ScopeNode(callFrame, parts, receiver), hint, expensive: false },
    ];
  });
}

/** The program's own top level is a function to V8; to the functions in it, it is their module. */
function typeOf({ type, name }: V8Scope, functionName: string): V8Scope['type'] {
  if (type !== 'closure' || name !== mainFunction) return type;
  return functionName === mainFunction ? 'local' : 'module';
}

/** The variables that names in a frame's code mean, inner ones first: its own, of the functions around, of the file. */
export function variablesOf(callFrame: Protocol.Debugger.CallFrame): Node {
  const parts = callFrame.scopeChain.flatMap((scope, scopeNumber) =>
    scope.type === 'global' ? [] : [{ scope, scopeNumber }],
  );
  return new ScopeNode(callFrame, parts, callFrame.this);
}

/** The scope of the function that a frame is in; none at the top of a program. */
export function functionScope({
  scopeChain,
  functionName,
}: Protocol.Debugger.CallFrame): V8Scope | undefined {
  return functionName === mainFunction ? undefined : scopeChain.find(({ type }) => type === 'local');
}

/** The lines of the source in which the names of a scope are known; null where that is all of them. */
export function scopeLines(
  scope: V8Scope | undefined,
  url: string,
  maps: SourceMaps,
): { first: number; last: number } | null {
  if (!scope?.startLocation || !scope.endLocation) return null;
  // A block has the name of its function.
  if (scope.type !== 'block' && scope.name === mainFunction) return null;
  const [first, last] = [scope.startLocation, scope.endLocation].map(
    ({ lineNumber, columnNumber = 0 }) => maps.toSource({ url, lineNumber, columnNumber })?.line,
  );
  return first === undefined || last === undefined ? null : { first, last };
}

class ScopeNode implements Node {
  readonly #frame: Protocol.Debugger.CallFrame;
  readonly #parts: readonly { scope: V8Scope; scopeNumber: number }[];
  readonly #receiver: RemoteObject | undefined;

  constructor(
    frame: Protocol.Debugger.CallFrame,
    parts: readonly { scope: V8Scope; scopeNumber: number }[],
    receiver: RemoteObject | undefined,
  ) {
    this.#frame = frame;
    this.#parts = parts;
    this.#receiver = receiver;
  }

  async children(_range: object, remote: Remote): Promise<Child[]> {
    const all = await Promise.all(this.#parts.map(({ scope }) => remote.properties(scope.object.objectId!)));
    const met = new Set<string>();
    const children = all.flatMap(({ result }) =>
      result.flatMap(({ name, value, get }): Child[] => {
        // An inner variable hides an outer one of its name.
        if (met.has(name) || injected.test(name)) return [];
        met.add(name);
        if (!value) return [{ name, text: get ? '(not yet set)' : 'undefined' }];
        const isConstant = value.type === 'function' ? 'method' : 'data';
        return [{ name, remote: value, evaluateName: name, hint: { kind: isConstant } }];
      }),
    );
    const receiver = this.#receiver;
    if (receiver && receiver.type !== 'undefined') {
      const hint = { kind: 'virtual', attributes: ['readOnly'] };
      children.push({ name: 'this', remote: receiver, evaluateName: 'this', hint });
    }
    return children;
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    for (const { scope, scopeNumber } of this.#parts) {
      const { result } = await remote.properties(scope.object.objectId!);
      if (!result.some((one) => one.name === name)) continue;
      await remote.inspector.send('Debugger.setVariableValue', {
        scopeNumber,
        variableName: name,
        newValue: argument(value),
        callFrameId: this.#frame.callFrameId,
      });
      return { name, remote: value };
    }
    throw new UserError(`set: there is no variable here — ${name} — look at the scope again`);
  }
}
