// Eigenvalues and eigenvectors of symmetric matrices: reflections to a tridiagonal matrix, then implicit QL steps
// (Golub and Van Loan, Matrix Computations, chapter 8).
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cpu/linalg.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// a[n × n], symmetric, becomes Q T Qᵀ. The diagonal of T and what is beside it; Qᵀ is left in `a`.
void tridiagonal(int64_t n, double* a, double* diagonal, double* beside) {
  Doubles taus(sized(n), 0.0), w(sized(n)), q(sized(n * n), 0.0);
  for (int64_t k = 0; k + 1 < n; k++) {
    double* v = a + k * n + k + 1;
    const int64_t rest = n - k - 1;
    const double tau = taus[sized(k)] = reflection(rest, v, 1);
    beside[k] = v[0];
    v[0] = 1;
    if (tau == 0) continue;
    double* block = a + (k + 1) * n + k + 1;
    double along = 0;
    for (int64_t i = 0; i < rest; i++) {
      w[sized(i)] = tau * dot(rest, v, block + i * n);
      along += w[sized(i)] * v[i];
    }
    for (int64_t i = 0; i < rest; i++) w[sized(i)] -= tau / 2 * along * v[i];
    for (int64_t i = 0; i < rest; i++)
      for (int64_t j = 0; j < rest; j++) block[i * n + j] -= v[i] * w[sized(j)] + w[sized(i)] * v[j];
    checkCancelled();
  }
  for (int64_t i = 0; i < n; i++) {
    diagonal[i] = a[i * n + i];
    q[sized(i * n + i)] = 1;
  }
  // Qᵀ: the last reflection reaches the fewest columns, and comes first.
  for (int64_t k = n - 2; k >= 0; k--) {
    const double tau = taus[sized(k)];
    const double* v = a + k * n + k + 1;
    const int64_t rest = n - k - 1;
    for (int64_t i = k + 1; i < n; i++) {
      double* row = q.data() + i * n + k + 1;
      const double factor = tau * dot(rest, v, row);
      for (int64_t j = 0; j < rest; j++) row[j] -= factor * v[j];
    }
  }
  std::copy(q.begin(), q.end(), a);
}

// One implicit QL step on the rows from `low` to `high` of the tridiagonal matrix; vectors are rows of z.
void stepQL(int64_t n, int64_t low, int64_t high, double* d, double* e, double* z) {
  const double half = (d[low + 1] - d[low]) / (2 * e[low]);
  // Wilkinson's shift, the eigenvalue of the first 2 × 2 block that is nearer to its corner.
  const double shift = d[low] - e[low] / (half + std::copysign(std::hypot(half, 1.0), half));
  double sine = 1, cosine = 1, carried = 0, bulge = d[high] - shift;
  for (int64_t i = high - 1; i >= low; i--) {
    const double across = sine * e[i], along = cosine * e[i];
    const double length = std::hypot(across, bulge);
    e[i + 1] = length;
    if (length == 0) {  // The matrix has come apart here.
      d[i + 1] -= carried;
      e[high] = 0;
      return;
    }
    sine = across / length;
    cosine = bulge / length;
    const double moved = d[i + 1] - carried;
    const double turn = (d[i] - moved) * sine + 2 * cosine * along;
    carried = sine * turn;
    d[i + 1] = moved + carried;
    bulge = cosine * turn - along;
    double *upper = z + i * n, *lower = z + (i + 1) * n;
    for (int64_t k = 0; k < n; k++) {
      const double x = upper[k], y = lower[k];
      upper[k] = cosine * x - sine * y;
      lower[k] = sine * x + cosine * y;
    }
  }
  d[low] -= carried;
  e[low] = bulge;
  e[high] = 0;
}

// The tridiagonal matrix becomes diagonal. False where it does not.
bool diagonalize(int64_t n, double* d, double* e, double* z) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  constexpr int mostSteps = 60;
  // What the reflections have left of digits: an element beside the diagonal that is smaller is 0.
  double most = 0;
  for (int64_t i = 0; i < n; i++) most = std::max(most, std::fabs(d[i]) + std::fabs(e[i]));
  const double nothing = epsilon / 2 * most;
  for (int64_t low = 0; low < n; low++) {
    for (int steps = 0;; steps++) {
      int64_t high = low;
      while (high + 1 < n && std::fabs(e[high]) > nothing) high++;
      if (high == low) break;
      if (steps == mostSteps) return false;
      stepQL(n, low, high, d, e, z);
    }
    checkCancelled();
  }
  return true;
}

}  // namespace

bool factorSymmetric(int64_t n, double* a, double* values) {
  Doubles beside(sized(n), 0.0);
  tridiagonal(n, a, values, beside.data());
  return diagonalize(n, values, beside.data(), a);
}

KERNEL(eigh) {
  const Operand &values = c.out(0), &vectors = c.out(1), &a = c.in();
  needMatrices(c, a, true);
  const int64_t n = rowsOf(a);
  needVector(c, values, a, n, "the eigenvalues");
  needMatrix(c, vectors, a, n, n, "the eigenvectors");
  const bool upper = integerAttribute(c, 0, 0, 1);
  if (n == 0) return;
  needRoom(3 * static_cast<double>(n * n));
  eachBatch(batchesOf(a, 2), 4 * static_cast<double>(n * n * n) + 200, [&](int64_t batch) {
    Doubles x(sized(n * n)), d(sized(n)), sorted(sized(n)), vectorRows(sized(n * n));
    load(c, a, batch, x.data());
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < i; j++)
        if (upper) x[sized(i * n + j)] = x[sized(j * n + i)];
        else x[sized(j * n + i)] = x[sized(i * n + j)];
    double scale = 0;
    for (const double each : x) scale = std::max(scale, std::fabs(each));
    const bool finite = allFinite(x.data(), n * n);
    if (scale > 0)
      for (double& each : x) each /= scale;
    if (finite) {
      if (!factorSymmetric(n, x.data(), d.data()))
        fail("eigh: the algorithm did not converge — a matrix of %lld rows — scale it, or compute in float64",
             static_cast<long long>(n));
    } else {  // As LAPACK: what is not a number stays so.
      std::fill(d.begin(), d.end(), std::numeric_limits<double>::quiet_NaN());
      std::fill(x.begin(), x.end(), std::numeric_limits<double>::quiet_NaN());
    }
    std::vector<int64_t> order(sized(n));
    std::iota(order.begin(), order.end(), 0);
    if (finite) std::stable_sort(order.begin(), order.end(), [&](int64_t i, int64_t j) { return d[sized(i)] < d[sized(j)]; });
    for (int64_t i = 0; i < n; i++) {
      const int64_t from = order[sized(i)];
      sorted[sized(i)] = scale > 0 ? d[sized(from)] * scale : d[sized(from)];
      std::copy(x.begin() + from * n, x.begin() + (from + 1) * n, vectorRows.begin() + i * n);
    }
    storeVector(c, values, batch, sorted.data());
    storeTransposed(c, vectors, batch, vectorRows.data());
  });
}

}  // namespace backstep::BACKSTEP_ISA
