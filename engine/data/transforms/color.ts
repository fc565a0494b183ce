/** Colours changed at random. */
import { stack } from '../../ops/join';
import { where } from '../../ops/where';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { channelsOf, convertImageDtype, greyOf } from './pixels';
import { Draws, fullScale, type RandomTransformOptions, sizesOf, Transform } from './transform';

/** A range, or how far it goes from what changes nothing. */
export type JitterRange = number | readonly [number, number];

export interface ColorJitterOptions extends RandomTransformOptions {
  /** Factors: v is 1 - v to 1 + v; 0 by default, which changes nothing. */
  readonly brightness?: JitterRange;
  /** As `brightness`. */
  readonly contrast?: JitterRange;
  /** As `brightness`. */
  readonly saturation?: JitterRange;
  /** Turns of the colour circle, from -0.5 to 0.5: v is -v to v. */
  readonly hue?: JitterRange;
}

const neutral = { brightness: 1, contrast: 1, saturation: 1, hue: 0 } as const;
type Property = keyof typeof neutral;
const properties = Object.keys(neutral) as Property[];

/** Other brightness, contrast, saturation and hue, in random order (torchvision.transforms.ColorJitter). */
export class ColorJitter extends Transform {
  readonly #ranges: Readonly<Record<Property, readonly [number, number]>>;

  constructor(
    /** As they were given. */
    readonly options: ColorJitterOptions = {},
  ) {
    super('ColorJitter', options);
    this.#ranges = Object.fromEntries(
      properties.map((name) => [name, rangeOf(name, options[name] ?? 0)]),
    ) as Record<Property, readonly [number, number]>;
  }

  forward(image: Tensor): Tensor {
    const { channels } = sizesOf('ColorJitter', image, 3);
    if (channels !== 1 && channels !== 3) {
      fail('ColorJitter', 'the image has neither 1 nor 3 channels', String(channels), 'take three of them');
    }
    const draws = new Draws(this.options.generator);
    return draws.order(properties.length).reduce((now, place) => {
      const name = properties[place];
      const [low, high] = this.#ranges[name];
      if (low === high && low === neutral[name]) return now;
      return adjust[name](now, draws.uniform(low, high));
    }, image);
  }
}

function rangeOf(name: Property, range: JitterRange): readonly [number, number] {
  const [least, most] = name === 'hue' ? [-0.5, 0.5] : [0, Number.POSITIVE_INFINITY];
  const spread = (value: number) =>
    [Math.max(neutral[name] - value, name === 'hue' ? -value : 0), neutral[name] + value] as const;
  const [low, high] = typeof range === 'number' ? spread(range) : range;
  if (!(least <= low && low <= high && high <= most) || (typeof range === 'number' && range < 0)) {
    fail(
      'ColorJitter',
      `${name} is no range`,
      JSON.stringify(range),
      `give numbers from ${least} to ${most}`,
    );
  }
  return [low, high];
}

const adjust: Readonly<Record<Property, (image: Tensor, factor: number) => Tensor>> = {
  brightness: (image, factor) => blended(image, null, factor),
  contrast: (image, factor) => {
    const grey = greyOf('ColorJitter', image);
    const mean = (grey.isFloatingPoint() ? grey : grey.to('float32')).mean([-3, -2, -1], true);
    return blended(image, mean, factor);
  },
  saturation: (image, factor) =>
    image.shape.at(-3) === 1 ? image : blended(image, greyOf('ColorJitter', image), factor),
  hue: turnedHue,
};

/** factor × image + (1 - factor) × other, within the values that there are; null: black. */
function blended(image: Tensor, other: Tensor | null, factor: number): Tensor {
  const values = image.isFloatingPoint() ? image : image.to('float32');
  const scaled = values.mul(factor);
  const mixed = other ? scaled.add(other.to(values.dtype).mul(1 - factor)) : scaled;
  return mixed.clamp(0, fullScale('ColorJitter', image)).to(image.dtype);
}

function turnedHue(image: Tensor, turn: number): Tensor {
  if (image.shape.at(-3) === 1) return image;
  const [h, s, v] = hsvOf(channelsOf(convertImageDtype(image, 'float32')));
  return convertImageDtype(rgbOf(h.add(turn).remainder(1), s, v), image.dtype);
}

/** Hue from 0 to 1, saturation and value of red, green and blue (Smith 1978). */
function hsvOf([red, green, blue]: readonly [Tensor, Tensor, Tensor]): readonly [Tensor, Tensor, Tensor] {
  const most = red.maximum(green).maximum(blue);
  const range = most.sub(red.minimum(green).minimum(blue));
  const isGrey = range.eq(0);
  const divisor = where(isGrey, 1, range);
  const far = (channel: Tensor) => most.sub(channel).div(divisor);
  const [r, g, b] = [far(red), far(green), far(blue)];
  const sixths = where(most.eq(red), b.sub(g), where(most.eq(green), r.add(2).sub(b), g.add(4).sub(r)));
  return [sixths.div(6).add(1).remainder(1), range.div(where(isGrey, 1, most)), most];
}

function rgbOf(h: Tensor, s: Tensor, v: Tensor): Tensor {
  const sixths = h.mul(6);
  const sector = sixths.floor();
  const rest = sixths.sub(sector);
  const part = (share: Tensor) => v.mul(share.neg().add(1)).clamp(0, 1);
  const p = part(s);
  const q = part(s.mul(rest));
  const t = part(s.mul(rest.neg().add(1)));
  const six = sector.remainder(6);
  const bySector = (values: readonly Tensor[]) =>
    values.slice(0, -1).reduceRight((rest, value, i) => where(six.eq(i), value, rest), values.at(-1)!);
  const red = bySector([v, q, p, p, t, v]);
  const green = bySector([t, v, v, q, p, p]);
  const blue = bySector([p, p, t, v, v, q]);
  return stack([red, green, blue], -3);
}
