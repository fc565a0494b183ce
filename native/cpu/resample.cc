// A sparse matrix applied along an axis: means of windows, and images in other sizes.
#include <algorithm>

#include "core/pool.h"
#include "cpu/lines.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Row i has the elements starts[i] … starts[i + 1] - 1 of places and weights.
template <class T>
struct Sparse {
  const int64_t* starts;
  const int64_t* places;
  const T* weights;
  int64_t rows;
};

// [outer, length, inner] to [outer, rows, inner], both row-major: whole rows of inner elements at once.
template <class T>
void wide(const Sparse<T>& m, const T* in, T* out, int64_t outer, int64_t length, int64_t inner) {
  const double taps = static_cast<double>(m.starts[m.rows]) / static_cast<double>(m.rows) + 1;
  parallel(outer * m.rows, 0.2 * taps * static_cast<double>(inner) + 10, 1, [&](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; line++) {
      const T* from = in + line / m.rows * length * inner;
      T* to = out + line * inner;
      const int64_t row = line % m.rows;
      std::fill_n(to, inner, T(0));
      for (int64_t k = m.starts[row]; k < m.starts[row + 1]; k++) {
        const T weight = m.weights[k];
        const T* x = from + m.places[k] * inner;
        BACKSTEP_INDEPENDENT
        for (int64_t i = 0; i < inner; i++) to[i] += weight * x[i];
      }
    }
  });
}

}  // namespace

KERNEL(resample) {
  const Operand &out = c.out(), &in = c.in(0), &starts = c.in(1), &places = c.in(2), &weights = c.in(3);
  sameDtype(c, out, in, "the input");
  sameDtype(c, out, weights, "the weights");
  const int axis = axisAttribute(c, in);
  bool fits = axis >= 0 && in.ndim == out.ndim && !in.scalar && starts.dtype == Dtype::int64 && places.dtype == Dtype::int64;
  for (const Operand* each : {&starts, &places, &weights}) fits = fits && each->ndim == 1 && each->contiguous && !each->scalar;
  for (int d = 0; fits && d < in.ndim; d++) fits = d == axis || in.shape[d] == out.shape[d];
  if (!fits || starts.count != out.shape[axis] + 1 || places.count != weights.count)
    fail("resample: shapes do not fit — input %s, output %s, %s rows of %s weights", in.text().c_str(), out.text().c_str(),
         starts.text().c_str(), weights.text().c_str());
  const int64_t* first = starts.as<int64_t>();
  const int64_t length = in.shape[axis], rows = out.shape[axis];
  bool ordered = first[0] == 0 && first[rows] == places.count;
  for (int64_t i = 0; i < rows; i++) ordered = ordered && first[i] <= first[i + 1];
  if (!ordered) fail("resample: the rows are not in order — from %lld to %lld of %lld", static_cast<long long>(first[0]),
                     static_cast<long long>(first[rows]), static_cast<long long>(places.count));
  for (int64_t k = 0; k < places.count; k++)
    if (places.as<int64_t>()[k] < 0 || places.as<int64_t>()[k] >= length)
      fail("resample: there is no element %lld — the axis has %lld", static_cast<long long>(places.as<int64_t>()[k]),
           static_cast<long long>(length));
  if (out.count == 0) return;
  forType(Fractions{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    const Sparse<T> matrix{first, places.as<int64_t>(), weights.as<T>(), rows};
    int64_t inner = 1;
    for (int d = axis + 1; d < out.ndim; d++) inner *= out.shape[d];
    if (inner >= 4 && in.contiguous && out.contiguous)
      return wide(matrix, in.as<T>(), out.as<T>(), out.count / rows / inner, length, inner);
    const Lines from(in, axis), to(out, axis);
    const double cost = 1.5 * static_cast<double>(places.count + rows) + 10;
    parallel(to.count, cost, 1, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const T* x = in.as<T>() + from.at(line);
        T* y = out.as<T>() + to.at(line);
        for (int64_t row = 0; row < rows; row++) {
          T sum = 0;
          for (int64_t k = first[row]; k < first[row + 1]; k++) sum += matrix.weights[k] * x[matrix.places[k] * from.stride];
          y[row * to.stride] = sum;
        }
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
