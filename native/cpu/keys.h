// Elements as unsigned keys of the same order: NaN is the largest, -0 equals 0.
#pragma once
#include <cstring>

#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

template <class K>
constexpr K nanKey() {
  return static_cast<K>(~K{0});
}

// Of a float with its sign in the highest bit, and infinity's bits.
template <class K>
K floatKey(K bits, K infinity) {
  constexpr K sign = static_cast<K>(K{1} << (8 * sizeof(K) - 1));
  const K size = static_cast<K>(bits & ~sign);
  if (size > infinity) return nanKey<K>();
  if (size == 0) return sign;
  return static_cast<K>(bits & sign ? ~bits : bits | sign);
}

inline uint32_t keyOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return floatKey<uint32_t>(bits, 0x7f800000u);
}
inline uint64_t keyOf(double x) {
  uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return floatKey<uint64_t>(bits, 0x7ff0000000000000u);
}
// As wide as others, so that a NaN is the same key.
inline uint32_t keyOf(Float16 x) {
  const uint16_t key = floatKey<uint16_t>(x.bits, 0x7c00);
  return key == nanKey<uint16_t>() ? nanKey<uint32_t>() : key;
}
inline uint32_t keyOf(Bfloat16 x) {
  const uint16_t key = floatKey<uint16_t>(x.bits, 0x7f80);
  return key == nanKey<uint16_t>() ? nanKey<uint32_t>() : key;
}
inline uint32_t keyOf(int32_t x) { return static_cast<uint32_t>(x) ^ 0x80000000u; }
inline uint64_t keyOf(int64_t x) { return static_cast<uint64_t>(x) ^ 0x8000000000000000u; }
inline uint32_t keyOf(uint8_t x) { return x; }
inline uint32_t keyOf(int8_t x) { return static_cast<uint32_t>(x + 128); }

inline bool hasNan(Dtype dtype) {
  return dtype == Dtype::float32 || dtype == Dtype::float64 || dtype == Dtype::float16 || dtype == Dtype::bfloat16;
}

// f with a value of the type whose keys order the dtype; a bool is a byte.
template <class F>
inline void forKeys(Dtype dtype, F&& f) {
  switch (dtype) {
    case Dtype::float32: f(float{}); break;
    case Dtype::float64: f(double{}); break;
    case Dtype::int32: f(int32_t{}); break;
    case Dtype::int64: f(int64_t{}); break;
    case Dtype::int8: f(int8_t{}); break;
    case Dtype::float16: f(Float16{}); break;
    case Dtype::bfloat16: f(Bfloat16{}); break;
    default: f(uint8_t{}); break;
  }
}

}  // namespace backstep::BACKSTEP_ISA
