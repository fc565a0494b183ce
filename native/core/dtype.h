// The element types, numbered as `dtypeNumber` in engine/tensor/native.ts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace backstep {

enum class Dtype : uint8_t { float32, float64, int32, int64, boolean, uint8, int8, float16, bfloat16 };

constexpr int dtypeCount = 9;

constexpr size_t sizeOf(Dtype dtype) {
  constexpr size_t sizes[dtypeCount] = {4, 8, 4, 8, 1, 1, 1, 2, 2};
  return sizes[static_cast<int>(dtype)];
}

// Floats of 16 bits, which most kernels see as float32: core/narrow.h.
constexpr bool isNarrow(Dtype dtype) { return dtype >= Dtype::float16; }

constexpr const char* nameOf(Dtype dtype) {
  constexpr const char* names[dtypeCount] = {"float32", "float64", "int32",   "int64",   "bool",
                                             "uint8",   "int8",    "float16", "bfloat16"};
  return names[static_cast<int>(dtype)];
}

inline bool parseDtype(const std::string& name, Dtype& dtype) {
  for (int k = 0; k < dtypeCount; k++) {
    dtype = static_cast<Dtype>(k);
    if (name == nameOf(dtype)) return true;
  }
  return false;
}

// 16-bit floats hold their bits; they are read as float.
struct Float16 {
  uint16_t bits;
};
struct Bfloat16 {
  uint16_t bits;
};

template <class T>
inline constexpr Dtype dtypeOf = Dtype::boolean;
template <>
inline constexpr Dtype dtypeOf<float> = Dtype::float32;
template <>
inline constexpr Dtype dtypeOf<double> = Dtype::float64;
template <>
inline constexpr Dtype dtypeOf<int32_t> = Dtype::int32;
template <>
inline constexpr Dtype dtypeOf<int64_t> = Dtype::int64;
template <>
inline constexpr Dtype dtypeOf<uint8_t> = Dtype::uint8;
template <>
inline constexpr Dtype dtypeOf<int8_t> = Dtype::int8;
template <>
inline constexpr Dtype dtypeOf<Float16> = Dtype::float16;
template <>
inline constexpr Dtype dtypeOf<Bfloat16> = Dtype::bfloat16;

}  // namespace backstep
