#include "core/narrow.h"

#include <algorithm>
#include <memory>

#include "core/half.h"
#include "core/isa.h"
#include "core/kernels.h"
#include "core/pool.h"

namespace backstep {

namespace {

// What is widened at once of many elements: it stays in the second cache.
constexpr int64_t blockElements = 16384;

// Kernels that move elements of any size, or that know 16-bit floats themselves.
bool takesNarrow(const Command& c) {
  switch (c.kernel) {
    case number_argsort:
    case number_empty:
    case number_fill:
    case number_gather:
    case number_health:
    case number_indexCopy:
    case number_indexSelect:
    case number_keep:
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
    widenAll();
  } catch (...) {
    giveBack();
    throw;
  }
}

Widening::Widening(Command& command, char* arena) : command_(command), arena_(arena) { widenAll(); }

void Widening::widenAll() {
  for (int k = 0; k < command_.outputs + command_.inputs; k++) {
    Operand& operand = command_.operands[k];
    if (!isNarrow(operand.dtype)) continue;
    if (operand.scalar) widenScalar(operand, takesExactScalars(command_.kernel));
    else widen(operand, k < command_.outputs);
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
  const uint64_t bytes = static_cast<uint64_t>(count) * sizeof(float);
  uint64_t storage = 0;
  if (arena_) {
    wide.data = arena_;
    arena_ += (bytes + 63) / 64 * 64;
  } else {
    Block block;
    storage = allocate(static_cast<double>(bytes), holder_, cache_, block);
    wide.data = block.data;
  }
  widened_[count_++] = {&operand, operand, storage, isOutput};
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
    if (widened_[count_ - 1].storage) release(widened_[count_ - 1].storage, holder_, cache_);
  }
}

double arenaBytes(const Command& c) {
  double bytes = 0;
  for (int k = 0; k < c.outputs + c.inputs; k++)
    if (isNarrow(c.operands[k].dtype)) bytes += static_cast<double>(c.operands[k].count) * sizeof(float) + 64;
  return bytes;
}

bool isElementwise(const Command& c) {
  const bool counts = c.kernel == number_item || c.kernel == number_poisson;  // element i depends on i too
  if (c.spec->apart || c.inputs == 0 || counts) return false;
  const Operand& first = c.operands[0];
  if (first.scalar || first.count <= 2 * blockElements) return false;
  for (int k = 1; k < c.outputs + c.inputs; k++) {
    const Operand& operand = c.operands[k];
    if (operand.scalar) continue;
    if (operand.ndim != first.ndim) return false;
    for (int d = 0; d < first.ndim; d++)
      if (operand.shape[d] != first.shape[d]) return false;
  }
  return true;
}

namespace {

// Elements [start, start + n) along `axis`, at position `outer` of the axes before it.
Operand part(const Operand& operand, int axis, int64_t outer, int64_t start, int64_t n) {
  Operand result = operand;
  int64_t offset = start * operand.strides[axis];
  for (int d = axis - 1; d >= 0; d--) {
    offset += outer % operand.shape[d] * operand.strides[d];
    outer /= operand.shape[d];
    result.shape[d] = 1;
  }
  result.shape[axis] = n;
  result.count = 1;
  result.contiguous = true;
  for (int d = operand.ndim - 1; d >= 0; d--) {
    result.contiguous &= result.shape[d] == 1 || result.strides[d] == result.count;
    result.count *= result.shape[d];
  }
  result.data = operand.data + offset * static_cast<int64_t>(sizeOf(operand.dtype));
  return result;
}

}  // namespace

void runInBlocks(const Command& c) {
  const Operand& first = c.operands[0];
  int axis = 0;
  int64_t inner = first.count / first.shape[0];
  while (inner > blockElements) inner /= first.shape[++axis];
  const int64_t length = first.shape[axis], step = std::max<int64_t>(1, blockElements / inner);
  const int64_t steps = (length + step - 1) / step, blocks = first.count / (length * inner) * steps;
  const int operands = c.outputs + c.inputs;
  parallel(blocks, 2 * static_cast<double>(step * inner), 1, [&](int64_t begin, int64_t end) {
    const std::unique_ptr<char[]> arena(new char[static_cast<size_t>(operands) * (blockElements * sizeof(float) + 64)]);
    Command block = c;
    for (int64_t b = begin; b < end; b++) {
      const int64_t start = b % steps * step, n = std::min(step, length - start);
      for (int k = 0; k < operands; k++) {
        Operand& operand = block.operands[k];
        operand = part(c.operands[k], axis, b / steps, start, n);
        if (operand.scalar) operand.data = operand.value;
      }
      Widening widening(block, arena.get());
      isa().table->kernels[c.kernel](block);
      widening.finish();
    }
  });
}

}  // namespace backstep
