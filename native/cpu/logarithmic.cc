// Powers, logarithms and what is made of them, of one and of two inputs. exp, log, erf: transcendental.cc.
#include "cpu/wideLoops.h"

namespace backstep::BACKSTEP_ISA {

namespace {

using namespace wide;

struct Exp2 {
  static Doubles vector(Doubles x) { return wide::exp(x * ln2); }
  static double apply(double x) { return std::exp2(x); }
};
struct Log2 {
  static Doubles vector(Doubles x) { return wide::log2(x); }
  static double apply(double x) { return std::log2(x); }
};
struct Log10 {
  static Doubles vector(Doubles x) { return wide::log10(x); }
  static double apply(double x) { return std::log10(x); }
};
struct Logit {
  static Doubles vector(Doubles x) { return wide::log(x / (1.0 - x)); }
  static double apply(double x) { return std::log(x / (1 - x)); }
};

struct Erfc {
  static Doubles vector(Doubles x) {
    // 0 in float32 from 10.1 on.
    const Doubles z = atMost(abs(x), 10.5), t = 2.0 / (z + 2.0);
    // erfc(z) = t exp(P(t) - z²), a form of Press et al., Numerical Recipes.
    const Doubles p = polynomial(t, -1.26551427596794139, 1.00008689445698645, 0.373405442996933855,
                                 0.100978783693052204, -0.21762160595758721, 0.558019973232223383,
                                 -2.84798683247176916, 8.13548136575358853, -17.7900177761866118,
                                 29.6908925455693868, -35.6626302923771438, 29.9825749381476856,
                                 -17.2597015755374908, 6.51229358294597742, -1.4574699508121509, 0.147208782514517933);
    const Doubles e = t * wide::exp(p - z * z);
    return select(x < all(0), 2.0 - e, e);
  }
  static double apply(double x) { return std::erfc(x); }
};

// log(base^a + base^b) without overflow; equal infinities are their own sum.
inline Doubles distance(Doubles a, Doubles b) { return select(a == b, all(0), -abs(a - b)); }

struct LogAddExp {
  static Doubles vector(Doubles a, Doubles b) {
    return select(a > b, a, b) + wide::log1p(wide::exp(distance(a, b)));
  }
  static double apply(double a, double b) {
    if (a == b) return a + ln2;
    return (a > b ? a : b) + std::log1p(std::exp(-std::fabs(a - b)));
  }
};
struct LogAddExp2 {
  static Doubles vector(Doubles a, Doubles b) {
    return select(a > b, a, b) + wide::log1p(wide::exp(distance(a, b) * ln2)) * (1 / ln2);
  }
  static double apply(double a, double b) {
    if (a == b) return a + 1;
    return (a > b ? a : b) + std::log1p(std::exp2(-std::fabs(a - b))) / ln2;
  }
};

// 0 where a is 0, whatever the logarithm, but for NaN.
struct Xlogy {
  static Doubles vector(Doubles a, Doubles b) {
    return select((a == all(0)) & (b == b), all(0), a * wide::log(b));
  }
  static double apply(double a, double b) { return a == 0 && b == b ? 0 : a * std::log(b); }
};
struct Xlog1py {
  static Doubles vector(Doubles a, Doubles b) {
    return select((a == all(0)) & (b == b), all(0), a * wide::log1p(b));
  }
  static double apply(double a, double b) { return a == 0 && b == b ? 0 : a * std::log1p(b); }
};

struct Hypot {
  static Doubles vector(Doubles a, Doubles b) {
    const Longs infinite = (abs(a) == all(INFINITY)) | (abs(b) == all(INFINITY));
    return select(infinite, all(INFINITY), wide::sqrt(a * a + b * b));
  }
  static double apply(double a, double b) { return std::hypot(a, b); }
};

}  // namespace

KERNEL(exp2) { wideUnary<Exp2>(c, 1.5, 12); }
KERNEL(log2) { wideUnary<Log2>(c, 2, 12); }
KERNEL(log10) { wideUnary<Log10>(c, 2, 15); }
KERNEL(logit) { wideUnary<Logit>(c, 2.5, 15); }
KERNEL(erfc) { wideUnary<Erfc>(c, 3, 25); }
KERNEL(logAddExp) { wideBinary<LogAddExp>(c, 4, 30); }
KERNEL(logAddExp2) { wideBinary<LogAddExp2>(c, 4, 30); }
KERNEL(xlogy) { wideBinary<Xlogy>(c, 2, 15); }
KERNEL(xlog1py) { wideBinary<Xlog1py>(c, 2.5, 15); }
KERNEL(hypot) { wideBinary<Hypot>(c, 1.5, 15); }

}  // namespace backstep::BACKSTEP_ISA
