import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { formats } from 'backstep';
import { describe, expect, test } from 'vitest';
import { archive } from './archive';
import { expected, expectSame, file } from './expected';

const array = readFileSync(file('c-order.npy'));
const packed = {
  stored: { packed: array },
  deflated: { packed: deflateRawSync(array), method: 8, size: array.length },
};

/** With one bit of the last byte of what is stored turned. */
function turned(bytes: Uint8Array, member: string): Uint8Array {
  const damaged = Buffer.from(bytes);
  const local = damaged.indexOf(member) - 30;
  const start = local + 30 + damaged.readUInt16LE(local + 26) + damaged.readUInt16LE(local + 28);
  damaged[start + 5] ^= 4;
  return damaged;
}

describe('the checksum of a member', () => {
  test.each(['stored', 'deflated'] as const)('that was %s is looked at when it was read', (how) => {
    const part = { name: 'a.npy', ...packed[how] };
    const good = formats.open(archive([part]), 'x.npz');
    expectSame(good.read('a'), expected('c-order.npy').arr_0);
    expectSame(good.read('a'), expected('c-order.npy').arr_0);
    const bad = formats.open(archive([{ ...part, checksum: 7 }]), 'x.npz');
    expect(() => bad.read('a')).toThrow(
      /^npz: member "a.npy" of x.npz has another checksum than when it was written — [\da-f]{8}, 00000007 was written — get the file again$/,
    );
  });

  test('tells a checkpoint with a turned bit, and nothing of what is whole in it', () => {
    const name = Object.keys(expected('model.pt'))[0];
    using whole = formats.open(file('model.pt'));
    expectSame(whole.read(name), expected('model.pt')[name]);
    const bytes = turned(readFileSync(file('model.pt')), 'model/data/0');
    using damaged = formats.open(bytes, 'model.pt');
    expect(() => damaged.read(name)).toThrow('pt: member "model/data/0" of model.pt has another checksum');
    expectSame(damaged.read('0.bias'), expected('model.pt')['0.bias']);
    const pickle = turned(readFileSync(file('model.pt')), 'model/data.pkl');
    expect(() => formats.open(pickle, 'model.pt').readAll()).toThrow(/^pt: /);
  });

  test('is not asked for where PyTorch was told to write none', () => {
    expect(formats.load(file('unsummed.pt')).weight.tolist()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });
});
