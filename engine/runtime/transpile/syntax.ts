/** What a module says about itself: its imports, whether it is CommonJS, the names that Node gives it. */
import { type AnyNode, type Literal, type Options, type Program, parse } from 'acorn';
import { full } from 'acorn-walk';

export type ImportKind = 'import-statement' | 'dynamic-import' | 'require-call';

export interface ImportReference {
  readonly kind: ImportKind;
  readonly specifier: string;
  /** Of the literal with its quotes, and the attributes after it (`with { type: 'json' }`). */
  readonly start: number;
  readonly end: number;
}

export interface ModuleSyntax {
  readonly program: Program;
  /** Has `import` or `export` declarations, `import.meta`, or an `await` outside of functions. */
  readonly isModule: boolean;
  readonly imports: readonly ImportReference[];
  /** Names that are read and not declared at the top of the file: `require`, `__dirname`, … */
  readonly free: ReadonlySet<string>;
  readonly usesImportMeta: boolean;
  /** The expressions of `import(expression)`. */
  readonly computedImports: readonly { readonly start: number; readonly end: number }[];
  /** Names of accessors that the file defines (private ones with #). */
  readonly accessors: ReadonlySet<string>;
  /** Defines accessors whose names cannot be known here: `new Proxy`, `Object.defineProperty`, `get [name]()`. */
  readonly hidesAccessors: boolean;
}

const options: Options = { ecmaVersion: 'latest', preserveParens: true, allowHashBang: true };

/** @throws SyntaxError of acorn: code that is JavaScript to esbuild always parses. */
export function readSyntax(code: string): ModuleSyntax {
  let program: Program;
  try {
    program = parse(code, { ...options, sourceType: 'module' });
  } catch (error) {
    try {
      // Sloppy CommonJS: a return at the top, octal literals, `await` as a name.
      program = parse(code, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
    } catch {
      throw error;
    }
  }
  const imports: ImportReference[] = [];
  const computedImports: { start: number; end: number }[] = [];
  const read = new Set<string>();
  const accessors = new Set<string>();
  let usesImportMeta = false;
  let hidesAccessors = false;

  const reference = (
    kind: ImportKind,
    node: AnyNode | null | undefined,
    attributes: readonly AnyNode[] = [],
  ) => {
    const source = node?.type === 'ParenthesizedExpression' ? node.expression : node;
    if (source?.type !== 'Literal' || typeof (source as Literal).value !== 'string') {
      if (source && kind === 'dynamic-import') computedImports.push(source);
      return;
    }
    const last = attributes.at(-1);
    const end = last ? code.indexOf('}', last.end) + 1 : source.end;
    imports.push({ kind, specifier: String((source as Literal).value), start: source.start, end });
  };
  full(program, (any, _state, type) => {
    const node = any as AnyNode;
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        reference('import-statement', node.source, node.attributes);
        break;
      case 'ImportExpression':
        reference('dynamic-import', node.source);
        break;
      case 'CallExpression':
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
          reference('require-call', node.arguments.length === 1 ? node.arguments[0] : null);
        }
        break;
      case 'MetaProperty':
        if (node.meta.name === 'import') usesImportMeta = true;
        break;
      case 'Identifier':
        if (type === 'Identifier') read.add(node.name);
        if (node.name === 'Proxy') hidesAccessors = true;
        break;
      case 'MemberExpression':
        if (node.property.type === 'Identifier' && definers.has(node.property.name)) hidesAccessors = true;
        break;
      case 'Property':
      case 'MethodDefinition':
        if (node.kind !== 'get') break;
        if (node.computed) hidesAccessors = true;
        else accessors.add(keyName(node.key));
    }
  });
  const declared = declaredNames(program);
  return {
    program,
    isModule: usesImportMeta || program.body.some(isModuleDeclaration) || awaitsAtTop(program),
    imports,
    free: new Set([...read].filter((name) => !declared.has(name))),
    usesImportMeta,
    computedImports,
    accessors,
    hidesAccessors,
  };
}

const definers = new Set(['defineProperty', 'defineProperties', '__defineGetter__']);

function keyName(key: AnyNode): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' ? key.name : String((key as Literal).value);
}

function isModuleDeclaration({ type }: AnyNode): boolean {
  return type === 'ImportDeclaration' || type.startsWith('Export');
}

/** The names declared by the statements of the file itself. */
function declaredNames({ body }: Program): Set<string> {
  const names = new Set<string>();
  const pattern = (node: AnyNode | null): void => {
    if (node?.type === 'Identifier') names.add(node.name);
    else if (node?.type === 'ObjectPattern') {
      for (const property of node.properties) {
        pattern(property.type === 'RestElement' ? property.argument : property.value);
      }
    } else if (node?.type === 'ArrayPattern') node.elements.forEach(pattern);
    else if (node?.type === 'AssignmentPattern') pattern(node.left);
    else if (node?.type === 'RestElement') pattern(node.argument);
  };
  for (const statement of body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'ImportDeclaration')
      for (const { local } of declaration.specifiers) pattern(local);
    else if (declaration?.type === 'VariableDeclaration')
      for (const { id } of declaration.declarations) pattern(id);
    else if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') {
      pattern(declaration.id);
    }
  }
  return names;
}

function awaitsAtTop(program: Program): boolean {
  const inFunction: [number, number][] = [];
  const awaits: number[] = [];
  full(program, (any) => {
    const node = any as AnyNode;
    if (/Function/.test(node.type)) inFunction.push([node.start, node.end]);
    else if (node.type === 'AwaitExpression') awaits.push(node.start);
    else if (node.type === 'ForOfStatement' && node.await) awaits.push(node.start);
  });
  return awaits.some((at) => !inFunction.some(([start, end]) => start <= at && at < end));
}
