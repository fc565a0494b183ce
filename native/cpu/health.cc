// Whether a tensor is well, for those who watch a training run: in one pass over what was just written, which is
// mostly still in a cache.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
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
void addExact(Sums& s, const E* x, int64_t n, E low, E high) {
  constexpr E infinity = std::numeric_limits<E>::infinity();
  Sums part;
  for (int64_t i = 0; i < n; i++) {
    const E value = x[i];
    part.outside += (value <= low) | (value >= high);
    if (!(std::fabs(value) < infinity)) {
      part.nan += value != value;
      part.positive += value == infinity;
      part.negative += value == -infinity;
      continue;
    }
    const double y = static_cast<double>(value);
    part.finite++;
    part.zeros += y == 0;
    part.sum += y;
    part.squares += y * y;
    part.minimum = std::min(part.minimum, y);
    part.maximum = std::max(part.maximum, y);
  }
  s.add(part);
}

// Vectors of float32; sums of a block's squares in float32 keep six digits. False where the block needs more than
// that: squares beyond float32; and, if all elements are taken to be finite, where one is not.
template <bool takesAll, bool hasBounds>
bool addFast(Sums& s, const float* x, int64_t n, float low, float high) {
  Floats rest{}, sum[2] = {}, squares[2] = {}, least = splat(INFINITY), most = splat(-INFINITY);
  Ints zeros{}, outside{}, nans{}, positives{}, negatives{};
  // A condition is -1 where it holds.
  const auto add = [&](int k, Floats v) {
    zeros -= v == 0;
    if constexpr (hasBounds) outside -= (v <= low) | (v >= high);
    Floats y = v;
    if constexpr (takesAll) {
      const Ints isNan = v != v, isPositive = v == INFINITY, isNegative = v == -INFINITY;
      nans -= isNan;
      positives -= isPositive;
      negatives -= isNegative;
      y = (isNan | isPositive | isNegative) ? Floats{} : v;
      least = (v < least) & ~isNegative ? v : least;
      most = (v > most) & ~isPositive ? v : most;
    } else {
      rest += v - v;
      least = v < least ? v : least;
      most = v > most ? v : most;
    }
    sum[k] += y;
    squares[k] += y * y;
  };
  int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    add(0, load(x + i));
    add(1, load(x + i + lanes));
  }
  const Floats sums = sum[0] + sum[1], norms = squares[0] + squares[1];
  Sums part;
  double other = 0;
  for (int l = 0; l < lanes; l++) {
    other += rest[l];
    part.sum += sums[l];
    part.squares += norms[l];
    part.zeros += zeros[l];
    part.outside += outside[l];
    part.nan += nans[l];
    part.positive += positives[l];
    part.negative += negatives[l];
    part.minimum = std::min(part.minimum, static_cast<double>(least[l]));
    part.maximum = std::max(part.maximum, static_cast<double>(most[l]));
  }
  part.finite = static_cast<double>(i) - part.nan - part.positive - part.negative;
  addExact(part, x + i, n - i, low, high);
  if (!takesAll && (other != 0 || part.finite < static_cast<double>(n))) return false;
  // Less than this, some squares may have vanished.
  const double smallest = 1e-30 * static_cast<double>(n);
  if (!(part.squares < 1e37) || (part.squares < smallest && part.zeros < part.finite)) return false;
  s.add(part);
  return true;
}

template <class E>
void addBlock(Sums& s, const E* x, int64_t n, E low, E high) {
  if constexpr (std::is_same_v<E, float>) {
    // Without bounds only infinities are outside, of which the first has none.
    const bool hasBounds = low > -INFINITY || high < INFINITY;
    if (hasBounds ? addFast<false, true>(s, x, n, low, high) : addFast<false, false>(s, x, n, low, high)) return;
    if (addFast<true, true>(s, x, n, low, high)) return;
  }
  addExact(s, x, n, low, high);
}

// The elements in the order in which they lie in memory: a transposed tensor is one row like any other.
Place placeOf(const Operand& in) {
  Place place{};
  place.data = in.data;
  place.dtype = in.dtype;
  place.count = in.count;
  place.ndim = 1;
  place.shape[0] = in.count;
  place.strides[0] = 1;
  if (in.contiguous) return place;
  int axes[maxDims], n = 0;
  for (int d = 0; d < in.ndim; d++)
    if (in.shape[d] != 1) axes[n++] = d;
  // Repeated elements, of stride 0, come outermost.
  const auto far = [&](int d) { return in.strides[d] == 0 ? INT64_MAX : std::abs(in.strides[d]); };
  std::stable_sort(axes, axes + n, [&](int a, int b) { return far(a) > far(b); });
  place.ndim = 0;
  for (int k = 0; k < n; k++) {
    const int64_t size = in.shape[axes[k]], stride = in.strides[axes[k]];
    const int last = place.ndim - 1;
    if (last >= 0 && place.strides[last] == size * stride) {
      place.shape[last] *= size;
      place.strides[last] = stride;
      continue;
    }
    place.shape[place.ndim] = size;
    place.strides[place.ndim++] = stride;
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
    forPieces<T>(place, 0.15, [&](int64_t p, const E* x, int64_t n) {
      addBlock<E>(parts[static_cast<size_t>(p)], x, n, static_cast<E>(low), static_cast<E>(high));
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
