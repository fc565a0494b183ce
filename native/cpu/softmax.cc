// softmax and logSoftmax along an axis.
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

KERNEL(logSoftmax) {
  check(c);
  const int axis = axisAttribute(c, c.in());
  forType(Fractions{}, c, c.in().dtype,
          [&](auto t) { eachLine(c, axis, sizeof(t) == 4 ? 0.8 : 10, logSoftmaxLine<decltype(t)>); });
}

}  // namespace backstep::BACKSTEP_ISA
