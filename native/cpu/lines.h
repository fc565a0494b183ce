// The lines of a tensor along one axis.
#pragma once
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

// Every line of `operand` along `axis`: at(k) is the offset of line k's first element, in elements.
struct Lines {
  const Operand& operand;
  int axis;
  // Elements a line, and between two of them.
  int64_t length, stride;
  int64_t count;
  // Whether line k is what follows line k - 1 in memory: no division is needed to find it.
  bool dense;

  Lines(const Operand& o, int a) : operand(o), axis(a), length(1), stride(1), count(1), dense(o.contiguous && !o.scalar && a == o.ndim - 1) {
    if (a >= 0 && a < o.ndim) {
      length = o.shape[a];
      stride = o.strides[a];
    }
    for (int d = 0; d < o.ndim; d++)
      if (d != a) count *= o.shape[d];
  }

  int64_t at(int64_t line) const {
    if (dense) return line * length;
    int64_t offset = 0;
    for (int d = operand.ndim - 1; d >= 0; d--) {
      if (d == axis) continue;
      offset += line % operand.shape[d] * operand.strides[d];
      line /= operand.shape[d];
    }
    return offset;
  }
};

// Attribute 0 as an axis of `operand`; a tensor without axes has one line of one element.
inline int axisAttribute(const Command& c, const Operand& operand) {
  if (operand.ndim == 0) {
    integerAttribute(c, 0, -1, 0);
    return -1;
  }
  return static_cast<int>(integerAttribute(c, 0, 0, operand.ndim - 1));
}

}  // namespace backstep::BACKSTEP_ISA
