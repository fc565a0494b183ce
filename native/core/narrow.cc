#include "core/narrow.h"

#include "core/half.h"
#include "core/isa.h"
#include "core/kernels.h"

namespace backstep {

namespace {

// Kernels that move elements of any size, or that know 16-bit floats themselves.
bool takesNarrow(const Command& c) {
  switch (c.kernel) {
    case number_argsort:
    case number_empty:
    case number_fill:
    case number_gather:
    case number_indexCopy:
    case number_indexSelect:
    case number_kthIndex:
    case number_modeIndex:
    case number_nextAfter:
    case number_searchSorted:
    case number_uniform:
    case number_where: return true;
    case number_copy: {
      const Dtype to = c.operands[0].dtype, from = c.operands[1].dtype;
      return to == from || to == Dtype::float32 || from == Dtype::float32;
    }
    default: return false;
  }
}

// As PyTorch does: these see a number as it is given, the others as the dtype holds it.
bool takesExactScalars(int kernel) {
  return kernel == number_mul || kernel == number_div || kernel == number_floorDivide;
}

void move(const Operand& to, const Operand& from) {
  Command copy;
  copy.spec = &kernelSpecs[number_copy];
  copy.kernel = number_copy;
  copy.outputs = copy.inputs = 1;
  copy.attributes = 0;
  copy.operands[0] = to;
  copy.operands[1] = from;
  isa().table->kernels[number_copy](copy);
}

void widenScalar(Operand& operand, bool exact) {
  float value = static_cast<float>(operand.words[4]);
  if (!exact && operand.dtype == Dtype::float16) value = BACKSTEP_ISA::widen(BACKSTEP_ISA::narrow<Float16>(value));
  if (!exact && operand.dtype == Dtype::bfloat16) value = BACKSTEP_ISA::widen(BACKSTEP_ISA::narrow<Bfloat16>(value));
  std::memcpy(operand.value, &value, sizeof value);
  operand.dtype = Dtype::float32;
}

}  // namespace

bool needsWidening(const Command& c) {
  bool any = false;
  for (int k = 0; k < c.outputs + c.inputs; k++) any |= isNarrow(c.operands[k].dtype);
  return any && !takesNarrow(c);
}

Widening::Widening(Command& command, uint32_t holder, BlockCache* cache)
    : command_(command), holder_(holder), cache_(cache) {
  try {
    for (int k = 0; k < command.outputs + command.inputs; k++) {
      Operand& operand = command.operands[k];
      if (!isNarrow(operand.dtype)) continue;
      if (operand.scalar) widenScalar(operand, takesExactScalars(command.kernel));
      else widen(operand, k < command.outputs);
    }
  } catch (...) {
    giveBack();
    throw;
  }
}

void Widening::widen(Operand& operand, bool isOutput) {
  Operand wide = operand, distinct = operand;
  wide.dtype = Dtype::float32;
  int64_t count = 1;
  for (int d = operand.ndim - 1; d >= 0; d--) {
    // What is repeated is widened once.
    if (operand.strides[d] == 0) distinct.shape[d] = 1;
    wide.strides[d] = operand.strides[d] == 0 ? 0 : count;
    count *= distinct.shape[d];
  }
  if (operand.count == 0) count = 0;
  Block block;
  const uint64_t storage = allocate(static_cast<double>(count) * sizeof(float), holder_, cache_, block);
  widened_[count_++] = {&operand, operand, storage, isOutput};
  wide.data = block.data;
  wide.contiguous = operand.contiguous || count == operand.count;
  // A kernel may add to an output that is there already, or leave parts of it as they are.
  if (count && (!isOutput || operand.words[0] == 0)) {
    Operand to = wide;
    distinct.count = to.count = count;
    for (int d = 0; d < to.ndim; d++) to.shape[d] = distinct.shape[d];
    to.contiguous = true;
    distinct.contiguous = operand.contiguous && count == operand.count;
    move(to, distinct);
  }
  operand = wide;
}

void Widening::finish() {
  for (int k = 0; k < count_; k++)
    if (widened_[k].isOutput && widened_[k].narrow.count) move(widened_[k].narrow, *widened_[k].operand);
}

Widening::~Widening() { giveBack(); }

void Widening::giveBack() {
  for (; count_ > 0; count_--) {
    *widened_[count_ - 1].operand = widened_[count_ - 1].narrow;
    release(widened_[count_ - 1].storage, holder_, cache_);
  }
}

}  // namespace backstep
