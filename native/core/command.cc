#include "core/command.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "core/fault.h"
#include "core/half.h"
#include "core/kernels.h"

namespace backstep {

namespace {

constexpr bool same = false, apart = true;

enum Word { pointerWord = 1, storageWord, bytesWord, valueWord, dtypeWord, ndimWord, shapeWord = 8, stridesWord = 16 };
constexpr int firstAttribute = 4, firstOperand = 20, operandWords = 24;

// As the processor converts: what does not fit, NaN among it, becomes the lowest integer, and fails every check.
int64_t toInteger(double word) {
#if defined(__x86_64__)
  return _mm_cvttsd_si64(_mm_set_sd(word));
#else
  return word > -9.2e18 && word < 9.2e18 ? static_cast<int64_t>(word) : INT64_MIN;
#endif
}

// A word from 0 to below `limit`, or -1.
int below(double word, int limit) {
  const int64_t value = toInteger(word);
  return static_cast<uint64_t>(value) < static_cast<uint64_t>(limit) ? static_cast<int>(value) : -1;
}

constexpr int64_t exact = int64_t{1} << 53;

void readValue(Operand& operand, double value) {
  switch (operand.dtype) {
    case Dtype::float32: *reinterpret_cast<float*>(operand.value) = static_cast<float>(value); break;
    case Dtype::float64: *reinterpret_cast<double*>(operand.value) = value; break;
    case Dtype::int32: *reinterpret_cast<int32_t*>(operand.value) = static_cast<int32_t>(static_cast<int64_t>(value)); break;
    case Dtype::int64: *reinterpret_cast<int64_t*>(operand.value) = static_cast<int64_t>(value); break;
    case Dtype::boolean: *reinterpret_cast<uint8_t*>(operand.value) = value != 0; break;
    case Dtype::float16:
      *reinterpret_cast<Float16*>(operand.value) = BACKSTEP_ISA::narrow<Float16>(static_cast<float>(value));
      break;
    case Dtype::bfloat16:
      *reinterpret_cast<Bfloat16*>(operand.value) = BACKSTEP_ISA::narrow<Bfloat16>(static_cast<float>(value));
      break;
    default: *reinterpret_cast<uint8_t*>(operand.value) = static_cast<uint8_t>(static_cast<int64_t>(value)); break;
  }
}

void decodeShape(const char* name, int k, const double* words, Operand& operand) {
  int64_t count = 1;
  bool contiguous = true;
  for (int d = operand.ndim - 1; d >= 0; d--) {
    const int64_t size = toInteger(words[shapeWord + d]), stride = toInteger(words[stridesWord + d]);
    if (static_cast<uint64_t>(size) >= exact || static_cast<uint64_t>(stride + exact) >= 2 * exact)
      fail("%s: operand %d has axis %d of size %g and stride %g", name, k, d, words[shapeWord + d], words[stridesWord + d]);
    operand.shape[d] = size;
    operand.strides[d] = stride;
    contiguous &= (size == 1) | (stride == count);
    if (__builtin_mul_overflow(count, size, &count)) fail("%s: operand %d has too many elements", name, k);
  }
  operand.count = count;
  operand.contiguous = contiguous || count == 0;
}

// The first and one past the last element that the operand touches, relative to its pointer.
void extent(const Operand& operand, int64_t& low, int64_t& high) {
  low = 0;
  high = 0;
  if (operand.count == 0) return;
  for (int d = 0; d < operand.ndim; d++) {
    int64_t reach;
    if (__builtin_mul_overflow(operand.shape[d] - 1, operand.strides[d], &reach) ||
        __builtin_add_overflow(reach < 0 ? low : high, reach, reach < 0 ? &low : &high))
      low = INT64_MIN / 16;
  }
  high += 1;
}

}  // namespace

const KernelSpec kernelSpecs[kernelCount] = {
#define SPEC(name, outputs, fewest, most, attributes, sharing) {#name, outputs, fewest, most, attributes, sharing},
    BACKSTEP_KERNELS(SPEC)
#undef SPEC
};

std::string Operand::text() const {
  long long sizes[maxDims];
  for (int d = 0; d < ndim; d++) sizes[d] = shape[d];
  return shapeText(sizes, ndim);
}

void Command::decode(double* words, uint32_t holder, BlockCache* cache) {
  outputs = inputs = 0;
  kernel = below(words[0], kernelCount);
  if (kernel < 0) fail("execute: there is no kernel %g", words[0]);
  spec = &kernelSpecs[kernel];
  const int outs = below(words[1], maxOperands), ins = below(words[2], maxOperands);
  attributes = below(words[3], maxAttributes + 1);
  if (outs != spec->outputs || ins < spec->fewestInputs || ins > spec->mostInputs || attributes < spec->attributes)
    fail("%s: %g outputs, %g inputs and %g attributes given — takes %d, %d to %d and %d", spec->name, words[1], words[2],
         words[3], spec->outputs, spec->fewestInputs, spec->mostInputs, spec->attributes);
  attribute = words + firstAttribute;

  const int total = outs + ins;
  for (int k = 0; k < total; k++) {
    double* at = words + firstOperand + operandWords * k;
    Operand& operand = operands[k];
    operand.words = at;
    const int kind = below(at[0], 3), dtype = below(at[dtypeWord], dtypeCount);
    if (dtype < 0) fail("%s: operand %d has no such dtype as %g", spec->name, k, at[dtypeWord]);
    operand.dtype = static_cast<Dtype>(dtype);
    operand.scalar = kind == 1;
    if (kind == 1) {
      // The scalar stands for a tensor of the first output's shape.
      readValue(operand, at[valueWord]);
      operand.data = operand.value;
      operand.ndim = k ? operands[0].ndim : 0;
      operand.count = 1;
      operand.contiguous = true;
      for (int d = 0; d < operand.ndim; d++) {
        operand.shape[d] = operands[0].shape[d];
        operand.strides[d] = 0;
        operand.count *= operand.shape[d];
      }
      continue;
    }
    operand.ndim = below(at[ndimWord], maxDims + 1);
    if (operand.ndim < 0)
      fail("%s: operand %d has %g axes — at most %d", spec->name, k, at[ndimWord], maxDims);
    decodeShape(spec->name, k, at, operand);
    if (kind == 0) {
      const int64_t address = toInteger(at[pointerWord]);
      if (address < 0) fail("%s: operand %d has a bad address", spec->name, k);
      if (address == 0 && operand.count) fail("%s: operand %d has no memory — it was released", spec->name, k);
      operand.data = reinterpret_cast<char*>(address);
    } else if (kind != 2 || k >= outs) {
      fail("%s: operand %d is of no kind that exists: %g", spec->name, k, at[0]);
    } else {
      operand.data = nullptr;
    }
  }

  // All words make sense: now memory. From here on, undo() knows what to give back.
  for (int k = 0; k < outs; k++) {
    Operand& operand = operands[k];
    double* at = operand.words;
    if (operand.scalar || at[0] != 2) continue;
    int64_t low, high;
    extent(operand, low, high);
    if (low < 0 || static_cast<double>(high) * sizeOf(operand.dtype) > at[bytesWord])
      fail("%s: output %d of shape %s does not fit into %g bytes", spec->name, k, operand.text().c_str(), at[bytesWord]);
    Block block;
    const uint64_t id = allocate(at[bytesWord], holder, cache, block);
    operand.data = block.data;
    at[pointerWord] = static_cast<double>(reinterpret_cast<uintptr_t>(block.data));
    at[storageWord] = static_cast<double>(id);
    outputs = k + 1;
  }
  outputs = outs;
  inputs = ins;
}

void Command::undo(uint32_t holder, BlockCache* cache) {
  for (int k = 0; k < outputs; k++) {
    double* at = operands[k].words;
    if (at[0] != 2) continue;
    release(static_cast<uint64_t>(at[storageWord]), holder, cache);
    at[pointerWord] = at[storageWord] = 0;
  }
}

int64_t integerAttribute(const Command& command, int k, int64_t low, int64_t high) {
  const double value = command.attribute[k];
  if (!(value >= static_cast<double>(low) && value <= static_cast<double>(high)) ||
      value != static_cast<double>(static_cast<int64_t>(value)))
    fail("%s: attribute %d is %g — an integer from %lld to %lld is needed", command.name(), k, value,
         static_cast<long long>(low), static_cast<long long>(high));
  return static_cast<int64_t>(value);
}

void noKernel(const Command& command, Dtype dtype) {
  fail("%s: no kernel for %s — convert it with .to()", command.name(), nameOf(dtype));
}

void wrongShape(const Command& command, const Operand& a, const Operand& b, const char* what) {
  fail("%s: %s has shape %s where %s is needed", command.name(), what, b.text().c_str(), a.text().c_str());
}

void wrongDtype(const Command& command, const Operand& a, const Operand& b, const char* what) {
  fail("%s: %s is %s where %s is needed", command.name(), what, nameOf(b.dtype), nameOf(a.dtype));
}

}  // namespace backstep
