// The readers of one instruction set. Each runs on the thread that calls it, with the pool's help. Cancelling
// commands does not stop them.
#pragma once
#include "core/isa.h"

namespace backstep::BACKSTEP_ISA {

Statistics statistics(const Place& place);
// `bins` counts between the smallest and largest finite element.
Histogram histogram(const Place& place, int bins);
// plane.height × plane.width values, row-major.
void tile(const Place& place, const Plane& plane, float* values);

}  // namespace backstep::BACKSTEP_ISA
