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

// A matrix whose panels are made when they are needed.
template <class T>
class Panels {
 public:
  // to[k × width + i] = element (k0 + k, column + i) for k < depth and i < count ≤ width; between count and width any
  // number. Nothing behind the panel's depth × width elements may be written. Called on several threads.
  virtual void pack(T* to, int64_t k0, int64_t depth, int64_t column, int count, int width) const = 0;

 protected:
  ~Panels() = default;
};

// The same with such a matrix as b.
template <class T>
void gemm(int64_t m, int64_t n, int64_t k, Matrix<const T> a, const Panels<T>& b, Matrix<T> c, bool accumulate);

// How long it takes about, in nanoseconds.
double gemmNanoseconds(int64_t m, int64_t n, int64_t k, int bytes);

}  // namespace backstep::BACKSTEP_ISA
