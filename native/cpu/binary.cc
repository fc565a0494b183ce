// Arithmetic of two inputs. Quotients that are rounded, and what is left of them: division.cc.
#include <cmath>
#include <type_traits>

#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

struct Add {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a + b);
  }
};
struct Sub {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a - b);
  }
};
struct Mul {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a * b);
  }
};
struct Div {
  template <class T>
  static T apply(T a, T b) {
    return a / b;
  }
};
// NaN if either is.
struct Maximum {
  template <class T>
  static T apply(T a, T b) {
    return (a > b) | (a != a) ? a : b;
  }
};
struct Minimum {
  template <class T>
  static T apply(T a, T b) {
    return (a < b) | (a != a) ? a : b;
  }
};

struct Pow {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return std::pow(a, b);
    else return integer(a, b);
  }
  // By squaring; wraps. What is no integer is 0, as in PyTorch.
  template <class T>
  static T integer(T a, T b) {
    if (b < 0) {
      if (a == 1) return 1;
      if (a == static_cast<T>(-1)) return static_cast<T>(b % 2 ? -1 : 1);
      return 0;
    }
    T result = 1;
    for (; b; b = static_cast<T>(b >> 1), a = static_cast<T>(a * a))
      if (b & 1) result = static_cast<T>(result * a);
    return result;
  }
};

}  // namespace

KERNEL(add) { binary<Add>(c, Numbers{}); }
KERNEL(sub) { binary<Sub>(c, Numbers{}); }
KERNEL(mul) { binary<Mul>(c, Numbers{}); }
KERNEL(div) { binary<Div>(c, Fractions{}); }
KERNEL(maximum) { binary<Maximum>(c, Numbers{}); }
KERNEL(minimum) { binary<Minimum>(c, Numbers{}); }
KERNEL(pow) {
  // Squares and cubes are most of what is asked for.
  if (c.in(1).scalar && c.in(0).dtype == Dtype::float32 && c.in(1).dtype == Dtype::float32) {
    const float exponent = *c.in(1).as<float>();
    struct Squared {
      static float apply(float x) { return x * x; }
    };
    struct Cubed {
      static float apply(float x) { return x * x * x; }
    };
    if (exponent == 2 || exponent == 3) {
      checkBinary(c);
      sameDtype(c, c.out(), c.in(0), "the first input");
      return exponent == 2 ? unaryLoop<Squared, float, float>(c, 0.3) : unaryLoop<Cubed, float, float>(c, 0.3);
    }
  }
  binary<Pow>(c, Numbers{}, 10);
}

}  // namespace backstep::BACKSTEP_ISA
