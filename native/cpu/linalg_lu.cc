// Triangular factors: LU with partial pivoting, what it solves, and Cholesky's.
#include <algorithm>
#include <cmath>

#include "cpu/linalg.h"

namespace backstep::BACKSTEP_ISA {

namespace {

constexpr int64_t panel = 48;

// Rows of the columns from j0 to j1, by elimination; whole rows are exchanged.
void factorPanel(int64_t m, int64_t n, int64_t j0, int64_t j1, double* a, int64_t* pivots) {
  for (int64_t j = j0; j < j1; j++) {
    int64_t largest = j;
    for (int64_t i = j + 1; i < m; i++)
      if (std::fabs(a[i * n + j]) > std::fabs(a[largest * n + j])) largest = i;
    pivots[j] = largest;
    if (largest != j) std::swap_ranges(a + j * n, a + j * n + n, a + largest * n);
    const double pivot = a[j * n + j];
    if (pivot == 0) continue;
    for (int64_t i = j + 1; i < m; i++) {
      const double factor = a[i * n + j] /= pivot;
      for (int64_t p = j + 1; p < j1; p++) a[i * n + p] -= factor * a[j * n + p];
    }
  }
}

// L below the diagonal (which is 1) and U, in the place of a[m × n]; row j was exchanged with row pivots[j].
void factorLU(int64_t m, int64_t n, double* a, int64_t* pivots) {
  const int64_t k = std::min(m, n);
  for (int64_t j0 = 0; j0 < k; j0 += panel) {
    const int64_t j1 = std::min(j0 + panel, k);
    factorPanel(m, n, j0, j1, a, pivots);
    if (j1 == n) break;
    solveTriangle(false, true, j1 - j0, n - j1, a + j0 * n + j0, n, a + j0 * n + j1, n);
    subtractProduct(m - j1, n - j1, j1 - j0, a + j1 * n + j0, n, a + j0 * n + j1, n, a + j1 * n + j1, n);
    checkCancelled();
  }
}

// The first matrix that could not be factored, and where.
struct Trouble {
  std::vector<int64_t> places;

