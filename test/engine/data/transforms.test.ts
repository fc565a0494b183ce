import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arange, data, Generator, manualSeed, type Tensor, tensor, zeros } from 'backstep';
import { afterAll, describe, expect, test } from 'vitest';
import { type PackedTensor, readGolden } from '../../golden/read';

const { transforms } = data;
type Name = Exclude<keyof typeof transforms, 'Transform' | 'Lambda' | 'Compose'>;
interface Case {
  readonly name: Name;
  readonly args: readonly unknown[];
  readonly input: string;
  readonly output: PackedTensor;
}
const golden = readGolden<{ inputs: Record<string, PackedTensor>; cases: Case[] }>('transforms');

const unpack = ({ dtype, shape, data }: PackedTensor) =>
  tensor(data as number[], { dtype }).reshape([...shape]);
const make = (name: Name, args: readonly unknown[]) =>
  Reflect.construct(transforms[name], args) as data.transforms.Transform;

describe('images are as torchvision makes them', () => {
  const names = [...new Set(golden.cases.map(({ name }) => name))];
  test.each(names)('%s', (name) => {
    for (const { args, input, output } of golden.cases.filter((each) => each.name === name)) {
      const image = unpack(golden.inputs[input]);
      const before = image.tolist();
      const made = make(name, args).forward(image);
      const about = `${name}(${JSON.stringify(args).slice(1, -1)}) of ${input}`;
      expect([about, made.dtype, made.shape]).toEqual([about, output.dtype, output.shape]);
      const values = Array.from(made.data(), Number);
      const floating = made.isFloatingPoint();
      values.forEach((value, i) => {
        const wanted = output.data[i] as number;
        // Seven digits are in the file; a byte may be the next where the value lies between two.
        const tolerance = !floating ? 1 : made.dtype === 'float16' ? 1e-3 : 2e-6;
        expect(Math.abs(value - wanted), `${about} at ${i}: ${value}, not ${wanted}`).toBeLessThanOrEqual(
          tolerance,
        );
      });
      if (!floating) {
        const other = values.filter((value, i) => value !== output.data[i]).length;
        expect(other, `${about}: bytes that differ`).toBeLessThanOrEqual(values.length / 30);
      }
      expect(image.tolist()).toEqual(before);
    }
  });

  test('ToTensor divides bytes by 255, and 16 bits by 65535', () => {
    const toTensor = new transforms.ToTensor();
    expect(toTensor.forward(tensor([0, 51, 255], { dtype: 'uint8' })).tolist()).toEqual([
      0,
      Math.fround(0.2),
      1,
    ]);
    expect(toTensor.forward(tensor([0, 65535], { dtype: 'int32' })).tolist()).toEqual([0, 1]);
  });
});

