// Arithmetic of two inputs.
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

// The sign is the divisor's.
struct Remainder {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
      const T r = std::fmod(a, b);
      return r != 0 && (r < 0) != (b < 0) ? r + b : r;
    } else {
      if (std::is_signed_v<T> && b == static_cast<T>(-1)) return 0;  // the lowest integer would trap
      const T r = static_cast<T>(a % b);
      return r != 0 && (r < 0) != (b < 0) ? static_cast<T>(r + b) : r;
    }
  }
};
struct FloorDivide {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
      if (b == 0) return a / b;
      T r = std::fmod(a, b);
      T quotient = (a - r) / b;
      if (r != 0 && (r < 0) != (b < 0)) quotient -= 1;
      if (quotient == 0) return std::copysign(T(0), a / b);
      // (a - r) / b is an integer but for rounding.
      const T whole = std::floor(quotient);
      return quotient - whole > T(0.5) ? whole + 1 : whole;
    } else {
      if (std::is_signed_v<T> && b == static_cast<T>(-1)) return static_cast<T>(-a);
      const T quotient = static_cast<T>(a / b);
      return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
    }
  }
};

// The whole part of the quotient, and what is left by it, with the sign of a.
struct TruncDivide {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return std::trunc(a / b);
    else if (std::is_signed_v<T> && b == static_cast<T>(-1)) return static_cast<T>(-a);  // the lowest integer would trap
    else return static_cast<T>(a / b);
  }
};
struct Fmod {
  template <class T>
  static T apply(T a, T b) {
    if constexpr (std::is_floating_point_v<T>) return std::fmod(a, b);
    else if (std::is_signed_v<T> && b == static_cast<T>(-1)) return 0;
    else return static_cast<T>(a % b);
  }
};

struct IsZero {
  template <class T>
  static bool in(const Operand& operand) {
    std::atomic<bool> found{false};
    Operand source = operand;
    const Walk walk(source);
    walk.run(0.3, [&](int64_t n, char** at) {
      const T* x = reinterpret_cast<const T*>(at[0]);
      bool any = false;
      for (int64_t i = 0; i < n; i++) any |= x[i * walk.step[0]] == 0;
      if (any) found.store(true, std::memory_order_relaxed);
    });
    return found;
  }
};

// Integers by zero are an error, not a trap of the processor.
template <class Op>
void divide(Command& c) {
  checkBinary(c);
  sameDtype(c, c.out(), c.in(0), "the first input");
  forType(Numbers{}, c, c.in(0).dtype, [&](auto t) {
    using T = decltype(t);
    if constexpr (std::is_integral_v<T>)
      if (IsZero::in<T>(c.in(1))) fail("%s: an integer is divided by zero — mask the zeros or use a float", c.name());
    binaryLoop<Op, T, T>(c, 5);
  });
}

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
KERNEL(remainder) { divide<Remainder>(c); }
KERNEL(floorDivide) { divide<FloorDivide>(c); }
KERNEL(truncDivide) { divide<TruncDivide>(c); }
KERNEL(fmod) { divide<Fmod>(c); }

}  // namespace backstep::BACKSTEP_ISA
