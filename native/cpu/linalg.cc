// Reading and writing matrices for the decompositions, and the triangular solve that several of them end with.
#include "cpu/linalg.h"

#include <cmath>
#include <new>

#include "core/storage.h"
#include "core/system.h"
#include "cpu/gemm.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// Elements from the operand's first to that of its last `axes` axes at `batch`.
int64_t offsetOf(const Operand& operand, int axes, int64_t batch) {
  int64_t offset = 0;
  for (int d = operand.ndim - axes - 1; d >= 0; d--) {
    offset += batch % operand.shape[d] * operand.strides[d];
    batch /= operand.shape[d];
  }
  return offset;
}

// f(element of the operand, its row, its column) for every element of a matrix.
template <class F>
void elementsOf(const Command& c, const Operand& operand, int64_t batch, F&& f) {
  const int d = operand.ndim;
  const int64_t offset = offsetOf(operand, 2, batch), rows = rowsOf(operand), columns = columnsOf(operand);
  forType(Fractions{}, c, operand.dtype, [&](auto t) {
    using T = decltype(t);
    for (int64_t i = 0; i < rows; i++) {
      T* row = operand.as<T>() + offset + i * operand.strides[d - 2];
      for (int64_t j = 0; j < columns; j++) f(row[j * operand.strides[d - 1]], i, j);
    }
  });
}

bool sameBatches(const Operand& a, const Operand& b, int axesOfA) {
  const int front = a.ndim - axesOfA;
  if (front < 0 || front != b.ndim - 2) return false;
  for (int d = 0; d < front; d++)
    if (a.shape[d] != b.shape[d]) return false;
  return true;
}

}  // namespace

int64_t batchesOf(const Operand& operand, int axes) {
  int64_t batches = 1;
  for (int d = 0; d < operand.ndim - axes; d++) batches *= operand.shape[d];
  return batches;
}

void load(const Command& c, const Operand& operand, int64_t batch, double* to) {
  elementsOf(c, operand, batch, [&](auto& x, int64_t, int64_t) { *to++ = static_cast<double>(x); });
}

void store(const Command& c, const Operand& operand, int64_t batch, const double* from) {
  elementsOf(c, operand, batch, [&](auto& x, int64_t, int64_t) { x = static_cast<std::decay_t<decltype(x)>>(*from++); });
}

void storeTransposed(const Command& c, const Operand& operand, int64_t batch, const double* from) {
  const int64_t rows = rowsOf(operand);
  elementsOf(c, operand, batch,
             [&](auto& x, int64_t i, int64_t j) { x = static_cast<std::decay_t<decltype(x)>>(from[j * rows + i]); });
}

void storeVector(const Command& c, const Operand& operand, int64_t batch, const double* from) {
  const int d = operand.ndim;
  const int64_t offset = offsetOf(operand, 1, batch);
  forType(Fractions{}, c, operand.dtype, [&](auto t) {
    using T = decltype(t);
    for (int64_t i = 0; i < operand.shape[d - 1]; i++)
      operand.as<T>()[offset + i * operand.strides[d - 1]] = static_cast<T>(from[i]);
  });
}

void needRoom(double doubles) {
  if (8 * doubles + static_cast<double>(memory().bytes) > memoryLimit()) throw std::bad_alloc();
}

bool allFinite(const double* x, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    if (!std::isfinite(x[i])) return false;
  return true;
}

void needMatrices(const Command& c, const Operand& operand, bool square) {
  if (operand.scalar || operand.ndim < 2) fail("%s: matrices are needed — %s", c.name(), operand.text().c_str());
  if (square && rowsOf(operand) != columnsOf(operand))
    fail("%s: square matrices are needed — %s", c.name(), operand.text().c_str());
}

void needMatrix(const Command& c, const Operand& operand, const Operand& like, int64_t rows, int64_t columns, const char* what) {
  sameDtype(c, like, operand, what);
  if (operand.scalar || !sameBatches(operand, like, 2) || rowsOf(operand) != rows || columnsOf(operand) != columns)
    wrongShape(c, like, operand, what);
}

