// Whether a tensor is well, for those who watch a training run: in one pass over what was just written, which is
// mostly still in a cache.
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "core/pool.h"
#include "cpu/kernels.h"
#include "cpu/simd.h"
#include "inspect/elements.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Elements that a thread takes at once.
constexpr int64_t piece = 16 * blockElements;

// The words of the input, from SHAPE on, that the counts and sums are written to.
enum Word { nan = 8, positive, negative, zeros, sum, squares, minimum, maximum, outside, finite };

struct Sums {
  double nan = 0, positive = 0, negative = 0, zeros = 0, outside = 0, finite = 0;
  // Of the finite elements.
  double sum = 0, squares = 0, minimum = INFINITY, maximum = -INFINITY;

  void add(const Sums& other) {
    nan += other.nan;
    positive += other.positive;
    negative += other.negative;
    zeros += other.zeros;
    outside += other.outside;
    finite += other.finite;
    sum += other.sum;
    squares += other.squares;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
  }
};

template <class E>
bool allFinite(const E* x, int64_t n) {
  if constexpr (std::is_floating_point_v<E>) {
    constexpr int64_t lanes = Simd<E>::lanes;
    // x - x is 0, but NaN where x is infinite or NaN; sums of zeros stay zeros.
    typename Simd<E>::type rest[4] = {};
    int64_t i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes)
      for (int k = 0; k < 4; k++) {
        const auto v = load(x + i + k * lanes);
        rest[k] += v - v;
      }
    const auto all = rest[0] + rest[1] + (rest[2] + rest[3]);
    E total = 0;
    for (int64_t l = 0; l < lanes; l++) total += all[l];
    for (; i < n; i++) total += x[i] - x[i];
    return total == 0;
  }
  return true;
}

template <class E>
Sums sumsOf(const E* x, int64_t n, E low, E high) {
  constexpr int width = 16;
  constexpr E infinity = std::numeric_limits<E>::infinity();
  double sum[width] = {}, squares[width] = {};
  E least[width], most[width];
  int32_t finite[width] = {}, zeros[width] = {}, outside[width] = {};
  for (int l = 0; l < width; l++) {
    least[l] = infinity;
    most[l] = -infinity;
  }
  const auto add = [&](int l, E value) {
    const bool counts = std::fabs(value) < infinity;
    const double y = counts ? static_cast<double>(value) : 0;
    finite[l] += counts;
    zeros[l] += value == 0;
    outside[l] += (value <= low) | (value >= high);
    sum[l] += y;
    squares[l] += y * y;
    least[l] = counts && value < least[l] ? value : least[l];
    most[l] = counts && value > most[l] ? value : most[l];
  };
  int64_t i = 0;
  for (; i + width <= n; i += width)
    for (int l = 0; l < width; l++) add(l, x[i + l]);
  for (; i < n; i++) add(0, x[i]);

  Sums s;
  for (int l = 0; l < width; l++) {
    s.finite += finite[l];
    s.zeros += zeros[l];
    s.outside += outside[l];
    s.sum += sum[l];
    s.squares += squares[l];
    s.minimum = std::min(s.minimum, static_cast<double>(least[l]));
    s.maximum = std::max(s.maximum, static_cast<double>(most[l]));
  }
  if (s.finite < static_cast<double>(n)) {
    for (int64_t k = 0; k < n; k++) {
      s.nan += x[k] != x[k];
      s.positive += x[k] == infinity;
      s.negative += x[k] == -infinity;
    }
  }
  return s;
}

Place placeOf(const Operand& in) {
  Place place{};
  place.data = in.data;
  place.dtype = in.dtype;
  place.count = in.count;
  place.ndim = in.contiguous ? 1 : in.ndim;
  for (int d = 0; d < in.ndim; d++) {
    place.shape[d] = in.shape[d];
    place.strides[d] = in.strides[d];
  }
  if (in.contiguous) {
    place.shape[0] = in.count;
    place.strides[0] = 1;
  }
  return place;
}

// body(piece, x, n) for all elements, pieces on several threads.
template <class T, class Body>
void forPieces(const Place& place, double nanoseconds, const Body& body) {
  const int64_t pieces = (place.count + piece - 1) / piece;
  parallel(pieces, nanoseconds * piece, 1, [&](int64_t begin, int64_t end) {
    for (int64_t p = begin; p < end; p++)
      forBlocks<T>(place, p * piece, std::min(place.count, (p + 1) * piece), [&](const auto* x, int64_t n) { body(p, x, n); });
  });
}

}  // namespace

KERNEL(health) {
  const Operand& in = c.in();
  const bool onlyFinite = c.attribute[0] == 0;
  const double low = c.attribute[1], high = c.attribute[2];
  const Place place = placeOf(in);
  forAnyType(in.dtype, [&](auto t) {
    using T = decltype(t);
    using E = Exact<T>;
    if (onlyFinite) {
      std::atomic<bool> all{true};
      forPieces<T>(place, 0.05, [&](int64_t, const E* x, int64_t n) {
        if (!allFinite(x, n)) all.store(false, std::memory_order_relaxed);
      });
      in.words[4] = all.load() ? 1 : 0;
      return;
    }
    std::vector<Sums> parts(static_cast<size_t>((place.count + piece - 1) / piece));
    forPieces<T>(place, 0.3, [&](int64_t p, const E* x, int64_t n) {
      parts[static_cast<size_t>(p)].add(sumsOf<E>(x, n, static_cast<E>(low), static_cast<E>(high)));
    });
    Sums s;
    for (const Sums& part : parts) s.add(part);
    in.words[4] = s.finite == static_cast<double>(in.count) ? 1 : 0;
    in.words[nan] = s.nan;
    in.words[positive] = s.positive;
    in.words[negative] = s.negative;
    in.words[zeros] = s.zeros;
    in.words[sum] = s.sum;
    in.words[squares] = s.squares;
    in.words[minimum] = s.finite ? s.minimum : NAN;
    in.words[maximum] = s.finite ? s.maximum : NAN;
    in.words[outside] = s.outside;
    in.words[finite] = s.finite;
  });
}

}  // namespace backstep::BACKSTEP_ISA
