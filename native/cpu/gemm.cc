// A packed product after Goto and van de Geijn (2008): panels of b in the cache that all cores share, a block of a
// in each core's own, a tile of c in registers.
#include "cpu/gemm.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/pool.h"
#include "cpu/buffer.h"
#include "cpu/pack.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// A tile has up to tileRows rows of two vectors: as many as there are registers.
constexpr int tileRows = vectorBytes == 64 ? 14 : 6;
template <class T>
constexpr int tileColumns = 2 * Simd<T>::lanes;
static_assert(tileRows <= widestPanel<float> && tileRows <= widestPanel<double>);
static_assert(tileColumns<float> <= widestPanel<float> && tileColumns<double> <= widestPanel<double>);
// Depth of a panel, rows of a block of a, columns of a block of b, in elements of 4 bytes.
constexpr int64_t depthBlock = 384, rowBlock = 32 * tileRows, columnBlock = 3072;
// With fewer rows than this, packing b costs more than it gains where its rows are contiguous; with far fewer also
// where each row lies in another page of memory.
constexpr int64_t unpackedRows = 96, unpackedLongRows = 16, pageBytes = 4096;

template <class T>
using Vec = typename Simd<T>::type;

// c[R × columns] (+)= a panel × b panel. a: R elements a step; b: W vectors a step, bStride apart.
template <class T, int W, int R>
__attribute__((noinline)) void tile(int64_t depth, const T* __restrict a, const T* __restrict b, int64_t bStride,
                                    T* __restrict c, int64_t cStride, bool accumulate, int columns) {
  constexpr int n = Simd<T>::lanes;
  Vec<T> sum[R][W];
#pragma GCC unroll 16
  for (int i = 0; i < R; i++)
    for (int w = 0; w < W; w++) sum[i][w] = Vec<T>{};
  for (int i = 0; i < R; i++) __builtin_prefetch(c + i * cStride, 1);
  for (int64_t k = 0; k < depth; k++, a += R, b += bStride) {
    Vec<T> y[W];
#pragma GCC unroll 2
    for (int w = 0; w < W; w++) y[w] = load(b + w * n);
#pragma GCC unroll 16
    for (int i = 0; i < R; i++) {
      const Vec<T> x = splat<T>(a[i]);
#pragma GCC unroll 2
      for (int w = 0; w < W; w++) sum[i][w] += x * y[w];
    }
  }
  if (columns == W * n) {
#pragma GCC unroll 16
    for (int i = 0; i < R; i++) {
#pragma GCC unroll 2
      for (int w = 0; w < W; w++) {
        T* to = c + i * cStride + w * n;
        store(to, accumulate ? load(to) + sum[i][w] : sum[i][w]);
      }
    }
    return;
  }
  alignas(64) T edge[R][W * n];
#pragma GCC unroll 16
  for (int i = 0; i < R; i++)
    for (int w = 0; w < W; w++) store(edge[i] + w * n, sum[i][w]);
  for (int i = 0; i < R; i++)
    for (int j = 0; j < columns; j++) c[i * cStride + j] = accumulate ? c[i * cStride + j] + edge[i][j] : edge[i][j];
}

template <class T>
using Tile = void (*)(int64_t, const T*, const T*, int64_t, T*, int64_t, bool, int);

template <class T, int W, int... R>
constexpr std::array<Tile<T>, sizeof...(R)> tilesOf(std::integer_sequence<int, R...>) {
  return {tile<T, W, R + 1>...};
}
template <class T, int W>
constexpr auto tiles = tilesOf<T, W>(std::make_integer_sequence<int, tileRows>{});

// Rows are shared out evenly over tiles: no last tile of a single row.
struct RowTiles {
  int64_t rows, count;
  explicit RowTiles(int64_t m) : rows(m), count((m + tileRows - 1) / tileRows) {}
  int64_t at(int64_t t) const { return t * (rows / count) + std::min(t, rows % count); }
};

template <class T>
struct Product {
  int64_t m, n, k;
  Matrix<const T> a, b;
  Matrix<T> c;
  bool accumulate;
  // Where b is no matrix in memory.
  const Panels<T>* panels = nullptr;
  RowTiles rowTiles{m};

