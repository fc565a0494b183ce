// Parts of numbers: whole and fraction, mantissa and exponent, sign and size, and the neighbour of a float.
#include <cmath>
#include <type_traits>

#include "core/half.h"
#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

struct Trunc {
  template <class T>
  static T apply(T x) {
    return std::trunc(x);
  }
};
struct Frac {
  template <class T>
  static T apply(T x) {
    return x - std::trunc(x);
  }
};
struct SignBit {
  template <class T>
  static uint8_t apply(T x) {
    if constexpr (std::is_floating_point_v<T>) return std::signbit(x);
    return x < 0;
  }
};
struct CopySign {
  template <class T>
  static T apply(T a, T b) {
    return std::copysign(a, b);
  }
};
struct NextAfter {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return std::nextafter(a, b);
    else return ofHalves(a, b);
  }
  // By the bits, which count up with the size of the number.
  template <class T>
  static T ofHalves(T a, T b) {
    const float x = widen(a), y = widen(b);
    if (x != x || y != y) return narrow<T>(x + y);
    if (x == y) return b;
    if (x == 0) return {static_cast<uint16_t>((b.bits & 0x8000) | 1)};
    return {static_cast<uint16_t>((x < y) == (x > 0) ? a.bits + 1 : a.bits - 1)};
  }
};
// b at 0; NaN gives 0, as torch.heaviside.
struct Heaviside {
  template <class T>
  static T apply(T a, T b) {
    return a == 0 ? b : static_cast<T>(a > 0);
  }
};

// The other one, where one is NaN.
struct FMax {
  template <class T>
  static T apply(T a, T b) {
    return (a > b) | (b != b) ? a : b;
  }
};
struct FMin {
  template <class T>
  static T apply(T a, T b) {
    return (a < b) | (b != b) ? a : b;
  }
};

}  // namespace

KERNEL(trunc) { unary<Trunc>(c, Fractions{}); }
KERNEL(frac) { unary<Frac>(c, Fractions{}); }
KERNEL(signBit) {
  sameShape(c, c.out(), c.in(), "the input");
  if (c.out().dtype != Dtype::boolean) noKernel(c, c.out().dtype);
  forType(Numbers{}, c, c.in().dtype, [&](auto t) { unaryLoop<SignBit, decltype(t), uint8_t>(c, 0.3); });
}
KERNEL(copySign) { binary<CopySign>(c, Fractions{}); }
KERNEL(nextAfter) { binary<NextAfter>(c, Types<float, double, Float16, Bfloat16>{}, 5); }
KERNEL(heaviside) { binary<Heaviside>(c, Numbers{}); }
KERNEL(fmax) { binary<FMax>(c, Numbers{}); }
KERNEL(fmin) { binary<FMin>(c, Numbers{}); }

// x = mantissa · 2^exponent, the mantissa's size in [½, 1). Of 0, ∞ and NaN: themselves and 0.
KERNEL(frexp) {
  sameShape(c, c.out(0), c.in(), "the input");
  sameShape(c, c.out(1), c.in(), "the input");
  sameDtype(c, c.out(0), c.in(), "the input");
  if (c.out(1).dtype != Dtype::int32) noKernel(c, c.out(1).dtype);
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    const Walk walk(c.out(0), c.out(1), c.in());
    walk.run(4, [&](int64_t n, char** at) {
      for (int64_t i = 0; i < n; i++) {
        const T x = reinterpret_cast<const T*>(at[2])[i * walk.step[2]];
        int exponent = 0;
        T& mantissa = reinterpret_cast<T*>(at[0])[i * walk.step[0]];
        mantissa = std::isfinite(x) ? std::frexp(x, &exponent) : x;
        reinterpret_cast<int32_t*>(at[1])[i * walk.step[1]] = exponent;
      }
    });
  });
}

// What stands for NaN, ∞ and -∞ are the attributes.
KERNEL(nanToNum) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    const T nan = static_cast<T>(c.attribute[0]), highest = static_cast<T>(c.attribute[1]),
            lowest = static_cast<T>(c.attribute[2]);
    const Walk walk(c.out(), c.in());
    const int64_t os = walk.step[0], as = walk.step[1];
    walk.run(0.5, [&](int64_t n, char** at) {
      T* o = reinterpret_cast<T*>(at[0]);
      const T* a = reinterpret_cast<const T*>(at[1]);
      for (int64_t i = 0; i < n; i++) {
        const T x = a[i * as];
        const T bounded = x == T(INFINITY) ? highest : x == -T(INFINITY) ? lowest : x;
        o[i * os] = x != x ? nan : bounded;
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
