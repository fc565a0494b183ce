// Elementary functions on vectors of float64, for kernels of float32: good to about 1e-10, so that the one rounding
// to float32 is nearly all of the error, and cancellation of a few digits does no harm. Arguments come from float32:
// none is a denormal of float64, and products of two do not overflow. The polynomials are Chebyshev fits made for
// this file, or Taylor's where that is short enough.
#pragma once
#include <cmath>

#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA::wide {

using Doubles = Simd<double>::type;
using Longs = Simd<double>::mask;
typedef uint64_t Bits __attribute__((vector_size(vectorBytes)));
constexpr int width = Simd<double>::lanes;

inline Doubles select(Longs condition, Doubles a, Doubles b) { return condition ? a : b; }
inline Bits bits(Doubles x) { return reinterpret_cast<Bits>(x); }
inline Doubles number(Bits x) { return reinterpret_cast<Doubles>(x); }
// x in every lane.
inline Doubles all(double x) { return x - Doubles{}; }
inline Doubles abs(Doubles x) { return number(bits(x) & 0x7fffffffffffffffu); }
inline Doubles copySign(Doubles magnitude, Doubles sign) {
  return number((bits(magnitude) & 0x7fffffffffffffffu) | (bits(sign) & 0x8000000000000000u));
}
// NaN stays.
inline Doubles atMost(Doubles x, double most) { return select(x > all(most), all(most), x); }
inline Doubles atLeast(Doubles x, double least) { return select(x < all(least), all(least), x); }

inline Doubles sqrt(Doubles x) {
  for (int i = 0; i < width; i++) x[i] = __builtin_sqrt(x[i]);
  return x;
}

// c0 + c1 x + c2 x² …
template <class... Rest>
inline Doubles polynomial(Doubles x, double c, Rest... rest) {
  if constexpr (sizeof...(rest) == 0) return all(c);
  else return polynomial(x, rest...) * x + c;
}

constexpr double pi = 3.14159265358979323846, ln2 = 0.693147180559945309417;
// 1.5 × 2^52: adding it rounds to an integer, which is then in the low bits.
constexpr double magic = 6755399441055744.0;
constexpr uint64_t magicBits = 0x4338000000000000u, oneBits = 0x3ff0000000000000u;

// What is beyond ±160 is 0 or infinite in float32.
inline Doubles exp(Doubles x) {
  x = atLeast(atMost(x, 160), -160);
  const Doubles shifted = x * (1 / ln2) + magic;
  const Doubles r = x - (shifted - magic) * ln2;
  const Doubles e = polynomial(r, 1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320);
  return e * number((bits(shifted) << 52) + oneBits);
}

// log(x) · perUnit, where log(2) · perUnit = perOctave: powers of two are exact where perOctave is.
inline Doubles logTimes(Doubles x, double perOctave, double perUnit) {
  constexpr uint64_t halfRoot = 0x3fe6a09e667f3bcdu;  // bits of √½
  // x = 2^k m, m in [√½, √2)
  const Bits shifted = bits(x) + (oneBits - halfRoot);
  const Doubles k = number((shifted >> 52) + (magicBits - 1023)) - magic;
  const Doubles m = number((shifted & 0x000fffffffffffffu) + halfRoot);
  const Doubles s = (m - 1.0) / (m + 1.0), q = s * s;
  const Doubles log = 2.0 * s *
      polynomial(q, 1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13);
  Doubles result = k * perOctave + log * perUnit;
  result = select(x == all(0), all(-INFINITY), result);
  result = select(x < all(0), all(NAN), result);
  return select((x != x) | (x == all(INFINITY)), x, result);
}

inline Doubles log(Doubles x) { return logTimes(x, ln2, 1); }
inline Doubles log2(Doubles x) { return logTimes(x, 1, 1 / ln2); }
inline Doubles log10(Doubles x) { return logTimes(x, 0.301029995663981195214, 0.434294481903251827651); }

inline Doubles log1p(Doubles x) {
  return select(abs(x) < all(1e-4), x * polynomial(x, 1, -1.0 / 2, 1.0 / 3), log(x + 1.0));
}

// Of r in [-π/4, π/4].
inline Doubles sineNear(Doubles r) {
  return r * polynomial(r * r, 1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800);
}
inline Doubles cosineNear(Doubles r) {
  return polynomial(r * r, 1, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600);
}

// arctan of y / x in [0, 1], for y ≤ x; of 0 / 0 it is 0.
inline Doubles atanOfRatio(Doubles y, Doubles x) {
  // Beyond tan(π/8) from π/4 on.
  const Longs far = y > 0.41421356237309504880 * x;
  Doubles t = select(far, y - x, y) / select(far, y + x, x);
  t = select(x == all(0), all(0), t);
  return t * polynomial(t * t, 0.999999999999244762, -0.333333332769224921, 0.199999930535558136,
                        -0.142853865537521393, 0.111034569089474629, -0.0899255290615091148, 0.0697419768659526513,
                        -0.037655106012914021) +
         select(far, all(pi / 4), all(0));
}

// arcsin of a value t in [0, 1], halved where t is more than ½, and then from the other end: of √((1 - t) / 2).
inline Doubles asinOfPart(Doubles t, Longs upper) {
  const Doubles q = select(upper, (1.0 - t) * 0.5, t * t);
  return select(upper, sqrt(q), t) *
         polynomial(q, 1.000000000000825, 0.166666666132787058, 0.0750000565582188214, 0.0446405646922003699,
                    0.0304281190190794289, 0.0218557425998434816, 0.0206813271716716898, 0.00191561134311051257,
                    0.0329575947008488072);
}

}  // namespace backstep::BACKSTEP_ISA::wide