describe('random transforms', () => {
  const image = arange(3 * 12 * 10)
    .reshape([3, 12, 10])
    .to('float32')
    .div(360);
  const all: [string, (generator: Generator) => data.transforms.Transform][] = [
    ['RandomCrop', (generator) => new transforms.RandomCrop([6, 5], { padding: 2, generator })],
    ['RandomHorizontalFlip', (generator) => new transforms.RandomHorizontalFlip(0.5, { generator })],
    ['RandomVerticalFlip', (generator) => new transforms.RandomVerticalFlip(0.5, { generator })],
    ['RandomRotation', (generator) => new transforms.RandomRotation(40, { generator })],
    ['RandomResizedCrop', (generator) => new transforms.RandomResizedCrop(8, { generator })],
    [
      'ColorJitter',
      (generator) =>
        new transforms.ColorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.2, generator }),
    ],
    ['RandomErasing', (generator) => new transforms.RandomErasing({ p: 0.9, value: 'random', generator })],
  ];
  test.each(all)('%s gives the same by the same generator, and others by others', (_, transform) => {
    const many = (seed: number) => {
      const one = transform(new Generator(seed));
      return Array.from({ length: 12 }, () => one.forward(image).tolist());
    };
    manualSeed(1);
    const first = many(7);
    manualSeed(2);
    expect(many(7)).toEqual(first);
    expect(many(8)).not.toEqual(first);
    expect(new Set(first.map((made) => JSON.stringify(made))).size).toBeGreaterThan(1);
  });

  test('RandomCrop gives every place of the image as often', () => {
    const crop = new transforms.RandomCrop(2, { generator: new Generator(1) });
    const counts = new Map<number, number>();
    for (let i = 0; i < 900; i++) {
      const made = crop.forward(arange(16).reshape([1, 4, 4]));
      const [[[a, b], [c, d]]] = made.tolist() as number[][][];
      expect([b - a, c - a, d - a]).toEqual([1, 4, 5]);
      counts.set(a, (counts.get(a) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 5, 6, 8, 9, 10]);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(45);
  });

  test('RandomCrop makes an image that is too small large enough, if it is to', () => {
    const small = zeros([1, 2, 3]);
    expect(new transforms.RandomCrop([4, 5], { padIfNeeded: true }).forward(small).shape).toEqual([1, 4, 5]);
    expect(() => new transforms.RandomCrop(4).forward(small)).toThrow(
      'RandomCrop: the image is smaller than the part — [2, 3], for [4, 4] — set { padIfNeeded: true }',
    );
  });

  test('RandomResizedCrop keeps to its scale and ratio, and takes the middle where none fits', () => {
    const whole = new transforms.RandomResizedCrop([12, 10], { scale: [1, 1], ratio: [10 / 12, 10 / 12] });
    expect(whole.forward(image).tolist()).toEqual(image.tolist());
    const never = new transforms.RandomResizedCrop([2, 10], { scale: [1, 1], ratio: [5, 5] });
    expect(never.forward(image).tolist()).toEqual(image.narrow(1, 5, 2).tolist());
  });

  test('flips flip a share of the images', () => {
    const generator = new Generator(3);
    const flip = new transforms.RandomHorizontalFlip(0.25, { generator });
    let flipped = 0;
    for (let i = 0; i < 2000; i++)
      if (
        flip
          .forward(arange(2).reshape([1, 2]))
          .at(0, 0)
          .item() === 1
      )
        flipped++;
    expect(Math.abs(flipped - 500)).toBeLessThan(80);
    expect(new transforms.RandomVerticalFlip(0).forward(image)).toBe(image);
  });

  test('RandomErasing changes a rectangle of that area and leaves the rest', () => {
    const erase = new transforms.RandomErasing({ p: 1, value: [5, 6, 7], generator: new Generator(2) });
    for (let i = 0; i < 50; i++) {
      const made = erase.forward(image);
      const isErased = made.eq(tensor([5, 6, 7]).reshape([3, 1, 1]));
      const rows = isErased.select(0, 0).any(1).sum().item();
      const columns = isErased.select(0, 0).any(0).sum().item();
      expect(isErased.sum().item()).toBe(3 * rows * columns);
      expect(made.ne(image).sum().item()).toBe(3 * rows * columns);
      expect(rows * columns).toBeLessThanOrEqual(0.45 * 120);
      expect(rows * columns).toBeGreaterThan(0);
    }
    expect(new transforms.RandomErasing({ p: 0 }).forward(image)).toBe(image);
  });
});

