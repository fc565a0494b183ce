// What kernels check that take positions as a tensor of int64.
#pragma once
#include "cpu/kernels.h"

namespace backstep::BACKSTEP_ISA {

inline void needIndex(const Command& c, const Operand& index) {
  if (index.dtype != Dtype::int64) fail("%s: the index is %s — int64 is needed", c.name(), nameOf(index.dtype));
}

[[noreturn]] inline void outOfRange(const Command& c, int64_t index, int64_t size) {
  fail("%s: index %lld is out of range — the axis has %lld elements", c.name(), static_cast<long long>(index),
       static_cast<long long>(size));
}

}  // namespace backstep::BACKSTEP_ISA
