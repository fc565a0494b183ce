/** One line of text for any value, without running any of the program's code. */
import { types } from 'node:util';
import { Module } from '../../nn/module';
import { Optimizer } from '../../optim/optimizer';
import { Tensor } from '../../tensor/tensor';
import { bytesText } from '../bytes';
import { optimizerText } from './optimizers';
import { SharedStorage } from './storages';
import { tensorHead } from './tensors';

const maxEntries = 6;
const maxLength = 100;
const maxString = 1000;

/** `depth` 0: the value itself; 1: inside of another's text. */
export function preview(value: unknown, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return quote(value, depth);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return value.toString();
    case 'function':
      return functionText(value);
    case 'object':
      return value === null ? 'null' : objectText(value, depth);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

/** Name of a value's class, as far as it can be read without running code. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (types.isProxy(value)) return 'Proxy';
  for (
    let at = value as object | null;
    at && !types.isProxy(at);
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const type = Object.getOwnPropertyDescriptor(at, 'constructor')?.value as unknown;
    if (typeof type === 'function') {
      const name = Object.getOwnPropertyDescriptor(type, 'name')?.value as unknown;
      if (typeof name === 'string' && name) return name;
    }
  }
  return 'Object';
}

function objectText(value: object, depth: number): string {
  const type = typeName(value);
  if (type === 'Proxy') return 'Proxy';
  if (value instanceof Tensor) return tensorHead(value);
  if (value instanceof Module) return moduleText(value);
  if (value instanceof Optimizer) return `${type} ${optimizerText(value)}`;
  if (value instanceof SharedStorage)
    return `${value.tensors.length} tensors share ${bytesText(value.bytes)}`;
  if (value instanceof Error) return errorText(value, type);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return arrayText(value, value.length, type === 'Array' ? '' : type, depth);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as unknown as ArrayLike<unknown>;
    return arrayText(array, array.length, type, depth);
  }
  if (value instanceof Map || value instanceof Set) return collectionText(value, type, depth);
  if (types.isAnyArrayBuffer(value)) return `${type}(${value.byteLength})`;
  if (types.isBoxedPrimitive(value)) return `${type} {${preview(value.valueOf(), 1)}}`;
  return recordText(value, type === 'Object' ? '' : type, depth);
}

function arrayText(array: ArrayLike<unknown>, length: number, type: string, depth: number): string {
  const head = `${type}(${length}) `;
  if (depth > 0) return type ? `${head.trim()} […]` : length === 0 ? '[]' : `(${length}) […]`;
  const texts: string[] = [];
  for (let index = 0; index < Math.min(length, maxEntries * 4); index++) {
    const own = Object.getOwnPropertyDescriptor(array, index);
    texts.push(!own ? 'empty' : 'value' in own ? preview(own.value, 1) : '(…)');
  }
  return head + joined(texts, length > texts.length, '[', ']');
}

function collectionText(value: Map<unknown, unknown> | Set<unknown>, type: string, depth: number): string {
  if (depth > 0) return `${type}(${value.size})`;
  const texts: string[] = [];
  for (const [key, of] of value.entries()) {
    if (texts.length === maxEntries) break;
    texts.push(value instanceof Map ? `${preview(key, 1)} => ${preview(of, 1)}` : preview(key, 1));
  }
  return `${type}(${value.size}) ${joined(texts, value.size > texts.length, '{', '}')}`;
}

function recordText(value: object, type: string, depth: number): string {
  if (depth > 0) return type || '{…}';
  const names = Object.keys(value);
  const texts = names.slice(0, maxEntries).map((name) => {
    const own = Object.getOwnPropertyDescriptor(value, name);
    return `${name}: ${own && 'value' in own ? preview(own.value, 1) : '(…)'}`;
  });
  const text = joined(texts, names.length > texts.length, '{', '}');
  return type ? (texts.length > 0 ? `${type} ${text}` : type) : text;
}

/** As many of the texts as make a readable line. */
function joined(texts: readonly string[], more: boolean, open: string, close: string): string {
  let text = '';
  for (const [index, one] of texts.entries()) {
    if (index > 0 && text.length + one.length > maxLength) return `${open}${text}, …${close}`;
    text += index > 0 ? `, ${one}` : one;
  }
  return open + text + (more ? (text ? ', …' : '…') : '') + close;
}

function quote(text: string, depth: number): string {
  const limit = depth === 0 ? 100_000 : maxString / 10;
  const shown = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return `'${shown.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

function functionText(value: object): string {
  const source = Function.prototype.toString.call(value);
  const name = Object.getOwnPropertyDescriptor(value, 'name')?.value as unknown;
  const shown = typeof name === 'string' ? name : '';
  return source.startsWith('class') ? `class ${shown}` : `ƒ ${shown}()`;
}

function errorText(error: Error, type: string): string {
  const message = Object.getOwnPropertyDescriptor(error, 'message')?.value as unknown;
  return typeof message === 'string' && message ? `${type}: ${message}` : type;
}

/** `Linear(784 → 128)`; a module of modules with the number of its parameters. */
function moduleText(module: Module): string {
  const type = typeName(module);
  const fields = Object.entries(module);
  const { inFeatures, outFeatures } = module as { inFeatures?: unknown; outFeatures?: unknown };
  if (typeof inFeatures === 'number' && typeof outFeatures === 'number') {
    return `${type}(${inFeatures} → ${outFeatures})`;
  }
  const parameters = countParameters(module, new Set());
  if (fields.some(([, value]) => value instanceof Module)) return `${type}(${parameters} parameters)`;
  return parameters > 0 ? `${type}(${parameters} parameters)` : `${type}()`;
}

function countParameters(module: Module, met: Set<object>): number {
  let count = 0;
  for (const value of Object.values(module) as unknown[]) {
    if (typeof value !== 'object' || value === null || met.has(value)) continue;
    met.add(value);
    if (value instanceof Module) count += countParameters(value, met);
    else if (value instanceof Tensor && value.requiresGrad) count += value.shape.reduce((a, b) => a * b, 1);
  }
  return count;
}
