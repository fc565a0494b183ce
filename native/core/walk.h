// Walks operands of one shape together: axes that lie behind each other in all of them become one, the innermost
// axis of the output stays innermost, and rows are shared out to threads.
#pragma once
#include "core/command.h"
#include "core/pool.h"

namespace backstep {

class Walk {
 public:
  static constexpr int maxWalked = 4;

  // The first operand is the output. All have its shape, which is not checked here.
  template <class... Operands>
  explicit Walk(const Operand& first, const Operands&... others) : n_(1 + sizeof...(others)) {
    static_assert(1 + sizeof...(others) <= maxWalked);
    const Operand* const operands[] = {&first, &others...};
    plan(operands);
  }

  // Elements between neighbours of a row.
  int64_t step[maxWalked];

  // body(n, pointers) for rows or parts of them, on several threads. `nanoseconds`: the cost of an element.
  template <class Body>
  void run(double nanoseconds, const Body& body) const {
    if (outer_ > 0 || static_cast<double>(total_) * nanoseconds > 2 * taskNanoseconds)
      return share(nanoseconds, call<Body>, &body);
    // Most ops of a small model end here.
    char* at[maxWalked] = {data_[0], data_[1], data_[2], data_[3]};
    if (total_) call<Body>(&body, total_, at);
  }
  // The same in order, on this thread alone.
  template <class Body>
  void serial(const Body& body) const {
    if (total_) part(0, total_, call<Body>, &body);
  }

  // Whether this is a matrix, in the output's order: rows and columns, and bytes between rows of operand k.
  bool isMatrix() const { return outer_ == 1; }
  int64_t rows() const { return shape_[0]; }
  int64_t columns() const { return row_; }
  int64_t rowBytes(int k) const { return stride_[k][0]; }
  char* data(int k) const { return data_[k]; }

 private:
  using Row = void (*)(const void* body, int64_t n, char** at);
  template <class Body>
  __attribute__((noinline)) static void call(const void* body, int64_t n, char** at) {
    (*static_cast<const Body*>(body))(n, at);
  }

  void plan(const Operand* const* operands);
  void join(const Operand* const* operands);
  void share(double nanoseconds, Row row, const void* body) const;
  void part(int64_t begin, int64_t end, Row row, const void* body) const;

  int n_;
  char* data_[maxWalked] = {};
  int64_t size_[maxWalked];  // bytes an element
  int64_t total_;
  int64_t row_;
  // The axes around a row, innermost first; strides in bytes.
  int outer_ = 0;
  int64_t shape_[maxDims];
  int64_t stride_[maxWalked][maxDims];
};

}  // namespace backstep
