// Products of (batches of) matrices.
#include <vector>

#include "core/pool.h"
#include "cpu/gemm.h"
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// The last two axes.
template <class T>
Matrix<T> matrix(const Operand& operand) {
  const int d = operand.ndim;
  return {operand.as<T>(), operand.strides[d - 2], operand.strides[d - 1]};
}

template <class T>
Matrix<const T> constant(Matrix<T> x) {
  return {x.data, x.rowStride, x.columnStride};
}

// Integers wrap. By rows of b, so that the inner loop runs along memory.
template <class T>
void integerProduct(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c) {
  parallel(m, 0.5 * static_cast<double>(n * k) + 1, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      T* row = c.data + i * c.rowStride;
      for (int64_t j = 0; j < n; j++) row[j * c.columnStride] = 0;
      for (int64_t p = 0; p < k; p++) {
        const T x = a.data[i * a.rowStride + p * a.columnStride];
        const T* y = b.data + p * b.rowStride;
        if (b.columnStride == 1 && c.columnStride == 1)
          for (int64_t j = 0; j < n; j++) row[j] = static_cast<T>(row[j] + x * y[j]);
        else
          for (int64_t j = 0; j < n; j++)
            row[j * c.columnStride] = static_cast<T>(row[j * c.columnStride] + x * y[j * b.columnStride]);
      }
    }
  });
}

// c may have any strides here.
template <class T>
void product(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c) {
  if constexpr (std::is_integral_v<T>) return integerProduct(m, n, k, a, b, c);
  else {
    if (c.columnStride == 1 || n == 1) return gemm(m, n, k, a, b, c, false);
    if (c.rowStride == 1) {  // cᵀ = bᵀ aᵀ
      const Matrix<const T> bt{b.data, b.columnStride, b.rowStride}, at{a.data, a.columnStride, a.rowStride};
      return gemm(n, m, k, bt, at, Matrix<T>{c.data, c.columnStride, c.rowStride}, false);
    }
    std::vector<T> rows(static_cast<size_t>(m * n));
    gemm(m, n, k, a, b, Matrix<T>{rows.data(), n, 1}, false);
    for (int64_t i = 0; i < m; i++)
      for (int64_t j = 0; j < n; j++) c.data[i * c.rowStride + j * c.columnStride] = rows[i * n + j];
  }
}

// Elements from the first matrix to the one at `batch`.
int64_t batchOffset(const Operand& operand, int64_t batch) {
  int64_t offset = 0;
  for (int d = operand.ndim - 3; d >= 0; d--) {
    offset += batch % operand.shape[d] * operand.strides[d];
    batch /= operand.shape[d];
  }
  return offset;
}

void checkMatmul(Command& c) {
  const Operand &out = c.out(), &a = c.in(0), &b = c.in(1);
  sameDtype(c, out, a, "the first input");
  sameDtype(c, out, b, "the second input");
  bool agree = out.ndim >= 2 && a.ndim == out.ndim && b.ndim == out.ndim && !a.scalar && !b.scalar;
  const int d = out.ndim;
  for (int k = 0; agree && k < d - 2; k++) agree = a.shape[k] == out.shape[k] && b.shape[k] == out.shape[k];
  if (!agree || a.shape[d - 2] != out.shape[d - 2] || b.shape[d - 1] != out.shape[d - 1] ||
      a.shape[d - 1] != b.shape[d - 2])
    fail("matmul: shapes do not fit — %s @ %s into %s — the inner dimensions must be equal", a.text().c_str(),
         b.text().c_str(), out.text().c_str());
}

}  // namespace

KERNEL(matmul) {
  checkMatmul(c);
  const Operand &out = c.out(), &a = c.in(0), &b = c.in(1);
  if (out.count == 0) return;
  const int d = out.ndim;
  const int64_t m = out.shape[d - 2], n = out.shape[d - 1], k = a.shape[d - 1], batches = out.count / (m * n);
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    const auto one = [&](int64_t batch) {
      Matrix<T> to = matrix<T>(out), left = matrix<T>(a), right = matrix<T>(b);
      to.data += batchOffset(out, batch);
      left.data += batchOffset(a, batch);
      right.data += batchOffset(b, batch);
      product<T>(m, n, k, constant(left), constant(right), to);
    };
    // Many small products are shared out whole; a large one shares itself out.
    const double each = gemmNanoseconds(m, n, k, sizeof(T));
    if (batches > 1 && each < 4 * taskNanoseconds) {
      parallel(batches, each, 1, [&](int64_t begin, int64_t end) {
        for (int64_t batch = begin; batch < end; batch++) one(batch);
      });
      return;
    }
    for (int64_t batch = 0; batch < batches; batch++) one(batch);
  });
}

KERNEL(linear) {
  const Operand &out = c.out(), &x = c.in(0), &w = c.in(1);
  if (out.ndim != 2 || x.ndim != 2 || w.ndim != 2 || x.scalar || w.scalar || x.shape[1] != w.shape[1] ||
      out.shape[0] != x.shape[0] || out.shape[1] != w.shape[0])
    fail("linear: shapes do not fit — input %s, weight %s, output %s", x.text().c_str(), w.text().c_str(),
         out.text().c_str());
  const Operand* bias = c.inputs == 3 ? &c.in(2) : nullptr;
  if (bias && (bias->scalar || bias->ndim != 1 || bias->shape[0] != out.shape[1]))
    fail("linear: the bias has shape %s for %lld outputs", bias->text().c_str(), static_cast<long long>(out.shape[1]));
  for (int k = 0; k < c.inputs; k++) sameDtype(c, out, c.in(k), "an input");
  const int64_t n = out.shape[0], o = out.shape[1], k = x.shape[1];
  forType(Fractions{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    const Matrix<T> weight = matrix<T>(w);
    const Matrix<const T> transposed{weight.data, weight.columnStride, weight.rowStride};
    const Matrix<T> to = matrix<T>(out);
    if (!bias) return product<T>(n, o, k, constant(matrix<T>(x)), transposed, to);
    // The product is added to rows that hold the bias already.
    const bool direct = to.columnStride == 1 || o == 1;
    std::vector<T> rows(static_cast<size_t>(direct ? 0 : n * o));
    const Matrix<T> sum = direct ? to : Matrix<T>{rows.data(), o, 1};
    const T* b = bias->as<T>();
    const int64_t step = bias->strides[0];
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < o; j++) sum.data[i * sum.rowStride + j] = b[j * step];
    gemm(n, o, k, constant(matrix<T>(x)), transposed, sum, true);
    if (direct) return;
    for (int64_t i = 0; i < n; i++)
      for (int64_t j = 0; j < o; j++) to.data[i * to.rowStride + j * to.columnStride] = rows[i * o + j];
  });
}

}  // namespace backstep::BACKSTEP_ISA
