// Reductions over any axes. Floats are summed in float64. Work is cut into pieces by size alone, and the pieces'
// results are put together in order, so that every number of threads gives the same bits.
#include "cpu/reduce.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/pool.h"
#include "cpu/kernels.h"

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

// Elements that one piece joins, and outputs that one piece makes.
constexpr int64_t pieceElements = 65536;
constexpr int64_t columnTile = 512;

template <class Op, class T>
struct Reducer {
  using Acc = typename Op::Acc;
  const ReductionPlan& plan;
  const T* input;

  // Rows [begin, end) of the reduced axes joined into one accumulator.
  Acc rows(int64_t in, int64_t begin, int64_t end) const {
    Acc acc = Op::start;
    for (int64_t r = begin; r < end; r++) {
      int64_t offset, none;
      plan.reduced.at(r, offset, none);
      acc = alongRow<Op>(acc, input + in + offset, plan.reducedRow, plan.reducedIn);
    }
    return acc;
  }

  // As rows(), for `count` neighbouring outputs at once: whole rows of memory are joined.
  void columns(Acc* acc, int64_t in, int64_t count, int64_t begin, int64_t end) const {
    std::fill(acc, acc + count, Op::start);
    for (int64_t r = begin; r < end; r++) {
      int64_t offset, none;
      plan.reduced.at(r / plan.reducedRow, offset, none);
      const T* x = input + in + offset + r % plan.reducedRow * plan.reducedIn;
      if (plan.keptIn == 1)
        for (int64_t j = 0; j < count; j++) acc[j] = Op::join(acc[j], static_cast<Acc>(x[j]));
      else
        for (int64_t j = 0; j < count; j++) acc[j] = Op::join(acc[j], static_cast<Acc>(x[j * plan.keptIn]));
    }
  }
};

// finish(acc) makes an output from its accumulator.
template <class Op, class T, class R, class Finish>
void reduce(Command& c, int64_t mask, const Finish& finish) {
  using Acc = typename Op::Acc;
  Operand& out = c.out();
  const Operand& in = c.in();
  if (out.count == 0) return;
  R* output = out.as<R>();
  if (in.count == 0) {
    for (int64_t k = 0; k < out.count; k++) {
      int64_t offset = 0, rest = k;
      for (int d = out.ndim - 1; d >= 0; d--) {
        offset += rest % out.shape[d] * out.strides[d];
        rest /= out.shape[d];
      }
      output[offset] = finish(Op::start);
    }
    return;
  }
  const ReductionPlan plan(out, in, mask);
  const Reducer<Op, T> reducer{plan, in.as<T>()};
  const double nanoseconds = std::is_same_v<T, float> || sizeof(T) == 8 ? 0.25 : 0.15;
  const int64_t outputs = plan.kept.total * plan.keptRow, each = plan.reduced.total * plan.reducedRow;

  // Neighbouring outputs read neighbouring elements: join rows of memory. Else each output reads its own rows.
  const bool byColumns = plan.keptRow > 1 && std::abs(plan.keptIn) < std::abs(plan.reducedIn);
  const int64_t tile = byColumns ? std::min(plan.keptRow, columnTile) : 1;
  const int64_t tiles = (plan.keptRow + tile - 1) / tile;
  const int64_t units = byColumns ? each : plan.reduced.total;
  const int64_t unit = byColumns ? tile : plan.reducedRow;  // elements
  // One long row is cut as well.
  if (!byColumns && outputs == 1 && plan.reduced.total == 1 && each > 2 * pieceElements) {
    const int64_t pieces = (each + pieceElements - 1) / pieceElements;
    std::vector<Acc> partial(static_cast<size_t>(pieces));
    parallel(pieces, nanoseconds * pieceElements, 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) {
        const int64_t first = p * pieceElements;
        partial[p] = alongRow<Op>(Op::start, reducer.input + first * plan.reducedIn,
                                  std::min(pieceElements, each - first), plan.reducedIn);
      }
    });
    Acc acc = Op::start;
    for (Acc part : partial) acc = Op::join(acc, part);
    *output = finish(acc);
    return;
  }

  const int64_t places = plan.kept.total * tiles;
  const int64_t perPiece = std::max<int64_t>(1, pieceElements / unit);
  const int64_t pieces = outputs < 4096 ? (units + perPiece - 1) / perPiece : 1;
  const int64_t perUnit = (units + pieces - 1) / pieces;
  std::vector<Acc> partial(static_cast<size_t>(pieces > 1 ? places * pieces * tile : 0));

  const auto write = [&](int64_t place, int64_t j, Acc acc) {
    int64_t from, to;
    plan.kept.at(place / tiles, from, to);
    output[to + (place % tiles * tile + j) * plan.keptOut] = finish(acc);
  };
  parallel(places * pieces, nanoseconds * static_cast<double>(perUnit * unit) + 10, 1, [&](int64_t begin, int64_t end) {
    Acc accs[columnTile];
    for (int64_t k = begin; k < end; k++) {
      const int64_t place = k / pieces, piece = k % pieces, column = place % tiles * tile;
      const int64_t first = piece * perUnit, last = std::min(units, first + perUnit);
      const int64_t count = std::min(tile, plan.keptRow - column);
      int64_t from, to;
      plan.kept.at(place / tiles, from, to);
      from += column * plan.keptIn;
      if (byColumns) reducer.columns(accs, from, count, first, last);
      else accs[0] = reducer.rows(from, first, last);
      for (int64_t j = 0; j < count; j++) {
        if (pieces > 1) partial[k * tile + j] = accs[j];
        else write(place, j, accs[j]);
      }
    }
  });
  if (pieces == 1) return;
  for (int64_t place = 0; place < places; place++) {
    const int64_t count = std::min(tile, plan.keptRow - place % tiles * tile);
    for (int64_t j = 0; j < count; j++) {
      Acc acc = Op::start;
      for (int64_t p = 0; p < pieces; p++) acc = Op::join(acc, partial[(place * pieces + p) * tile + j]);
      write(place, j, acc);
    }
  }
}

int64_t checked(Command& c) {
  const int64_t mask = integerAttribute(c, 0, 0, 255);
  checkReduced(c, c.out(), c.in(), mask);
  sameDtype(c, c.out(), c.in(), "the input");
  return mask;
}

int64_t reducedCount(const Command& c, const Operand& in, int64_t mask) {
  (void)c;
  int64_t count = 1;
  for (int d = 0; d < in.ndim; d++)
    if (mask >> d & 1) count *= in.shape[d];
  return count;
}

template <template <class> class Op>
void numbers(Command& c, bool needsElements) {
  const int64_t mask = checked(c);
  if (needsElements && c.out().count && reducedCount(c, c.in(), mask) == 0)
    fail("%s: shape %s has no elements to choose from along the reduced axes", c.name(), c.in().text().c_str());
  forType(Numbers{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    reduce<Op<T>, T, T>(c, mask, [](auto acc) { return static_cast<T>(acc); });
  });
}

template <template <class> class Op>
void truths(Command& c) {
  const int64_t mask = checked(c);
  if (c.in().dtype != Dtype::boolean) noKernel(c, c.in().dtype);
  reduce<Op<uint8_t>, uint8_t, uint8_t>(c, mask, [](uint8_t acc) { return acc; });
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
  const double count = static_cast<double>(reducedCount(c, c.in(), mask));
  forType(Fractions{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    reduce<Sum<T>, T, T>(c, mask, [=](double acc) { return static_cast<T>(acc / count); });
  });
}

}  // namespace backstep::BACKSTEP_ISA
