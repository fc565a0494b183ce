// What is compiled once an instruction set, and which one this machine runs.
#pragma once
#include "core/command.h"
#include "core/kernels.h"
#include "inspect/place.h"

namespace backstep {

struct IsaTable {
  void (*kernels[kernelCount])(Command&);
  Statistics (*statistics)(const Place&);
  Histogram (*histogram)(const Place&, int bins);
  void (*tile)(const Place&, const Plane&, float* values);
};

struct Isa {
  // base, avx2 or avx512; BACKSTEP_ISA in the environment asks for one that the machine has.
  const char* name;
  const IsaTable* table;
};

const Isa& isa();

}  // namespace backstep
