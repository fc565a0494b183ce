// A picture of a plane: each pixel is the mean of the elements under it.
#include <cmath>

#include "core/pool.h"
#include "inspect/elements.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

namespace {

struct Pixel {
  double sum = 0;
  int64_t finite = 0;
  bool nan = false, positive = false, negative = false;

  void add(double x) {
    const bool counts = std::fabs(x) < INFINITY;
    sum += counts ? x : 0;
    finite += counts;
    if (counts) return;
    nan |= x != x;
    positive |= x == INFINITY;
    negative |= x == -INFINITY;
  }

  float value() const {
    if (nan) return NAN;
    if (positive) return INFINITY;
    if (negative) return -INFINITY;
    return static_cast<float>(sum / static_cast<double>(finite));
  }
};

// Elements [at(p), max(at(p) + 1, at(p + 1))) lie under pixel p.
struct Grid {
  int64_t elements, pixels;
  int64_t at(int64_t p) const { return static_cast<int64_t>(static_cast<unsigned __int128>(elements) * p / pixels); }
  int64_t end(int64_t p) const { return std::max(at(p) + 1, at(p + 1)); }
};

}  // namespace

void tile(const Place& place, const Plane& plane, float* values) {
  const Grid down{plane.rows, plane.height}, across{plane.columns, plane.width};
  // Along memory, whichever way it runs.
  const bool byRows = std::abs(plane.columnStride) <= std::abs(plane.rowStride);
  forAnyType(place.dtype, [&](auto t) {
    using T = decltype(t);
    const T* data = reinterpret_cast<const T*>(place.data);
    const double perRow = 1.0 * static_cast<double>(plane.columns) * static_cast<double>(plane.rows) /
                          static_cast<double>(plane.height);
    parallel<Work::reading>(plane.height, perRow, 1, [&](int64_t begin, int64_t end) {
      for (int64_t y = begin; y < end; y++) {
        std::vector<Pixel> pixels(static_cast<size_t>(plane.width));
        for (int64_t x = 0; x < plane.width; x++) {
          Pixel& pixel = pixels[static_cast<size_t>(x)];
          if (byRows) continue;
          for (int64_t j = across.at(x); j < across.end(x); j++)
            for (int64_t i = down.at(y); i < down.end(y); i++)
              pixel.add(static_cast<double>(widen(data[i * plane.rowStride + j * plane.columnStride])));
        }
        for (int64_t i = down.at(y); byRows && i < down.end(y); i++) {
          const T* row = data + i * plane.rowStride;
          for (int64_t x = 0; x < plane.width; x++) {
            Pixel pixel = pixels[static_cast<size_t>(x)];
            const int64_t last = across.end(x);
            for (int64_t j = across.at(x); j < last; j++) pixel.add(static_cast<double>(widen(row[j * plane.columnStride])));
            pixels[static_cast<size_t>(x)] = pixel;
          }
        }
        for (int64_t x = 0; x < plane.width; x++) values[y * plane.width + x] = pixels[static_cast<size_t>(x)].value();
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
