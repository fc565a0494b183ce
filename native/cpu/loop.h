// Walks operands of one shape together: axes that lie behind each other in all of them become one, the innermost
// axis of the output stays innermost, and rows are shared out to threads.
#pragma once
#include <algorithm>

#include "core/command.h"
#include "core/pool.h"

namespace backstep::BACKSTEP_ISA {

template <int N>
struct Walk {
  char* data[N];
  int64_t size[N];  // bytes an element
  int64_t total;
  // The innermost axis: elements a row, and strides in elements.
  int64_t row;
  int64_t step[N];
  // The axes around it, innermost first; strides in bytes.
  int outer;
  int64_t shape[maxDims];
  int64_t stride[N][maxDims];

  explicit Walk(Operand* const (&operands)[N]) {
    const Operand& lead = *operands[0];
    total = lead.count;
    bool simple = true;
    for (int k = 0; k < N; k++) {
      data[k] = operands[k]->data;
      size[k] = static_cast<int64_t>(sizeOf(operands[k]->dtype));
      simple &= operands[k]->contiguous;
      step[k] = operands[k]->scalar ? 0 : 1;
    }
    row = total;
    outer = 0;
    if (!simple && total > 0) plan(operands);
  }

  // body(n, pointers) for rows or parts of rows; strides are `step`. `nanoseconds`: the cost of an element.
  template <class Body>
  void run(double nanoseconds, const Body& body) const {
    if (outer == 0) {
      parallel(total, nanoseconds, 64, [&](int64_t begin, int64_t end) { part(begin, end, body); });
      return;
    }
    // A row costs some more than its elements: it is found first.
    const double each = nanoseconds + 5.0 / static_cast<double>(row);
    parallel(total, each, row < 4096 ? row : 64, [&](int64_t begin, int64_t end) { part(begin, end, body); });
  }

  // As run(), on this thread alone.
  template <class Body>
  void serial(const Body& body) const {
    if (total) part(0, total, body);
  }

 private:
  void plan(Operand* const (&operands)[N]) {
    const Operand& lead = *operands[0];
    int order[maxDims], n = 0;
    for (int d = lead.ndim - 1; d >= 0; d--)
      if (lead.shape[d] != 1) order[n++] = d;
    if (n == 0) {
      for (int k = 0; k < N; k++) step[k] = 1;
      return;
    }
    // Innermost is where the output's elements are closest.
    const auto apart = [&](int d) { return std::abs(lead.strides[d]); };
    std::stable_sort(order, order + n, [&](int a, int b) { return apart(a) < apart(b); });

    row = lead.shape[order[0]];
    for (int k = 0; k < N; k++) step[k] = operands[k]->strides[order[0]];
    for (int j = 1; j < n; j++) {
      const int d = order[j];
      bool joins = true;
      for (int k = 0; k < N; k++) {
        const int64_t expected =
            outer ? stride[k][outer - 1] * shape[outer - 1] : step[k] * row * size[k];
        joins &= operands[k]->strides[d] * size[k] == expected;
      }
      if (joins) {
        (outer ? shape[outer - 1] : row) *= lead.shape[d];
        continue;
      }
      shape[outer] = lead.shape[d];
      for (int k = 0; k < N; k++) stride[k][outer] = operands[k]->strides[d] * size[k];
      outer++;
    }
  }

  template <class Body>
  void part(int64_t begin, int64_t end, const Body& body) const {
    char* at[N];
    if (outer == 0) {
      for (int k = 0; k < N; k++) at[k] = data[k] + begin * step[k] * size[k];
      body(end - begin, at);
      return;
    }
    int64_t index[maxDims];
    int64_t rest = begin / row, column = begin % row;
    char* start[N];
    std::copy(data, data + N, start);
    for (int d = 0; d < outer; d++) {
      index[d] = rest % shape[d];
      rest /= shape[d];
      for (int k = 0; k < N; k++) start[k] += index[d] * stride[k][d];
    }
    while (begin < end) {
      const int64_t n = std::min(row - column, end - begin);
      for (int k = 0; k < N; k++) at[k] = start[k] + column * step[k] * size[k];
      body(n, at);
      begin += n;
      column = 0;
      for (int d = 0; d < outer; d++) {
        for (int k = 0; k < N; k++) start[k] += stride[k][d];
        if (++index[d] < shape[d]) break;
        for (int k = 0; k < N; k++) start[k] -= shape[d] * stride[k][d];
        index[d] = 0;
      }
    }
  }
};

}  // namespace backstep::BACKSTEP_ISA
