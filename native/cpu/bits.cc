// Integers as bits, and what two of them have in common.
#include <type_traits>

#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

using Integers = Types<int32_t, int64_t, uint8_t, int8_t>;

struct Not {
  template <class T>
  static T apply(T x) {
    return static_cast<T>(~x);
  }
};
struct BitAnd {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a & b);
  }
};
struct BitOr {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a | b);
  }
};
struct BitXor {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(a ^ b);
  }
};

// Shifts by less than 0 or by all bits push every bit out.
template <class T>
bool within(T by) {
  return static_cast<std::make_unsigned_t<T>>(by) < 8 * sizeof(T);
}
struct LeftShift {
  template <class T>
  static T apply(T a, T by) {
    return within(by) ? static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) << by) : T(0);
  }
};
// The sign moves in from the left.
struct RightShift {
  template <class T>
  static T apply(T a, T by) {
    constexpr int all = 8 * sizeof(T) - 1;
    if (within(by)) return static_cast<T>(a >> by);
    return std::is_signed_v<T> ? static_cast<T>(a >> all) : T(0);
  }
};

// Euclid's, on sizes without a sign: the lowest integer has no other.
template <class T>
std::make_unsigned_t<T> commonDivisor(T a, T b) {
  using U = std::make_unsigned_t<T>;
  U x = a < 0 ? static_cast<U>(0 - static_cast<U>(a)) : static_cast<U>(a);
  U y = b < 0 ? static_cast<U>(0 - static_cast<U>(b)) : static_cast<U>(b);
  while (y) {
    const U rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}
struct Gcd {
  template <class T>
  static T apply(T a, T b) {
    return static_cast<T>(commonDivisor(a, b));
  }
};
// Never below 0; wraps where it does not fit.
struct Lcm {
  template <class T>
  static T apply(T a, T b) {
    using U = std::make_unsigned_t<T>;
    const U divisor = commonDivisor(a, b);
    if (divisor == 0) return 0;
    const U size = a < 0 ? static_cast<U>(0 - static_cast<U>(a)) : static_cast<U>(a);
    // Bytes multiply as int, and wrap last.
    using Wide = decltype(T{} * T{});
    using Bits = std::make_unsigned_t<Wide>;
    const auto multiple = static_cast<Wide>(static_cast<Bits>(size / divisor) * static_cast<Bits>(b));
    return static_cast<T>(multiple < 0 ? 0 - multiple : multiple);
  }
};

}  // namespace

KERNEL(bitNot) { unary<Not>(c, Integers{}); }
KERNEL(bitAnd) { binary<BitAnd>(c, Integers{}); }
KERNEL(bitOr) { binary<BitOr>(c, Integers{}); }
KERNEL(bitXor) { binary<BitXor>(c, Integers{}); }
KERNEL(leftShift) { binary<LeftShift>(c, Integers{}); }
KERNEL(rightShift) { binary<RightShift>(c, Integers{}); }
KERNEL(gcd) { binary<Gcd>(c, Integers{}, 20); }
KERNEL(lcm) { binary<Lcm>(c, Integers{}, 25); }

}  // namespace backstep::BACKSTEP_ISA
