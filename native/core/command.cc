#include "core/command.h"

#include <cstring>

#include "core/fault.h"

namespace backstep {

namespace {

constexpr bool same = false, apart = true;

enum Word { pointerWord = 1, storageWord, bytesWord, valueWord, dtypeWord, ndimWord, shapeWord = 8, stridesWord = 16 };
constexpr int firstAttribute = 4, firstOperand = 20, operandWords = 24;

// NaN and what is no small integer become -1.
int small(double word) { return word >= 0 && word < 1 << 20 ? static_cast<int>(word) : -1; }

void readValue(Operand& operand, double value) {
  switch (operand.dtype) {
    case Dtype::float32: *reinterpret_cast<float*>(operand.value) = static_cast<float>(value); break;
    case Dtype::float64: *reinterpret_cast<double*>(operand.value) = value; break;
    case Dtype::int32: *reinterpret_cast<int32_t*>(operand.value) = static_cast<int32_t>(static_cast<int64_t>(value)); break;
    case Dtype::int64: *reinterpret_cast<int64_t*>(operand.value) = static_cast<int64_t>(value); break;
    case Dtype::boolean: *reinterpret_cast<uint8_t*>(operand.value) = value != 0; break;
    default: *reinterpret_cast<uint8_t*>(operand.value) = static_cast<uint8_t>(static_cast<int64_t>(value)); break;
  }
}

void decodeShape(const char* name, int k, const double* words, Operand& operand) {
  int64_t count = 1, expected = 1;
  bool contiguous = true;
  for (int d = operand.ndim - 1; d >= 0; d--) {
    const double size = words[shapeWord + d], stride = words[stridesWord + d];
    if (!(size >= 0 && size < 9e15) || !(stride > -9e15 && stride < 9e15))
      fail("%s: operand %d has axis %d of size %g and stride %g", name, k, d, size, stride);
    operand.shape[d] = static_cast<int64_t>(size);
    operand.strides[d] = static_cast<int64_t>(stride);
    contiguous &= operand.shape[d] == 1 || operand.strides[d] == expected;
    expected *= operand.shape[d];
    if (__builtin_mul_overflow(count, operand.shape[d], &count)) fail("%s: operand %d has too many elements", name, k);
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
  kernel = small(words[0]);
  if (kernel < 0 || kernel >= kernelCount) fail("execute: there is no kernel %g", words[0]);
  spec = &kernelSpecs[kernel];
  const int outs = small(words[1]), ins = small(words[2]);
  attributes = small(words[3]);
  if (outs != spec->outputs || ins < spec->fewestInputs || ins > spec->mostInputs || attributes < spec->attributes ||
      attributes > maxAttributes)
    fail("%s: %g outputs, %g inputs and %g attributes given — takes %d, %d to %d and %d", spec->name, words[1], words[2],
         words[3], spec->outputs, spec->fewestInputs, spec->mostInputs, spec->attributes);
  attribute = words + firstAttribute;

  const int total = outs + ins;
  for (int k = 0; k < total; k++) {
    double* at = words + firstOperand + operandWords * k;
    Operand& operand = operands[k];
    operand.words = at;
    const int kind = small(at[0]), dtype = small(at[dtypeWord]);
    if (dtype < 0 || dtype >= dtypeCount) fail("%s: operand %d has no such dtype as %g", spec->name, k, at[dtypeWord]);
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
    operand.ndim = small(at[ndimWord]);
    if (operand.ndim < 0 || operand.ndim > maxDims)
      fail("%s: operand %d has %g axes — at most %d", spec->name, k, at[ndimWord], maxDims);
    decodeShape(spec->name, k, at, operand);
    if (kind == 0) {
      if (!(at[pointerWord] >= 0 && at[pointerWord] < 1.8e19)) fail("%s: operand %d has a bad address", spec->name, k);
      operand.data = reinterpret_cast<char*>(static_cast<uintptr_t>(at[pointerWord]));
      if (!operand.data && operand.count) fail("%s: operand %d has no memory — it was released", spec->name, k);
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

void sameShape(const Command& command, const Operand& a, const Operand& b, const char* what) {
  bool agree = a.ndim == b.ndim;
  for (int d = 0; agree && d < a.ndim; d++) agree = a.shape[d] == b.shape[d];
  if (!agree) fail("%s: %s has shape %s where %s is needed", command.name(), what, b.text().c_str(), a.text().c_str());
}

void sameDtype(const Command& command, const Operand& a, const Operand& b, const char* what) {
  if (a.dtype != b.dtype)
    fail("%s: %s is %s where %s is needed", command.name(), what, nameOf(b.dtype), nameOf(a.dtype));
}

}  // namespace backstep
