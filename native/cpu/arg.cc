// argmax and argmin: the first of equals, and NaN wins.
#include "core/pool.h"
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

namespace {

template <class T, bool largest>
bool beats(T x, T best) {
  if (x != x) return best == best;
  return largest ? x > best : x < best;
}

// Row-major position to elements from the start.
int64_t offsetAt(const Operand& operand, int64_t position, int skippedAxis) {
  int64_t offset = 0;
  for (int d = operand.ndim - 1; d >= 0; d--) {
    if (d == skippedAxis) continue;
    offset += position % operand.shape[d] * operand.strides[d];
    position /= operand.shape[d];
  }
  return offset;
}

template <class T, bool largest>
void alongAxis(Command& c, int axis) {
  const Operand &in = c.in(), &out = c.out();
  const int64_t n = in.shape[axis], stride = in.strides[axis];
  parallel(out.count, 0.7 * static_cast<double>(n) + 5, 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++) {
      const T* x = in.as<T>() + offsetAt(in, k, axis);
      T best = x[0];
      int64_t at = 0;
      for (int64_t i = 1; i < n; i++) {
        if (!beats<T, largest>(x[i * stride], best)) continue;
        best = x[i * stride];
        at = i;
      }
      out.as<int64_t>()[offsetAt(out, k, axis)] = at;
    }
  });
}

template <class T, bool largest>
void ofAll(Command& c) {
  const Operand& in = c.in();
  T best = *in.as<T>();
  int64_t at = 0;
  for (int64_t i = 1; i < in.count; i++) {
    const T x = in.as<T>()[in.contiguous ? i : offsetAt(in, i, -1)];
    if (!beats<T, largest>(x, best)) continue;
    best = x;
    at = i;
  }
  *c.out().as<int64_t>() = at;
}

template <bool largest>
void arg(Command& c) {
  const Operand &in = c.in(), &out = c.out();
  const int axis = static_cast<int>(integerAttribute(c, 0, -1, in.ndim - 1));
  if (out.dtype != Dtype::int64) noKernel(c, out.dtype);
  bool agree = out.ndim == in.ndim;
  for (int d = 0; agree && d < in.ndim; d++) agree = out.shape[d] == (axis < 0 || d == axis ? 1 : in.shape[d]);
  if (!agree)
    fail("%s: the output's shape %s does not fit the input's %s", c.name(), out.text().c_str(), in.text().c_str());
  if (out.count && (axis < 0 ? in.count : in.shape[axis]) == 0)
    fail("%s: shape %s has no elements to choose from", c.name(), in.text().c_str());
  forType(Numbers{}, c, in.dtype, [&](auto t) {
    using T = decltype(t);
    if (axis < 0) ofAll<T, largest>(c);
    else alongAxis<T, largest>(c, axis);
  });
}

}  // namespace

KERNEL(argmax) { arg<true>(c); }
KERNEL(argmin) { arg<false>(c); }

}  // namespace backstep::BACKSTEP_ISA
