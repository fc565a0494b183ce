// The order of elements along an axis. Elements become unsigned keys of the same order, so that one sort serves every
// dtype: NaN comes last, -0 equals 0, and equals stay in the order in which they came.
#include <algorithm>
#include <vector>

#include "core/pool.h"
#include "cpu/keys.h"
#include "cpu/lines.h"

namespace backstep::BACKSTEP_ISA {

namespace {

template <class K>
struct Entry {
  K key;
  // Place in the line.
  K index;
};

template <class K>
bool before(const Entry<K>& a, const Entry<K>& b) {
  return a.key < b.key || (a.key == b.key && a.index < b.index);
}

// Entries whose indices ascend, ordered by key. Radix sort from the lowest byte, of which those that are the same in
// all keys are left out; short lines are not worth its tables.
template <class K>
void sortEntries(std::vector<Entry<K>>& entries, std::vector<Entry<K>>& spare, size_t n) {
  if (n < 400) {
    std::sort(entries.begin(), entries.begin() + static_cast<int64_t>(n), before<K>);
    return;
  }
  constexpr int bytes = sizeof(K);
  std::vector<uint32_t> counts(bytes * 256);
  for (size_t i = 0; i < n; i++)
    for (int b = 0; b < bytes; b++) counts[static_cast<size_t>(b * 256) + ((entries[i].key >> (8 * b)) & 255)]++;
  spare.resize(entries.size());
  for (int b = 0; b < bytes; b++) {
    uint32_t* count = &counts[static_cast<size_t>(b * 256)];
    if (count[(entries[0].key >> (8 * b)) & 255] == n) continue;
    uint32_t sum = 0;
    for (int k = 0; k < 256; k++) {
      const uint32_t own = count[k];
      count[k] = sum;
      sum += own;
    }
    for (size_t i = 0; i < n; i++) spare[count[(entries[i].key >> (8 * b)) & 255]++] = entries[i];
    entries.swap(spare);
  }
}

// body(entries, spare, n, line) for every line of the input, with its keys.
template <class K, class Body>
void eachLine(const Command& c, const Operand& data, int axis, bool descending, const Body& body) {
  const Lines lines(data, axis);
  if (lines.length >= int64_t{1} << 32) fail("%s: a line of %lld elements is too long", c.name(), static_cast<long long>(lines.length));
  const size_t n = static_cast<size_t>(lines.length);
  parallel(lines.count, 15 * static_cast<double>(n) + 100, 1, [&](int64_t begin, int64_t end) {
    std::vector<Entry<K>> entries(n), spare;
    for (int64_t line = begin; line < end; line++) {
      const int64_t start = lines.at(line);
      forKeys(data.dtype, [&](auto t) {
        using T = decltype(t);
        const T* from = data.as<T>() + start;
        for (size_t i = 0; i < n; i++) {
          const K key = static_cast<K>(keyOf(from[static_cast<int64_t>(i) * lines.stride]));
          entries[i] = {descending ? static_cast<K>(~key) : key, static_cast<K>(i)};
        }
      });
      body(entries, spare, n, line);
    }
  });
}

// As above, with keys as wide as the dtype needs.
template <class Body>
void eachSortable(const Command& c, const Operand& data, int axis, bool descending, const Body& body) {
  if (data.count == 0) return;
  if (sizeOf(data.dtype) == 8) eachLine<uint64_t>(c, data, axis, descending, body);
  else eachLine<uint32_t>(c, data, axis, descending, body);
}

// The output has the input's shape but along the axis, where it has from 0 to as many elements.
void checkOutput(const Command& c, const Operand& out, const Operand& data, int axis) {
  if (out.dtype != Dtype::int64) noKernel(c, out.dtype);
  bool fits = out.ndim == data.ndim;
  for (int d = 0; fits && d < out.ndim; d++)
    fits = d == axis ? out.shape[d] <= data.shape[d] : out.shape[d] == data.shape[d];
  if (!fits)
    fail("%s: the output's shape %s does not fit the input's %s", c.name(), out.text().c_str(), data.text().c_str());
}

// One index for each line.
void checkOne(const Command& c, const Operand& out, const Operand& data, int axis) {
  checkOutput(c, out, data, axis);
  if (axis >= 0 && out.shape[axis] != 1)
    fail("%s: shape %s has no elements to choose from", c.name(), data.text().c_str());
}

}  // namespace

KERNEL(argsort) {
  const Operand &out = c.out(), &data = c.in();
  const int axis = axisAttribute(c, data);
  const bool descending = integerAttribute(c, 1, 0, 1) == 1;
  checkOutput(c, out, data, axis);
  const Lines to(out, axis);
  if (out.count == 0) return;
  const size_t count = static_cast<size_t>(to.length);
  eachSortable(c, data, axis, descending, [&](auto& entries, auto& spare, size_t n, int64_t line) {
    using E = typename std::decay_t<decltype(entries)>::value_type;
    if (count < n) {
      auto compare = before<decltype(E::key)>;
      std::nth_element(entries.begin(), entries.begin() + static_cast<int64_t>(count), entries.begin() + static_cast<int64_t>(n), compare);
      // The radix sort wants indices that ascend.
      std::sort(entries.begin(), entries.begin() + static_cast<int64_t>(count), compare);
    } else {
      sortEntries(entries, spare, n);
    }
    int64_t* o = out.as<int64_t>() + to.at(line);
    for (size_t i = 0; i < count; i++) o[static_cast<int64_t>(i) * to.stride] = static_cast<int64_t>(entries[i].index);
  });
}

// Rule -1: the lower median, or the first NaN; -2: the lower median of what is no NaN; else the place in the order.
KERNEL(kthIndex) {
  const Operand &out = c.out(), &data = c.in();
  const int axis = axisAttribute(c, data);
  checkOne(c, out, data, axis);
  const Lines to(out, axis);
  const int64_t length = axis < 0 ? 1 : data.shape[axis];
  const int64_t rule = integerAttribute(c, 1, -2, std::max<int64_t>(length, 1) - 1);
  eachSortable(c, data, axis, false, [&](auto& entries, auto&, size_t n, int64_t line) {
    using E = typename std::decay_t<decltype(entries)>::value_type;
    size_t k = static_cast<size_t>(rule);
    if (rule < 0) {
      size_t numbers = n;
      if (hasNan(data.dtype)) for (const E& e : entries) numbers -= e.key == nanKey<decltype(e.key)>();
      if (rule == -1) k = numbers < n ? numbers : (n - 1) / 2;
      else k = numbers == 0 ? 0 : (numbers - 1) / 2;
    }
    std::nth_element(entries.begin(), entries.begin() + static_cast<int64_t>(k), entries.begin() + static_cast<int64_t>(n), before<decltype(E::key)>);
    out.as<int64_t>()[to.at(line)] = static_cast<int64_t>(entries[k].index);
  });
}

// The last place of the element that comes most often; of several such, of the smallest.
KERNEL(modeIndex) {
  const Operand &out = c.out(), &data = c.in();
  const int axis = axisAttribute(c, data);
  checkOne(c, out, data, axis);
  const Lines to(out, axis);
  eachSortable(c, data, axis, false, [&](auto& entries, auto& spare, size_t n, int64_t line) {
    sortEntries(entries, spare, n);
    size_t most = 0, run = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
      run++;
      if (i + 1 < n && entries[i + 1].key == entries[i].key) continue;
      if (run > most) {
        most = run;
        last = i;
      }
      run = 0;
    }
    out.as<int64_t>()[to.at(line)] = static_cast<int64_t>(entries[last].index);
  });
}