  // One block of b: `depth` from k0, `columns` from j0, packed or in place.
  int64_t k0 = 0, depth = 0, j0 = 0, columns = 0;
  const T* packed = nullptr;

  // Row tiles [p0, p1) of a, one behind the other.
  void packRows(T* to, int64_t p0, int64_t p1) const {
    const int64_t first = rowTiles.at(p0);
    for (int64_t p = p0; p < p1; p++) {
      const int64_t row = rowTiles.at(p);
      const int rows = static_cast<int>(rowTiles.at(p + 1) - row);
      packPanel(to + (row - first) * depth, a.data + row * a.rowStride + k0 * a.columnStride, a.rowStride,
                a.columnStride, rows, rows, depth);
    }
  }

  // Row tiles [p0, p1), packed in `rows`, × column tile q, at `from`.
  void column(const T* rows, int64_t p0, int64_t p1, int64_t q, const T* from, int64_t stride) const {
    constexpr int width = tileColumns<T>;
    const int64_t column = j0 + q * width, first = rowTiles.at(p0);
    const int count = static_cast<int>(std::min<int64_t>(width, j0 + columns - column));
    const auto& ofWidth = count <= Simd<T>::lanes ? tiles<T, 1> : tiles<T, 2>;
    for (int64_t p = p0; p < p1; p++) {
      const int64_t row = rowTiles.at(p);
      ofWidth[static_cast<size_t>(rowTiles.at(p + 1) - row - 1)](depth, rows + (row - first) * depth, from, stride,
                                                                  c.data + row * c.rowStride + column, c.rowStride,
                                                                  accumulate || k0 > 0, count);
    }
  }

  // Tiles of c: row tiles [p0, p1) × column tiles [q0, q1) of the block.
  void block(int64_t p0, int64_t p1, int64_t q0, int64_t q1) const {
    static thread_local Buffer<T> buffer;
    T* rows = buffer.of((rowTiles.at(p1) - rowTiles.at(p0)) * depth + 64);
    packRows(rows, p0, p1);
    constexpr int width = tileColumns<T>;
    for (int64_t q = q0; q < q1; q++)
      column(rows, p0, p1, q, packed ? packed + q * width * depth : b.data + k0 * b.rowStride + j0 + q * width,
             packed ? width : b.rowStride);
  }

  // All tiles, where the rows are few enough that a stays in the cache: each panel of b is used as soon as it is
  // packed, and never leaves the core.
  void stream(int64_t columnTiles, double nanoseconds) const {
    static thread_local Buffer<T> buffer;
    T* rows = buffer.of(m * depth + 64);
    packRows(rows, 0, rowTiles.count);
    parallel(columnTiles, nanoseconds, 1, [&](int64_t begin, int64_t end) {
      static thread_local Buffer<T> panel;
      constexpr int width = tileColumns<T>;
      T* to = panel.of(width * depth + 64);
      for (int64_t q = begin; q < end; q++) {
        packColumns(to - q * width * depth, q);
        column(rows, 0, rowTiles.count, q, to, width);
      }
    });
  }

  void packColumns(T* to, int64_t q) const {
    constexpr int width = tileColumns<T>;
    const int64_t column = j0 + q * width;
    const int count = static_cast<int>(std::min<int64_t>(width, j0 + columns - column));
    to += q * width * depth;
    if (panels) return panels->pack(to, k0, depth, column, count, width);
    packPanel(to, b.data + k0 * b.rowStride + column * b.columnStride, b.columnStride, b.rowStride, count, width, depth);
  }
};

template <class T>
double macNanoseconds() {
  // One core at about two vectors of products a cycle and 2.5 GHz.
  return 0.2 / Simd<T>::lanes;
}

}  // namespace

double gemmNanoseconds(int64_t m, int64_t n, int64_t k, int bytes) {
  const double mac = bytes == 4 ? macNanoseconds<float>() : macNanoseconds<double>();
  return mac * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) + 100;
}

