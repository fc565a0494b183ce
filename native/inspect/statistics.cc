// One pass: counts, bounds and moments. Moments are taken about a value near the data, block by block, and put
// together after Chan, Golub and LeVeque (1983), so that a large mean costs no digits.
#include <cmath>
#include <limits>

#include "core/pool.h"
#include "inspect/elements.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

namespace {

struct Moments {
  double finite = 0, nan = 0, positive = 0, negative = 0, zeros = 0;
  double min = INFINITY, max = -INFINITY;
  // Mean and sum of squared deviations, and sum of squares, of the finite elements.
  double mean = 0, spread = 0, squares = 0;

  void add(const Moments& other) {
    nan += other.nan;
    positive += other.positive;
    negative += other.negative;
    zeros += other.zeros;
    if (other.finite == 0) return;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    squares += other.squares;
    const double total = finite + other.finite, apart = other.mean - mean;
    spread += other.spread + apart * apart * finite * other.finite / total;
    mean += apart * other.finite / total;
    finite = total;
  }
};

template <class E>
Moments ofBlock(const E* x, int64_t n) {
  constexpr int width = 16;
  constexpr E infinity = std::numeric_limits<E>::infinity();
  E shift = 0;
  for (int64_t i = 0; i < n; i++) {
    if (!(std::fabs(x[i]) < infinity)) continue;
    shift = x[i];
    break;
  }
  double sum[width] = {}, spread[width] = {}, squares[width] = {};
  E low[width], high[width];
  int32_t finite[width] = {}, zeros[width] = {};
  for (int l = 0; l < width; l++) {
    low[l] = infinity;
    high[l] = -infinity;
  }
  const auto add = [&](int l, E value) {
    const bool counts = std::fabs(value) < infinity;
    // Elements that do not count stand at the shift, where they add nothing.
    const E y = counts ? value : shift;
    const double d = static_cast<double>(y) - static_cast<double>(shift);
    finite[l] += counts;
    zeros[l] += value == 0;
    sum[l] += d;
    spread[l] += d * d;
    squares[l] += counts ? static_cast<double>(y) * static_cast<double>(y) : 0;
    low[l] = y < low[l] ? y : low[l];
    high[l] = y > high[l] ? y : high[l];
  };
  int64_t i = 0;
  for (; i + width <= n; i += width)
    for (int l = 0; l < width; l++) add(l, x[i + l]);
  for (; i < n; i++) add(0, x[i]);

  Moments m;
  double total = 0, totalSpread = 0;
  for (int l = 0; l < width; l++) {
    m.finite += finite[l];
    m.zeros += zeros[l];
    total += sum[l];
    totalSpread += spread[l];
    m.squares += squares[l];
    m.min = std::min(m.min, static_cast<double>(low[l]));
    m.max = std::max(m.max, static_cast<double>(high[l]));
  }
  if (m.finite < static_cast<double>(n)) {
    for (int64_t k = 0; k < n; k++) {
      m.nan += x[k] != x[k];
      m.positive += x[k] == infinity;
      m.negative += x[k] == -infinity;
    }
  }
  if (m.finite == 0) {
    m.min = INFINITY;
    m.max = -INFINITY;
    return m;
  }
  m.mean = static_cast<double>(shift) + total / m.finite;
  m.spread = std::max(0.0, totalSpread - total * total / m.finite);
  return m;
}

}  // namespace

Statistics statistics(const Place& place) {
  Moments all;
  forAnyType(place.dtype, [&](auto t) {
    using T = decltype(t);
    constexpr int64_t piece = 16 * blockElements;
    const int64_t pieces = (place.count + piece - 1) / piece;
    std::vector<Moments> parts(static_cast<size_t>(pieces));
    parallel<Work::reading>(pieces, 0.5 * piece, 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++)
        forBlocks<T>(place, p * piece, std::min(place.count, (p + 1) * piece),
                     [&](const auto* x, int64_t n) { parts[static_cast<size_t>(p)].add(ofBlock(x, n)); });
    });
    for (const Moments& part : parts) all.add(part);
  });
  Statistics s;
  s.count = static_cast<double>(place.count);
  s.nan = all.nan;
  s.positiveInfinity = all.positive;
  s.negativeInfinity = all.negative;
  s.zeros = all.zeros;
  const bool any = all.finite > 0;
  s.min = any ? all.min : NAN;
  s.max = any ? all.max : NAN;
  s.mean = any ? all.mean : NAN;
  s.std = all.finite > 1 ? std::sqrt(all.spread / (all.finite - 1)) : NAN;
  s.norm = any ? std::sqrt(all.squares) : NAN;
  return s;
}

}  // namespace backstep::BACKSTEP_ISA