void needVector(const Command& c, const Operand& operand, const Operand& like, int64_t size, const char* what) {
  if (operand.scalar || !sameBatches(operand, like, 1) || columnsOf(operand) != size) wrongShape(c, like, operand, what);
}

double dot(int64_t n, const double* x, const double* y) {
  // Several sums, so that additions need not wait for each other.
  constexpr int lanes = 16;
  double sums[lanes] = {};
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    for (int k = 0; k < lanes; k++) sums[k] += x[i + k] * y[i + k];
  for (; i < n; i++) sums[0] += x[i] * y[i];
  double sum = 0;
  for (const double each : sums) sum += each;
  return sum;
}

void subtractProduct(int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
                     double* c, int64_t ldc, bool transposed) {
  if (m == 0 || n == 0 || k == 0) return;
  Doubles negative(sized(m * k));
  for (int64_t i = 0; i < m; i++)
    for (int64_t p = 0; p < k; p++) negative[sized(i * k + p)] = -a[i * lda + p];
  const Matrix<const double> right = transposed ? Matrix<const double>{b, 1, ldb} : Matrix<const double>{b, ldb, 1};
  gemm(m, n, k, Matrix<const double>{negative.data(), k, 1}, right, Matrix<double>{c, ldc, 1}, true);
}

void solveTriangle(bool upper, bool unit, int64_t n, int64_t k, const double* t, int64_t ldt, double* b, int64_t ldb) {
  if (n > 48) {  // Halves, so that most of the work is a product.
    const int64_t half = n / 2, rest = n - half;
    const double* corner = t + half * ldt + half;
    if (upper) {
      solveTriangle(upper, unit, rest, k, corner, ldt, b + half * ldb, ldb);
      subtractProduct(half, k, rest, t + half, ldt, b + half * ldb, ldb, b, ldb);
      solveTriangle(upper, unit, half, k, t, ldt, b, ldb);
    } else {
      solveTriangle(upper, unit, half, k, t, ldt, b, ldb);
      subtractProduct(rest, k, half, t + half * ldt, ldt, b, ldb, b + half * ldb, ldb);
      solveTriangle(upper, unit, rest, k, corner, ldt, b + half * ldb, ldb);
    }
    return;
  }
  for (int64_t step = 0; step < n; step++) {
    const int64_t i = upper ? n - 1 - step : step;
    double* row = b + i * ldb;
    for (int64_t p = upper ? i + 1 : 0; p < (upper ? n : i); p++) {
      const double factor = t[i * ldt + p];
      const double* other = b + p * ldb;
      for (int64_t j = 0; j < k; j++) row[j] -= factor * other[j];
    }
    if (!unit)
      for (int64_t j = 0; j < k; j++) row[j] /= t[i * ldt + i];
  }
}

KERNEL(solveTriangular) {
  const Operand &out = c.out(), &t = c.in(0), &b = c.in(1);
  needMatrices(c, t, true);
  needMatrices(c, b, false);
  const int64_t n = rowsOf(t), k = columnsOf(b);
  needMatrix(c, t, b, n, n, "the triangle");
  needMatrix(c, b, t, n, k, "the right side");
  needMatrix(c, out, t, n, k, "the output");
  const bool upper = integerAttribute(c, 0, 0, 1), unit = integerAttribute(c, 1, 0, 1);
  if (out.count == 0) return;
  needRoom(static_cast<double>(n * (n + k)));
  eachBatch(batchesOf(out, 2), 0.5 * static_cast<double>(n * n * k) + 50, [&](int64_t batch) {
    Doubles triangle(sized(n * n)), x(sized(n * k));
    load(c, t, batch, triangle.data());
    load(c, b, batch, x.data());
    solveTriangle(upper, unit, n, k, triangle.data(), n, x.data(), k);
    store(c, out, batch, x.data());
  });
}

}  // namespace backstep::BACKSTEP_ISA
