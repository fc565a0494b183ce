// Lines brought to mean 0 and variance 1.
#include <cmath>

#include "core/pool.h"
#include "cpu/kernels.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Sums of float lines are made in float64, in vectors that the compiler makes of this.
template <class T>
double sumOf(const T* x, int64_t n) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++) sums[l] += static_cast<double>(x[i + l]);
  double total = 0;
  for (double sum : sums) total += sum;
  for (; i < n; i++) total += static_cast<double>(x[i]);
  return total;
}

template <class T>
double squaresAround(const T* x, int64_t n, double mean) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++) {
      const double d = static_cast<double>(x[i + l]) - mean;
      sums[l] += d * d;
    }
  double total = 0;
  for (double sum : sums) total += sum;
  for (; i < n; i++) {
    const double d = static_cast<double>(x[i]) - mean;
    total += d * d;
  }
  return total;
}

// y = (x - mean) · share · weight + bias; weight and bias may be one value, with step 0.
template <class T>
void scaleLine(const T* x, T* y, int64_t n, T mean, T share, const Operand& weight, const Operand& bias) {
  const T *w = weight.as<T>(), *b = bias.as<T>();
  if (weight.scalar && bias.scalar) {
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * share * w[0] + b[0];
  } else if (!weight.scalar && !bias.scalar && weight.contiguous && bias.contiguous) {
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * share * w[i] + b[i];
  } else {
    const int64_t ws = weight.scalar ? 0 : weight.strides[0], bs = bias.scalar ? 0 : bias.strides[0];
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * share * w[i * ws] + b[i * bs];
  }
}

void requireLine(Command& c, const Operand& values, int64_t n, const char* what) {
  if (values.scalar) return;
  if (values.ndim != 1 || values.shape[0] != n)
    fail("layerNorm: the %s has shape %s — it has one element for each of the %lld", what, values.text().c_str(),
         static_cast<long long>(n));
  sameDtype(c, c.in(0), values, what);
}

}  // namespace

KERNEL(layerNorm) {
  const Operand &y = c.out(0), &mean = c.out(1), &share = c.out(2), &x = c.in(0), &weight = c.in(1), &bias = c.in(2);
  sameShape(c, y, x, "the input");
  sameDtype(c, y, x, "the input");
  sameDtype(c, mean, x, "the input");
  sameDtype(c, share, x, "the input");
  if (x.ndim != 2 || x.scalar || mean.ndim != 1 || share.ndim != 1 || mean.shape[0] != x.shape[0] ||
      share.shape[0] != x.shape[0])
    fail("layerNorm: the input has shape %s — it is [N, M], and both statistics are [N]", x.text().c_str());
  const int64_t rows = x.shape[0], n = x.shape[1];
  if (!x.contiguous || !y.contiguous) fail("layerNorm: the input is not row-major — copy it before");
  requireLine(c, weight, n, "weight");
  requireLine(c, bias, n, "bias");
  const double eps = c.attribute[0];
  forType(Fractions{}, c, x.dtype, [&](auto t) {
    using T = decltype(t);
    parallel(rows, 1.2 * static_cast<double>(n) + 20, 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        const T* line = x.as<T>() + row * n;
        const double middle = sumOf(line, n) / static_cast<double>(n);
        const double variance = squaresAround(line, n, middle) / static_cast<double>(n);
        const T m = static_cast<T>(middle), s = static_cast<T>(1 / std::sqrt(variance + eps));
        mean.as<T>()[row * mean.strides[0]] = m;
        share.as<T>()[row * share.strides[0]] = s;
        scaleLine(line, y.as<T>() + row * n, n, m, s, weight, bias);
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
