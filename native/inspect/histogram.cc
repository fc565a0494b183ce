#include <cmath>
#include <limits>

#include "core/pool.h"
#include "inspect/elements.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

Histogram histogram(const Place& place, int bins) {
  const Statistics bounds = statistics(place);
  Histogram result{bounds.min, bounds.max, std::vector<double>(static_cast<size_t>(bins))};
  if (std::isnan(bounds.min)) {
    // Nothing to count: an interval to draw.
    result.low = 0;
    result.high = 1;
    return result;
  }
  if (result.low == result.high) {
    // One value: in the middle of an interval that has a width, whatever its magnitude.
    const double half = std::max(0.5, std::fabs(result.low) * 1e-3);
    result.low -= half;
    result.high += half;
  }
  const double low = result.low;
  // The width may overflow: scale before subtracting.
  const double scale = static_cast<double>(bins) / 2 / (result.high / 2 - low / 2);
  forAnyType(place.dtype, [&](auto t) {
    using T = decltype(t);
    constexpr int64_t piece = 64 * blockElements;
    const int64_t pieces = (place.count + piece - 1) / piece;
    // Few enough parts that adding them up costs nothing.
    const int64_t parts = std::min<int64_t>(pieces, 64);
    std::vector<std::vector<uint64_t>> counts(static_cast<size_t>(parts));
    parallel<Work::reading>(parts, 1.0 * static_cast<double>(place.count) / static_cast<double>(parts), 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) {
        std::vector<uint64_t>& mine = counts[static_cast<size_t>(p)];
        mine.resize(static_cast<size_t>(bins));
        const int64_t first = place.count / parts * p + std::min(p, place.count % parts);
        const int64_t last = place.count / parts * (p + 1) + std::min(p + 1, place.count % parts);
        forBlocks<T>(place, first, last, [&](const auto* x, int64_t n) {
          for (int64_t i = 0; i < n; i++) {
            const double value = static_cast<double>(x[i]);
            if (!(std::fabs(value) < INFINITY)) continue;
            const int bin = static_cast<int>((value - low) * scale);
            mine[static_cast<size_t>(bin < bins ? bin : bins - 1)]++;
          }
        });
      }
    });
    for (const auto& part : counts)
      for (int k = 0; k < bins; k++) result.counts[static_cast<size_t>(k)] += static_cast<double>(part[static_cast<size_t>(k)]);
  });
  return result;
}

}  // namespace backstep::BACKSTEP_ISA
