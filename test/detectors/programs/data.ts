/** What the programs learn from: made of random numbers, so that the seed of a program decides it too. */
import { linspace, randint, randn, stack, type Tensor, tensor, where } from 'backstep';

/** Points around one centre a class: float32 [count, width], int64 [count]. */
export function clusters(count = 256, classes = 4, width = 16): [Tensor, Tensor] {
  const labels = randint(0, classes, [count]);
  const centres = randn([classes, width]);
  return [centres.indexSelect(0, labels).add(randn([count, width]).mul(0.5)), labels];
}

/** Points of y = sin(2x) with a little noise: float32 [count, 1] each, x from -2 to 2. */
export function curve(count = 128): [Tensor, Tensor] {
  const x = linspace(-2, 2, count).unsqueeze(1);
  return [
    x,
    x
      .mul(2)
      .sin()
      .add(randn([count, 1]).mul(0.05)),
  ];
}

/** Houses: area (m², 30 to 200), rooms and age in, the price in thousands out: float32 [count, 3], [count, 1]. */
export function houses(count = 128): [Tensor, Tensor] {
  const rooms = randint(1, 7, [count]).to('float32');
  const area = rooms
    .mul(28)
    .add(randn([count]).mul(6))
    .abs();
  const age = randint(0, 80, [count]).to('float32');
  const price = area.mul(3).add(rooms.mul(10)).sub(age).add(50);
  return [stack([area, rooms, age], 1), price.unsqueeze(1)];
}

/** Pictures with stripes that stand (class 0) or lie (class 1), grey 0 to 255: float32 [count, 1, 8, 8], int64 [count]. */
export function stripes(count = 128): [Tensor, Tensor] {
  const labels = randint(0, 2, [count]);
  const wave = tensor([0, 0, 255, 255, 0, 0, 255, 255], { dtype: 'float32' });
  const standing = wave.view(1, 1, 1, 8).expand([count, 1, 8, 8]);
  const lying = wave.view(1, 1, 8, 1).expand([count, 1, 8, 8]);
  const pictures = where(labels.eq(0).view(-1, 1, 1, 1), standing, lying);
  return [pictures.add(randn([count, 1, 8, 8]).mul(40)).clamp({ min: 0, max: 255 }), labels];
}

/** Sequences of noise whose first step says the class: float32 [count, time, 4], int64 [count] of two classes. */
export function remembered(count = 64, time = 20): [Tensor, Tensor] {
  const labels = randint(0, 2, [count]);
  const x = randn([count, time, 4]).mul(0.3);
  x.select(1, 0).copy_(labels.mul(2).sub(1).to('float32').unsqueeze(1).expand([count, 4]));
  return [x, labels];
}

/** Sequences of 0 to 9 that count upwards from a random start: int64 [count, time], and the same one step later. */
export function counting(count = 32, time = 12): [Tensor, Tensor] {
  const starts = randint(0, 10, [count, 1]);
  const steps = tensor([Array.from({ length: time + 1 }, (_, i) => i)]);
  const rows = starts.add(steps).remainder(10);
  return [rows.narrow(1, 0, time), rows.narrow(1, 1, time)];
}
