// QR by Householder reflections, with LAPACK's signs.
#include <algorithm>
#include <cmath>

#include "cpu/linalg.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// block[rows × columns] becomes (I - tau v vᵀ) block; v has its elements `step` apart, and begins with 1.
void reflect(int64_t rows, int64_t columns, double tau, const double* v, int64_t step, double* block, int64_t ld, Doubles& sums) {
  if (tau == 0 || columns <= 0) return;
  std::copy(block, block + columns, sums.begin());
  for (int64_t i = 1; i < rows; i++) {
    const double factor = v[i * step];
    for (int64_t j = 0; j < columns; j++) sums[sized(j)] += factor * block[i * ld + j];
  }
  for (int64_t j = 0; j < columns; j++) block[j] -= tau * sums[sized(j)];
  for (int64_t i = 1; i < rows; i++) {
    const double factor = tau * v[i * step];
    for (int64_t j = 0; j < columns; j++) block[i * ld + j] -= factor * sums[sized(j)];
  }
}

// The largest magnitude of n numbers, `step` apart.
double largest(int64_t n, const double* x, int64_t step) {
  double most = 0;
  for (int64_t i = 0; i < n; i++) most = std::max(most, std::fabs(x[i * step]));
  return most;
}

}  // namespace

double reflection(int64_t n, double* x, int64_t step) {
  const double scale = n > 1 ? largest(n - 1, x + step, step) : 0;
  if (scale == 0) return 0;
  double sum = 0;
  for (int64_t i = 1; i < n; i++) sum += (x[i * step] / scale) * (x[i * step] / scale);
  const double norm = std::hypot(x[0], scale * std::sqrt(sum)), beta = x[0] < 0 ? norm : -norm;
  const double head = x[0] - beta, tau = -head / beta;
  for (int64_t i = 1; i < n; i++) x[i * step] /= head;
  x[0] = beta;
  return tau;
}

void factorQR(int64_t m, int64_t n, double* a, double* tau) {
  Doubles sums(sized(n));
  for (int64_t j = 0; j < std::min(m, n); j++) {
    double* corner = a + j * n + j;
    tau[j] = reflection(m - j, corner, n);
    reflect(m - j, n - j - 1, tau[j], corner, n, corner + 1, n, sums);
    if (j % 16 == 15) checkCancelled();
  }
}

void formQ(int64_t m, int64_t n, int64_t columns, const double* a, const double* tau, double* q) {
  Doubles sums(sized(columns));
  std::fill(q, q + m * columns, 0.0);
  for (int64_t j = 0; j < std::min(m, columns); j++) q[j * columns + j] = 1;
  for (int64_t j = std::min(m, n) - 1; j >= 0; j--)
    reflect(m - j, columns - j, tau[j], a + j * n + j, n, q + j * columns + j, columns, sums);
}

KERNEL(qr) {
  const Operand &q = c.out(0), &r = c.out(1), &a = c.in();
  needMatrices(c, a, false);
  needMatrices(c, q, false);
  // Reduced, or complete, where Q is square and R has a's shape.
  const int64_t m = rowsOf(a), n = columnsOf(a), k = columnsOf(q) == m ? m : std::min(m, n);
  needMatrix(c, q, a, m, k, "Q");
  needMatrix(c, r, a, k, n, "R");
  needRoom(static_cast<double>(m * n + m * k + k * n));
  eachBatch(batchesOf(a, 2), 0.5 * static_cast<double>(m * k * (n + k)) + 100, [&](int64_t batch) {
    Doubles x(sized(m * n)), tau(sized(std::min(m, n))), orthogonal(sized(m * k)), triangle(sized(k * n));
    load(c, a, batch, x.data());
    factorQR(m, n, x.data(), tau.data());
    formQ(m, n, k, x.data(), tau.data(), orthogonal.data());
    for (int64_t i = 0; i < k; i++)
      for (int64_t j = i; j < n; j++) triangle[sized(i * n + j)] = x[sized(i * n + j)];
    store(c, q, batch, orthogonal.data());
    store(c, r, batch, triangle.data());
  });
}

}  // namespace backstep::BACKSTEP_ISA
