// Random numbers. Number p of a seed, p = offset + i, is made of words of its own: p of 32 bits, or 2 p and 2 p + 1
// where 64 are needed. So neither the threads nor the size of a request change it.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/pool.h"
#include "core/half.h"
#include "cpu/philox.h"
#include "cpu/random.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// run(i, n, words) for elements [i, i + n): `words` are those of number offset + i and on, `perNumber` of each.
template <int perNumber, class Run>
void runs(Source source, int64_t count, double nanoseconds, const Run& run) {
  constexpr int64_t most = 4 * philoxBlocks / perNumber;
  parallel(count, nanoseconds, most, [&](int64_t begin, int64_t end) {
    uint32_t words[4 * philoxBlocks];
    for (int64_t i = begin; i < end;) {
      const uint64_t word = (source.offset + static_cast<uint64_t>(i)) * perNumber;
      // The first block may be begun already.
      const int64_t skipped = static_cast<int64_t>(word % 4);
      const int64_t n = std::min(end - i, most - skipped / perNumber);
      philox(source.seed, word / 4, (skipped + n * perNumber + 3) / 4, words);
      run(i, n, words + skipped);
      i += n;
    }
  });
}

// The same, element by element.
template <int perNumber, class Element>
void each(Source source, int64_t count, double nanoseconds, const Element& element) {
  runs<perNumber>(source, count, nanoseconds, [&](int64_t first, int64_t n, const uint32_t* words) {
    for (int64_t k = 0; k < n; k++) element(first + k, words + k * perNumber);
  });
}

// In [0, range) from 64 random bits: their product's upper half. Biased by at most range / 2^64.
uint64_t below(uint64_t random, uint64_t range) {
  return static_cast<uint64_t>(static_cast<unsigned __int128>(random) * range >> 64);
}

// Of as many random bits as a 16-bit float has digits, so that no number is rounded up to `high`; but for bounds that
// are none of its numbers.
template <class Half, int digits>
void uniformHalves(Command& c, Source source, float low, float high) {
  const Elements<Half> out{c.out()};
  each<1>(source, c.out().count, 1, [&](int64_t i, const uint32_t* words) {
    const float unit = static_cast<float>(words[0] >> (32 - digits)) * (1.0f / (1 << digits));
    Half x = narrow<Half>(unit * (high - low) + low);
    // The next towards `low`: one less in size above 0, one more below.
    if (widen(x) >= high && low < high) x.bits = static_cast<uint16_t>(high > 0 ? x.bits - 1 : high < 0 ? x.bits + 1 : 0x8001);
    out[i] = x;
  });
}

}  // namespace

KERNEL(uniform) {
  const Source source = sourceOf(c);
  const double low = c.attribute[2], high = c.attribute[3];
  if (!(low <= high)) fail("uniform: low %g is above high %g — give them in order", low, high);
  const float lowest = static_cast<float>(low), highest = static_cast<float>(high);
  if (c.out().dtype == Dtype::float16) return uniformHalves<Float16, 11>(c, source, lowest, highest);
  if (c.out().dtype == Dtype::bfloat16) return uniformHalves<Bfloat16, 8>(c, source, lowest, highest);
  if (c.out().dtype == Dtype::float32) {
    const Elements<float> out{c.out()};
    const float from = static_cast<float>(low), span = static_cast<float>(high - low), to = static_cast<float>(high);
    // Rounding can reach `high`, which is not in the interval.
    const float last = from == to ? from : std::nextafter(to, from);
    const auto number = [=](uint32_t word) {
      const float x = static_cast<float>(static_cast<int32_t>(word >> 8)) * 0x1p-24f * span + from;
      return x < last ? x : last;
    };
    runs<1>(source, c.out().count, 0.6, [&](int64_t first, int64_t n, const uint32_t* words) {
      if (c.out().contiguous) {
        float* o = c.out().as<float>() + first;
        for (int64_t k = 0; k < n; k++) o[k] = number(words[k]);
      } else {
        for (int64_t k = 0; k < n; k++) out[first + k] = number(words[k]);
      }
    });
    return;
  }
  if (c.out().dtype != Dtype::float64) noKernel(c, c.out().dtype);
  const Elements<double> out{c.out()};
  each<2>(source, c.out().count, 1.5, [&](int64_t i, const uint32_t* words) {
    const double x = static_cast<double>(wide(words) >> 11) * 0x1p-53 * (high - low) + low;
    out[i] = x < high || low == high ? x : std::nextafter(high, low);
  });
}

// Box and Muller (1958): numbers 2 p and 2 p + 1 are a pair.
KERNEL(normal) {
  const Source source = sourceOf(c);
  const double mean = c.attribute[2], deviation = c.attribute[3];
  forType(Fractions{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    const Elements<T> out{c.out()};
    const uint64_t skip = source.offset % 2;
    const int64_t count = c.out().count, pairs = (count + static_cast<int64_t>(skip) + 1) / 2;
    each<4>({source.seed, source.offset / 2}, pairs, 40, [&](int64_t pair, const uint32_t* words) {
      // (0, 1]: its logarithm is finite.
      const double radius = std::sqrt(-2 * std::log((static_cast<double>(wide(words) >> 11) + 1) * 0x1p-53));
      const double angle = static_cast<double>(wide(words + 2) >> 11) * 0x1p-53 * 6.283185307179586;
      const int64_t i = 2 * pair - static_cast<int64_t>(skip);
      if (i >= 0) out[i] = static_cast<T>(mean + deviation * radius * std::cos(angle));
      if (i + 1 < count) out[i + 1] = static_cast<T>(mean + deviation * radius * std::sin(angle));
    });
  });
}

KERNEL(randint) {
  const Source source = sourceOf(c);
  constexpr int64_t most = int64_t{1} << 53;
  const int64_t low = integerAttribute(c, 2, -most, most), high = integerAttribute(c, 3, -most, most);
  if (low >= high)
    fail("randint: there is no integer from %lld to below %lld — high must be above low", static_cast<long long>(low),
         static_cast<long long>(high));
  if (c.out().dtype != Dtype::int64) noKernel(c, c.out().dtype);
  const Elements<int64_t> out{c.out()};
  each<2>(source, c.out().count, 1.5, [&](int64_t i, const uint32_t* words) {
    out[i] = low + static_cast<int64_t>(below(wide(words), static_cast<uint64_t>(high - low)));
  });
}

// Fisher and Yates, with number i for the place of element i.
KERNEL(randperm) {
  const Source source = sourceOf(c);
  if (c.out().dtype != Dtype::int64) noKernel(c, c.out().dtype);
  if (c.out().ndim != 1) fail("randperm: the output has shape %s — one axis is needed", c.out().text().c_str());
  const int64_t n = c.out().count;
  std::vector<int64_t> other(static_cast<size_t>(n));
  each<2>(source, n, 1.5, [&](int64_t i, const uint32_t* words) {
    other[static_cast<size_t>(i)] = i + static_cast<int64_t>(below(wide(words), static_cast<uint64_t>(n - i)));
  });
  const Elements<int64_t> out{c.out()};
  for (int64_t i = 0; i < n; i++) out[i] = i;
  for (int64_t i = 0; i < n; i++) std::swap(out[i], out[other[static_cast<size_t>(i)]]);
}

}  // namespace backstep::BACKSTEP_ISA
