// softmax and logSoftmax along an axis, and their gradients.
#include "cpu/softmax.h"

#include <vector>

#include "core/pool.h"
#include "cpu/lines.h"

namespace backstep::BACKSTEP_ISA {

namespace {

template <class T>
void softmaxLine(const T* x, T* y, int64_t n) {
  const T shift = largest(x, n);
  const T scale = static_cast<T>(1 / sumExp(x, n, shift, y));
  for (int64_t i = 0; i < n; i++) y[i] *= scale;
}

template <class T>
void logSoftmaxLine(const T* x, T* y, int64_t n) {
  const T shift = largest(x, n);
  const double logSum = std::log(sumExp(x, n, shift, static_cast<T*>(nullptr)));
  for (int64_t i = 0; i < n; i++) y[i] = static_cast<T>(static_cast<double>(x[i] - shift) - logSum);
}

template <class T>
void eachLine(Command& c, int axis, double nanoseconds, void (*line)(const T*, T*, int64_t)) {
  const Lines from(c.in(), axis), to(c.out(), axis);
  if (c.in().count == 0) return;
  const bool direct = from.stride == 1 && to.stride == 1;
  parallel(from.count, nanoseconds * static_cast<double>(from.length) + 20, 1, [&](int64_t begin, int64_t end) {
    std::vector<T> gathered(static_cast<size_t>(direct ? 0 : 2 * from.length));
    for (int64_t k = begin; k < end; k++) {
      const T* x = c.in().as<T>() + from.at(k);
      T* y = c.out().as<T>() + to.at(k);
      if (direct) {
        line(x, y, from.length);
        continue;
      }
      T *in = gathered.data(), *out = in + from.length;
      for (int64_t i = 0; i < from.length; i++) in[i] = x[i * from.stride];
      line(in, out, from.length);
      for (int64_t i = 0; i < from.length; i++) y[i * to.stride] = out[i];
    }
  });
}

// y (g - Σ g y): the sum in float64, in vectors that the compiler makes of this.
template <class T>
void softmaxGradientLine(const T* g, const T* y, T* o, int64_t n) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++) sums[l] += static_cast<double>(g[i + l]) * static_cast<double>(y[i + l]);
  double total = 0;
  for (double sum : sums) total += sum;
  for (; i < n; i++) total += static_cast<double>(g[i]) * static_cast<double>(y[i]);
  const T sum = static_cast<T>(total);
  for (i = 0; i < n; i++) o[i] = y[i] * (g[i] - sum);
}

// g - e^y Σ g, of y = log softmax.
inline void subtractExponentials(const float* g, const float* y, float* o, int64_t n, float sum) {
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(o + i, load(g + i) - vmath::exp(load(y + i)) * sum);
  for (; i < n; i += lanes) {
    const int64_t m = std::min<int64_t>(lanes, n - i);
    Floats v{};
    for (int64_t j = 0; j < m; j++) v[j] = y[i + j];
    const Floats e = vmath::exp(v);
    for (int64_t j = 0; j < m; j++) o[i + j] = g[i + j] - e[j] * sum;
  }
}
inline void subtractExponentials(const double* g, const double* y, double* o, int64_t n, double sum) {
  for (int64_t i = 0; i < n; i++) o[i] = g[i] - std::exp(y[i]) * sum;
}
template <class T>
void logSoftmaxGradientLine(const T* g, const T* y, T* o, int64_t n) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++) sums[l] += static_cast<double>(g[i + l]);
  double total = 0;
  for (double sum : sums) total += sum;
  for (; i < n; i++) total += static_cast<double>(g[i]);
  subtractExponentials(g, y, o, n, static_cast<T>(total));
}

// The line of the output from those of the incoming gradient and of what the op gave.
template <class T>
void eachPair(Command& c, int axis, double nanoseconds, void (*line)(const T*, const T*, T*, int64_t)) {
  const Operand &g = c.in(0), &y = c.in(1), &o = c.out();
  const Lines incoming(g, axis), given(y, axis), to(o, axis);
  if (o.count == 0) return;
  const int64_t n = to.length;
  const bool direct = incoming.stride == 1 && given.stride == 1 && to.stride == 1;
  parallel(to.count, nanoseconds * static_cast<double>(n) + 20, 1, [&](int64_t begin, int64_t end) {
    std::vector<T> gathered(static_cast<size_t>(direct ? 0 : 3 * n));
    for (int64_t k = begin; k < end; k++) {
      const T *a = g.as<T>() + incoming.at(k), *b = y.as<T>() + given.at(k);
      T* out = o.as<T>() + to.at(k);
      if (direct) {
        line(a, b, out, n);
        continue;
      }
      T *first = gathered.data(), *second = first + n, *result = second + n;
      for (int64_t i = 0; i < n; i++) first[i] = a[i * incoming.stride], second[i] = b[i * given.stride];
      line(first, second, result, n);
      for (int64_t i = 0; i < n; i++) out[i * to.stride] = result[i];
    }
  });
}

void checkPair(Command& c) {
  for (int k = 0; k < 2; k++) {
    sameShape(c, c.out(), c.in(k), "an input");
    sameDtype(c, c.out(), c.in(k), "an input");
  }
}

void check(Command& c) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
}

}  // namespace

KERNEL(softmax) {
  check(c);
  const int axis = axisAttribute(c, c.in());
  forType(Fractions{}, c, c.in().dtype, [&](auto t) { eachLine(c, axis, sizeof(t) == 4 ? 0.8 : 10, softmaxLine<decltype(t)>); });
}

KERNEL(softmaxGradient) {
  checkPair(c);
  const int axis = axisAttribute(c, c.out());
  forType(Fractions{}, c, c.out().dtype, [&](auto t) { eachPair(c, axis, 0.6, softmaxGradientLine<decltype(t)>); });
}

KERNEL(logSoftmaxGradient) {
  checkPair(c);
  const int axis = axisAttribute(c, c.out());
  forType(Fractions{}, c, c.out().dtype,
          [&](auto t) { eachPair(c, axis, sizeof(t) == 4 ? 0.8 : 10, logSoftmaxGradientLine<decltype(t)>); });
}

KERNEL(logSoftmax) {
  check(c);
  const int axis = axisAttribute(c, c.in());
  forType(Fractions{}, c, c.in().dtype,
          [&](auto t) { eachLine(c, axis, sizeof(t) == 4 ? 0.8 : 10, logSoftmaxLine<decltype(t)>); });
}

}  // namespace backstep::BACKSTEP_ISA
