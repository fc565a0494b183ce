// Reductions over any axes. Floats are summed in float64. Work is cut into pieces by size alone, and the pieces'
// results are put together in order, so that every number of threads gives the same bits.
#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/pool.h"
#include "core/reduction.h"
#include "cpu/kernels.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace {

template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<T>, double, int64_t>;

template <class T>
struct Sum {
  using Acc = Wide<T>;
  static constexpr Acc start = 0;
  static Acc join(Acc a, Acc x) { return a + x; }
};
template <class T>
struct Prod {
  using Acc = Wide<T>;
  static constexpr Acc start = 1;
  static Acc join(Acc a, Acc x) { return a * x; }
};
// NaN wins.
template <class T>
struct Max {
  using Acc = T;
  static constexpr Acc start =
      std::is_floating_point_v<T> ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  static Acc join(Acc a, Acc x) { return (x > a) | (x != x) ? x : a; }
};
template <class T>
struct Min {
  using Acc = T;
  static constexpr Acc start =
      std::is_floating_point_v<T> ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  static Acc join(Acc a, Acc x) { return (x < a) | (x != x) ? x : a; }
};
template <class T>
struct Any {
  using Acc = uint8_t;
  static constexpr Acc start = 0;
  static Acc join(Acc a, Acc x) { return a | (x != 0); }
};
template <class T>
struct All {
  using Acc = uint8_t;
  static constexpr Acc start = 1;
  static Acc join(Acc a, Acc x) { return a & (x != 0); }
};

// Joins n elements `stride` apart. Several accumulators, joined in a fixed order.
template <class Op, class T, class Acc>
Acc alongRow(Acc acc, const T* x, int64_t n, int64_t stride) {
  constexpr int width = 32;
  if (stride == 1 && n >= width) {
    Acc part[width];
    for (int l = 0; l < width; l++) part[l] = Op::start;
    int64_t i = 0;
    for (; i + width <= n; i += width)
      for (int l = 0; l < width; l++) part[l] = Op::join(part[l], static_cast<Acc>(x[i + l]));
    for (; i < n; i++) acc = Op::join(acc, static_cast<Acc>(x[i]));
    for (int half = width / 2; half; half /= 2)
      for (int l = 0; l < half; l++) part[l] = Op::join(part[l], part[l + half]);
    return Op::join(acc, part[0]);
  }
  for (int64_t i = 0; i < n; i++) acc = Op::join(acc, static_cast<Acc>(x[i * stride]));
  return acc;
}

// acc[j] joined with x[j], for `count` neighbouring outputs.
template <class Op, class T, class Acc>
void acrossRows(Acc* acc, const T* x, int64_t count, int64_t stride) {
  if (stride == 1)
    for (int64_t j = 0; j < count; j++) acc[j] = Op::join(acc[j], static_cast<Acc>(x[j]));
  else
    for (int64_t j = 0; j < count; j++) {
      BACKSTEP_ONE_BY_ONE;
      acc[j] = Op::join(acc[j], static_cast<Acc>(x[j * stride]));
    }
}

// What a reduction does to its elements. The walk over them is compiled once an accumulator, not once an operation.
template <class Acc>
struct Steps {
  Acc start;
  int64_t elementBytes;
  double nanoseconds;
  Acc (*row)(Acc, const char*, int64_t n, int64_t stride);
  void (*column)(Acc*, const char*, int64_t count, int64_t stride);
  Acc (*join)(Acc, Acc);
  // Writes an accumulator as the result; `divisor` is for mean.
  void (*finish)(char* to, Acc acc, double divisor);
  int64_t resultBytes;
  double divisor;
};

template <class Op, class T>
Steps<typename Op::Acc> stepsOf(double divisor) {
  using Acc = typename Op::Acc;
  return {
      Op::start,
      sizeof(T),
      sizeof(T) >= 4 ? 0.25 : 0.1,
      [](Acc acc, const char* x, int64_t n, int64_t stride) {
        return alongRow<Op>(acc, reinterpret_cast<const T*>(x), n, stride);
      },
      [](Acc* acc, const char* x, int64_t count, int64_t stride) {
        acrossRows<Op>(acc, reinterpret_cast<const T*>(x), count, stride);
      },
      [](Acc a, Acc b) { return Op::join(a, b); },
      [](char* to, Acc acc, double by) {
        if constexpr (std::is_same_v<Acc, double>) acc /= by;
        *reinterpret_cast<T*>(to) = static_cast<T>(acc);
      },
      sizeof(T),
      divisor,
  };
}

