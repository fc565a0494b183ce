// Singular values and vectors by one-sided Jacobi rotations (Hestenes 1958): rows are turned in pairs until all are
// orthogonal.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "cpu/gemm.h"
#include "cpu/linalg.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Lengths below this, of a matrix whose largest element is 1, count as 0: their squares vanish.
constexpr double nothing = 1e-140;

void turn(int64_t n, double cosine, double sine, double* x, double* y) {
  for (int64_t i = 0; i < n; i++) {
    const double a = x[i], b = y[i];
    x[i] = cosine * a - sine * b;
    y[i] = sine * a + cosine * b;
  }
}

// Makes rows p and q of w orthogonal, and turns those of `turns` alike; `squares` are those of lengths. Whether they
// were not.
bool rotate(int64_t rows, int64_t length, double* w, double* turns, double* squares, int64_t p, int64_t q) {
  double *x = w + p * length, *y = w + q * length;
  const double xx = squares[p], yy = squares[q], xy = dot(length, x, y);
  // A row that depends on others shrinks to nothing; there is no direction left to turn.
  if (std::min(xx, yy) < nothing * nothing) return false;
  // What rounding leaves of a product of orthogonal rows.
  const double rest = 3e-16 * std::sqrt(static_cast<double>(length) + 8);
  if (!(std::fabs(xy) > rest * std::sqrt(xx) * std::sqrt(yy))) return false;
  const double zeta = (yy - xx) / (2 * xy);
  const double tangent = std::copysign(1.0, zeta) / (std::fabs(zeta) + std::hypot(1.0, zeta));
  const double cosine = 1 / std::hypot(1.0, tangent), sine = cosine * tangent;
  turn(length, cosine, sine, x, y);
  turn(rows, cosine, sine, turns + p * rows, turns + q * rows);
  squares[p] = dot(length, x, x);
  squares[q] = dot(length, y, y);
  return true;
}

// Every pair once, in rounds whose pairs have no row in common (a round-robin tournament).
bool sweep(int64_t rows, int64_t length, double* w, double* turns) {
  const int64_t players = rows + rows % 2, half = players / 2;
  std::vector<char> turned(sized(half));
  Doubles squares(sized(rows));
  for (int64_t i = 0; i < rows; i++) squares[sized(i)] = dot(length, w + i * length, w + i * length);
  bool any = false;
  for (int64_t round = 0; round + 1 < players; round++) {
    std::fill(turned.begin(), turned.end(), 0);
    eachBatch(half, static_cast<double>(2 * length + rows), [&](int64_t k) {
      // The last player stays; the others move on by one place a round.
      const auto seat = [&](int64_t place) { return place == players - 1 ? place : (place + round) % (players - 1); };
      const int64_t p = seat(k), q = seat(players - 1 - k);
      if (p < rows && q < rows) turned[sized(k)] = rotate(rows, length, w, turns, squares.data(), std::min(p, q), std::max(p, q));
    });
    any |= std::find(turned.begin(), turned.end(), 1) != turned.end();
  }
  return any;
}

// Fills rows `known` … `rows` of q with unit vectors that are orthogonal to those before them.
void complete(int64_t known, int64_t rows, int64_t length, double* q) {
  Doubles covered(sized(length), 0.0);
  const auto cover = [&](int64_t row) {
    for (int64_t j = 0; j < length; j++) covered[sized(j)] += q[row * length + j] * q[row * length + j];
  };
  for (int64_t row = 0; row < known; row++) cover(row);
  for (int64_t row = known; row < rows; row++) {
    double* fresh = q + row * length;
    std::fill(fresh, fresh + length, 0.0);
    // The axis that lies least in the space of the others.
    fresh[std::min_element(covered.begin(), covered.end()) - covered.begin()] = 1;
    for (int pass = 0; pass < 2; pass++) {
      for (int64_t other = 0; other < row; other++) {
        const double* earlier = q + other * length;
        const double part = dot(length, fresh, earlier);
        for (int64_t j = 0; j < length; j++) fresh[j] -= part * earlier[j];
      }
      const double norm = std::sqrt(dot(length, fresh, fresh));
      for (int64_t j = 0; j < length; j++) fresh[j] /= norm;
    }
    cover(row);
  }
}

