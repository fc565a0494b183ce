// Copies, and casts between dtypes.
#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <cmath>
#include <cstring>
#include <type_traits>

#include "core/half.h"
#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// bool as a type of its own here: casting to it asks whether a number is 0.
struct Truth {
  uint8_t value;
};

template <class From, class To>
struct Cast {
  static To apply(From x) {
    if constexpr (std::is_same_v<From, Truth>) {
      return Cast<uint8_t, To>::apply(x.value != 0);
    } else if constexpr (std::is_same_v<To, Truth>) {
      return Truth{static_cast<uint8_t>(x != 0)};
    } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
      // Towards 0; NaN is 0, and what is too large is the largest. Bytes wrap, through int32.
      using Wide = std::conditional_t<std::is_same_v<To, int64_t>, int64_t, int32_t>;
      constexpr From low = static_cast<From>(std::is_same_v<Wide, int64_t> ? -9223372036854775808.0 : -2147483648.0);
      From y = x > low ? x : low;
      y = x != x ? From(0) : y;
      // The largest integer is no float: compare, then convert.
      return static_cast<To>(y >= -low ? static_cast<Wide>(~(Wide(1) << (sizeof(Wide) * 8 - 1))) : static_cast<Wide>(y));
    } else {
      return static_cast<To>(x);
    }
  }
};

template <class From, class To>
void cast(Command& c) {
  unaryLoop<Cast<From, To>, From, To>(c, 0.4);
}

// Same dtype: bits move. Two axes that change places go through squares that fit the first cache.
template <class T>
void move(Command& c) {
  const Walk walk(c.out(), c.in());
  const int64_t os = walk.step[0], is = walk.step[1];
  if (os == 1 && is != 1 && is != 0 && walk.isMatrix() && walk.rowBytes(1) == static_cast<int64_t>(sizeof(T))) {
    const int64_t columns = walk.columns(), rows = walk.rows(), outRow = walk.rowBytes(0) / static_cast<int64_t>(sizeof(T));
    constexpr int64_t square = 32;
    const int64_t strips = (rows + square - 1) / square;
    T* o = reinterpret_cast<T*>(walk.data(0));
    const T* a = reinterpret_cast<const T*>(walk.data(1));
    parallel(strips, 0.5 * static_cast<double>(square * columns), 1, [&](int64_t begin, int64_t end) {
      for (int64_t r0 = begin * square; r0 < std::min(rows, end * square); r0 += square)
        for (int64_t c0 = 0; c0 < columns; c0 += square)
          for (int64_t r = r0; r < std::min(rows, r0 + square); r++)
            for (int64_t k = c0; k < std::min(columns, c0 + square); k++) o[r * outRow + k] = a[k * is + r];
    });
    return;
  }
  walk.run(0.25, [&](int64_t n, char** at) {
    T* o = reinterpret_cast<T*>(at[0]);
    const T* a = reinterpret_cast<const T*>(at[1]);
    if (os == 1 && is == 1) std::memmove(o, a, static_cast<size_t>(n) * sizeof(T));
    else if (os == 1 && is == 0) std::fill(o, o + n, *a);
    else
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        o[i * os] = a[i * is];
      }
  });
}

// 16-bit floats come from float32 and go to it; core/narrow.cc puts it between them and other dtypes.
template <class Half>
struct Widen {
  static float apply(Half x) { return widen(x); }
};
template <class Half>
struct Narrow {
  static Half apply(float x) { return narrow<Half>(x); }
};

template <class From>
void castFrom(Command& c) {
  if (c.out().dtype == Dtype::boolean) return cast<From, Truth>(c);
  forType(Numbers{}, c, c.out().dtype, [&](auto t) { cast<From, decltype(t)>(c); });
}

constexpr size_t line = 64;

// Past the caches: what the program computes with stays in them. `to` begins a line.
void stream(char* to, const char* from, size_t bytes) {
  size_t at = 0;
#if defined(__AVX512F__)
  for (; at + line <= bytes; at += line) _mm512_stream_si512(reinterpret_cast<__m512i*>(to + at), _mm512_loadu_si512(from + at));
#elif defined(__AVX2__)
  for (; at + line <= bytes; at += line)
    for (size_t k = at; k < at + line; k += 32)
      _mm256_stream_si256(reinterpret_cast<__m256i*>(to + k), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + k)));
#endif
  std::memcpy(to + at, from + at, bytes - at);
#if defined(__AVX2__)
  // Other threads may be told of the copy next.
  _mm_sfence();
#endif
}

// What is smaller is written sooner than memory takes it.
constexpr int64_t fewestStreamed = 128 << 10;

}  // namespace

KERNEL(copy) {
  sameShape(c, c.out(), c.in(), "the input");
  if (c.in().dtype == c.out().dtype) return forSize(c.out().dtype, [&](auto bits) { move<decltype(bits)>(c); });
  if (c.in().dtype == Dtype::boolean) return castFrom<Truth>(c);
  using Halves = Types<Float16, Bfloat16>;
  if (isNarrow(c.in().dtype) && c.out().dtype == Dtype::float32)
    return forType(Halves{}, c, c.in().dtype, [&](auto t) { unaryLoop<Widen<decltype(t)>, decltype(t), float>(c, 0.3); });
  if (isNarrow(c.out().dtype) && c.in().dtype == Dtype::float32)
    return forType(Halves{}, c, c.out().dtype, [&](auto t) { unaryLoop<Narrow<decltype(t)>, float, decltype(t)>(c, 0.3); });
  forType(Numbers{}, c, c.in().dtype, [&](auto t) { castFrom<decltype(t)>(c); });
}

// A copy, of the same dtype, that nobody reads soon.
KERNEL(keep) {
  const Operand &to = c.out(), &from = c.in();
  sameShape(c, to, from, "the input");
  sameDtype(c, to, from, "the input");
  const int64_t bytes = to.count * static_cast<int64_t>(sizeOf(to.dtype));
  const bool isAligned = reinterpret_cast<uintptr_t>(to.data) % line == 0;
  if (!to.contiguous || !from.contiguous || !isAligned || bytes < fewestStreamed) return kernel_copy(c);
  constexpr int64_t piece = 32 << 10;
  parallel((bytes + piece - 1) / piece, 0.1 * piece, 1, [&](int64_t begin, int64_t end) {
    const int64_t start = begin * piece;
    stream(to.data + start, from.data + start, static_cast<size_t>(std::min(bytes, end * piece) - start));
  });
}

}  // namespace backstep::BACKSTEP_ISA
