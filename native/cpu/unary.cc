// Functions of one element that the compiler makes vectors of by itself. The others: transcendental.cc.
#include <cmath>
#include <type_traits>

#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

struct Neg {
  template <class T>
  static T apply(T x) {
    return static_cast<T>(-x);
  }
};
struct Abs {
  template <class T>
  static T apply(T x) {
    if constexpr (std::is_floating_point_v<T>) return std::fabs(x);
    return static_cast<T>(x < 0 ? -x : x);
  }
};
struct Sign {
  template <class T>
  static T apply(T x) {
    // NaN and -0 give 0, as torch.sign.
    return static_cast<T>((x > 0) - (x < 0));
  }
};
struct Square {
  template <class T>
  static T apply(T x) {
    return static_cast<T>(x * x);
  }
};
struct Relu {
  template <class T>
  static T apply(T x) {
    return x < 0 ? T(0) : x;
  }
};
struct Sqrt {
  template <class T>
  static T apply(T x) {
    return std::sqrt(x);
  }
};
struct Rsqrt {
  template <class T>
  static T apply(T x) {
    return 1 / std::sqrt(x);
  }
};
struct Reciprocal {
  template <class T>
  static T apply(T x) {
    return 1 / x;
  }
};
struct Floor {
  template <class T>
  static T apply(T x) {
    return std::floor(x);
  }
};
struct Ceil {
  template <class T>
  static T apply(T x) {
    return std::ceil(x);
  }
};
// To even: the processor's own rounding.
struct Round {
  template <class T>
  static T apply(T x) {
    return std::nearbyint(x);
  }
};
struct IsNaN {
  template <class T>
  static uint8_t apply(T x) {
    return x != x;
  }
};
struct IsInf {
  template <class T>
  static uint8_t apply(T x) {
    return std::fabs(x) == T(INFINITY);
  }
};
struct IsFinite {
  template <class T>
  static uint8_t apply(T x) {
    return std::fabs(x) < T(INFINITY);
  }
};
struct LogicalNot {
  static uint8_t apply(uint8_t x) { return x == 0; }
};

void toBool(Command& c) {
  sameShape(c, c.out(), c.in(), "the input");
  if (c.out().dtype != Dtype::boolean) noKernel(c, c.out().dtype);
}

template <class Op>
void classify(Command& c) {
  toBool(c);
  forType(Fractions{}, c, c.in().dtype, [&](auto t) { unaryLoop<Op, decltype(t), uint8_t>(c, 0.3); });
}

}  // namespace

KERNEL(neg) { unary<Neg>(c, Numbers{}); }
KERNEL(abs) { unary<Abs>(c, Numbers{}); }
KERNEL(sign) { unary<Sign>(c, Numbers{}); }
KERNEL(square) { unary<Square>(c, Numbers{}); }
KERNEL(relu) { unary<Relu>(c, Numbers{}); }
KERNEL(sqrt) { unary<Sqrt>(c, Fractions{}, 0.5); }
KERNEL(rsqrt) { unary<Rsqrt>(c, Fractions{}, 0.7); }
KERNEL(reciprocal) { unary<Reciprocal>(c, Fractions{}, 0.4); }
KERNEL(floor) { unary<Floor>(c, Fractions{}); }
KERNEL(ceil) { unary<Ceil>(c, Fractions{}); }
KERNEL(round) { unary<Round>(c, Fractions{}); }
KERNEL(isNaN) { classify<IsNaN>(c); }
KERNEL(isInf) { classify<IsInf>(c); }
KERNEL(isFinite) { classify<IsFinite>(c); }
KERNEL(logicalNot) {
  toBool(c);
  if (c.in().dtype != Dtype::boolean) noKernel(c, c.in().dtype);
  unaryLoop<LogicalNot, uint8_t, uint8_t>(c, 0.1);
}

}  // namespace backstep::BACKSTEP_ISA
