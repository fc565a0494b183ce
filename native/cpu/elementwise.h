// Elementwise kernels of one and two inputs, from a function of one element. The compiler makes vectors of the
// contiguous and the scalar cases.
#pragma once
#include "cpu/kernels.h"
#include "core/walk.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

// out[i] = Op::apply(a[i]); R is the type of the result.
template <class Op, class T, class R>
void unaryLoop(Command& c, double nanoseconds) {
  const Walk walk(c.out(), c.in());
  const int64_t os = walk.step[0], as = walk.step[1];
  walk.run(nanoseconds, [&](int64_t n, char** at) {
    R* o = reinterpret_cast<R*>(at[0]);
    const T* a = reinterpret_cast<const T*>(at[1]);
    if (os == 1 && as == 1) {
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = Op::apply(a[i]);
      return;
    }
    for (int64_t i = 0; i < n; i++) {
      BACKSTEP_ONE_BY_ONE;
      o[i * os] = Op::apply(a[i * as]);
    }
  });
}

template <class Op, class... Ts>
void unary(Command& c, Types<Ts...> types, double nanoseconds = 0.3) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  forType(types, c, c.in().dtype, [&](auto t) { unaryLoop<Op, decltype(t), decltype(t)>(c, nanoseconds); });
}

// out[i] = Op::apply(a[i], b[i]).
template <class Op, class T, class R>
void binaryLoop(Command& c, double nanoseconds) {
  const Walk walk(c.out(), c.in(0), c.in(1));
  const int64_t os = walk.step[0], as = walk.step[1], bs = walk.step[2];
  walk.run(nanoseconds, [&](int64_t n, char** at) {
    R* o = reinterpret_cast<R*>(at[0]);
    const T* a = reinterpret_cast<const T*>(at[1]);
    const T* b = reinterpret_cast<const T*>(at[2]);
    if (os == 1 && as == 1 && bs == 1) {
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = Op::apply(a[i], b[i]);
    } else if (os == 1 && as == 1 && bs == 0) {
      const T y = *b;
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = Op::apply(a[i], y);
    } else if (os == 1 && as == 0 && bs == 1) {
      const T x = *a;
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = Op::apply(x, b[i]);
    } else {
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        o[i * os] = Op::apply(a[i * as], b[i * bs]);
      }
    }
  });
}

inline void checkBinary(Command& c) {
  sameShape(c, c.out(), c.in(0), "the first input");
  sameShape(c, c.out(), c.in(1), "the second input");
  sameDtype(c, c.in(0), c.in(1), "the second input");
}

template <class Op, class... Ts>
void binary(Command& c, Types<Ts...> types, double nanoseconds = 0.3) {
  checkBinary(c);
  sameDtype(c, c.out(), c.in(0), "the first input");
  forType(types, c, c.in(0).dtype, [&](auto t) { binaryLoop<Op, decltype(t), decltype(t)>(c, nanoseconds); });
}

}  // namespace backstep::BACKSTEP_ISA
