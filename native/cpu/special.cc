// Special functions. Most are computed one element at a time, in float64 for both floats.
#include "cpu/gamma.h"
#include "cpu/wideLoops.h"

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

#undef BACKSTEP_SPECIAL

template <bool above>
struct Incomplete {
  template <class T>
  static T apply(T a, T x) {
    return static_cast<T>(gamma::incomplete(static_cast<double>(a), static_cast<double>(x), above));
  }
};

struct Erfinv {
  static wide::Doubles vector(wide::Doubles x) {
    using namespace wide;
    // erfinv(x) / x is smooth in w = -log(1 - x²), and far away in √w, after Giles (2012); w is below 16.7.
    const Doubles w = -wide::log1p(-(x * x)), s = wide::sqrt(w);
    const Doubles near = polynomial(
        w,
        0.886226925309932679, 0.232013675884298388, 0.0115492397515706478, -0.00233465753077476048,
        -0.000129056646039105349, 0.0000480050438504412423, 7.7294695889869908e-7, -2.54514291752353396e-7,
        -3.5632990549477386e-7, 1.15271712647713603e-7, -1.69239024366253548e-8, 1.40325847143381346e-9,
        -6.42214575632085286e-11, 1.2732868700624293e-12);
    const Doubles far = polynomial(
        s,
        -0.134218621583518641, 4.13309781950698224, -6.50072133283960608, 5.90926462082192298, -3.08969765241961889,
        1.01614060578842563, -0.21504058198691166, 0.0285704714247551834, -0.00217720593347841755,
        0.0000728142680355272853);
    const Doubles result = x * select(w < all(6), near, far);
    return select(wide::abs(x) == all(1), x * INFINITY, result);
  }
  static double apply(double x) { return gamma::erfinv(x); }
};

}  // namespace

KERNEL(igamma) { binary<Incomplete<false>>(c, Fractions{}, 150); }
KERNEL(igammac) { binary<Incomplete<true>>(c, Fractions{}, 150); }
KERNEL(erfinv) { wideUnary<Erfinv>(c, 3, 120); }

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
