// Panels of a matrix in the order in which the product reads them: for each k the panel's rows (of a) or columns
// (of b) side by side.
#pragma once
#include <cstdint>
#include <utility>

#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

namespace pack {

template <class T>
using Vector = typename Simd<T>::type;

// Two vectors to one of every other pair of lanes: low halves or high halves, interleaved.
template <class T, bool high, size_t... I>
inline Vector<T> interleave(Vector<T> a, Vector<T> b, std::index_sequence<I...>) {
  constexpr int n = Simd<T>::lanes, from = high ? n / 2 : 0;
  using Mask = typename Simd<T>::mask;
#if defined(__clang__)
  return __builtin_shufflevector(a, b, (from + static_cast<int>(I) / 2 + (I % 2 ? n : 0))...);
#else
  return __builtin_shuffle(a, b, Mask{(from + static_cast<int>(I) / 2 + (I % 2 ? n : 0))...});
#endif
}

// A square of lanes × lanes, in place. Interleaving log2(lanes) times is a transposition.
template <class T>
inline void transpose(Vector<T> (&rows)[Simd<T>::lanes]) {
  constexpr int n = Simd<T>::lanes;
  constexpr auto all = std::make_index_sequence<n>{};
  for (int step = 1; step < n; step *= 2) {
    Vector<T> next[n];
    for (int i = 0; i < n / 2; i++) {
      next[2 * i] = interleave<T, false>(rows[i], rows[i + n / 2], all);
      next[2 * i + 1] = interleave<T, true>(rows[i], rows[i + n / 2], all);
    }
    for (int i = 0; i < n; i++) rows[i] = next[i];
  }
}

}  // namespace pack

// Rows or columns of a panel at most: those of the largest tile.
template <class T>
constexpr int widestPanel = Simd<T>::lanes < 8 ? 14 : 2 * Simd<T>::lanes;

// to[k × width + i] = from[i × across + k × along] for i < count ≤ width. What comes to lie between count and width is
// some number; only columns of the product that do not exist are made of it.
// Up to lanes - 1 elements behind the panel are written too.
template <class T>
void packPanel(T* to, const T* from, int64_t across, int64_t along, int count, int width, int64_t depth) {
  constexpr int n = Simd<T>::lanes;
  if (across == 1) {
    // Whole vectors, as long as they end before the matrix does: what they read beyond `count` is never used.
    const int vectors = (count + n - 1) / n;
    const int64_t last = (depth - 1) * along + count;
    for (int64_t k = 0; k < depth; k++, to += width, from += along) {
      if (count % n == 0 || (along > 0 && k * along + vectors * n <= last)) {
        for (int v = 0; v < vectors; v++) store(to + v * n, load(from + v * n));
      } else {
        for (int i = 0; i < count; i++) to[i] = from[i];
        for (int i = count; i < vectors * n; i++) to[i] = 0;
      }
    }
    return;
  }
  int64_t k = 0;
  if (along == 1) {
    // Squares side by side, transposed. What a row writes too far, the next one writes over.
    constexpr int mostSquares = (widestPanel<T> + n - 1) / n;
    const int squares = (width + n - 1) / n;
    for (; k + n <= depth; k += n) {
      typename Simd<T>::type square[mostSquares][n];
      for (int s = 0; s < squares; s++) {
        for (int i = 0; i < n; i++)
          square[s][i] = s * n + i < count ? load(from + (s * n + i) * across + k) : typename Simd<T>::type{};
        pack::transpose<T>(square[s]);
      }
      for (int q = 0; q < n; q++)
        for (int s = 0; s < squares; s++) store(to + (k + q) * width + s * n, square[s][q]);
    }
  }
  for (; k < depth; k++) {
    for (int i = 0; i < count; i++) to[k * width + i] = from[i * across + k * along];
    for (int i = count; i < width; i++) to[k * width + i] = 0;
  }
}

}  // namespace backstep::BACKSTEP_ISA
