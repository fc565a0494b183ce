// A picture of a plane: each pixel is the mean of the elements under it.
#include <cmath>

#include "core/pool.h"
#include "inspect/elements.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// One axis of the plane: elements [at(p), end(p)) lie under pixel p.
struct Side {
  int64_t elements, pixels, stride;
  int64_t at(int64_t p) const { return static_cast<int64_t>(static_cast<unsigned __int128>(elements) * p / pixels); }
  int64_t end(int64_t p) const { return std::max(at(p) + 1, at(p + 1)); }
};

// Sums of neighbours run side by side.
constexpr int64_t width = 16;

template <class T>
void add(double* sums, const T* x, int64_t n, int64_t stride) {
  int64_t k = 0;
  if (stride == 1) {
    for (; k + width <= n; k += width)
      for (int64_t l = 0; l < width; l++) sums[l] += static_cast<double>(widen(x[k + l]));
  }
  for (int64_t l = 0; k < n; k++, l = (l + 1) % width) sums[l] += static_cast<double>(widen(x[k * stride]));
}

// The value of a pixel over elements that are not all finite.
template <class T>
float exactly(const T* data, const Side& far, int64_t p, const Side& near, int64_t q) {
  double sum = 0, finite = 0;
  bool positive = false, negative = false;
  for (int64_t i = far.at(p); i < far.end(p); i++) {
    for (int64_t j = near.at(q); j < near.end(q); j++) {
      const double x = static_cast<double>(widen(data[i * far.stride + j * near.stride]));
      if (x != x) return NAN;
      positive |= x == INFINITY;
      negative |= x == -INFINITY;
      if (std::fabs(x) == INFINITY) continue;
      // A running mean: sums of the largest float64 would not be finite.
      finite += 1;
      sum += (x - sum) / finite;
    }
  }
  return positive ? INFINITY : negative ? -INFINITY : static_cast<float>(sum);
}

}  // namespace

void tile(const Place& place, const Plane& plane, float* values) {
  const Side down{plane.rows, plane.height, plane.rowStride}, across{plane.columns, plane.width, plane.columnStride};
  // The inner loop runs along memory, whichever way that is.
  const bool byRows = std::abs(across.stride) <= std::abs(down.stride);
  const Side far = byRows ? down : across, near = byRows ? across : down;
  const double cost = 0.5 * static_cast<double>(near.elements) * static_cast<double>(far.elements) /
                          static_cast<double>(far.pixels) + 20 * static_cast<double>(near.pixels);
  forAnyType(place.dtype, [&](auto t) {
    using T = decltype(t);
    const T* data = reinterpret_cast<const T*>(place.data);
    parallel<Work::reading>(far.pixels, cost, 1, [&](int64_t begin, int64_t end) {
      std::vector<double> sums;
      for (int64_t p = begin; p < end; p++) {
        sums.assign(static_cast<size_t>(width * near.pixels), 0);
        for (int64_t i = far.at(p); i < far.end(p); i++) {
          const T* row = data + i * far.stride;
          for (int64_t q = 0; q < near.pixels; q++) {
            const int64_t first = near.at(q);
            add(&sums[static_cast<size_t>(width * q)], row + first * near.stride, near.end(q) - first, near.stride);
          }
        }
        for (int64_t q = 0; q < near.pixels; q++) {
          double sum = 0;
          for (int64_t l = 0; l < width; l++) sum += sums[static_cast<size_t>(width * q + l)];
          const double count = static_cast<double>((far.end(p) - far.at(p)) * (near.end(q) - near.at(q)));
          const float value = std::fabs(sum) < INFINITY ? static_cast<float>(sum / count) : exactly(data, far, p, near, q);
          values[byRows ? p * plane.width + q : q * plane.width + p] = value;
        }
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
