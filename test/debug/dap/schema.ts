/**
 * The published protocol as JSON schema, made from the types in @vscode/debugprotocol (which are themselves made
 * from the published schema). Stricter than that in one point: names that the protocol does not know are errors,
 * but for those that begin with `__`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type TypeScript from 'typescript';

type Schema = Record<string, unknown>;

const require = createRequire(import.meta.url);
// An import of so large a CommonJS file takes three times as long: Node looks through it for names first.
const ts: typeof TypeScript = require('typescript');
const file = join(dirname(require.resolve('@vscode/debugprotocol/package.json')), 'lib/debugProtocol.d.ts');
const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

const interfaces = new Map<string, TypeScript.InterfaceDeclaration>();
const aliases = new Map<string, TypeScript.TypeAliasDeclaration>();
(function collect(node: TypeScript.Node): void {
  if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
  if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node);
  ts.forEachChild(node, collect);
})(source);

/** Arguments that an adapter defines itself. */
const open = new Set(['LaunchRequestArguments', 'AttachRequestArguments', 'RestartArguments']);

function typeSchema(type: TypeScript.TypeNode): Schema {
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: typeSchema(type.elementType) };
  if (ts.isUnionTypeNode(type)) return { anyOf: type.types.map(typeSchema) };
  if (ts.isParenthesizedTypeNode(type)) return typeSchema(type.type);
  if (ts.isTypeLiteralNode(type)) return objectSchema(type.members, true);
  if (ts.isLiteralTypeNode(type)) {
    if (type.literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
    return { const: (type.literal as TypeScript.StringLiteral).text };
  }
  if (ts.isTypeReferenceNode(type)) return { $ref: `#/definitions/${type.typeName.getText(source)}` };
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.ObjectKeyword:
      return {};
    default:
      throw new Error(`schema: a type that this file does not know — ${type.getText(source)} — add it here`);
  }
}

function objectSchema(members: Iterable<TypeScript.TypeElement>, closed: boolean): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  let additional: Schema | boolean = !closed;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) additional = typeSchema(member.type);
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = (member.name as TypeScript.Identifier).text;
    properties[name] = typeSchema(member.type);
    if (!member.questionToken) required.push(name);
  }
  return {
    type: 'object',
    properties,
    required,
    patternProperties: { '^__': {} },
    additionalProperties: additional,
  };
}

function* membersOf(name: string): Generator<TypeScript.TypeElement> {
  const declaration = interfaces.get(name);
  if (!declaration) throw new Error(`schema: the protocol has no ${name}`);
  for (const clause of declaration.heritageClauses ?? []) {
    for (const base of clause.types) yield* membersOf(base.expression.getText(source));
  }
  yield* declaration.members;
}

const definitions: Record<string, Schema> = {};
for (const name of interfaces.keys()) definitions[name] = objectSchema(membersOf(name), !open.has(name));
for (const [name, { type }] of aliases) definitions[name] = typeSchema(type);

/** `// command: 'next';` stands in the text of each request, `// event: 'stopped';` in that of each event. */
function named(kind: 'command' | 'event'): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, declaration] of interfaces) {
    const match = new RegExp(`// ${kind}: '(\\w+)'`).exec(declaration.getFullText(source));
    if (match) names.set(match[1], name);
  }
  return names;
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false });
ajv.addSchema({ $id: 'dap', definitions });
const validators = new Map<string, ValidateFunction>();

function validator(definition: string): ValidateFunction {
  let validate = validators.get(definition);
  if (!validate) {
    validate = ajv.compile({ $ref: `dap#/definitions/${definition}` });
    validators.set(definition, validate);
  }
  return validate;
}

const requests = named('command');
const events = named('event');

export interface ProtocolMessage {
  readonly seq: number;
  readonly type: string;
  readonly command?: string;
  readonly event?: string;
  readonly success?: boolean;
  readonly [name: string]: unknown;
}

/** Custom requests and events are ours; all others must be the protocol's. Throws what is wrong with a message. */
export function checkMessage(message: ProtocolMessage): void {
  const definition = definitionOf(message);
  const validate = validator(definition);
  if (!validate(message)) {
    throw new Error(`${definition}: ${ajv.errorsText(validate.errors)} — ${JSON.stringify(message)}`);
  }
}

function definitionOf({ type, command = '', event = '', success }: ProtocolMessage): string {
  if (type === 'event') {
    if (event.startsWith('backstep/')) return 'Event';
    const definition = events.get(event);
    if (!definition) throw new Error(`the protocol has no event ${event}`);
    return definition;
  }
  if (type === 'response' && !success) return 'ErrorResponse';
  if (command.startsWith('backstep/')) return type === 'request' ? 'Request' : 'Response';
  const definition = requests.get(command);
  if (!definition) throw new Error(`the protocol has no request ${command}`);
  return type === 'request' ? definition : definition.replace(/Request$/, 'Response');
}
