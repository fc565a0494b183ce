// Reading and writing along an axis, at a position for each element of an index.
#include "core/pool.h"
#include "cpu/lines.h"
#include "cpu/positions.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Line k of an index tensor lies within its shape; the same position in `other`, whose sizes are as large.
int64_t positionIn(const Operand& other, const Operand& shape, int axis, int64_t line) {
  int64_t offset = 0;
  for (int d = shape.ndim - 1; d >= 0; d--) {
    if (d == axis) continue;
    offset += line % shape.shape[d] * other.strides[d];
    line /= shape.shape[d];
  }
  return offset;
}

// `data` reaches at least as far as `index` in every axis but the indexed one.
void needReach(const Command& c, const Operand& data, const Operand& index, int axis) {
  bool fits = data.ndim == index.ndim;
  for (int d = 0; fits && d < data.ndim; d++) fits = d == axis || index.shape[d] <= data.shape[d];
  if (!fits)
    fail("%s: an index of shape %s does not fit a tensor of shape %s", c.name(), index.text().c_str(), data.text().c_str());
}

// All of them before anything is written: a bad index leaves the output as it was.
void checkRange(const Command& c, const Operand& index, const Lines& lines, int64_t size) {
  for (int64_t line = 0; line < lines.count; line++) {
    const int64_t* at = index.as<int64_t>() + lines.at(line);
    for (int64_t k = 0; k < lines.length; k++)
      if (at[k * lines.stride] < 0 || at[k * lines.stride] >= size) outOfRange(c, at[k * lines.stride], size);
  }
}

// write(element of the output, element of the source) wherever the index says. Lines do not touch each other's
// elements, and each is written in order.
template <class T, class Write>
void scatterLines(Command& c, int axis, const Write& write) {
  const Operand &out = c.out(), &index = c.in(0), &source = c.in(1);
  const Lines lines(index, axis);
  const int64_t outStep = axis < 0 ? 0 : out.strides[axis], sourceStep = axis < 0 ? 0 : source.strides[axis];
  parallel(lines.count, 2 * static_cast<double>(lines.length) + 10, 1, [&](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; line++) {
      const int64_t* at = index.as<int64_t>() + lines.at(line);
      const T* from = source.as<T>() + positionIn(source, index, axis, line);
      T* to = out.as<T>() + positionIn(out, index, axis, line);
      for (int64_t k = 0; k < lines.length; k++) write(to[at[k * lines.stride] * outStep], from[k * sourceStep]);
    }
  });
}

// The axis of a scatter whose operands fit together.
int checkScatter(Command& c) {
  const Operand &out = c.out(), &index = c.in(0), &source = c.in(1);
  const int axis = axisAttribute(c, out);
  needIndex(c, index);
  sameDtype(c, out, source, "the source");
  needReach(c, out, index, axis);
  needReach(c, source, index, -1);
  if (index.count) checkRange(c, index, Lines(index, axis), axis < 0 ? 1 : out.shape[axis]);
  return axis;
}

enum class Scatter { set, prod, amax, amin };

}  // namespace

KERNEL(gather) {
  const Operand &out = c.out(), &data = c.in(0), &index = c.in(1);
  const int axis = axisAttribute(c, data);
  needIndex(c, index);
  sameShape(c, index, out, "the output");
  sameDtype(c, out, data, "the input");
  needReach(c, data, index, axis);
  const Lines lines(index, axis);
  const int64_t size = axis < 0 ? 1 : data.shape[axis];
  const int64_t dataStep = axis < 0 ? 0 : data.strides[axis], outStep = axis < 0 ? 0 : out.strides[axis];
  if (out.count == 0) return;
  forSize(out.dtype, [&](auto bits) {
    using T = decltype(bits);
    parallel(lines.count, 1.5 * static_cast<double>(lines.length) + 10, 1, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const int64_t* at = index.as<int64_t>() + lines.at(line);
        const T* from = data.as<T>() + positionIn(data, index, axis, line);
        T* to = out.as<T>() + positionIn(out, index, axis, line);
        for (int64_t k = 0; k < lines.length; k++) {
          const int64_t i = at[k * lines.stride];
          if (i < 0 || i >= size) outOfRange(c, i, size);
          to[k * outStep] = from[i * dataStep];
        }
      }
    });
  });
}

KERNEL(scatterAdd) {
  const int axis = checkScatter(c);
  if (c.in(0).count == 0) return;
  forType(Numbers{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    scatterLines<T>(c, axis, [](T& to, T from) { to = static_cast<T>(to + from); });
  });
}

// Attribute 1: how an element joins what is there, as in `Scatter`.
KERNEL(scatter) {
  const int axis = checkScatter(c);
  const auto how = static_cast<Scatter>(integerAttribute(c, 1, 0, 3));
  if (c.in(0).count == 0) return;
  if (how == Scatter::set) {
    forSize(c.out().dtype, [&](auto bits) {
      using T = decltype(bits);
      scatterLines<T>(c, axis, [](T& to, T from) { to = from; });
    });
    return;
  }
  forType(Numbers{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    scatterLines<T>(c, axis, [how](T& to, T from) {
      if (how == Scatter::prod) to = static_cast<T>(to * from);
      // NaN stays, and wins.
      else if (from != from || (how == Scatter::amax ? from > to : from < to)) to = from;
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