describe('transforms in a folder of images', () => {
  const folder = mkdtempSync(join(tmpdir(), 'transforms-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const source = fileURLToPath(new URL('../../golden/data/readers/rgb.png', import.meta.url));
  for (const name of ['cats/1.png', 'cats/2.png', 'dogs/1.png', 'dogs/2.png']) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    copyFileSync(source, join(folder, name));
  }
  const augmented = [
    new transforms.ToTensor(),
    new transforms.RandomHorizontalFlip(),
    new transforms.RandomCrop(5, { padding: 2, paddingMode: 'reflect' }),
    new transforms.Normalize([0.5], [0.25]),
  ];
  const loaderOf = (transform: data.transforms.ImageTransform, numWorkers: number) =>
    new data.DataLoader(new data.ImageFolder(folder, { transform }), {
      batchSize: 2,
      shuffle: true,
      numWorkers,
    });
  const read = (transform: data.transforms.ImageTransform, numWorkers: number) => {
    manualSeed(4);
    return Array.from(loaderOf(transform, numWorkers), ([images, labels]) => [
      (images as Tensor).tolist(),
      (labels as Tensor).tolist(),
    ]);
  };

  test('are the same in workers, without a line for them', () => {
    const compose = new transforms.Compose(augmented);
    const alone = read(compose, 0);
    expect(read(compose, 2)).toEqual(alone);
    expect(JSON.stringify(alone[0])).not.toBe(JSON.stringify(alone[1]));
  });

  test('of a function stay in the program’s thread', () => {
    const same = new transforms.Lambda((image) => image.to('float32'));
    expect(read(same, 0)).toEqual(read((image) => image.to('float32'), 0));
    expect(() => read(same, 1)).toThrow(
      'DataLoader: the dataset has a function, which cannot go to another thread',
    );
    const own = new transforms.RandomHorizontalFlip(0.5, { generator: new Generator(1) });
    expect(() => read(own, 1)).toThrow(
      'DataLoader: the dataset has a generator of its own, which cannot go to another thread — seed 1',
    );
  });
});

describe('wrong images and options are refused', () => {
  const image = zeros([3, 4, 5]);
  const cases: [string, () => unknown, string][] = [
    [
      'Resize',
      () => new transforms.Resize([1.5, 2]),
      'Resize: size is no height and width — [1.5, 2] — give integers from 1',
    ],
    [
      'Resize',
      () => new transforms.Resize([1, 2], { maxSize: 3 }),
      'Resize: maxSize is for the size of the shorter side',
    ],
    ['Resize', () => new transforms.Resize(4, { maxSize: 4 }), 'Resize: maxSize is not above size — 4 and 4'],
    [
      'Resize',
      () => new transforms.Resize(3).forward(zeros([3])),
      'Resize: an image is […, height, width] — [3] — reshape it',
    ],
    ['Normalize', () => new transforms.Normalize([0], [0]), 'Normalize: a deviation is not above 0 — 0 at 0'],
    [
      'Normalize',
      () => new transforms.Normalize([0, 0], [1, 1]).forward(image),
      'Normalize: there is not a value for each channel — 2 for 3 channels',
    ],
    [
      'Normalize',
      () => new transforms.Normalize([0], [1]).forward(image.to('uint8')),
      'Normalize: the image is not floating — uint8 — put ToTensor before it',
    ],
    [
      'Grayscale',
      () => new transforms.Grayscale().forward(zeros([2, 4, 4])),
      'Grayscale: the image has neither 1 nor 3 channels — 2',
    ],
    [
      'Pad',
      () => new transforms.Pad([1, 2, 3] as unknown as number),
      'Pad: the padding is no border — [1, 2, 3]',
    ],
    [
      'Pad',
      () => new transforms.Pad(6, { paddingMode: 'symmetric' }).forward(image),
      'Pad: the border is wider than the image — 6 and 6, of 4',
    ],
    [
      'ColorJitter',
      () => new transforms.ColorJitter({ hue: 0.7 }),
      'ColorJitter: hue is no range — 0.7 — give numbers from -0.5 to 0.5',
    ],
    [
      'ColorJitter',
      () => new transforms.ColorJitter({ contrast: [2, 1] }),
      'ColorJitter: contrast is no range — [2,1]',
    ],
    [
      'RandomHorizontalFlip',
      () => new transforms.RandomHorizontalFlip(2),
      'RandomHorizontalFlip: p is no probability — 2',
    ],
    [
      'RandomErasing',
      () => new transforms.RandomErasing({ value: [1, 2] }).forward(image),
      'RandomErasing: there is not a value for each channel — 2 for 3 channels',
    ],
    [
      'ConvertImageDtype',
      () => new transforms.ConvertImageDtype('int32').forward(image),
      'ConvertImageDtype: float32 has not the digits of int32',
    ],
  ];
  test.each(cases)('%s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(/^\w+: .+ — .+ — .+/);
  });
});