namespace {

template <class T>
void multiply(Product<T>& product) {
  const int64_t m = product.m, n = product.n, k = product.k;
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (product.accumulate) return;
    for (int64_t i = 0; i < m; i++) std::fill_n(product.c.data + i * product.c.rowStride, n, T(0));
    return;
  }
  constexpr int width = tileColumns<T>;
  static thread_local Buffer<T> buffer;
  const bool longRows = product.b.rowStride * static_cast<int64_t>(sizeof(T)) >= pageBytes;
  const bool inPlace = !product.panels && product.b.columnStride == 1 && n % Simd<T>::lanes == 0 &&
                       m <= (longRows ? unpackedLongRows : unpackedRows);
  const int64_t depthBlocks = (k + depthBlock - 1) / depthBlock, depth = (k + depthBlocks - 1) / depthBlocks;
  const int64_t group = std::max<int64_t>(1, rowBlock / tileRows * 4 / static_cast<int64_t>(sizeof(T)));
  for (int64_t j0 = 0; j0 < n; j0 += columnBlock) {
    product.j0 = j0;
    product.columns = std::min(columnBlock, n - j0);
    const int64_t columnTiles = (product.columns + width - 1) / width;
    for (int64_t k0 = 0; k0 < k; k0 += depth) {
      product.k0 = k0;
      product.depth = std::min(depth, k - k0);
      const double columnCost = macNanoseconds<T>() * static_cast<double>(product.depth * width * m);
      const double packCost = 0.3 * static_cast<double>(product.depth * width);
      if (!inPlace && product.rowTiles.count <= group) {
        product.stream(columnTiles, columnCost + packCost);
        continue;
      }
      const bool threads = columnCost * static_cast<double>(columnTiles) > 2 * taskNanoseconds;
      if (!inPlace) {
        T* packed = buffer.of(columnTiles * width * product.depth + 64);
        product.packed = packed;
        parallel(columnTiles, threads ? packCost : 1e-9, 1, [&](int64_t begin, int64_t end) {
          for (int64_t q = begin; q < end; q++) product.packColumns(packed, q);
        });
      }
      const int64_t groups = (product.rowTiles.count + group - 1) / group;
      if (!threads) {
        for (int64_t g = 0; g < groups; g++)
          product.block(g * group, std::min(product.rowTiles.count, (g + 1) * group), 0, columnTiles);
        continue;
      }
      // Enough pieces for every core; more rows a piece first, since each piece packs its rows again.
      const int64_t wanted = 16;
      int64_t parts = groups >= wanted ? groups : std::min(product.rowTiles.count, std::max(groups, wanted / 2));
      const int64_t split = std::max<int64_t>(1, std::min(columnTiles, wanted / parts));
      parallel(parts * split, columnCost * static_cast<double>(columnTiles) / static_cast<double>(parts * split), 1,
               [&](int64_t begin, int64_t end) {
                 for (int64_t t = begin; t < end; t++) {
                   const int64_t p = t / split, q = t % split;
                   product.block(product.rowTiles.count * p / parts, product.rowTiles.count * (p + 1) / parts,
                                 columnTiles * q / split, columnTiles * (q + 1) / split);
                 }
               });
    }
  }
}

}  // namespace

template <class T>
void gemm(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool accumulate) {
  Product<T> product{m, n, k, a, b, c, accumulate};
  multiply(product);
}

template <class T>
void gemm(int64_t m, int64_t n, int64_t k, Matrix<const T> a, const Panels<T>& b, Matrix<T> c, bool accumulate) {
  Product<T> product{m, n, k, a, {}, c, accumulate, &b};
  multiply(product);
}

#define GEMM(T)                                                                                     \
  template void gemm<T>(int64_t, int64_t, int64_t, Matrix<const T>, Matrix<const T>, Matrix<T>, bool); \
  template void gemm<T>(int64_t, int64_t, int64_t, Matrix<const T>, const Panels<T>&, Matrix<T>, bool);
GEMM(float)
GEMM(double)
#undef GEMM

}  // namespace backstep::BACKSTEP_ISA
