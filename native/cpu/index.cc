// Reading and adding at positions given by a tensor of int64.
#include <algorithm>
#include <vector>

#include "core/pool.h"
#include "cpu/lines.h"
#include "core/walk.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace {

void needIndex(const Command& c, const Operand& index) {
  if (index.dtype != Dtype::int64) fail("%s: the index is %s — int64 is needed", c.name(), nameOf(index.dtype));
}

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

[[noreturn]] void outOfRange(const Command& c, int64_t index, int64_t size) {
  fail("%s: index %lld is out of range — the axis has %lld elements", c.name(), static_cast<long long>(index),
       static_cast<long long>(size));
}

// `data` reaches at least as far as `index` in every axis but the indexed one.
void needReach(const Command& c, const Operand& data, const Operand& index, int axis) {
  bool fits = data.ndim == index.ndim;
  for (int d = 0; fits && d < data.ndim; d++) fits = d == axis || index.shape[d] <= data.shape[d];
  if (!fits)
    fail("%s: an index of shape %s does not fit a tensor of shape %s", c.name(), index.text().c_str(), data.text().c_str());
}

// The K indices of one axis, checked and counted from the front.
std::vector<int64_t> positions(const Command& c, const Operand& index, int64_t size) {
  needIndex(c, index);
  if (index.ndim != 1) fail("%s: the index has shape %s — one axis is needed", c.name(), index.text().c_str());
  std::vector<int64_t> result(static_cast<size_t>(index.shape[0]));
  for (size_t k = 0; k < result.size(); k++) {
    const int64_t i = index.as<int64_t>()[static_cast<int64_t>(k) * index.strides[0]];
    if (i < -size || i >= size) outOfRange(c, i, size);
    result[k] = i < 0 ? i + size : i;
  }
  return result;
}

// The shapes agree but for the axis, along which `list` has K.
void needListShape(const Command& c, const Operand& list, const Operand& data, int axis, int64_t k) {
  bool fits = list.ndim == data.ndim && list.ndim > 0;
  for (int d = 0; fits && d < data.ndim; d++) fits = list.shape[d] == (d == axis ? k : data.shape[d]);
  if (!fits)
    fail("%s: shapes do not fit — %s and %s along axis %d with %lld indices", c.name(), data.text().c_str(),
         list.text().c_str(), axis, static_cast<long long>(k));
}

// A slice of `operand` at `position` of the axis.
Operand sliceAt(const Operand& operand, int axis, int64_t position) {
  Operand slice = operand;
  slice.data += position * operand.strides[axis] * static_cast<int64_t>(sizeOf(operand.dtype));
  slice.count = operand.shape[axis] ? operand.count / operand.shape[axis] : 0;
  slice.shape[axis] = 1;
  slice.contiguous = true;
  int64_t expected = 1;
  for (int d = slice.ndim - 1; d >= 0; d--) {
    slice.contiguous &= slice.shape[d] == 1 || slice.strides[d] == expected;
    expected *= slice.shape[d];
  }
  return slice;
}

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
  const Operand &out = c.out(), &index = c.in(0), &source = c.in(1);
  const int axis = axisAttribute(c, out);
  needIndex(c, index);
  sameDtype(c, out, source, "the source");
  needReach(c, out, index, axis);
  needReach(c, source, index, -1);
  const Lines lines(index, axis);
  const int64_t size = axis < 0 ? 1 : out.shape[axis];
  const int64_t outStep = axis < 0 ? 0 : out.strides[axis], sourceStep = axis < 0 ? 0 : source.strides[axis];
  if (index.count == 0) return;
  // All of them first: a bad index leaves the output as it was.
  for (int64_t line = 0; line < lines.count; line++) {
    const int64_t* at = index.as<int64_t>() + lines.at(line);
    for (int64_t k = 0; k < lines.length; k++)
      if (at[k * lines.stride] < 0 || at[k * lines.stride] >= size) outOfRange(c, at[k * lines.stride], size);
  }
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    // Lines do not touch each other's elements, and each adds in order.
    parallel(lines.count, 2 * static_cast<double>(lines.length) + 10, 1, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const int64_t* at = index.as<int64_t>() + lines.at(line);
        const T* from = source.as<T>() + positionIn(source, index, axis, line);
        T* to = out.as<T>() + positionIn(out, index, axis, line);
        for (int64_t k = 0; k < lines.length; k++) {
          T& sum = to[at[k * lines.stride] * outStep];
          sum = static_cast<T>(sum + from[k * sourceStep]);
        }
      }
    });
  });
}

KERNEL(indexSelect) {
  const Operand &out = c.out(), &data = c.in(0);
  const int axis = axisAttribute(c, data);
  if (axis < 0) fail("indexSelect: the tensor has no axis to select from");
  const std::vector<int64_t> list = positions(c, c.in(1), data.shape[axis]);
  needListShape(c, out, data, axis, static_cast<int64_t>(list.size()));
  sameDtype(c, out, data, "the input");
  if (out.count == 0) return;
  forSize(out.dtype, [&](auto bits) {
    using T = decltype(bits);
    const int64_t each = out.count / static_cast<int64_t>(list.size());
    parallel(static_cast<int64_t>(list.size()), 0.3 * static_cast<double>(each) + 40, 1, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; k++) {
        Operand to = sliceAt(out, axis, k), from = sliceAt(data, axis, list[static_cast<size_t>(k)]);
        const Walk walk(to, from);
        walk.serial([&](int64_t n, char** at) {
          T* o = reinterpret_cast<T*>(at[0]);
          const T* a = reinterpret_cast<const T*>(at[1]);
          if (walk.step[0] == 1 && walk.step[1] == 1) std::copy(a, a + n, o);
          else
            for (int64_t i = 0; i < n; i++) {
              BACKSTEP_ONE_BY_ONE;
              o[i * walk.step[0]] = a[i * walk.step[1]];
            }
        });
      }
    });
  });
}

KERNEL(indexAdd) {
  const Operand &out = c.out(), &source = c.in(1);
  const int axis = axisAttribute(c, out);
  if (axis < 0) fail("indexAdd: the tensor has no axis to add along");
  const std::vector<int64_t> list = positions(c, c.in(0), out.shape[axis]);
  needListShape(c, source, out, axis, static_cast<int64_t>(list.size()));
  sameDtype(c, out, source, "the source");
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    // In order: an index may come twice.
    for (size_t k = 0; k < list.size(); k++) {
      Operand to = sliceAt(out, axis, list[k]), from = sliceAt(source, axis, static_cast<int64_t>(k));
      const Walk walk(to, from);
      walk.serial([&](int64_t n, char** at) {
        T* o = reinterpret_cast<T*>(at[0]);
        const T* a = reinterpret_cast<const T*>(at[1]);
        const int64_t os = walk.step[0], as = walk.step[1];
        if (os == 1 && as == 1) {
          BACKSTEP_INDEPENDENT
          for (int64_t i = 0; i < n; i++) o[i] = static_cast<T>(o[i] + a[i]);
        } else {
          for (int64_t i = 0; i < n; i++) {
            BACKSTEP_ONE_BY_ONE;
            o[i * os] = static_cast<T>(o[i * os] + a[i * as]);
          }
        }
      });
      checkCancelled();
    }
  });
}

}  // namespace backstep::BACKSTEP_ISA
