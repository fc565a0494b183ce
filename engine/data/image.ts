/** Images: PNG and JPEG, by their content. */
import { basename } from 'node:path';
import { convertIndexedToRgb, type DecodedPng, decode as decodePng, hasPngSignature } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { tensor } from '../ops/data';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { readBytes } from './readFile';

/** Options of `readImage` and `decodeImage`. */
export interface ImageOptions {
  /** 1 (grey), 3 (red, green, blue) or 4 (and opacity); as the file has them where it is not given. */
  readonly channels?: 1 | 3 | 4;
}

/** Rows of pixels, each of `channels` numbers. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
}

/** Deflate cannot do better than this many to one. */
const BEST_RATIO = 1032;
/** In mebibytes, for a JPEG. */
const MOST_MEMORY = 1024;

/**
 * Reads a PNG or JPEG file (torchvision.io.read_image): a uint8 tensor [channels, height, width] of 0 to 255; of a
 * PNG with 16 bits a number an int32 one of 0 to 65535. A palette is resolved; an orientation in EXIF is not applied.
 */
export function readImage(path: string, options: ImageOptions = {}): Tensor {
  return decodeImage(readBytes('readImage', path), options, basename(path));
}

/** As {@link readImage}, from bytes; `name` is what errors call them. */
export function decodeImage(bytes: Uint8Array, options: ImageOptions = {}, name = 'the image'): Tensor {
  const pixels = withChannels(pixelsOf(bytes, name), options.channels);
  const { width, height, channels, data } = pixels;
  return tensor(data).reshape([height, width, channels]).permute([2, 0, 1]).contiguous();
}

function pixelsOf(bytes: Uint8Array, name: string): Pixels {
  const isPng = bytes.length > 33 && hasPngSignature(bytes);
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isPng && !isJpeg) {
    const first = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    fail('readImage', `${name} is neither PNG nor JPEG`, `it starts with "${first}"`, 'convert it');
  }
  try {
    return isPng ? fromPng(bytes, name) : fromJpeg(bytes);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'OpError') throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('readImage', `${name} cannot be decoded`, why, 'get the file again');
  }
}

function fromPng(bytes: Uint8Array, name: string): Pixels {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  // Each row is a byte at least, and each eight pixels of it.
  if (width === 0 || height === 0 || height * Math.ceil(width / 8) > bytes.length * BEST_RATIO) {
    fail('readImage', `${name} cannot be as large as it says`, `${width} × ${height}`, 'get the file again');
  }
  const png = decodePng(bytes, { checkCrc: true });
  if (png.palette) {
    return { width, height, channels: png.palette[0].length, data: convertIndexedToRgb(png) };
  }
  return {
    width,
    height,
    channels: png.channels,
    data: png.depth < 8 ? unpacked(png) : (png.data as Uint8Array),
  };
}

/** Greys of 1, 2 or 4 bits, packed in bytes row by row, as 0 to 255. */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const perByte = 8 / depth;
  const bytesPerRow = Math.ceil(width / perByte);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const column = i % width;
    const byte = data[((i - column) / width) * bytesPerRow + Math.floor(column / perByte)];
    return (((byte >> (8 - depth * ((column % perByte) + 1))) & most) * 255) / most;
  });
}

function fromJpeg(bytes: Uint8Array): Pixels {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxMemoryUsageInMB: MOST_MEMORY,
  });
  const colours: Pixels = { width, height, channels: 3, data };
  return jpegComponents(bytes) === 1 ? picked(colours, [0]) : colours;
}

/** Of a JPEG, from its frame header (ITU T.81 B.2.2). */
function jpegComponents(bytes: Uint8Array): number {
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[at + 9];
    at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
  return 3;
}

function withChannels(pixels: Pixels, wanted: ImageOptions['channels']): Pixels {
  const { channels } = pixels;
  if (wanted === undefined || wanted === channels) return pixels;
  const grey = channels < 3;
  if (wanted === 3) return picked(pixels, grey ? [0, 0, 0] : [0, 1, 2]);
  if (wanted === 4) {
    const opacity = channels % 2 === 0 ? channels - 1 : -1;
    return picked(pixels, grey ? [0, 0, 0, opacity] : [0, 1, 2, opacity]);
  }
  return grey ? picked(pixels, [0]) : greyOf(pixels);
}

/** Of the channels by their places; -1 is full opacity. */
function picked({ width, height, channels, data }: Pixels, places: readonly number[]): Pixels {
  const full = data instanceof Uint16Array ? 65535 : 255;
  const made = new (data.constructor as Uint8ArrayConstructor)(width * height * places.length);
  for (let pixel = 0, next = 0; pixel < width * height; pixel++) {
    for (const place of places) made[next++] = place < 0 ? full : data[pixel * channels + place];
  }
  return { width, height, channels: places.length, data: made };
}

/** Luma of ITU-R BT.601, as Pillow has it. */
function greyOf({ width, height, channels, data }: Pixels): Pixels {
  const made = new (data.constructor as Uint8ArrayConstructor)(width * height);
  for (let pixel = 0; pixel < made.length; pixel++) {
    const at = pixel * channels;
    made[pixel] = (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 32768) / 65536;
  }
  return { width, height, channels: 1, data: made };
}
