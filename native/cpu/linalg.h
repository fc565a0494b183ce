// What the decompositions share. They compute in double whatever the dtype, on copies that are row-major: `ld`
// elements lie between two rows.
#pragma once
#include <vector>

#include "core/pool.h"
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

using Doubles = std::vector<double>;

inline size_t sized(int64_t count) { return static_cast<size_t>(count); }

// How many matrices (axes = 2) or vectors (axes = 1) the operand has.
int64_t batchesOf(const Operand& operand, int axes);
inline int64_t rowsOf(const Operand& operand) { return operand.shape[operand.ndim - 2]; }
inline int64_t columnsOf(const Operand& operand) { return operand.shape[operand.ndim - 1]; }

// Matrix `batch` of the operand, of which `to` or `from` is a row-major copy without gaps.
void load(const Command& c, const Operand& operand, int64_t batch, double* to);
void store(const Command& c, const Operand& operand, int64_t batch, const double* from);
// Vector `batch` of the operand, likewise.
void storeVector(const Command& c, const Operand& operand, int64_t batch, const double* from);
// The transpose of what is stored.
void storeTransposed(const Command& c, const Operand& operand, int64_t batch, const double* from);

// Throws bad_alloc, which ends as an error, where so many doubles beside all tensors are more than the machine has:
// the system would give them, and end the process when they are written.
void needRoom(double doubles);

bool allFinite(const double* x, int64_t count);

// Faults unless the operand has the batches of `like` and ends with the sizes given; `what` names it.
void needMatrix(const Command& c, const Operand& operand, const Operand& like, int64_t rows, int64_t columns, const char* what);
void needVector(const Command& c, const Operand& operand, const Operand& like, int64_t size, const char* what);
// Faults unless it has two axes at least, which are a square's where `square` says so.
void needMatrices(const Command& c, const Operand& operand, bool square);

// body(batch) for every batch; `nanoseconds`: what one costs about.
template <class Body>
void eachBatch(int64_t batches, double nanoseconds, const Body& body) {
  parallel(batches, nanoseconds, 1, [&](int64_t begin, int64_t end) {
    for (int64_t batch = begin; batch < end; batch++) body(batch);
  });
}

// Σ x[i] y[i]
double dot(int64_t n, const double* x, const double* y);

// c[m × n] -= a[m × k] b[k × n]; bᵀ is given where `transposed`.
void subtractProduct(int64_t m, int64_t n, int64_t k, const double* a, int64_t lda, const double* b, int64_t ldb,
                     double* c, int64_t ldc, bool transposed = false);

// Solves T X = B in place of B[n × k], T[n × n] triangular; what lies beyond its triangle is not read.
void solveTriangle(bool upper, bool unit, int64_t n, int64_t k, const double* t, int64_t ldt, double* b, int64_t ldb);

// Makes of x[0 … n), `step` apart, the vector v of the reflection I - tau v vᵀ that takes x to (beta, 0, …): v begins
// with 1, in whose place beta is left. Gives tau.
double reflection(int64_t n, double* x, int64_t step);

// Householder vectors (1 and then column j below the diagonal), their factors, and R above: of a[m × n], in its place.
void factorQR(int64_t m, int64_t n, double* a, double* tau);
// The first `columns` columns of Q, from what factorQR made of a[m × n].
void formQ(int64_t m, int64_t n, int64_t columns, const double* a, const double* tau, double* q);

// Eigenvalues of the symmetric a[n × n], in no order; rows of `a` become the vectors. False where it does not converge.
bool factorSymmetric(int64_t n, double* a, double* values);

}  // namespace backstep::BACKSTEP_ISA
