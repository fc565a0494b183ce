/** 16-bit floats as JavaScript sees them: it has no array of them, so their bits are read as float32. */

/** The values of IEEE 754's binary16 by their bits, made when they are first needed. */
let float16Values: Float32Array | undefined;

function float16Value(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** float16 values, exactly. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  float16Values ??= Float32Array.from({ length: 2 ** 16 }, (_, code) => float16Value(code));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < values.length; i++) values[i] = float16Values[bits[i]];
  return values;
}

/** bfloat16 values, exactly: each is the upper half of a float32. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  const whole = new Uint32Array(bits.length);
  for (let i = 0; i < whole.length; i++) whole[i] = bits[i] << 16;
  return new Float32Array(whole.buffer);
}
