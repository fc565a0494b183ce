// Matrix products.
#pragma once
#include <cstdint>

namespace backstep::BACKSTEP_ISA {

// Element (i, j) lies at data[i × rowStride + j × columnStride].
template <class T>
struct Matrix {
  T* data;
  int64_t rowStride, columnStride;
};

// c[m × n] = a[m × k] b[k × n], or c += with `accumulate`. c's columns must be neighbours (columnStride 1); a and b
// have any strides. Runs on several threads where that is worth it.
template <class T>
void gemm(int64_t m, int64_t n, int64_t k, Matrix<const T> a, Matrix<const T> b, Matrix<T> c, bool accumulate);

// How long it takes about, in nanoseconds.
double gemmNanoseconds(int64_t m, int64_t n, int64_t k, int bytes);

}  // namespace backstep::BACKSTEP_ISA
