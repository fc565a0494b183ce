// What kernels of random numbers share: where their words come from, and where their elements go.
#pragma once
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

struct Source {
  uint64_t seed, offset;
};

// Attributes 0 and 1.
inline Source sourceOf(const Command& c) {
  constexpr int64_t most = (int64_t{1} << 53) - 1;
  return {static_cast<uint64_t>(integerAttribute(c, 0, 0, most)), static_cast<uint64_t>(integerAttribute(c, 1, 0, most))};
}

// Elements of an operand in row-major order, whatever its strides.
template <class T>
struct Elements {
  const Operand& out;
  T& operator[](int64_t position) const {
    if (out.contiguous) return out.as<T>()[position];
    int64_t offset = 0;
    for (int d = out.ndim - 1; d >= 0; d--) {
      offset += position % out.shape[d] * out.strides[d];
      position /= out.shape[d];
    }
    return out.as<T>()[offset];
  }
};

inline uint64_t wide(const uint32_t* words) { return static_cast<uint64_t>(words[1]) << 32 | words[0]; }

}  // namespace backstep::BACKSTEP_ISA
