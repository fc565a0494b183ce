// What each element is with those before it along an axis: sums, products, extremes, sums of exponentials.
#include <cmath>
#include <type_traits>

#include "core/pool.h"
#include "cpu/lines.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// line(n, to, steps of to, from, steps of from) for every line along the axis, on several threads.
template <class T, class Line>
void eachLine(Command& c, double nanoseconds, const Line& line) {
  if (c.in().count == 0) return;
  const int axis = axisAttribute(c, c.in());
  const Lines from(c.in(), axis), to(c.out(), axis);
  parallel(from.count, nanoseconds * static_cast<double>(from.length) + 5, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++)
      line(from.length, c.out().as<T>() + to.at(k), to.stride, c.in().as<T>() + from.at(k), from.stride, k);
  });
}

void checked(Command& c) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
}

template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<T>, double, int64_t>;

template <class T, class Join>
void running(Command& c, Wide<T> start, const Join& join) {
  eachLine<T>(c, 1.5, [&](int64_t n, T* y, int64_t ys, const T* x, int64_t xs, int64_t) {
    Wide<T> all = start;
    for (int64_t i = 0; i < n; i++) {
      all = join(all, static_cast<Wide<T>>(x[i * xs]));
      y[i * ys] = static_cast<T>(all);
    }
  });
}

// The second output is where the extreme is; the last of equals, and NaN wins.
template <class Better>
void extremes(Command& c, const Better& better) {
  checked(c);
  sameShape(c, c.out(1), c.in(), "the input");
  if (c.out(1).dtype != Dtype::int64) noKernel(c, c.out(1).dtype);
  const Lines places(c.out(1), axisAttribute(c, c.in()));
  // Bools are bytes of 0 and 1.
  const Dtype dtype = c.in().dtype == Dtype::boolean ? Dtype::uint8 : c.in().dtype;
  forType(Numbers{}, c, dtype, [&](auto t) {
    using T = decltype(t);
    eachLine<T>(c, 2, [&](int64_t n, T* y, int64_t ys, const T* x, int64_t xs, int64_t k) {
      int64_t* place = c.out(1).as<int64_t>() + places.at(k);
      int64_t best = 0;
      for (int64_t i = 0; i < n; i++) {
        const T now = x[i * xs], then = x[best * xs];
        if ((now != now) | (!(then != then) && better(now, then))) best = i;
        y[i * ys] = x[best * xs];
        place[i * places.stride] = best;
      }
    });
  });
}

}  // namespace

KERNEL(cumsum) {
  checked(c);
  forType(Numbers{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    running<T>(c, 0, [](Wide<T> a, Wide<T> x) { return a + x; });
  });
}
KERNEL(cumprod) {
  checked(c);
  forType(Numbers{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    running<T>(c, 1, [](Wide<T> a, Wide<T> x) { return a * x; });
  });
}
KERNEL(cummax) {
  extremes(c, [](auto now, auto then) { return now >= then; });
}
KERNEL(cummin) {
  extremes(c, [](auto now, auto then) { return now <= then; });
}

// log Σ eˣ, without overflow; equal infinities are their own sum.
KERNEL(logCumSumExp) {
  checked(c);
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    eachLine<T>(c, 30, [&](int64_t n, T* y, int64_t ys, const T* x, int64_t xs, int64_t) {
      double all = -INFINITY;
      for (int64_t i = 0; i < n; i++) {
        const double now = static_cast<double>(x[i * xs]), most = now > all ? now : all;
        if (now != now || all != all) all = NAN;
        else if (!std::isinf(most)) all = most + std::log1p(std::exp(-std::fabs(now - all)));
        else all = most;
        y[i * ys] = static_cast<T>(all);
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
