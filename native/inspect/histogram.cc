#include <cmath>
#include <limits>

#include "core/pool.h"
#include "inspect/elements.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Finite elements [begin, end) in each bin.
template <class T>
std::vector<uint64_t> count(const Place& place, int64_t begin, int64_t end, double low, double scale, int bins) {
  // Neighbours often fall into one bin: with several counters of it, none waits for the one before. The last bin of
  // each set is for what is not finite.
  constexpr int64_t sets = 4;
  const int64_t set = bins + 1;
  std::vector<uint64_t> counters(static_cast<size_t>(sets * set));
  int32_t bin[blockElements];
  forBlocks<T>(place, begin, end, [&](const auto* x, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
      const double value = static_cast<double>(x[i]);
      const bool finite = std::fabs(value) < INFINITY;
      const int32_t at = static_cast<int32_t>(((finite ? value : low) - low) * scale);
      bin[i] = finite ? (at < bins ? at : bins - 1) : bins;
    }
    int64_t i = 0;
    for (; i + sets <= n; i += sets)
      for (int64_t k = 0; k < sets; k++) counters[static_cast<size_t>(k * set + bin[i + k])]++;
    for (; i < n; i++) counters[static_cast<size_t>(bin[i])]++;
  });
  for (int64_t k = 1; k < sets; k++)
    for (int64_t b = 0; b < bins; b++) counters[static_cast<size_t>(b)] += counters[static_cast<size_t>(k * set + b)];
  counters.resize(static_cast<size_t>(bins));
  return counters;
}

}  // namespace

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
    const double each = 0.8 * static_cast<double>(place.count) / static_cast<double>(parts);
    parallel<Work::reading>(parts, each, 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) {
        const int64_t first = place.count / parts * p + std::min(p, place.count % parts);
        const int64_t last = place.count / parts * (p + 1) + std::min(p + 1, place.count % parts);
        counts[static_cast<size_t>(p)] = count<T>(place, first, last, low, scale, bins);
      }
    });
    for (const auto& part : counts)
      for (int k = 0; k < bins; k++) result.counts[static_cast<size_t>(k)] += static_cast<double>(part[static_cast<size_t>(k)]);
  });
  return result;
}

}  // namespace backstep::BACKSTEP_ISA
