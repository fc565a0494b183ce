// Softmax of one line, for the softmax kernels and for cross entropy.
#pragma once
#include <algorithm>
#include <cmath>

#include "cpu/vmath.h"

namespace backstep::BACKSTEP_ISA {

inline float larger(float a, float b) { return (a > b) | (a != a) ? a : b; }

// The largest of a vector; NaN if one is NaN. In pairs, for a chain of comparisons would take longer than the line.
inline float largestOf(Floats v) {
  float at[lanes];
  store(at, v);
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int l = 0; l < half; l++) at[l] = larger(at[l], at[l + half]);
  return at[0];
}

inline double sumOf(Floats v) {
  double at[lanes];
  for (int l = 0; l < lanes; l++) at[l] = v[l];
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int l = 0; l < half; l++) at[l] += at[l + half];
  return at[0];
}

// The largest of n elements; NaN if one is NaN.
inline float largest(const float* x, int64_t n) {
  float best = -INFINITY;
  int64_t i = 0;
  if (n >= lanes) {
    Floats most = load(x);
    for (i = lanes; i + lanes <= n; i += lanes) {
      const Floats v = load(x + i);
      most = vmath::select((v > most) | vmath::isNaN(v), v, most);
    }
    best = largestOf(most);
  }
  for (; i < n; i++) best = larger(x[i], best);
  return best;
}

inline double largest(const double* x, int64_t n) {
  double best = -INFINITY;
  for (int64_t i = 0; i < n; i++) best = (x[i] > best) | (x[i] != x[i]) ? x[i] : best;
  return best;
}

// Sum of exp(x - shift); the addends go to `each` where it is given.
inline double sumExp(const float* x, int64_t n, float shift, float* each) {
  constexpr int64_t block = 64 * lanes;
  double total = 0;
  for (int64_t first = 0; first < n; first += block) {
    const int64_t end = std::min(n, first + block);
    Floats sum{};
    int64_t i = first;
    for (; i + lanes <= end; i += lanes) {
      const Floats e = vmath::exp(load(x + i) - shift);
      if (each) store(each + i, e);
      sum += e;
    }
    for (; i < end; i += lanes) {
      const int m = static_cast<int>(std::min<int64_t>(lanes, end - i));
      Floats v = splat(-INFINITY);
      for (int j = 0; j < m; j++) v[j] = x[i + j];
      const Floats e = vmath::exp(v - shift);
      for (int j = 0; j < m; j++) {
        if (each) each[i + j] = e[j];
        total += e[j];
      }
    }
    total += sumOf(sum);
  }
  return total;
}

inline double sumExp(const double* x, int64_t n, double shift, double* each) {
  double total = 0;
  for (int64_t i = 0; i < n; i++) {
    const double e = std::exp(x[i] - shift);
    if (each) each[i] = e;
    total += e;
  }
  return total;
}

}  // namespace backstep::BACKSTEP_ISA
