import { formats, type OpError } from 'backstep';
import { describe, expect, test } from 'vitest';
import { archive } from './archive';
import { checkpoint, int32, number, pickle, tensor, text } from './pickles';

const open = (bytes: Uint8Array) => formats.open(bytes, 'x.pt') as formats.CheckpointFile;
const content = (bytes: Uint8Array) => open(bytes).content();

describe('a pickle written by hand', () => {
  test('describes a tensor on the bytes beside it', () => {
    const storage = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
    const opened = open(checkpoint(pickle('}', text('w'), tensor(4, 1, [2], [2]), 's'), storage));
    expect(opened.read('w').tolist()).toEqual([2, 4]);
  });

  test('of a machine with the other byte order gives the same values', () => {
    const storage = Buffer.alloc(8);
    storage.writeFloatBE(1.5, 0);
    storage.writeFloatBE(-2, 4);
    const order = { name: 'a/byteorder', packed: Buffer.from('big') };
    const bytes = checkpoint(pickle(tensor(2, 0, [2], [1])), storage, [order]);
    const before = Uint8Array.from(bytes);
    expect(open(bytes).read('tensor').tolist()).toEqual([1.5, -2]);
    expect(Uint8Array.from(bytes)).toEqual(before);
  });

  test('may hold itself', () => {
    const own = content(checkpoint(pickle(']q', 1, 'h', 1, 'a'))) as formats.PtValue[];
    expect(own[0]).toBe(own);
  });

  test('may have keys that objects have already', () => {
    const made = content(checkpoint(pickle('}', text('__proto__'), number(1), 's'))) as object;
    expect([Object.keys(made), Object.getPrototypeOf(made)]).toEqual([['__proto__'], Object.prototype]);
  });

  const call = (module: string, name: string) => pickle(`c${module}\n${name}\n`, '(', text('x'), 'tR');
  const deep = (levels: number) => pickle(']'.repeat(levels), 'a'.repeat(levels - 1));
  /** 2 to the power of 40 places of one empty list. */
  const doubled = pickle(']', ...Array.from({ length: 40 }, () => ['q', 1, ']h', 1, 'ah', 1, 'a']).flat());
  const cases: [string, Uint8Array, string][] = [
    ['asks for os.system', call('os', 'system'), 'the checkpoint asks for os.system — x.pt holds more than'],
    ['asks for eval', call('__builtin__', 'eval'), 'asks for __builtin__.eval'],
    ['asks for getattr', call('builtins', 'getattr'), 'asks for builtins.getattr'],
    [
      'asks for what every object has',
      call('constructor', 'constructor'),
      'asks for constructor.constructor',
    ],
    ['asks for a part of a part', call('torch', '_utils.os.system'), 'asks for torch._utils.os.system'],
    ['asks by the stack', pickle(text('os'), text('system'), 0x93), 'asks for os.system'],
    ['asks by a line that hides itself', call('os', '\u001b[2Ksystem'), 'asks for os.\\u001b[2Ksystem'],
    [
      'makes an instance in the old way',
      pickle('(ios\nsystem\n'),
      'an operation that is not read here — "i"',
    ],
    ['uses an extension code', pickle(0x82, 1), 'has an operation that is not read here'],
    ['calls a text', pickle(text('os'), ')R'), 'calls what cannot be called'],
    ['calls a class', pickle('ctorch\nFloatStorage\n)R'), 'calls what cannot be called'],
    ['gives a tensor a state', pickle(tensor(4, 0, [1], [1]), '}b'), 'adds to what is no Map'],
    ['takes from nothing', pickle('0'), 'takes a value where there is none'],
    ['ends before it begins', Buffer.of(0x80, 2), 'ends within its pickle — 1 bytes from byte 2 on, of 2'],
    ['has no mark', pickle('t'), 'has no mark where it needs one'],
    ['recalls what it never had', pickle('h', 9), 'recalls a value that it has not had — number 9'],
    ['has a text beyond its end', pickle('X', int32(2 ** 30)), 'ends within its pickle — 1073741824 bytes'],
    ['has bytes beyond any file', pickle(0x8e, Buffer.alloc(8, 0xff)), 'ends within its pickle'],
    [
      'has an integer of many bytes',
      pickle(0x8b, int32(100_000), Buffer.alloc(100_000)),
      'ends within its pickle',
    ],
    ['is of a future protocol', Buffer.from([0x80, 9, 0x4e, 0x2e]), 'is of an unknown protocol — 9'],
    ['has a name without end', pickle(`c${'x'.repeat(2000)}`), 'has a name that does not end — 1024 bytes'],
    ['is nested deep', deep(100_000), 'x.pt is nested too deep — beyond 200'],
    ['has one list in too many places', doubled, 'x.pt has too many values'],
    [
      'has a tensor beyond its storage',
      pickle(tensor(4, 3, [2], [1])),
      'reaches element 4 of a storage of 4',
    ],
    ['has strides beyond its storage', pickle(tensor(4, 0, [2], [4])), 'reaches element 4 of a storage of 4'],
    ['has a negative stride', pickle(tensor(4, 3, [2], [-1])), 'a tensor of x.pt has no strides — [-1]'],
    ['has a negative size', pickle(tensor(4, 0, [-2], [1])), 'a tensor of x.pt has no shape — [-2]'],
    ['begins before its storage', pickle(tensor(4, -1, [1], [1])), 'it begins at element -1'],
    ['has fewer strides than sizes', pickle(tensor(4, 0, [2, 2], [1])), '2 sizes, 1 strides'],
    ['has a storage of negative length', pickle(tensor(-1, 0, [0], [1])), 'it has -1 elements'],
    ['has another storage than it says', pickle(tensor(9, 0, [1], [1])), '16 bytes, for 9 elements of 4'],
    [
      'has too many axes',
      pickle(tensor(4, 0, Array(9).fill(1), Array(9).fill(1))),
      'a tensor of x.pt has too many axes',
    ],
    [
      'names a storage of another kind',
      pickle('(', text('module'), 'tQ'),
      'it is described in an unknown way',
    ],
  ];
  test.each(cases)('that %s is refused', (_, bytes, message) => {
    const read = () => open(checkpoint(bytes)).readAll();
    expect(read).toThrow(message);
    expect(read).toThrow(/^pt: .+ — .+ — .+/);
  });

  test('whose storage is missing is refused by its place', () => {
    const bytes = archive([{ name: 'a/data.pkl', packed: pickle(tensor(1, 0, [1], [1])) }]);
    expect(() => open(bytes).readAll()).toThrow('pt: x.pt lacks the bytes of a tensor — a/data/0');
  });

  test('reads storages by their names in the archive, whatever they say', () => {
    const named = tensor(1, 0, [1], [1])
      .toString('latin1')
      .replace('X\x01\0\0\0' + '0', 'X\x0b\0\0\0' + '../../../x0');
    expect(() => open(checkpoint(pickle(Buffer.from(named, 'latin1')))).readAll()).toThrow(
      'pt: x.pt lacks the bytes of a tensor — a/data/../../../x0',
    );
  });

  test('of a TorchScript program is refused as one', () => {
    const program = { name: 'a/constants.pkl', packed: pickle(')') };
    expect(() => open(checkpoint(pickle('}'), undefined, [program]))).toThrow(
      'pt: x.pt is a TorchScript program',
    );
  });

  test('without its archive says what to do', () => {
    let error: OpError | undefined;
    try {
      open(pickle('}'));
    } catch (thrown) {
      error = thrown as OpError;
    }
    expect(error?.message).toBe(
      'pt: x.pt is no checkpoint of torch.save — 4 bytes, neither an archive nor a row of pickles — load it in PyTorch and save it again: torch.save(torch.load(path), path)',
    );
  });
});