KERNEL(searchSorted) {
  const Operand &out = c.out(), &bounds = c.in(0), &values = c.in(1);
  const bool right = integerAttribute(c, 0, 0, 1) == 1;
  if (out.dtype != Dtype::int64) noKernel(c, out.dtype);
  sameShape(c, out, values, "the values");
  sameDtype(c, bounds, values, "the values");
  const int last = bounds.ndim - 1;
  bool fits = last == 0 || (last > 0 && bounds.ndim == values.ndim);
  for (int d = 0; fits && d < last; d++) fits = bounds.shape[d] == values.shape[d];
  if (!fits)
    fail("%s: shapes do not fit — %s for values %s", c.name(), bounds.text().c_str(), values.text().c_str());
  if (out.count == 0) return;
  const int axis = values.ndim - 1;
  const Lines to(out, axis), from(values, axis), rows(bounds, last);
  const int64_t n = rows.length, step = rows.stride;
  forKeys(values.dtype, [&](auto t) {
    using T = decltype(t);
    using K = decltype(keyOf(t));
    // One sequence for all values is made keys once.
    std::vector<K> shared(last == 0 ? static_cast<size_t>(n) : 0);
    for (int64_t k = 0; last == 0 && k < n; k++) shared[static_cast<size_t>(k)] = keyOf(bounds.as<T>()[k * step]);
    parallel(to.count, 30 * static_cast<double>(to.length) + 20, 1, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const T* row = last == 0 ? nullptr : bounds.as<T>() + rows.at(line);
        const T* x = values.as<T>() + from.at(line);
        int64_t* o = out.as<int64_t>() + to.at(line);
        for (int64_t i = 0; i < to.length; i++) {
          const K key = keyOf(x[i * from.stride]);
          int64_t low = 0, left = n;
          while (left > 0) {
            const int64_t half = left / 2;
            const K bound = last == 0 ? shared[static_cast<size_t>(low + half)] : keyOf(row[(low + half) * step]);
            // No branch, which would be mispredicted every other time.
            const int64_t beyond = right ? bound <= key : bound < key;
            low += beyond * (half + 1);
            left = half - beyond * (1 - left % 2);
          }
          o[i * to.stride] = low;
        }
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
