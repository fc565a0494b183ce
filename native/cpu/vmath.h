// Elementary functions on vectors of float32, at most 2 ulp from the true value, with IEEE's special cases. The
// polynomials are minimax fits (Remez) of the function named beside them, made for this file.
#pragma once
#include <cmath>

#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA::vmath {

inline Floats select(Ints condition, Floats a, Floats b) { return condition ? a : b; }
inline Ints bits(Floats x) { return reinterpret_cast<Ints>(x); }
inline Floats number(Ints x) { return reinterpret_cast<Floats>(x); }
inline Ints splatInt(int32_t x) { return x - Ints{}; }
inline Floats abs(Floats x) { return number(bits(x) & 0x7fffffff); }
inline Floats copySign(Floats magnitude, Floats sign) {
  return number((bits(magnitude) & 0x7fffffff) | (bits(sign) & splatInt(INT32_MIN)));
}
inline Ints isNaN(Floats x) { return x != x; }

// c0 + c1 x + c2 x² …
template <class... Rest>
inline Floats polynomial(Floats x, float c, Rest... rest) {
  if constexpr (sizeof...(rest) == 0) return splat(c);
  else return polynomial(x, rest...) * x + c;
}

// 2^k for k in [-126, 127].
inline Floats power2(Ints k) { return number((k + 127) << 23); }

