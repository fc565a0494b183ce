import { readFileSync } from 'node:fs';
import { formats, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expected, expectSame, file, temporaryFolder } from './expected';

const at = temporaryFolder();

function made(header: string, bytes = 0, version = 1): Uint8Array {
  const text = `${header}\n`;
  const whole = Buffer.alloc(10 + text.length + bytes);
  whole.set([0x93, ...Buffer.from('NUMPY'), version, 0]);
  whole.writeUInt16LE(text.length, 8);
  whole.write(text, 10, 'latin1');
  return whole;
}
const floats = (shape: string, bytes: number) =>
  made(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`, bytes);

describe('an npy file', () => {
  test.each(['c-order.npy', 'fortran-order.npy', 'big-endian.npy', 'scalar.npy'])(
    '%s gives numpy’s values',
    (name) => {
      expectSame(formats.loadNpy(file(name)), expected(name).arr_0);
    },
  );

  test('in Fortran order keeps it as strides, without a copy', () => {
    expect(formats.loadNpy(file('fortran-order.npy')).strides).toEqual([1, 2, 6]);
  });

  test('of Python objects is listed, and refused without running anything', () => {
    using opened = formats.open(file('objects.npy'));
    expect(opened.entries.get('arr_0')).toEqual({ name: 'arr_0', dtype: '|O', shape: [1] });
    expect(() => opened.read('arr_0')).toThrow(
      'npy: objects.npy holds Python objects, which only running a pickle could give — "|O" — convert them to numbers',
    );
    expect(() => formats.loadNpy(file('records.npy'))).toThrow('npy: records.npy holds records — "[…]" —');
  });

  test('that is written has numpy’s header, its elements at a multiple of 64 bytes', () => {
    formats.save(at('grid.npy'), formats.loadNpy(file('fortran-order.npy')));
    const [own, numpys] = [readFileSync(at('grid.npy')), readFileSync(file('c-order.npy'))];
    expect(own.equals(numpys)).toBe(true);
  });

  test('holds a row, a number or nothing as numpy writes their shapes', () => {
    const header = (name: string) => readFileSync(at(name)).subarray(10, 128).toString('latin1').trim();
    formats.save(at('row.npy'), tensor([1, 2]));
    formats.save(at('number.npy'), { any: tensor(true) });
    formats.save(at('none.npy'), zeros([0, 3]));
    expect(header('row.npy')).toBe(`{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }`);
    expect(header('number.npy')).toBe(`{'descr': '|b1', 'fortran_order': False, 'shape': (), }`);
    expect(formats.loadNpy(at('row.npy')).tolist()).toEqual([1, 2]);
    expect(formats.loadNpy(at('number.npy')).item()).toBe(true);
    expect(formats.loadNpy(at('none.npy')).shape).toEqual([0, 3]);
  });

  test('holds one tensor, and is read as one', () => {
    expect(() => formats.save(at('two.npy'), { a: tensor(1), b: tensor(2) })).toThrow(
      'formats.save: an npy file holds one tensor — 2 were given — end it with .npz',
    );
    expect(() => formats.loadNpy(file('model.safetensors'))).toThrow('it is safetensors — use formats.load');
  });
});

describe('a malformed npy file', () => {
  const again = `{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }`;
  const cases: [string, Uint8Array, string][] = [
    ['is empty', new Uint8Array(0), 'x.npy is no npy'],
    ['ends within its header', floats('(1,)', 4).subarray(0, 30), 'x.npy ends within its header — 30 bytes'],
    ['ends before its header', floats('(1,)', 4).subarray(0, 9), 'x.npy ends before its header — 9 bytes'],
    ['is of another version', made(again, 4, 9), 'x.npy is of an unknown version — 9'],
    ['has a huge header', made(' '.repeat(20_000)), 'the header of x.npy is too long — 20001 bytes'],
    ['has no dict', made('os.system("x")'), 'the header of x.npy is damaged'],
    ['lacks its shape', made(`{'descr': '<f4', 'fortran_order': False}`), 'the header of x.npy is damaged'],
    ['has a negative size', floats('(-1,)', 4), 'the header of x.npy is damaged'],
    ['is beyond memory', floats('(99999999999, 99999999999)', 4), 'is larger than any memory'],
    [
      'has a size beyond integers',
      floats('(99999999999999999999,)', 4),
      'has no shape — [100000000000000000000]',
    ],
    ['was cut', floats('(2,)', 7), '7 bytes after the header, for float32[2], which has 8'],
    ['has more bytes', floats('(2,)', 9), '9 bytes after the header'],
  ];
  test.each(cases)('that %s is refused', (_, bytes, message) => {
    expect(() => formats.open(bytes, 'x.npy')).toThrow(message);
    expect(() => formats.open(bytes, 'x.npy')).toThrow(/^npy: .+ — .+ — .+/);
  });
});