// Elements that one piece joins, and outputs that one piece makes.
constexpr int64_t pieceElements = 65536;
constexpr int64_t columnTile = 512;

template <class Acc>
class Reduction {
 public:
  Reduction(Command& c, int64_t mask, const Steps<Acc>& steps)
      : steps_(steps), out_(c.out()), in_(c.in()), plan_(c.out(), c.in(), mask) {}

  // Not once for every kernel that calls it.
  __attribute__((noinline)) void run() {
    if (out_.count == 0) return;
    if (in_.count == 0) return empty();
    const int64_t each = plan_.reduced.total * plan_.reducedRow, outputs = plan_.kept.total * plan_.keptRow;
    if (outputs == 1 && plan_.reduced.total == 1 && each > 2 * pieceElements) return oneRow(each);
    pieces(each, outputs);
  }

 private:
  const char* input(int64_t element) const { return in_.data + element * steps_.elementBytes; }
  void write(int64_t element, Acc acc) const {
    steps_.finish(out_.data + element * steps_.resultBytes, acc, steps_.divisor);
  }

  // Nothing to join: every output is what joining begins with.
  void empty() const {
    for (int64_t k = 0; k < out_.count; k++) {
      int64_t offset = 0, rest = k;
      for (int d = out_.ndim - 1; d >= 0; d--) {
        offset += rest % out_.shape[d] * out_.strides[d];
        rest /= out_.shape[d];
      }
      write(offset, steps_.start);
    }
  }

  // A single long row into a single output.
  void oneRow(int64_t each) const {
    const int64_t count = (each + pieceElements - 1) / pieceElements;
    std::vector<Acc> partial(static_cast<size_t>(count));
    parallel(count, steps_.nanoseconds * pieceElements, 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) {
        const int64_t first = p * pieceElements;
        partial[static_cast<size_t>(p)] = steps_.row(steps_.start, input(first * plan_.reducedIn),
                                                     std::min(pieceElements, each - first), plan_.reducedIn);
      }
    });
    Acc acc = steps_.start;
    for (Acc part : partial) acc = steps_.join(acc, part);
    write(0, acc);
  }

  // Rows [begin, end) of the reduced axes joined into one accumulator.
  Acc rows(int64_t from, int64_t begin, int64_t end) const {
    Acc acc = steps_.start;
    for (int64_t r = begin; r < end; r++) {
      int64_t offset, none;
      plan_.reduced.at(r, offset, none);
      acc = steps_.row(acc, input(from + offset), plan_.reducedRow, plan_.reducedIn);
    }
    return acc;
  }

  // Elements [begin, end) of the reduced axes joined into `count` accumulators of neighbouring outputs.
  void columns(Acc* acc, int64_t from, int64_t count, int64_t begin, int64_t end) const {
    std::fill(acc, acc + count, steps_.start);
    while (begin < end) {
      int64_t offset, none;
      plan_.reduced.at(begin / plan_.reducedRow, offset, none);
      const int64_t first = begin % plan_.reducedRow, n = std::min(plan_.reducedRow - first, end - begin);
      for (int64_t r = first; r < first + n; r++)
        steps_.column(acc, input(from + offset + r * plan_.reducedIn), count, plan_.keptIn);
      begin += n;
    }
  }

  // Outputs in tiles of neighbours; the elements of each, where there are few outputs, in pieces.
  void pieces(int64_t each, int64_t outputs) const {
    // Neighbouring outputs read neighbouring elements: rows of memory are joined. Else each output reads its own.
    const bool byColumns = plan_.keptRow > 1 && std::abs(plan_.keptIn) < std::abs(plan_.reducedIn);
    const int64_t tile = byColumns ? std::min(plan_.keptRow, columnTile) : 1;
    const int64_t tiles = (plan_.keptRow + tile - 1) / tile, places = plan_.kept.total * tiles;
    const int64_t units = byColumns ? each : plan_.reduced.total, unit = byColumns ? tile : plan_.reducedRow;
    const int64_t perPiece = std::max<int64_t>(1, pieceElements / unit);
    const int64_t count = outputs < 4096 ? (units + perPiece - 1) / perPiece : 1;
    const int64_t perUnit = (units + count - 1) / count;
    std::vector<Acc> partial(static_cast<size_t>(count > 1 ? places * count * tile : 0));

    const auto output = [&](int64_t place, int64_t j, Acc acc) {
      int64_t from, to;
      plan_.kept.at(place / tiles, from, to);
      write(to + (place % tiles * tile + j) * plan_.keptOut, acc);
    };
    const double cost = steps_.nanoseconds * static_cast<double>(perUnit * unit) + 10;
    parallel(places * count, cost, 1, [&](int64_t begin, int64_t end) {
      Acc accs[columnTile];
      for (int64_t k = begin; k < end; k++) {
        const int64_t place = k / count, column = place % tiles * tile, width = std::min(tile, plan_.keptRow - column);
        const int64_t first = k % count * perUnit, last = std::min(units, first + perUnit);
        int64_t from, to;
        plan_.kept.at(place / tiles, from, to);
        from += column * plan_.keptIn;
        if (byColumns) columns(accs, from, width, first, last);
        else accs[0] = rows(from, first, last);
        for (int64_t j = 0; j < width; j++) {
          if (count > 1) partial[static_cast<size_t>(k * tile + j)] = accs[j];
          else output(place, j, accs[j]);
        }
      }
    });
    if (count == 1) return;
    for (int64_t place = 0; place < places; place++) {
      const int64_t width = std::min(tile, plan_.keptRow - place % tiles * tile);
      for (int64_t j = 0; j < width; j++) {
        Acc acc = steps_.start;
        for (int64_t p = 0; p < count; p++)
          acc = steps_.join(acc, partial[static_cast<size_t>((place * count + p) * tile + j)]);
        output(place, j, acc);
      }
    }
  }

  const Steps<Acc>& steps_;
  const Operand& out_;
  const Operand& in_;
  const ReductionPlan plan_;
};

