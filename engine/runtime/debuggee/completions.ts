/** What can follow `object.` in the console; no getter of the program's runs. */
import { types } from 'node:util';
import { preview } from './preview';

export interface Completion {
  readonly name: string;
  readonly kind: 'method' | 'class' | 'property';
  /** What a field is worth, or the class that a member comes from. */
  readonly detail: string;
  /** 0: the object's own; one more for each class that it comes from. */
  readonly depth: number;
}

/** An identifier; other names need brackets. */
const plain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Members of an object and of its prototypes. Of several of one name, the innermost. */
export function completions(object: unknown): Completion[] {
  const met = new Map<string, Completion>();
  let depth = 0;
  for (let at = Object(object) as object | null; at; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) break;
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (!plain.test(name) || met.has(name)) continue;
      const value = own.value as unknown;
      const isMethod = typeof value === 'function';
      const isClass = isMethod && /^class\b/.test(Function.prototype.toString.call(value));
      met.set(name, {
        name,
        kind: isClass ? 'class' : isMethod ? 'method' : 'property',
        detail: depth === 0 && 'value' in own ? preview(value, 1) : ownerName(at),
        depth,
      });
    }
    depth++;
  }
  return [...met.values()];
}

/** Names that JavaScript and Node give to every program. */
export function globalCompletions(): Completion[] {
  return completions(globalThis).filter(({ depth }) => depth === 0);
}

function ownerName(owner: object): string {
  const made = Object.getOwnPropertyDescriptor(owner, 'constructor')?.value as unknown;
  return typeof made === 'function' ? made.name : '';
}
