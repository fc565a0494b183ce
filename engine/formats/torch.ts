/** The names of Python that a PyTorch checkpoint may use. The list is closed: any other name is refused. */
import { fail } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import { checkedShape } from './elements';
import { type Encoding, encodingOf, encodings } from './encoding';
import { Constructor, type Names, Tuple } from './pickle';
import { quoted } from './source';

/** Elements that lie in the file, beside the pickle. */
export class StoredElements {
  constructor(
    /** Its name in the file. */
    readonly key: string,
    /** null: bytes, whose dtype each tensor on it gives. */
    readonly encoding: Encoding | null,
    /** Elements; bytes where there is no dtype. */
    readonly count: number,
  ) {}
}

/** A tensor that was described and not read: a view of stored elements. */
export class StoredTensor {
  constructor(
    readonly elements: StoredElements,
    readonly encoding: Encoding,
    readonly offset: number,
    readonly shape: Shape,
    readonly strides: Shape,
  ) {}
}

const storages: ReadonlyMap<string, string> = new Map([
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
  ['ComplexFloatStorage', 'complex64'],
  ['ComplexDoubleStorage', 'complex128'],
]);

/** Python classes that are only named, never called. */
class Kind {
  constructor(readonly encoding: Encoding | null) {}
}

const damaged = (op: string, name: string, why: string): never =>
  fail('pt', `${op} in ${quoted(name)} is wrong`, why, 'get the file again');

/** The list, for the file `name`. `seen` is told of each storage. */
export function torchNames(name: string, seen: (elements: StoredElements) => void): Names {
  const tensor = (
    op: string,
    elements: unknown,
    encoding: unknown,
    [offset, shape, strides]: readonly unknown[],
  ): StoredTensor => {
    const wrong = (why: string) => damaged(op, name, why);
    if (!(elements instanceof StoredElements)) return wrong('it has no storage');
    const own = elements.encoding ?? (typeof encoding === 'string' ? encodings.get(encoding) : undefined);
    if (!own) return wrong('its storage has no dtype');
    const sizes = checkedShape('pt', `a tensor of ${name}`, plain(shape));
    const steps = checkedShape('pt', `a tensor of ${name}`, plain(strides), 'strides');
    if (steps.length !== sizes.length) wrong(`${sizes.length} sizes, ${steps.length} strides`);
    if (!Number.isSafeInteger(offset) || (offset as number) < 0)
      wrong(`it begins at element ${String(offset)}`);
    const count = elements.encoding ? elements.count : elements.count / own.bytes;
    const last = sizes.reduce((place, size, axis) => place + (size - 1) * steps[axis], offset as number);
    if (!sizes.includes(0) && last >= count) {
      wrong(`it reaches element ${last} of a storage of ${count}`);
    }
    return new StoredTensor(elements, own, offset as number, sizes, steps);
  };
  const same = (op: string, value: unknown): StoredTensor =>
    value instanceof StoredTensor ? value : damaged(op, name, 'it has no tensor');

  const list: Record<string, (args: readonly unknown[]) => unknown> = {
    'collections.OrderedDict': ([items]) => new Map(pairs(items)),
    'collections.Counter': ([items]) => new Map(pairs(items)),
    'builtins.dict': ([items]) => new Map(pairs(items)),
    'builtins.set': ([items]) => new Set(Array.isArray(items) ? items : []),
    'builtins.frozenset': ([items]) => new Set(Array.isArray(items) ? items : []),
    'torch.Size': ([sizes]) => Tuple.from(Array.isArray(sizes) ? sizes : []),
    'torch.device': (args) => args.map(String).join(':'),
    // How protocol 2 writes bytes: as text of code points below 256, or none.
    '_codecs.encode': ([text]) => bytesOfText(text),
    'builtins.bytearray': ([text = '']) => bytesOfText(text),
    'builtins.bytes': () => new Uint8Array(0),
    'torch._utils._rebuild_tensor': ([storage, ...view]) => tensor('_rebuild_tensor', storage, null, view),
    'torch._utils._rebuild_tensor_v2': ([storage, ...view]) =>
      tensor('_rebuild_tensor_v2', storage, null, view),
    'torch._utils._rebuild_tensor_v3': ([storage, offset, shape, strides, _grad, _hooks, dtype]) =>
      tensor('_rebuild_tensor_v3', storage, dtype, [offset, shape, strides]),
    'torch._utils._rebuild_parameter': ([value]) => same('_rebuild_parameter', value),
    'torch._utils._rebuild_parameter_with_state': ([value]) => same('_rebuild_parameter_with_state', value),
    'torch._tensor._rebuild_from_type_v2': ([make, _type, args]) =>
      make instanceof Constructor && Array.isArray(args)
        ? same('_rebuild_from_type_v2', make.make(args))
        : damaged('_rebuild_from_type_v2', name, 'it has no constructor'),
  };

  const global: Names['global'] = (module, what) => {
    // Protocol 2 has Python 2's name of the module.
    const asked = `${module === '__builtin__' ? 'builtins' : module}.${what}`;
    if (Object.hasOwn(list, asked)) return new Constructor(asked, list[asked]);
    const storage = module === 'torch' ? storages.get(what) : undefined;
    if (storage) return new Kind(encodingOf(storage));
    if (asked === 'torch.storage.UntypedStorage') return new Kind(null);
    if (module === 'torch' && encodings.has(what)) return what;
    if (asked === 'torch.Tensor' || asked === 'torch.nn.parameter.Parameter') return asked;
    return fail(
      'pt',
      `the checkpoint asks for ${quoted(`${module}.${what}`).slice(1, -1)}`,
      `${name} holds more than tensors, numbers, texts, lists and dicts; nothing of it was run`,
      'save a stateDict of tensors: torch.save(model.state_dict(), path)',
    );
  };

  const persistent: Names['persistent'] = (id) => {
    const [what, kind, key, , count, view] = id instanceof Tuple ? id : [];
    const wrong = (why: string) => damaged('a storage', name, why);
    if (what !== 'storage' || !(kind instanceof Kind)) return wrong('it is described in an unknown way');
    if (typeof key !== 'string' && typeof key !== 'number') return wrong('it has no name');
    if (!Number.isSafeInteger(count) || (count as number) < 0)
      return wrong(`it has ${String(count)} elements`);
    if (view !== undefined && view !== null) return wrong('it is part of another, as before PyTorch 0.4');
    const elements = new StoredElements(String(key), kind.encoding, count as number);
    seen(elements);
    return elements;
  };
  return { global, persistent };
}

/** Without the class, so that errors show a list. */
function plain(value: unknown): unknown {
  return value instanceof Tuple ? [...value] : value;
}

function bytesOfText(text: unknown): Uint8Array {
  return Uint8Array.from(Buffer.from(String(text), 'latin1'));
}

function pairs(items: unknown): [unknown, unknown][] {
  if (items instanceof Map) return [...items];
  return Array.isArray(items)
    ? items.flatMap((item) => (Array.isArray(item) ? [[item[0], item[1]]] : []))
    : [];
}
