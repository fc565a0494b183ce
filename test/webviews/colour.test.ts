import { describe, expect, test } from 'vitest';
import { colourAt, inkOn, mix, paletteOf } from '../../webviews/tensor/colour';
import type { Rgb } from '../../webviews/ui/theme';

const themes = {
  dark: { dark: true, background: [31, 31, 31] as Rgb, foreground: [204, 204, 204] as Rgb },
  light: { dark: false, background: [255, 255, 255] as Rgb, foreground: [59, 59, 59] as Rgb },
  'high contrast': { dark: true, background: [0, 0, 0] as Rgb, foreground: [255, 255, 255] as Rgb },
  'high contrast light': { dark: false, background: [255, 255, 255] as Rgb, foreground: [41, 41, 41] as Rgb },
};

const luminance = (colour: Rgb) => {
  const [r, g, b] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: Rgb, b: Rgb) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};
/** How a person without red, green or blue cones sees a colour (Viénot 1999, as matrices on linear RGB, roughly). */
const seenWithout: Record<string, (colour: Rgb) => number[]> = {
  red: ([r, g, b]) => [0.11 * r + 0.89 * g, 0.11 * r + 0.89 * g, b],
  green: ([r, g, b]) => [0.29 * r + 0.71 * g, 0.29 * r + 0.71 * g, b],
  blue: ([r, g, b]) => [r, 0.7 * g + 0.3 * b, 0.7 * g + 0.3 * b],
};
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, at) => value - b[at]));

describe.each(Object.entries(themes))('in the %s theme', (_, theme) => {
  const palette = paletteOf('diverging', theme);

  test('zero is near the background, and both ends are far from it', () => {
    expect(contrast(colourAt(palette, 0.5), theme.background)).toBeLessThan(1.7);
    expect(contrast(colourAt(palette, 0), theme.background)).toBeGreaterThan(8);
    expect(contrast(colourAt(palette, 1), theme.background)).toBeGreaterThan(8);
  });

  test('contrast to zero grows with the size of the value, on both sides', () => {
    for (const side of [-1, 1]) {
      const steps = Array.from({ length: 17 }, (_, at) =>
        contrast(colourAt(palette, 0.5 + (side * at) / 32), colourAt(palette, 0.5)),
      );
      expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
    }
  });

  test.each(Object.keys(seenWithout))('the two signs stay apart for eyes without %s cones', (cones) => {
    const see = seenWithout[cones];
    for (const size of [0.2, 0.3, 0.4]) {
      const apart = distance(see(colourAt(palette, 0.5 - size)), see(colourAt(palette, 0.5 + size)));
      expect(apart).toBeGreaterThan(45);
    }
  });

  test('what is not finite is on no scale', () => {
    for (const special of [palette.nan, palette.positiveInfinity, palette.negativeInfinity]) {
      for (let at = 0; at <= 1; at += 1 / 64)
        expect(distance(special, colourAt(palette, at))).toBeGreaterThan(50);
    }
  });

  test('a number is readable on every colour', () => {
    for (let at = 0; at <= 1; at += 1 / 64) {
      const colour = colourAt(palette, at);
      expect(contrast(inkOn(colour), colour)).toBeGreaterThan(4.5);
    }
  });

  test('a one-sided scale is the same sign’s half of the diverging one', () => {
    expect(colourAt(paletteOf('positive', theme), 1)).toEqual(colourAt(palette, 1));
    expect(colourAt(paletteOf('negative', theme), 0)).toEqual(colourAt(palette, 0));
    expect(colourAt(paletteOf('positive', theme), 0)).toEqual(colourAt(paletteOf('negative', theme), 1));
  });
});

test('mixing gives the stops themselves at their places', () => {
  const stops: Rgb[] = [
    [10, 20, 30],
    [200, 100, 0],
    [255, 255, 255],
  ];
  expect(mix(stops, 0)).toEqual(stops[0]);
  expect(mix(stops, 0.5)).toEqual(stops[1]);
  expect(mix(stops, 1)).toEqual(stops[2]);
});
