// Trigonometric and hyperbolic functions and their inverses. sin, cos and tanh: transcendental.cc.
#include "cpu/wideLoops.h"

namespace backstep::BACKSTEP_ISA {

namespace {

using namespace wide;

struct Tan {
  static Doubles vector(Doubles x) {
    // Beyond 2^20 the reduction is libm's.
    const Longs bounded = abs(x) < all(1048576);
    const Doubles y = select(bounded, x, all(0));
    const Doubles shifted = y * (2 / pi) + magic, whole = shifted - magic;
    // π/2 in two parts; the first has 33 bits, so its product is exact.
    const Doubles r = (y - whole * 1.57079632673412561417) - whole * 6.07710050650619224932e-11;
    const Doubles sine = sineNear(r), cosine = cosineNear(r);
    const Longs odd = reinterpret_cast<Longs>(bits(shifted) & 1u) != Longs{};
    Doubles result = select(odd, -cosine, sine) / select(odd, sine, cosine);
    for (int i = 0; i < width; i++)
      if (!bounded[i]) result[i] = std::tan(x[i]);
    return result;
  }
  static double apply(double x) { return std::tan(x); }
};

struct Asin {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x);
    const Longs upper = t > all(0.5);
    const Doubles part = asinOfPart(t, upper);
    return copySign(select(upper, pi / 2 - 2.0 * part, part), x);
  }
  static double apply(double x) { return std::asin(x); }
};
struct Acos {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x);
    const Longs upper = t > all(0.5);
    const Doubles part = asinOfPart(t, upper);
    const Doubles far = select(x < all(0), pi - 2.0 * part, 2.0 * part);
    return select(upper, far, pi / 2 - copySign(part, x));
  }
  static double apply(double x) { return std::acos(x); }
};
struct Atan {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x), one = all(1);
    const Longs inverse = t > one;
    // An infinite t gives 1 / ∞ = 0; its own ratio is not asked for.
    const Doubles angle = atanOfRatio(select(inverse, one, t), select(inverse, t, one));
    return copySign(select(inverse, pi / 2 - angle, angle), x);
  }
  static double apply(double x) { return std::atan(x); }
};
struct Atan2 {
  static Doubles vector(Doubles y, Doubles x) {
    // Infinities as numbers far beyond float32, so that their ratios are 0 or 1.
    const Doubles tall = atMost(abs(y), 1e300), broad = atMost(abs(x), 1e300);
    const Longs inverse = tall > broad;
    Doubles angle = atanOfRatio(select(inverse, broad, tall), select(inverse, tall, broad));
    angle = select(inverse, pi / 2 - angle, angle);
    const Longs left = reinterpret_cast<Longs>(bits(x)) < Longs{};
    angle = copySign(select(left, pi - angle, angle), y);
    return select((x != x) | (y != y), x + y, angle);
  }
  static double apply(double y, double x) { return std::atan2(y, x); }
};

struct Sinh {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x), e = wide::exp(t);
    const Doubles near = t * polynomial(t * t, 1, 1.0 / 6, 1.0 / 120);
    return copySign(select(t < all(0.02), near, 0.5 * (e - 1.0 / e)), x);
  }
  static double apply(double x) { return std::sinh(x); }
};
struct Cosh {
  static Doubles vector(Doubles x) {
    const Doubles e = wide::exp(abs(x));
    return 0.5 * (e + 1.0 / e);
  }
  static double apply(double x) { return std::cosh(x); }
};
struct Asinh {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x), q = t * t;
    return copySign(select(t < all(5e-3), t - t * q * (1.0 / 6), wide::log(t + wide::sqrt(q + 1.0))), x);
  }
  static double apply(double x) { return std::asinh(x); }
};
struct Acosh {
  static Doubles vector(Doubles x) {
    return select(x < all(1), all(NAN), wide::log(x + wide::sqrt(x * x - 1.0)));
  }
  static double apply(double x) { return std::acosh(x); }
};
struct Atanh {
  static Doubles vector(Doubles x) {
    const Doubles t = abs(x);
    const Doubles near = t * polynomial(t * t, 1, 1.0 / 3, 1.0 / 5);
    return copySign(select(t < all(5e-3), near, 0.5 * wide::log((1.0 + t) / (1.0 - t))), x);
  }
  static double apply(double x) { return std::atanh(x); }
};

// sin(πx) / (πx)
struct Sinc {
  static Doubles vector(Doubles x) {
    // From 2^24 on every float is an even integer.
    const Doubles y = select(abs(x) < all(16777216), x, all(0));
    const Doubles shifted = y + magic, r = y - (shifted - magic);
    // |πr| ≤ π/2: half of it, by the sine of twice an angle.
    const Doubles half = r * (pi / 2);
    const Doubles sine = 2.0 * sineNear(half) * cosineNear(half);
    const Doubles signedSine = number(bits(sine) ^ (bits(shifted) << 63));
    // x - x: NaN where x is infinite, as PyTorch's.
    return select(x == all(0), all(1), signedSine / (x * pi)) + (x - x);
  }
  static double apply(double x) {
    const double angle = pi * x;
    return x == 0 ? 1 : std::sin(angle) / angle;
  }
};

}  // namespace

KERNEL(tan) { wideUnary<Tan>(c, 2, 25); }
KERNEL(asin) { wideUnary<Asin>(c, 1.5, 15); }
KERNEL(acos) { wideUnary<Acos>(c, 1.5, 15); }
KERNEL(atan) { wideUnary<Atan>(c, 2, 15); }
KERNEL(atan2) { wideBinary<Atan2>(c, 2, 25); }
KERNEL(sinh) { wideUnary<Sinh>(c, 2, 20); }
KERNEL(cosh) { wideUnary<Cosh>(c, 2, 20); }
KERNEL(asinh) { wideUnary<Asinh>(c, 3, 25); }
KERNEL(acosh) { wideUnary<Acosh>(c, 3, 25); }
KERNEL(atanh) { wideUnary<Atanh>(c, 3, 25); }
KERNEL(sinc) { wideUnary<Sinc>(c, 2, 20); }

}  // namespace backstep::BACKSTEP_ISA
