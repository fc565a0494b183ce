#include "core/walk.h"

#include <algorithm>
#include <cstdlib>

namespace backstep {

void Walk::plan(const Operand* const* operands) {
  total_ = row_ = operands[0]->count;
  bool simple = true;
  for (int k = 0; k < n_; k++) {
    data_[k] = operands[k]->data;
    size_[k] = static_cast<int64_t>(sizeOf(operands[k]->dtype));
    step[k] = operands[k]->scalar ? 0 : 1;
    simple &= operands[k]->contiguous;
  }
  if (!simple && total_ > 0) join(operands);
}

void Walk::join(const Operand* const* operands) {
  const Operand& lead = *operands[0];
  int order[maxDims], axes = 0;
  for (int d = lead.ndim - 1; d >= 0; d--)
    if (lead.shape[d] != 1) order[axes++] = d;
  if (axes == 0) return;
  // Innermost is where the output's elements are closest.
  std::stable_sort(order, order + axes,
                   [&](int a, int b) { return std::abs(lead.strides[a]) < std::abs(lead.strides[b]); });

  row_ = lead.shape[order[0]];
  for (int k = 0; k < n_; k++) step[k] = operands[k]->strides[order[0]];
  for (int j = 1; j < axes; j++) {
    const int d = order[j];
    bool joins = true;
    for (int k = 0; k < n_; k++) {
      const int64_t expected = outer_ ? stride_[k][outer_ - 1] * shape_[outer_ - 1] : step[k] * row_ * size_[k];
      joins &= operands[k]->strides[d] * size_[k] == expected;
    }
    if (joins) {
      (outer_ ? shape_[outer_ - 1] : row_) *= lead.shape[d];
      continue;
    }
    shape_[outer_] = lead.shape[d];
    for (int k = 0; k < n_; k++) stride_[k][outer_] = operands[k]->strides[d] * size_[k];
    outer_++;
  }
}

void Walk::share(double nanoseconds, Row row, const void* body) const {
  // A row costs some more than its elements: it is found first.
  const double each = outer_ ? nanoseconds + 5.0 / static_cast<double>(row_) : nanoseconds;
  const int64_t unit = outer_ && row_ < 4096 ? row_ : 64;
  parallel(total_, each, unit, [&](int64_t begin, int64_t end) { part(begin, end, row, body); });
}

void Walk::part(int64_t begin, int64_t end, Row call, const void* body) const {
  char* at[maxWalked];
  if (outer_ == 0) {
    for (int k = 0; k < n_; k++) at[k] = data_[k] + begin * step[k] * size_[k];
    call(body, end - begin, at);
    return;
  }
  int64_t index[maxDims];
  int64_t rest = begin / row_, column = begin % row_;
  char* start[maxWalked];
  std::copy(data_, data_ + n_, start);
  for (int d = 0; d < outer_; d++) {
    index[d] = rest % shape_[d];
    rest /= shape_[d];
    for (int k = 0; k < n_; k++) start[k] += index[d] * stride_[k][d];
  }
  while (begin < end) {
    const int64_t n = std::min(row_ - column, end - begin);
    for (int k = 0; k < n_; k++) at[k] = start[k] + column * step[k] * size_[k];
    call(body, n, at);
    begin += n;
    column = 0;
    for (int d = 0; d < outer_; d++) {
      for (int k = 0; k < n_; k++) start[k] += stride_[k][d];
      if (++index[d] < shape_[d]) break;
      for (int k = 0; k < n_; k++) start[k] -= shape_[d] * stride_[k][d];
      index[d] = 0;
    }
  }
}

}  // namespace backstep
