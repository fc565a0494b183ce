// Elements of a place of any dtype as floats or doubles, a block at a time.
#pragma once
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "core/fault.h"
#include "core/half.h"
#include "inspect/place.h"

namespace backstep::BACKSTEP_ISA {

template <class T>
inline T widen(T x) {
  return x;
}

// float where it holds the dtype exactly, else double.
template <class T>
using Exact = std::conditional_t<sizeof(T) <= 2 || std::is_same_v<T, float>, float, double>;

template <class F>
void forAnyType(Dtype dtype, F&& f) {
  switch (dtype) {
    case Dtype::float32: return f(float{});
    case Dtype::float64: return f(double{});
    case Dtype::int32: return f(int32_t{});
    case Dtype::int64: return f(int64_t{});
    case Dtype::boolean:
    case Dtype::uint8: return f(uint8_t{});
    case Dtype::int8: return f(int8_t{});
    case Dtype::float16: return f(Float16{});
    case Dtype::bfloat16: return f(Bfloat16{});
  }
}

// body(x, n) for all elements [begin, end) in row-major order, in blocks of at most `blockElements`.
constexpr int64_t blockElements = 4096;

template <class T, class Body>
void forBlocks(const Place& place, int64_t begin, int64_t end, const Body& body) {
  using E = Exact<T>;
  E buffer[blockElements];
  const T* data = reinterpret_cast<const T*>(place.data);
  const int inner = place.ndim - 1;
  const int64_t row = place.ndim ? place.shape[inner] : 1, step = place.ndim ? place.strides[inner] : 1;
  int64_t filled = 0;
  while (begin < end) {
    int64_t rest = begin / row, offset = 0;
    const int64_t column = begin % row;
    for (int d = inner - 1; d >= 0; d--) {
      offset += rest % place.shape[d] * place.strides[d];
      rest /= place.shape[d];
    }
    const int64_t n = std::min({row - column, end - begin, blockElements - filled});
    const T* from = data + offset + column * step;
    begin += n;
    if constexpr (std::is_same_v<T, E>) {
      if (step == 1 && filled == 0 && (n == blockElements || begin == end)) {
        body(from, n);
        continue;
      }
    }
    if (step == 1)
      for (int64_t i = 0; i < n; i++) buffer[filled + i] = static_cast<E>(widen(from[i]));
    else
      for (int64_t i = 0; i < n; i++) buffer[filled + i] = static_cast<E>(widen(from[i * step]));
    filled += n;
    if (filled == blockElements || begin == end) {
      body(static_cast<const E*>(buffer), filled);
      filled = 0;
    }
  }
}

}  // namespace backstep::BACKSTEP_ISA
