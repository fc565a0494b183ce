// A command as the engine wrote it into its buffer, decoded and checked. Word offsets: native/README.md.
#pragma once
#include <cstdint>
#include <string>

#include "core/dtype.h"
#include "core/storage.h"

namespace backstep {

constexpr int maxDims = 8;
constexpr int maxOperands = 8;
constexpr int commandWords = 2048;
constexpr int maxAttributes = 16;

struct Operand {
  char* data;
  Dtype dtype;
  // One value for every element: the strides are 0, and the shape is the first output's.
  bool scalar;
  // Row-major without gaps.
  bool contiguous;
  int ndim;
  int64_t shape[maxDims];
  // In elements; 0 repeats.
  int64_t strides[maxDims];
  // Elements.
  int64_t count;
  alignas(8) char value[8];
  double* words;

  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(data);
  }
  std::string text() const;
};

struct KernelSpec {
  const char* name;
  int outputs, fewestInputs, mostInputs, attributes;
  bool apart;
};

// By kernel number: core/kernels.h.
extern const KernelSpec kernelSpecs[];

struct Command {
  const KernelSpec* spec;
  int kernel;
  int outputs, inputs, attributes;
  const double* attribute;
  Operand operands[maxOperands];

  const char* name() const { return spec->name; }
  Operand& out(int k = 0) { return operands[k]; }
  Operand& in(int k = 0) { return operands[outputs + k]; }

  // Throws a Fault where the words make no sense.
  void decode(double* words, uint32_t holder, BlockCache* cache);
  // Ends the holds on what decode() allocated, after a failure.
  void undo(uint32_t holder, BlockCache* cache);
};

// The attribute as an integer in [low, high].
int64_t integerAttribute(const Command& command, int k, int64_t low, int64_t high);

[[noreturn]] void noKernel(const Command& command, Dtype dtype);
[[noreturn]] void wrongShape(const Command& command, const Operand& a, const Operand& b, const char* what);
[[noreturn]] void wrongDtype(const Command& command, const Operand& a, const Operand& b, const char* what);

// Faults unless operand b has a's shape; `what` names b.
inline void sameShape(const Command& command, const Operand& a, const Operand& b, const char* what) {
  bool agree = a.ndim == b.ndim;
  for (int d = 0; agree && d < a.ndim; d++) agree = a.shape[d] == b.shape[d];
  if (!agree) wrongShape(command, a, b, what);
}

inline void sameDtype(const Command& command, const Operand& a, const Operand& b, const char* what) {
  if (a.dtype != b.dtype) wrongDtype(command, a, b, what);
}

}  // namespace backstep
