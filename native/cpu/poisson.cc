// Poisson numbers. How many uniform numbers one takes is not known beforehand, so element p of a seed, p = offset + i, has
// a stream of its own: Philox's counter is p and the count within the element, which begins at 1, where other kernels
// have 0.
#include <cmath>

#include "core/pool.h"
#include "cpu/philox.h"
#include "cpu/random.h"

namespace backstep::BACKSTEP_ISA {

namespace {

class Uniforms {
 public:
  Uniforms(uint64_t seed, uint64_t element) : seed_(seed), element_(element) {}

  // In (0, 1).
  double next() {
    if (left_ == 0) {
      philoxBlock(seed_, element_, ++count_, words_);
      left_ = 2;
    }
    left_--;
    return (static_cast<double>(wide(words_ + 2 * left_) >> 11) + 0.5) * 0x1p-53;
  }

 private:
  uint64_t seed_, element_;
  uint32_t count_ = 0;
  int left_ = 0;
  uint32_t words_[4];
};

// log k! for k from 10 on (Stirling's series), to double's precision.
double logFactorial(double k) {
  const double x = k + 1, square = x * x;
  const double series = (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / x;
  return (x - 0.5) * std::log(x) - x + 0.91893853320467274178 + series;
}

double logFactorialOf(double k) {
  if (k >= 10) return logFactorial(k);
  double product = 1;
  for (double factor = 2; factor <= k; factor++) product *= factor;
  return std::log(product);
}

// Products of uniform numbers (Knuth 1969, section 3.4.1).
double small(Uniforms& uniforms, double rate) {
  const double limit = std::exp(-rate);
  double product = uniforms.next(), count = 0;
  while (product > limit) {
    product *= uniforms.next();
    count++;
  }
  return count;
}

// PTRS: W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993.
double large(Uniforms& uniforms, double rate) {
  const double logRate = std::log(rate), b = 0.931 + 2.53 * std::sqrt(rate), a = -0.059 + 0.02483 * b;
  const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), enough = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = uniforms.next() - 0.5, v = uniforms.next(), us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= enough) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverseAlpha) - std::log(a / (us * us) + b) <= k * logRate - rate - logFactorialOf(k)) return k;
  }
}

}  // namespace

KERNEL(poisson) {
  const Source source = sourceOf(c);
  sameShape(c, c.out(), c.in(), "the rates");
  sameDtype(c, c.out(), c.in(), "the rates");
  forType(Fractions{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    const Elements<T> out{c.out()}, rates{c.in()};
    parallel(c.out().count, 200, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const double rate = static_cast<double>(rates[i]);
        if (!(rate >= 0 && rate < 1e15)) fail("poisson: rate %g is no number from 0 to 1e15 — clamp the rates", rate);
        Uniforms uniforms(source.seed, source.offset + static_cast<uint64_t>(i));
        out[i] = static_cast<T>(rate < 10 ? small(uniforms, rate) : large(uniforms, rate));
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
