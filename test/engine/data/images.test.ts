import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { data, OpError, type Tensor } from 'backstep';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type PackedTensor, readGolden } from '../../golden/read';

const golden = readGolden<Record<string, PackedTensor>>('readers/expected');
const file = (name: string) => fileURLToPath(new URL(`../../golden/data/readers/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pngs = ['rgba.png', 'rgb.png', 'grey.png', 'grey-alpha.png', 'bits.png', 'palette.png', 'deep.png'];

describe('an image', () => {
  test.each(pngs)('%s gives Pillow’s pixels', (name) => {
    const image = data.readImage(file(name));
    expect([image.dtype, image.shape, [...image.data()]]).toEqual([
      golden[name].dtype,
      golden[name].shape,
      golden[name].data,
    ]);
  });

  // Decoders round their cosines in their own ways: libjpeg and this one differ by 3 of 255 at most here.
  test.each(['rgb.jpg', 'progressive.jpg', 'grey.jpg'])(
    '%s gives Pillow’s pixels but for rounding',
    (name) => {
      const image = data.readImage(file(name));
      expect([image.dtype, image.shape]).toEqual(['uint8', golden[name].shape]);
      const differences = [...image.data()].map((value, i) =>
        Math.abs(Number(value) - Number(golden[name].data[i])),
      );
      expect(Math.max(...differences)).toBeLessThanOrEqual(3);
    },
  );

  test('has the channels that are asked for', () => {
    const of = (name: string, channels: 1 | 3 | 4) => data.readImage(file(name), { channels });
    expect([...of('rgba.png', 1).data()]).toEqual(golden['grey.png'].data);
    expect([...of('rgba.png', 3).data()]).toEqual(golden['rgb.png'].data);
    expect([...of('grey-alpha.png', 1).data()]).toEqual(golden['grey.png'].data);
    const grey = of('grey.png', 3).tolist();
    expect([grey[1], grey[2]]).toEqual([grey[0], grey[0]]);
    expect((of('rgb.png', 4).select(0, 3) as Tensor).tolist()).toEqual(Array(5).fill(Array(7).fill(255)));
    expect((of('grey-alpha.png', 4).select(0, 3) as Tensor).tolist()).toEqual(
      (data.readImage(file('rgba.png')).select(0, 3) as Tensor).tolist(),
    );
  });

  test('of another format, or cut, is refused by its name', () => {
    expect(() => data.decodeImage(Buffer.from('GIF89a'), {}, 'x.gif')).toThrow(
      'readImage: x.gif is neither PNG nor JPEG — it starts with "47 49 46 38 39 61" — convert it',
    );
    const huge = Buffer.from(readFileSync(file('rgb.png')));
    huge.writeUInt32BE(2 ** 30, 16);
    expect(() => data.decodeImage(huge)).toThrow('cannot be as large as it says — 1073741824 × 5 —');
  });

  test.each(['rgba.png', 'palette.png', 'rgb.jpg', 'progressive.jpg'])(
    '%s, damaged anywhere, is read or refused',
    (name) => {
      const whole = readFileSync(file(name));
      for (let length = 0; length < whole.length - 12; length += 7) {
        expect(() => data.decodeImage(whole.subarray(0, length))).toThrow(OpError);
      }
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
          const bytes = Buffer.from(whole);
          bytes[at] = byte;
          try {
            data.decodeImage(bytes);
          } catch (thrown) {
            if (!(thrown instanceof OpError)) throw thrown;
          }
        }),
      );
    },
  );
});

describe('a folder of images', () => {
  const put = (name: string, ...path: string[]) => {
    mkdirSync(join(folder, 'pets', ...path.slice(0, -1)), { recursive: true });
    copyFileSync(file(name), join(folder, 'pets', ...path));
  };
  put('rgb.png', 'dogs', 'b.PNG');
  put('rgba.png', 'dogs', 'deep', 'a.png');
  put('palette.png', 'cats', '1.png');
  put('expected.json', 'cats', 'notes.json');

  test('is a dataset whose classes are the folders', () => {
    const pets = new data.ImageFolder(join(folder, 'pets'));
    expect(pets.classes).toEqual(['cats', 'dogs']);
    expect(pets.samples.map(([path, label]) => [path.slice(folder.length + 6), label])).toEqual([
      ['cats/1.png', 0],
      ['dogs/b.PNG', 1],
      ['dogs/deep/a.png', 1],
    ]);
    const [images, labels] = [...new data.DataLoader(pets, { batchSize: 3 })][0] as unknown as [
      Tensor,
      Tensor,
    ];
    expect([images.dtype, images.shape, labels.tolist()]).toEqual(['float32', [3, 3, 5, 7], [0, 1, 1]]);
    const wanted = golden['rgb.png'].data.map((value) => Math.fround(Math.fround(value as number) / 255));
    expect([...images.select(0, 1).data()]).toEqual(wanted);
  });

  test('gives images as a transform makes them', () => {
    const pets = new data.ImageFolder(join(folder, 'pets'), { channels: 1, transform: (image) => image });
    expect([pets.at(1)[0].dtype, pets.at(1)[0].shape]).toEqual(['uint8', [1, 5, 7]]);
    expect(() => pets.at(3)).toThrow('ImageFolder.at: out of range — 3, of 3 samples');
  });

  test('without images is refused', () => {
    expect(() => new data.ImageFolder(join(folder, 'pets', 'dogs', 'deep'))).toThrow(
      'has no PNG or JPEG files — it has no folders',
    );
    expect(() => new data.ImageFolder(join(folder, 'none'))).toThrow(
      'ImageFolder: none cannot be read — ENOENT',
    );
  });
});
