/**
 * The data colours. Blue is negative and orange positive, which people with any common colour blindness tell
 * apart; zero is near the editor's background, and a larger size has more contrast to it: lighter in a dark
 * theme, darker in a light one. Colours are mixed in OKLab (Björn Ottosson, 2020).
 */
import type { Rgb } from '../ui/theme';
import type { Scale } from './scale';

export interface Palette {
  /** 256 colours, RGBA, from the scale's low end to its high end. */
  readonly scale: Uint8Array;
  readonly nan: Rgb;
  readonly positiveInfinity: Rgb;
  readonly negativeInfinity: Rgb;
}

const arms = {
  dark: {
    negative: ['2563ad', '55a4f6', 'd6edff'],
    positive: ['9c4e00', 'f3902a', 'ffe9c7'],
  },
  light: {
    negative: ['9cc8f2', '2a78cc', '062c57'],
    positive: ['ffc48a', 'd2650c', '4f1d00'],
  },
} as const;

/** Not on any arm, and marked with stripes besides, so that hue is not the only sign. */
const special = {
  dark: { nan: 'ff3df2', positiveInfinity: 'c6f432', negativeInfinity: '12b886' },
  light: { nan: 'd000c4', positiveInfinity: '7fa800', negativeInfinity: '00795a' },
} as const;

export function paletteOf(
  kind: Scale['kind'],
  theme: { dark: boolean; background: Rgb; foreground: Rgb },
): Palette {
  const tone = theme.dark ? 'dark' : 'light';
  const zero = neutral(theme);
  const negative = [zero, ...arms[tone].negative.map(hex)];
  const positive = [zero, ...arms[tone].positive.map(hex)];
  const stops =
    kind === 'diverging'
      ? [...negative.toReversed(), ...positive.slice(1)]
      : kind === 'negative'
        ? negative.toReversed()
        : positive;
  const scale = new Uint8Array(256 * 4);
  for (let at = 0; at < 256; at++) scale.set([...mix(stops, at / 255), 255], at * 4);
  return {
    scale,
    nan: hex(special[tone].nan),
    positiveInfinity: hex(special[tone].positiveInfinity),
    negativeInfinity: hex(special[tone].negativeInfinity),
  };
}

/** Near the background, and still to be told from it; on black, light enough for the first steps to be seen. */
function neutral({ dark, background, foreground }: { dark: boolean; background: Rgb; foreground: Rgb }): Rgb {
  if (!dark) return mix([background, foreground], 0.06);
  const [from] = toLab(background);
  const [to] = toLab(foreground);
  return mix([background, foreground], Math.min(0.5, Math.max(0.08, (0.29 - from) / (to - from || 1))));
}

/** The colour at `position` (0 to 1) of a palette's scale. */
export function colourAt({ scale }: Palette, position: number): Rgb {
  const at = Math.round(position * 255) * 4;
  return [scale[at], scale[at + 1], scale[at + 2]];
}

/** Black or white, whichever is read better on a colour (relative luminance of WCAG 2). */
export function inkOn(colour: Rgb): Rgb {
  const [r, g, b] = colour.map(linear);
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? [0, 0, 0] : [255, 255, 255];
}

/** The colour at `position` (0 to 1) between evenly spaced stops. */
export function mix(stops: readonly Rgb[], position: number): Rgb {
  const at = position * (stops.length - 1);
  const first = Math.min(Math.floor(at), stops.length - 2);
  const share = at - first;
  const a = toLab(stops[first]);
  const b = toLab(stops[first + 1]);
  return fromLab([0, 1, 2].map((axis) => a[axis] + (b[axis] - a[axis]) * share));
}

const hex = (text: string): Rgb =>
  [0, 2, 4].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as never as Rgb;

const linear = (channel: number) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const encoded = (share: number) => {
  const value = share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055;
  return Math.min(255, Math.max(0, Math.round(value * 255)));
};

function toLab(rgb: Rgb): number[] {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([lightness, a, b]: number[]): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
