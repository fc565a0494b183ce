// Elementwise kernels whose float32 is computed in vectors of float64, and whose float64 is the C library's.
#pragma once
#include <algorithm>

#include "cpu/elementwise.h"
#include "cpu/wide.h"

namespace backstep::BACKSTEP_ISA {

namespace wide {

// As many floats as there are lanes of float64.
typedef float Halves __attribute__((vector_size(vectorBytes / 2)));
typedef float LooseHalves __attribute__((vector_size(vectorBytes / 2), aligned(4), may_alias));

// `n` floats, at most one vector, `stride` apart.
inline Doubles loadFloats(const float* at, int64_t stride, int64_t n) {
  if (stride == 1 && n == width)
    return __builtin_convertvector(static_cast<Halves>(*reinterpret_cast<const LooseHalves*>(at)), Doubles);
  if (stride == 0) return all(static_cast<double>(*at));
  Doubles v{};
  for (int64_t j = 0; j < n; j++) v[j] = static_cast<double>(at[j * stride]);
  return v;
}

inline void storeFloats(float* at, int64_t stride, int64_t n, Doubles v) {
  const Halves narrow = __builtin_convertvector(v, Halves);
  if (stride == 1 && n == width) {
    *reinterpret_cast<LooseHalves*>(at) = narrow;
    return;
  }
  for (int64_t j = 0; j < n; j++) at[j * stride] = narrow[j];
}

template <class Op>
void unaryFloats(Command& c, double nanoseconds) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  const Walk walk(c.out(), c.in());
  const int64_t os = walk.step[0], as = walk.step[1];
  walk.run(nanoseconds, [&](int64_t n, char** at) {
    float* o = reinterpret_cast<float*>(at[0]);
    const float* a = reinterpret_cast<const float*>(at[1]);
    for (int64_t i = 0; i < n; i += width) {
      const int64_t m = std::min<int64_t>(width, n - i);
      storeFloats(o + i * os, os, m, Op::vector(loadFloats(a + i * as, as, m)));
    }
  });
}

template <class Op>
void binaryFloats(Command& c, double nanoseconds) {
  sameDtype(c, c.out(), c.in(0), "the first input");
  const Walk walk(c.out(), c.in(0), c.in(1));
  const int64_t os = walk.step[0], as = walk.step[1], bs = walk.step[2];
  walk.run(nanoseconds, [&](int64_t n, char** at) {
    float* o = reinterpret_cast<float*>(at[0]);
    const float* a = reinterpret_cast<const float*>(at[1]);
    const float* b = reinterpret_cast<const float*>(at[2]);
    for (int64_t i = 0; i < n; i += width) {
      const int64_t m = std::min<int64_t>(width, n - i);
      storeFloats(o + i * os, os, m, Op::vector(loadFloats(a + i * as, as, m), loadFloats(b + i * bs, bs, m)));
    }
  });
}

}  // namespace wide

// Op::vector for float32, Op::apply for float64; nanoseconds of an element of each.
template <class Op>
void wideUnary(Command& c, double float32, double float64) {
  if (c.in().dtype == Dtype::float32) return wide::unaryFloats<Op>(c, float32);
  unary<Op>(c, Types<double>{}, float64);
}

template <class Op>
void wideBinary(Command& c, double float32, double float64) {
  checkBinary(c);
  if (c.in(0).dtype == Dtype::float32) return wide::binaryFloats<Op>(c, float32);
  binary<Op>(c, Types<double>{}, float64);
}

}  // namespace backstep::BACKSTEP_ISA
