// Which elements of an input each output of a reduction is made of.
#pragma once
#include "core/command.h"

namespace backstep {

struct Axes {
  int count = 0;
  int64_t shape[maxDims];
  // In elements.
  int64_t inStride[maxDims];
  int64_t outStride[maxDims];
  int64_t total = 1;

  // The axes' offsets at a position counted row-major, innermost last.
  void at(int64_t position, int64_t& in, int64_t& out) const;
};

struct ReductionPlan {
  // Kept axes; reduced axes. Innermost last, none of size 1; what lies behind each other is one axis.
  Axes kept, reduced;
  // The innermost axis of each is taken apart: it is the loop. 1 element where there is no axis.
  int64_t keptRow = 1, keptIn = 0, keptOut = 0;
  int64_t reducedRow = 1, reducedIn = 1;

  ReductionPlan(const Operand& out, const Operand& in, int64_t mask);
};

// Checks a reduction's shapes: 1 in the reduced axes, equal in the others.
void checkReduced(const Command& c, const Operand& out, const Operand& in, int64_t mask);

}  // namespace backstep
