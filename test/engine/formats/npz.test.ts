import { readFileSync, statSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { formats, memoryUse, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { archive } from './archive';
import { expected, expectSame, file, temporaryFolder } from './expected';

const at = temporaryFolder();
const array = readFileSync(file('c-order.npy'));

describe('an npz file', () => {
  test.each(['stored.npz', 'deflated.npz'])('%s gives numpy’s values', (name) => {
    using opened = formats.open(file(name));
    expect(opened.format).toBe('npz');
    for (const [key, packed] of Object.entries(expected(name))) {
      if (key === 'int16') expectSame(opened.read(key, { as: 'int32' }), packed, 'int32');
      else expectSame(opened.read(key), packed);
    }
  });

  test.each([true, false])('gives back what was written, compressed: %s', (compress) => {
    const tensors = {
      a: tensor([[1, 2.5]]),
      'b/c': tensor([3]),
      none: zeros([0]),
      long: zeros([2000, 1500]),
    };
    formats.save(at('again.npz'), tensors, { compress });
    const back = formats.load(at('again.npz'));
    expect(Object.keys(back)).toEqual(Object.keys(tensors));
    expect([back.a.tolist(), back['b/c'].tolist(), back.none.shape]).toEqual([[[1, 2.5]], [3], [0]]);
    expect([back.long.shape, back.long.sum().item()]).toEqual([[2000, 1500], 0]);
    expect(statSync(at('again.npz')).size < 100_000).toBe(compress);
  });

  test('of no arrays is empty', () => {
    formats.save(at('empty.npz'), {});
    expect(formats.load(at('empty.npz'))).toEqual({});
  });

  test('takes names of paths as names', () => {
    const names = ['../../outside', '/absolute', '__proto__'];
    const parts = names.map((name) => ({ name: `${name}.npy`, packed: array }));
    expect(Object.keys(formats.open(archive(parts), 'x.npz').readAll())).toEqual(names);
  });
});

describe('a malformed npz file', () => {
  const part = { name: 'a.npy', packed: array };
  const deflated = { name: 'a.npy', packed: deflateRawSync(array), method: 8, size: array.length };
  const cases: [string, Uint8Array, string][] = [
    ['is empty', new Uint8Array(0), 'x.npz ends before its table of contents — 0 bytes'],
    ['was cut', archive([part]).subarray(0, -30), 'x.npz ends before its table of contents'],
    ['has its table outside', archive([part], { start: 9999 }), 'lies outside of the file — bytes 9999 to'],
    ['has more members than room', archive([part], { count: 60_000 }), 'is cut — 60000 members in 51 bytes'],
    ['has another table', archive([part], { start: 3, count: 1 }), 'is damaged — member 0 of 1'],
    ['names a member twice', archive([part, part]), 'names a member twice — 2 members, 1 names'],
    [
      'has members that overlap',
      archive([part, { ...part, name: 'b.npy', offset: 5 }]),
      'has members that overlap — "a.npy"',
    ],
    ['says more than there is', archive([{ ...part, packedSize: 9999, size: 9999 }]), 'members that overlap'],
    ['is encrypted', archive([{ ...part, flags: 1 }]), 'member "a.npy" of x.npz is encrypted'],
    ['is packed by another program', archive([{ ...part, method: 14 }]), 'in an unknown way — method 14'],
    ['has two sizes', archive([{ ...part, size: 1 }]), 'has two sizes — 1 and 224 bytes'],
    ['is a bomb by its word', archive([{ ...deflated, size: 2 ** 31 }]), 'cannot be as large as it says'],
    [
      'points elsewhere',
      archive([{ ...part, offset: 1, packedSize: 200, size: 200 }]),
      'is not where the table',
    ],
    [
      'has a size that its array has not',
      archive([{ ...deflated, size: array.length + 1 }]),
      'array "a" of x.npz has another length than its shape — 97 bytes after the header',
    ],
    ['is no deflate', archive([{ ...deflated, packed: Buffer.alloc(60, 0xff) }]), 'cannot be decompressed'],
  ];
  test.each(cases)('that %s is refused', (_, bytes, message) => {
    const read = () => formats.open(bytes, 'x.npz').readAll();
    expect(read).toThrow(message);
    expect(read).toThrow(/^np[zy]: .+ — .+ — .+/);
  });

  test('that unpacks to more than it says is refused before it has', () => {
    // 256 MiB of zeros, said to be the 224 bytes that the array needs.
    const header = array.subarray(0, 128);
    const bomb = deflateRawSync(Buffer.concat([header, Buffer.alloc(2 ** 28)]));
    const bytes = archive([{ name: 'a.npy', packed: bomb, method: 8, size: array.length }]);
    const before = process.memoryUsage().rss + memoryUse().bytes;
    expect(() => formats.open(bytes, 'x.npz').readAll()).toThrow(
      'member "a.npy" of x.npz cannot be decompressed',
    );
    expect(process.memoryUsage().rss + memoryUse().bytes - before).toBeLessThan(2 ** 27);
  });
});
