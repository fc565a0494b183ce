// 16-bit floats to float32 and back, without branches, so that the compiler makes vectors of loops over them.
#pragma once
#include <cstdint>
#include <cstring>

#include "core/dtype.h"

namespace backstep::BACKSTEP_ISA {

inline float floatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

inline uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

inline float widen(Bfloat16 x) { return floatOf(static_cast<uint32_t>(x.bits) << 16); }

inline float widen(Float16 x) {
  const uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000) << 16;
  // The exponents are 112 apart; the product is exact, also of denormals.
  const uint32_t bits = bitsOf(floatOf(static_cast<uint32_t>(x.bits & 0x7fff) << 13) * 0x1p112f);
  // From 65536 on: infinity and NaN.
  return floatOf(bits | (bits >= 0x47800000 ? 0x7f800000 : 0) | sign);
}

// To the nearest, ties to even.
template <class Half>
Half narrow(float value);

template <>
inline Bfloat16 narrow<Bfloat16>(float value) {
  const uint32_t bits = bitsOf(value);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return {static_cast<uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded)};
}

template <>
inline Float16 narrow<Float16>(float value) {
  const uint32_t bits = bitsOf(value), rest = bits & 0x7fffffff;
  const uint32_t normal = (rest - 0x38000000 + 0xfff + (rest >> 13 & 1)) >> 13;
  // Below 2^-14 it counts 2^-24ths, which are the last digits of a sum with 0.5.
  const uint32_t small = bitsOf(floatOf(rest) + 0.5f) - 0x3f000000;
  const uint32_t large = rest > 0x7f800000 ? 0x7e00 : 0x7c00;
  const uint32_t magnitude = rest >= 0x47800000 ? large : rest < 0x38800000 ? small : normal;
  return {static_cast<uint16_t>(magnitude | (bits >> 16 & 0x8000))};
}

}  // namespace backstep::BACKSTEP_ISA
