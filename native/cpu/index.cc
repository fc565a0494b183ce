// Reading and writing the parts of an axis at positions given by a tensor of int64.
#include <algorithm>
#include <vector>

#include "core/pool.h"
#include "core/walk.h"
#include "cpu/lines.h"
#include "cpu/positions.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace {

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

// to(k) = from(k) for parts of the outputs' axis; parts of one run of memory each are not worth a walk.
template <class T, class To, class From>
void copyParts(int64_t begin, int64_t end, const Operand& out, const Operand& data, int axis, const To& to, const From& from) {
  const Operand o = sliceAt(out, axis, 0), a = sliceAt(data, axis, 0);
  if (o.contiguous && a.contiguous) {
    for (int64_t k = begin; k < end; k++) {
      T* target = out.as<T>() + to(k) * out.strides[axis];
      const T* source = data.as<T>() + from(k) * data.strides[axis];
      if (o.count == 1) *target = *source;
      else std::copy(source, source + o.count, target);
    }
    return;
  }
  for (int64_t k = begin; k < end; k++) {
    const Walk walk(sliceAt(out, axis, to(k)), sliceAt(data, axis, from(k)));
    walk.serial([&](int64_t n, char** at) {
      T* target = reinterpret_cast<T*>(at[0]);
      const T* source = reinterpret_cast<const T*>(at[1]);
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        target[i * walk.step[0]] = source[i * walk.step[1]];
      }
    });
  }
}

}  // namespace

KERNEL(indexSelect) {
  const Operand &out = c.out(), &data = c.in(0);
  const int axis = axisAttribute(c, data);
  if (axis < 0) fail("indexSelect: the tensor has no axis to select from");
  const std::vector<int64_t> list = positions(c, c.in(1), data.shape[axis]);
  const int64_t count = static_cast<int64_t>(list.size());
  needListShape(c, out, data, axis, count);
  sameDtype(c, out, data, "the input");
  if (out.count == 0) return;
  forSize(out.dtype, [&](auto bits) {
    parallel(count, 0.3 * static_cast<double>(out.count / count) + 10, 1, [&](int64_t begin, int64_t end) {
      copyParts<decltype(bits)>(
          begin, end, out, data, axis, [](int64_t k) { return k; }, [&](int64_t k) { return list[static_cast<size_t>(k)]; });
    });
  });
}

// In order: of an index that comes twice the last part stays.
KERNEL(indexCopy) {
  const Operand &out = c.out(), &source = c.in(1);
  const int axis = axisAttribute(c, out);
  if (axis < 0) fail("indexCopy: the tensor has no axis to write along");
  const std::vector<int64_t> list = positions(c, c.in(0), out.shape[axis]);
  const int64_t count = static_cast<int64_t>(list.size());
  needListShape(c, source, out, axis, count);
  sameDtype(c, out, source, "the source");
  if (source.count == 0) return;
  // So many parts between two looks at whether to go on.
  const int64_t piece = std::max<int64_t>(1, (int64_t{1} << 20) * count / source.count);
  forSize(out.dtype, [&](auto bits) {
    for (int64_t begin = 0; begin < count; begin += piece) {
      copyParts<decltype(bits)>(
          begin, std::min(begin + piece, count), out, source, axis, [&](int64_t k) { return list[static_cast<size_t>(k)]; },
          [](int64_t k) { return k; });
      checkCancelled();
    }
  });
}

KERNEL(indexAdd) {
  const Operand &out = c.out(), &source = c.in(1);
  const int axis = axisAttribute(c, out);
  if (axis < 0) fail("indexAdd: the tensor has no axis to add along");
  const std::vector<int64_t> list = positions(c, c.in(0), out.shape[axis]);
  needListShape(c, source, out, axis, static_cast<int64_t>(list.size()));
  sameDtype(c, out, source, "the source");
  if (source.count == 0) return;
  const Operand first = sliceAt(out, axis, 0), part = sliceAt(source, axis, 0);
  const bool runs = first.contiguous && part.contiguous;
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    // In order: an index may come twice.
    for (size_t k = 0; k < list.size(); k++) {
      if (k % 4096 == 0 || part.count > 4096) checkCancelled();
      if (runs) {
        // Parts of one run of memory each are not worth a walk.
        T* o = out.as<T>() + list[k] * out.strides[axis];
        const T* a = source.as<T>() + static_cast<int64_t>(k) * source.strides[axis];
        BACKSTEP_INDEPENDENT
        for (int64_t i = 0; i < part.count; i++) o[i] = static_cast<T>(o[i] + a[i]);
        continue;
      }
      const Walk walk(sliceAt(out, axis, list[k]), sliceAt(source, axis, static_cast<int64_t>(k)));
      walk.serial([&](int64_t n, char** at) {
        T* o = reinterpret_cast<T*>(at[0]);
        const T* a = reinterpret_cast<const T*>(at[1]);
        for (int64_t i = 0; i < n; i++) {
          BACKSTEP_ONE_BY_ONE;
          o[i * walk.step[0]] = static_cast<T>(o[i * walk.step[0]] + a[i * walk.step[1]]);
        }
      });
    }
  });
}

// The row-major positions of what is true, of which there are as many as the output has elements.
KERNEL(nonzero) {
  const Operand &out = c.out(), &mask = c.in();
  if (out.dtype != Dtype::int64) noKernel(c, out.dtype);
  if (mask.dtype != Dtype::boolean) noKernel(c, mask.dtype);
  if (out.ndim != 1) fail("nonzero: the output has shape %s — one axis is needed", out.text().c_str());
  const int axis = mask.ndim - 1;
  const Lines lines(mask, axis);
  int64_t* o = out.as<int64_t>();
  int64_t found = 0;
  for (int64_t line = 0; line < lines.count && lines.length > 0; line++) {
    const uint8_t* at = mask.as<uint8_t>() + lines.at(line);
    for (int64_t k = 0; k < lines.length; k++) {
      if (!at[k * lines.stride]) continue;
      if (found == out.count) fail("nonzero: more elements are true than the output has room for — %lld", static_cast<long long>(out.count));
      o[found++ * out.strides[0]] = line * lines.length + k;
    }
    if (line % 4096 == 0) checkCancelled();
  }
  if (found != out.count) fail("nonzero: %lld elements are true — the output has %lld", static_cast<long long>(found), static_cast<long long>(out.count));
}

}  // namespace backstep::BACKSTEP_ISA
