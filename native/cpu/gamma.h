// The gamma function's relatives, and the inverse of erf, in float64.
#pragma once
#include <cmath>

namespace backstep::BACKSTEP_ISA::gamma {

constexpr double pi = 3.14159265358979323846;

// cot(πx), from the nearest integer, so that large x lose nothing.
inline double cotangentPi(double x) { return 1 / std::tan(pi * (x - std::nearbyint(x))); }

// ψ, the derivative of lgamma. Its asymptotic series, from 10 on, has Bernoulli's numbers (Abramowitz & Stegun 6.3.18).
inline double digamma(double x) {
  if (x == 0) return std::copysign(INFINITY, -x);
  if (x == INFINITY) return x;
  if (x < 0) {
    // ψ(1 - x) = ψ(x) + π cot(πx); integers are poles.
    if (x == std::floor(x)) return NAN;
    return digamma(1 - x) - pi * cotangentPi(x);
  }
  double below = 0;
  for (; x < 10; x += 1) below += 1 / x;
  const double q = 1 / (x * x);
  const double series =
      q * (1.0 / 12 - q * (1.0 / 120 - q * (1.0 / 252 - q * (1.0 / 240 - q * (1.0 / 132 - q * (691.0 / 32760 - q / 12))))));
  return std::log(x) - 0.5 / x - series - below;
}

// Σ (x + k)^-s over k ≥ 0, for integers s ≥ 2 (Hurwitz): terms up to 10 + s, then Euler's and Maclaurin's sum.
inline double zeta(int s, double x) {
  if (x != x || x == -INFINITY) return NAN;
  if (x == INFINITY) return 0;
  if (x <= 0 && x == std::floor(x)) return INFINITY;
  double sum = 0;
  if (x < -1e4) {
    // What lies far on the left is so smooth that its integral has all of its digits, for s ≥ 3.
    const double near = x + std::floor(-1e4 - x);
    sum = (std::pow(0.5 - near, 1 - s) - std::pow(0.5 - x, 1 - s)) / (s - 1);
    if (s % 2) sum = -sum;
    x = near;
  }
  for (; x < 10 + s; x += 1) sum += std::pow(x, -s);
  double power = std::pow(x, -s);
  sum += x * power / (s - 1) + power / 2;
  // B₂ₖ / (2k)!
  constexpr double bernoulli[] = {1.0 / 12,          -1.0 / 720,           1.0 / 30240,           -1.0 / 1209600,
                                  1.0 / 47900160,    -691.0 / 1307674368000.0, 1.0 / 74724249600.0};
  double factor = s;
  for (int k = 0; k < 7; k++) {
    power /= x;
    sum += bernoulli[k] * factor * power;
    power /= x;
    factor *= static_cast<double>(s + 2 * k + 1) * (s + 2 * k + 2);
  }
  return sum;
}

// The n-th derivative of digamma.
inline double polygamma(int n, double x) {
  if (n == 0) return digamma(x);
  if (n == 1 && x < 0.5 && x != std::floor(x) && x != -INFINITY) {
    // ψ'(1 - x) + ψ'(x) = π² / sin²(πx)
    const double sine = std::sin(pi * (x - std::nearbyint(x)));
    return pi * pi / (sine * sine) - zeta(2, 1 - x);
  }
  return (n % 2 ? 1 : -1) * std::tgamma(n + 1.0) * zeta(n + 1, x);
}

// The regularized incomplete gamma functions: P(a, x) from below and Q(a, x) = 1 - P from above.
inline double incomplete(double a, double x, bool above) {
  if (!(a >= 0) || !(x >= 0)) return NAN;
  if (a == 0) return x > 0 ? (above ? 0 : 1) : NAN;
  if (x == 0) return above ? 1 : 0;
  if (a == INFINITY) return x == INFINITY ? NAN : (above ? 1 : 0);
  if (x == INFINITY) return above ? 0 : 1;
  // x^a e^-x / Γ(a)
  const double front = std::exp(a * std::log(x) - x - std::lgamma(a));
  const int most = 200 + static_cast<int>(20 * std::sqrt(a < 1e9 ? a : 1e9));
  if (x < a + 1) {
    // A power series (Abramowitz & Stegun 6.5.29), whose terms grow smaller from the first.
    double term = 1 / a, sum = term;
    for (int n = 1; n < most && term > sum * 1e-17; n++) sum += term *= x / (a + n);
    return above ? 1 - front * sum : front * sum;
  }
  // A continued fraction (6.5.31), from its front by Lentz's way.
  double b = x + 1 - a, c = 1e300, d = 1 / b, product = d;
  for (int n = 1; n < most; n++) {
    const double factor = n * (a - n);
    b += 2;
    d = 1 / (b + factor * d);
    c = b + factor / c;
    product *= c * d;
    if (std::fabs(c * d - 1) < 1e-16) break;
  }
  return above ? front * product : 1 - front * product;
}

// From Winitzki's closed form, good to 2 digits, by two steps of Halley's, which triple them.
inline double erfinv(double x) {
  const double t = std::fabs(x);
  if (!(t < 1)) return t == 1 ? std::copysign(INFINITY, x) : NAN;
  if (t < 1e-9) return x * (std::sqrt(pi) / 2);
  constexpr double a = 0.147;
  const double l = std::log1p(-t * t), b = 2 / (pi * a) + l / 2;
  double y = std::sqrt(std::sqrt(b * b - l / a) - b);
  for (int step = 0; step < 2; step++) {
    // Near 1 the complement has the digits.
    const double difference = t < 0.5 ? std::erf(y) - t : (1 - t) - std::erfc(y);
    const double newton = difference * (std::sqrt(pi) / 2) * std::exp(y * y);
    y -= newton / (1 + y * newton);
  }
  return std::copysign(y, x);
}

}  // namespace backstep::BACKSTEP_ISA::gamma
