// The kernels of one instruction set, as functions of a command. KERNEL(add) { … } defines one.
#pragma once
#include "core/command.h"
#include "core/fault.h"

namespace backstep::BACKSTEP_ISA {

// Declared where it is defined, so that a new kernel compiles its own file and the table, and no other file.
#define KERNEL(name)            \
  void kernel_##name(Command&); \
  void kernel_##name(Command& c)

// Runs f with a value of the C++ type of `dtype`, where that is one of Ts; else faults: no kernel.
template <class... Ts>
struct Types {};

using Fractions = Types<float, double>;
using Numbers = Types<float, double, int32_t, int64_t, uint8_t, int8_t>;

template <class F, class... Ts>
inline void forType(Types<Ts...>, const Command& c, Dtype dtype, F&& f) {
  const bool ran = ((dtype == dtypeOf<Ts> ? (f(Ts{}), true) : false) || ...);
  if (!ran) noKernel(c, dtype);
}

// Runs f with an unsigned integer of the dtype's size: for what moves elements and does not compute.
template <class F>
inline void forSize(Dtype dtype, F&& f) {
  switch (sizeOf(dtype)) {
    case 1: f(uint8_t{}); break;
    case 2: f(uint16_t{}); break;
    case 4: f(uint32_t{}); break;
    default: f(uint64_t{}); break;
  }
}

}  // namespace backstep::BACKSTEP_ISA