  explicit Trouble(int64_t batches) : places(sized(batches), 0) {}
  // The smallest batch with a place, or -1.
  int64_t first() const {
    const auto found = std::find_if(places.begin(), places.end(), [](int64_t place) { return place > 0; });
    return found == places.end() ? -1 : found - places.begin();
  }
  std::string text(int64_t at, bool one) const {
    return one ? "" : "of batch element " + std::to_string(at) + " ";
  }
};

}  // namespace

KERNEL(lu) {
  Operand &out = c.out(0), &pivots = c.out(1), &a = c.in();
  needMatrices(c, a, false);
  const int64_t m = rowsOf(a), n = columnsOf(a), k = std::min(m, n);
  needMatrix(c, out, a, m, n, "the output");
  needVector(c, pivots, a, k, "the pivots");
  if (pivots.dtype != Dtype::int32 || !pivots.contiguous) fail("lu: the pivots are %s — int32 is needed", nameOf(pivots.dtype));
  if (out.count == 0) return;
  needRoom(static_cast<double>(m * n));
  eachBatch(batchesOf(a, 2), 0.3 * static_cast<double>(m * n * k) + 100, [&](int64_t batch) {
    Doubles x(sized(m * n));
    std::vector<int64_t> order(sized(k));
    load(c, a, batch, x.data());
    factorLU(m, n, x.data(), order.data());
    store(c, out, batch, x.data());
    // Counted from 1, as LAPACK and PyTorch do.
    for (int64_t j = 0; j < k; j++) pivots.as<int32_t>()[batch * k + j] = static_cast<int32_t>(order[sized(j)] + 1);
  });
}

KERNEL(solve) {
  const Operand &out = c.out(), &a = c.in(0), &b = c.in(1);
  needMatrices(c, a, true);
  needMatrices(c, b, false);
  const int64_t n = rowsOf(a), k = columnsOf(b), batches = batchesOf(a, 2);
  needMatrix(c, b, a, n, k, "the right side");
  needMatrix(c, out, a, n, k, "the output");
  if (n == 0 || batches == 0) return;
  needRoom(static_cast<double>(n * (n + k)));
  Trouble trouble(batches);
  eachBatch(batches, 0.3 * static_cast<double>(n * n * (n + 2 * k)) + 100, [&](int64_t batch) {
    Doubles x(sized(n * n)), right(sized(n * k));
    std::vector<int64_t> pivots(sized(n));
    load(c, a, batch, x.data());
    load(c, b, batch, right.data());
    factorLU(n, n, x.data(), pivots.data());
    for (int64_t j = 0; j < n; j++) {
      if (x[sized(j * n + j)] == 0) {
        trouble.places[sized(batch)] = j + 1;
        return;
      }
      double* row = right.data() + j * k;
      if (pivots[sized(j)] != j) std::swap_ranges(row, row + k, right.data() + pivots[sized(j)] * k);
    }
    solveTriangle(false, true, n, k, x.data(), n, right.data(), k);
    solveTriangle(true, false, n, k, x.data(), n, right.data(), k);
    store(c, out, batch, right.data());
  });
  const int64_t bad = trouble.first();
  if (bad >= 0)
    fail("solve: the matrix %sis singular — diagonal element %lld of its LU decomposition is zero — "
         "use linalg.lstsq() or linalg.pinv(), or add a small multiple of the identity",
         trouble.text(bad, batches == 1).c_str(), static_cast<long long>(trouble.places[sized(bad)]));
}

namespace {

// The lower factor of a[n × n], of which the lower triangle is read, in its place; the order of the first leading
// minor that is not positive, or 0.
int64_t factorCholesky(int64_t n, double* a) {
  for (int64_t j0 = 0; j0 < n; j0 += panel) {
    const int64_t j1 = std::min(j0 + panel, n);
    for (int64_t i = j0; i < n; i++) {
      double* row = a + i * n;
      for (int64_t j = j0; j < std::min(i, j1); j++) {
        const double* other = a + j * n;
        row[j] = (row[j] - dot(j - j0, row + j0, other + j0)) / other[j];
      }
      if (i >= j1) continue;
      const double rest = row[i] - dot(i - j0, row + j0, row + j0);
      if (!(rest > 0)) return i + 1;
      row[i] = std::sqrt(rest);
    }
    double* below = a + j1 * n + j0;
    subtractProduct(n - j1, n - j1, j1 - j0, below, n, below, n, a + j1 * n + j1, n, true);
    checkCancelled();
  }
  return 0;
}

}  // namespace

KERNEL(cholesky) {
  const Operand &out = c.out(), &a = c.in();
  needMatrices(c, a, true);
  const int64_t n = rowsOf(a), batches = batchesOf(a, 2);
  needMatrix(c, out, a, n, n, "the output");
  if (out.count == 0) return;
  needRoom(static_cast<double>(n * n));
  Trouble trouble(batches);
  eachBatch(batches, 0.3 * static_cast<double>(n * n * n) + 100, [&](int64_t batch) {
    Doubles x(sized(n * n));
    load(c, a, batch, x.data());
    trouble.places[sized(batch)] = factorCholesky(n, x.data());
    for (int64_t i = 0; i < n; i++) std::fill(x.begin() + i * n + i + 1, x.begin() + (i + 1) * n, 0.0);
    store(c, out, batch, x.data());
  });
  const int64_t bad = trouble.first();
  if (bad >= 0)
    fail("cholesky: the matrix %sis not positive-definite — its leading minor of order %lld is not — "
         "check that it is symmetric, or add a small multiple of the identity",
         trouble.text(bad, batches == 1).c_str(), static_cast<long long>(trouble.places[sized(bad)]));
}

}  // namespace backstep::BACKSTEP_ISA