template <class Op, class T>
void reduce(Command& c, int64_t mask, double divisor = 1) {
  const auto steps = stepsOf<Op, T>(divisor);
  Reduction<typename Op::Acc>(c, mask, steps).run();
}

int64_t checked(Command& c) {
  const int64_t mask = integerAttribute(c, 0, 0, 255);
  checkReduced(c, c.out(), c.in(), mask);
  sameDtype(c, c.out(), c.in(), "the input");
  return mask;
}

int64_t reducedCount(const Operand& in, int64_t mask) {
  int64_t count = 1;
  for (int d = 0; d < in.ndim; d++)
    if (mask >> d & 1) count *= in.shape[d];
  return count;
}

template <template <class> class Op>
void numbers(Command& c, bool needsElements) {
  const int64_t mask = checked(c);
  if (needsElements && c.out().count && reducedCount(c.in(), mask) == 0)
    fail("%s: shape %s has no elements to choose from along the reduced axes", c.name(), c.in().text().c_str());
  forType(Numbers{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    reduce<Op<T>, T>(c, mask);
  });
}

template <template <class> class Op>
void truths(Command& c) {
  const int64_t mask = checked(c);
  if (c.in().dtype != Dtype::boolean) noKernel(c, c.in().dtype);
  reduce<Op<uint8_t>, uint8_t>(c, mask);
}

}  // namespace

KERNEL(sum) { numbers<Sum>(c, false); }
KERNEL(prod) { numbers<Prod>(c, false); }
KERNEL(max) { numbers<Max>(c, true); }
KERNEL(min) { numbers<Min>(c, true); }
KERNEL(any) { truths<Any>(c); }
KERNEL(all) { truths<All>(c); }
KERNEL(mean) {
  const int64_t mask = checked(c);
  const double count = static_cast<double>(reducedCount(c.in(), mask));
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    reduce<Sum<T>, T>(c, mask, count);
  });
}

}  // namespace backstep::BACKSTEP_ISA