// x = k ln 2 + r, |r| ≤ ln 2 / 2. ln 2 in two parts: k times the first is exact.
inline Floats reduceExp(Floats x, Ints& k) {
  constexpr float magic = 12582912;  // 1.5 × 2^23: adding it rounds to an integer
  const Floats whole = (x * 1.44269504f + magic) - magic;
  k = __builtin_convertvector(whole, Ints);
  return (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
}

// (exp(r) - 1 - r) / r²
inline Floats expTail(Floats r) {
  return polynomial(r, 0.4999999341f, 0.1666652011f, 0.04166839421f, 0.008368780411f, 0.001381446706f);
}

inline Floats exp(Floats x) {
  // Beyond these bounds the result is infinite or 0 anyway. A product that is too small for a denormal would take
  // many times as long, and masked scores are full of them.
  const Ints none = x < splat(-104.0f);
  Floats y = select(x > splat(89.0f), splat(89.0f), x);
  y = select(none, splat(0.0f), y);
  Ints k;
  const Floats r = reduceExp(y, k);
  const Floats e = (expTail(r) * r) * r + r + 1.0f;
  // In two steps, so that neither factor leaves the range: the last denormals are right as well.
  const Ints half = k >> 1;
  const Floats result = select(none, splat(0.0f), e * power2(half) * power2(k - half));
  return select(isNaN(x), x, result);
}

inline Floats expm1(Floats x) {
  Floats y = select(x > splat(89.0f), splat(89.0f), x);
  y = select(y < splat(-30.0f), splat(-30.0f), y);
  Ints k;
  const Floats r = reduceExp(y, k);
  const Floats e = (expTail(r) * r) * r + r;
  // 2^k (e + 1) - 1, in an order that loses nothing; k = 128 overflows only at the end.
  const Floats s = power2(k - (k > splatInt(127) ? splatInt(1) : splatInt(0)));
  Floats result = s * e + (s - 1.0f);
  result = select(k > splatInt(127), (s * e + s) * 2.0f, result);
  result = select(k == splatInt(0), e, result);
  return select(isNaN(x) | (x == splat(0.0f)), x, result);
}

inline Floats log(Floats x) {
  const Ints denormal = x < splat(1.17549435e-38f);
  const Floats y = select(denormal, x * 8388608.0f, x);
  // y = 2^k m, m in [√½, √2)
  const Ints shifted = bits(y) - 0x3f3504f3;
  const Ints k = shifted >> 23;
  const Floats m = number((shifted & 0x007fffff) + 0x3f3504f3);
  const Floats e = __builtin_convertvector(k, Floats) - select(denormal, splat(23.0f), splat(0.0f));
  const Floats f = m - 1.0f;
  // (log1p(f) - f + f²/2) / f³
  const Floats p = polynomial(f, 0.333333126f, -0.250000096f, 0.2000211864f, -0.166679959f, 0.1421955273f,
                              -0.1240558824f, 0.1188815885f, -0.1167565457f, 0.06746651523f);
  const Floats q = f * f;
  Floats result = (p * f) * q - 0.5f * q + e * -2.12194440e-4f;
  result = (f + result) + e * 0.693359375f;
  result = select(x == splat(0.0f), splat(-INFINITY), result);
  result = select(x < splat(0.0f), splat(NAN), result);
  return select(isNaN(x) | (x == splat(INFINITY)), x, result);
}

// log(u) and what rounding 1 + x to u lost.
inline Floats log1p(Floats x) {
  const Floats u = x + 1.0f;
  const Floats result = log(u) + (x - (u - 1.0f)) / u;
  return select((u == splat(1.0f)) | (x == splat(INFINITY)) | isNaN(x), x, select(u == splat(0.0f), splat(-INFINITY), result));
}

inline Floats tanh(Floats x) {
  const Floats t = abs(x), q = x * x;
  // (tanh(x) / x - 1) / x² up to 0.6
  const Floats near =
      polynomial(q, -0.3333333172f, 0.1333324537f, -0.05395216695f, 0.02173272123f, -0.008262745177f, 0.00222697467f) *
          q * x + x;
  const Floats far = copySign(1.0f - 2.0f / (exp(t + t) + 1.0f), x);
  return select(isNaN(x), x, select(t < splat(0.6f), near, far));
}

inline Floats erf(Floats x) {
  const Floats t = abs(x), q = x * x;
  // erf(x) / x - 1 up to 0.93
  const Floats near = polynomial(q, 0.1283791666f, -0.3761263319f, 0.1128368719f, -0.0268589415f, 0.005199906647f,
                                 -0.0008130012435f, 8.316774294e-5f) * x + x;
  // log(erfc(t)) / t up to 3.95, where erf is 1
  const Floats bounded = select(t > splat(3.95f), splat(3.95f), t);
  const Floats tail = polynomial(bounded, -1.128551748f, -0.6356252713f, -0.1052627028f, 0.02267414136f,
                                 -0.002930159339f, 4.95873417e-5f, 4.558107613e-5f, -4.938205729e-6f) * bounded;
  const Floats far = copySign(1.0f - exp(tail), x);
  return select(isNaN(x), x, select(t < splat(0.93f), near, far));
}

// As torch: 1 / (1 + exp(-x)).
inline Floats sigmoid(Floats x) { return 1.0f / (exp(-x) + 1.0f); }

// log(1 + exp(x)) without overflow.
inline Floats softplus(Floats x) {
  return select(isNaN(x), x, select(x > splat(0.0f), x, splat(0.0f)) + log1p(exp(-abs(x))));
}

// sin(x + quarter π/2). Beyond 2^20 the reduction is libm's.
inline Floats sine(Floats x, int quarter) {
  typedef double Doubles __attribute__((vector_size(2 * vectorBytes)));
  constexpr double magic = 6755399441055744.0;  // 1.5 × 2^52
  const Floats bounded = select(abs(x) < splat(1048576.0f), x, splat(0.0f));
  const Doubles wide = __builtin_convertvector(bounded, Doubles);
  const Doubles whole = (wide * 0.63661977236758134 + magic) - magic;
  // π/2 in two parts; the first has 33 bits, so its product is exact.
  const Doubles rest = (wide - whole * 1.57079632673412561417) - whole * 6.07710050650619224932e-11;
  const Floats r = __builtin_convertvector(rest, Floats), q = r * r;
  const Ints k = __builtin_convertvector(__builtin_convertvector(whole, Floats), Ints) + quarter;
  // (sin(r) / r - 1) / r² and (cos(r) - 1 + r²/2) / r⁴
  const Floats s = polynomial(q, -0.1666666664f, 0.008333329281f, -0.0001983930441f, 2.718046466e-6f) * q * r + r;
  const Floats c = (polynomial(q, 0.04166664555f, -0.001388730987f, 2.443241302e-5f) * q) * q + (1.0f - 0.5f * q);
  Floats result = select((k & 1) == splatInt(0), s, c);
  result = select((k & 2) == splatInt(0), result, -result);
  result = select((quarter == 0) & (x == splat(0.0f)), x, result);
  for (int i = 0; i < lanes; i++) {
    if (!(std::fabs(x[i]) < 1048576.0f))
      result[i] = static_cast<float>(quarter ? std::cos(static_cast<double>(x[i])) : std::sin(static_cast<double>(x[i])));
  }
  return result;
}

inline Floats sin(Floats x) { return sine(x, 0); }
inline Floats cos(Floats x) { return sine(x, 1); }

}  // namespace backstep::BACKSTEP_ISA::vmath
