// Quotients that are rounded, and what is left of them.
#include <atomic>
#include <cmath>
#include <type_traits>

#include "cpu/wideLoops.h"

namespace backstep::BACKSTEP_ISA {

namespace {

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

// What is left of a / b towards 0, of float32: products of a quotient below 2^29 are exact in float64.
struct FmodFloats {
  static wide::Doubles vector(wide::Doubles a, wide::Doubles b) {
    using namespace wide;
    const Doubles size = wide::abs(a), divisor = wide::abs(b), quotient = size / divisor;
    const Longs within = (quotient < all(536870912)) & (divisor < all(INFINITY));
    Doubles whole = (quotient + magic) - magic;
    whole = select(whole > quotient, whole - 1.0, whole);
    // The quotient may have been rounded up to a whole number.
    Doubles rest = size - whole * divisor;
    rest = select(rest < all(0), rest + divisor, rest);
    rest = copySign(rest, a);
    for (int i = 0; i < width; i++)
      if (!within[i]) rest[i] = std::fmod(a[i], b[i]);
    return rest;
  }
};
struct RemainderFloats {
  static wide::Doubles vector(wide::Doubles a, wide::Doubles b) {
    using namespace wide;
    const Doubles rest = FmodFloats::vector(a, b);
    const Longs moved = (rest != all(0)) & ((rest < all(0)) != (b < all(0)));
    return select(moved, rest + b, rest);
  }
};

// float32 in vectors, the others one by one.
template <class Floats, class Op>
void rest(Command& c) {
  checkBinary(c);
  if (c.in(0).dtype == Dtype::float32) return wide::binaryFloats<Floats>(c, 2);
  divide<Op>(c);
}

}  // namespace

KERNEL(remainder) { rest<RemainderFloats, Remainder>(c); }
KERNEL(fmod) { rest<FmodFloats, Fmod>(c); }
KERNEL(floorDivide) { divide<FloorDivide>(c); }
KERNEL(truncDivide) { divide<TruncDivide>(c); }

}  // namespace backstep::BACKSTEP_ISA
