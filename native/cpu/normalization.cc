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

// With z = (x - mean) · share and the gradient h of z: share · (h - mean(h) - z · mean(h z)).
template <class T>
void gradientLine(const T* g, const T* x, T* o, int64_t n, T mean, T share, const Operand& weight) {
  const T* w = weight.as<T>();
  const int64_t ws = weight.scalar ? 0 : weight.strides[0];
  double sum = 0, along = 0;
  for (int64_t first = 0; first < n; first += 8) {
    const int64_t m = n - first < 8 ? n - first : 8;
    for (int64_t l = 0; l < m; l++) {
      const int64_t i = first + l;
      const T h = g[i] * w[i * ws];
      o[i] = h;
      sum += static_cast<double>(h);
      along += static_cast<double>(h) * static_cast<double>((x[i] - mean) * share);
    }
  }
  const T middle = static_cast<T>(sum / static_cast<double>(n)), part = static_cast<T>(along / static_cast<double>(n));
  for (int64_t i = 0; i < n; i++) o[i] = share * (o[i] - middle - (x[i] - mean) * share * part);
}

}  // namespace

KERNEL(layerNormGradient) {
  const Operand &o = c.out(), &g = c.in(0), &x = c.in(1), &mean = c.in(2), &share = c.in(3), &weight = c.in(4);
  for (const Operand* each : {&g, &x}) sameShape(c, o, *each, "an input");
  for (const Operand* each : {&g, &x, &mean, &share}) sameDtype(c, o, *each, "an input");
  if (o.ndim != 2 || mean.ndim != 1 || share.ndim != 1 || mean.shape[0] != o.shape[0] || share.shape[0] != o.shape[0] ||
      mean.scalar || share.scalar)
    fail("layerNormGradient: the input has shape %s — it is [N, M], and both statistics are [N]", x.text().c_str());
  if (!o.contiguous || !g.contiguous || !x.contiguous || g.scalar || x.scalar)
    fail("layerNormGradient: an input is not row-major — copy it before");
  const int64_t rows = o.shape[0], n = o.shape[1];
  requireLine(c, weight, n, "weight");
  forType(Fractions{}, c, o.dtype, [&](auto t) {
    using T = decltype(t);
    parallel(rows, 2 * static_cast<double>(n) + 20, 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++)
        gradientLine(g.as<T>() + row * n, x.as<T>() + row * n, o.as<T>() + row * n, n, mean.as<T>()[row * mean.strides[0]],
                     share.as<T>()[row * share.strides[0]], weight);
    });
  });
}

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