// Turns rows of w that are many by the eigenvectors of w wᵀ: that leaves few for the rotations to do, which cost more.
void startTurns(int64_t rows, int64_t length, double* w, double* turned) {
  constexpr int64_t many = 32;
  if (rows >= many) {
    Doubles products(sized(rows * rows)), values(sized(rows)), given(w, w + rows * length);
    const Matrix<const double> a{given.data(), length, 1}, transposed{given.data(), 1, length};
    gemm(rows, rows, length, a, transposed, Matrix<double>{products.data(), rows, 1}, false);
    if (factorSymmetric(rows, products.data(), values.data())) {
      std::copy(products.begin(), products.end(), turned);
      gemm(rows, length, rows, Matrix<const double>{turned, rows, 1}, a, Matrix<double>{w, length, 1}, false);
      return;
    }
  }
  for (int64_t i = 0; i < rows; i++) turned[i * rows + i] = 1;
}

// Of w[rows × length], rows ≤ length: w = turnsᵀ diag(values) directions, largest value first. `directions` has
// `wanted` rows, of which those beyond `rows` complete the space. False where the rotations find no end.
bool decompose(int64_t rows, int64_t length, int64_t wanted, double* w, double* values, double* turns, double* directions) {
  constexpr int mostSweeps = 60;
  Doubles turned(sized(rows * rows), 0.0), norms(sized(rows));
  startTurns(rows, length, w, turned.data());
  int sweeps = 0;
  while (sweep(rows, length, w, turned.data()))
    if (++sweeps == mostSweeps) return false;
  for (int64_t i = 0; i < rows; i++) norms[sized(i)] = std::sqrt(dot(length, w + i * length, w + i * length));
  std::vector<int64_t> order(sized(rows));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t i, int64_t j) { return norms[sized(i)] > norms[sized(j)]; });
  int64_t known = 0;
  for (int64_t i = 0; i < rows; i++) {
    const int64_t from = order[sized(i)];
    values[i] = norms[sized(from)];
    std::copy(turned.begin() + from * rows, turned.begin() + (from + 1) * rows, turns + i * rows);
    if (values[i] < nothing) continue;
    for (int64_t j = 0; j < length; j++) directions[i * length + j] = w[from * length + j] / values[i];
    known = i + 1;
  }
  complete(known, wanted, length, directions);
  return true;
}

}  // namespace

KERNEL(svd) {
  const Operand &u = c.out(0), &s = c.out(1), &vh = c.out(2), &a = c.in();
  needMatrices(c, a, false);
  needMatrices(c, u, false);
  const int64_t m = rowsOf(a), n = columnsOf(a), k = std::min(m, n), longer = std::max(m, n);
  const bool full = columnsOf(u) == m && m > k;
  const bool fullRows = full || (n > k && vh.ndim >= 2 && rowsOf(vh) == n);
  needMatrix(c, u, a, m, full ? m : k, "U");
  needVector(c, s, a, k, "S");
  needMatrix(c, vh, a, fullRows && n > k ? n : k, n, "Vh");
  const bool tall = m >= n;
  const int64_t wanted = full || fullRows ? longer : k;
  needRoom(static_cast<double>(3 * m * n + 3 * k * k + wanted * longer));
  eachBatch(batchesOf(a, 2), 40 * static_cast<double>(k * k * longer) + 300, [&](int64_t batch) {
    Doubles x(sized(m * n)), w(sized(m * n)), values(sized(k)), turns(sized(k * k)), directions(sized(wanted * longer));
    load(c, a, batch, x.data());
    if (!allFinite(x.data(), m * n))
      fail("svd: the matrix has elements that are not finite — batch element %lld — look for where NaN or Infinity came from",
           static_cast<long long>(batch));
    double scale = 0;
    for (const double each : x) scale = std::max(scale, std::fabs(each));
    if (scale == 0) scale = 1;
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) w[sized(tall ? j * m + i : i * n + j)] = x[sized(i * n + j)] / scale;
    if (!decompose(k, longer, wanted, w.data(), values.data(), turns.data(), directions.data()))
      fail("svd: the algorithm did not converge — %s — scale the matrix, or compute in float64", a.text().c_str());
    for (double& value : values) value *= scale;
    storeVector(c, s, batch, values.data());
    storeTransposed(c, u, batch, tall ? directions.data() : turns.data());
    store(c, vh, batch, tall ? turns.data() : directions.data());
  });
}

}  // namespace backstep::BACKSTEP_ISA
