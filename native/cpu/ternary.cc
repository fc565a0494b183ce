// Arithmetic of three inputs, in one pass.
#include <cmath>

#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// out = op(a, x, y); y is often one number.
template <class T, class Op>
void ternaryLoop(Command& c, Op op) {
  const Walk walk(c.out(), c.in(0), c.in(1), c.in(2));
  const int64_t os = walk.step[0], as = walk.step[1], xs = walk.step[2], ys = walk.step[3];
  walk.run(0.5, [&](int64_t n, char** at) {
    T* o = reinterpret_cast<T*>(at[0]);
    const T* a = reinterpret_cast<const T*>(at[1]);
    const T* x = reinterpret_cast<const T*>(at[2]);
    const T* y = reinterpret_cast<const T*>(at[3]);
    if (os == 1 && as == 1 && xs == 1 && ys == 1) {
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = op(a[i], x[i], y[i]);
    } else if (os == 1 && as == 1 && xs == 1 && ys == 0) {
      const T last = *y;
      BACKSTEP_INDEPENDENT
      for (int64_t i = 0; i < n; i++) o[i] = op(a[i], x[i], last);
    } else {
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        o[i * os] = op(a[i * as], x[i * xs], y[i * ys]);
      }
    }
  });
}

void checkTernary(Command& c) {
  for (int k = 0; k < 3; k++) {
    sameShape(c, c.out(), c.in(k), "an input");
    sameDtype(c, c.out(), c.in(k), "an input");
  }
}

}  // namespace

KERNEL(addcmul) {
  checkTernary(c);
  forType(Numbers{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    const T value = static_cast<T>(c.attribute[0]);
    ternaryLoop<T>(c, [value](T a, T x, T y) { return static_cast<T>(a + value * x * y); });
  });
}

KERNEL(addcdiv) {
  checkTernary(c);
  forType(Fractions{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    const T value = static_cast<T>(c.attribute[0]);
    ternaryLoop<T>(c, [value](T a, T x, T y) { return a + value * x / y; });
  });
}

// From the nearer end, so that both ends are exact.
KERNEL(lerp) {
  checkTernary(c);
  forType(Fractions{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    ternaryLoop<T>(c, [](T a, T b, T weight) {
      const T way = b - a;
      return std::fabs(weight) < T(0.5) ? a + weight * way : b - way * (1 - weight);
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
