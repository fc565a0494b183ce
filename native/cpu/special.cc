// Special functions, one element at a time, in float64 for both floats.
#include "cpu/elementwise.h"
#include "cpu/gamma.h"

namespace backstep::BACKSTEP_ISA {

namespace {

#define BACKSTEP_SPECIAL(name, nanoseconds, exact)                     \
  struct Op_##name {                                                   \
    template <class T>                                                 \
    static T apply(T value) {                                          \
      const double x = static_cast<double>(value);                     \
      return static_cast<T>(exact);                                    \
    }                                                                  \
  };                                                                   \
  }                                                                    \
  KERNEL(name) { unary<Op_##name>(c, Fractions{}, nanoseconds); }      \
  namespace {

BACKSTEP_SPECIAL(lgamma, 30, std::lgamma(x))
BACKSTEP_SPECIAL(digamma, 40, gamma::digamma(x))
BACKSTEP_SPECIAL(erfinv, 120, gamma::erfinv(x))

#undef BACKSTEP_SPECIAL

}  // namespace

// Attribute: which derivative of digamma.
KERNEL(polygamma) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  const int n = static_cast<int>(integerAttribute(c, 0, 0, 1000));
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    const Walk walk(c.out(), c.in());
    walk.run(200, [&](int64_t count, char** at) {
      for (int64_t i = 0; i < count; i++) {
        const double x = static_cast<double>(reinterpret_cast<const T*>(at[1])[i * walk.step[1]]);
        reinterpret_cast<T*>(at[0])[i * walk.step[0]] = static_cast<T>(gamma::polygamma(n, x));
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
