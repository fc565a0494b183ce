#include "core/execute.h"

#include <memory>
#include <new>

#include "core/fault.h"
#include "core/isa.h"
#include "core/narrow.h"
#include "core/pool.h"

namespace backstep {

namespace {

struct Span {
  const char* begin;
  const char* end;
};

Span span(const Operand& operand) {
  if (operand.contiguous) return {operand.data, operand.data + operand.count * static_cast<int64_t>(sizeOf(operand.dtype))};
  int64_t low = 0, high = 1;
  for (int d = 0; d < operand.ndim; d++) {
    const int64_t reach = (operand.shape[d] - 1) * operand.strides[d];
    (reach < 0 ? low : high) += reach;
  }
  const auto size = static_cast<int64_t>(sizeOf(operand.dtype));
  return {operand.data + low * size, operand.data + high * size};
}

bool sameElements(const Operand& a, const Operand& b) {
  if (a.data != b.data || a.ndim != b.ndim || sizeOf(a.dtype) != sizeOf(b.dtype)) return false;
  for (int d = 0; d < a.ndim; d++)
    if (a.shape[d] != b.shape[d] || (a.shape[d] > 1 && a.strides[d] != b.strides[d])) return false;
  return true;
}

// Whether the command would overwrite the input while reading it.
bool overwrites(Command& c, const Operand& in) {
  if (in.scalar || in.count == 0) return false;
  for (int o = 0; o < c.outputs; o++) {
    const Operand& out = c.out(o);
    if (out.words[0] != 0 || out.count == 0) continue;
    const Span read = span(in), written = span(out);
    if (read.end > written.begin && written.end > read.begin && (c.spec->apart || !sameElements(out, in))) return true;
  }
  return false;
}

bool overwritesAny(Command& c) {
  for (int k = 0; k < c.inputs; k++)
    if (overwrites(c, c.in(k))) return true;
  return false;
}

// A contiguous copy of `in`, in memory that `copy` keeps.
void separate(Operand& in, std::unique_ptr<char[]>& memory) {
  memory.reset(new char[static_cast<size_t>(in.count) * sizeOf(in.dtype)]);
  Command move;
  move.spec = &kernelSpecs[number_copy];
  move.outputs = move.inputs = 1;
  move.operands[1] = in;
  Operand& copy = move.operands[0] = in;
  copy.data = memory.get();
  copy.contiguous = true;
  int64_t stride = 1;
  for (int d = copy.ndim - 1; d >= 0; d--) {
    copy.strides[d] = stride;
    stride *= copy.shape[d];
  }
  isa().table->kernels[number_copy](move);
  in = copy;
}

void checkRepeats(Command& c) {
  for (int o = 0; o < c.outputs; o++) {
    const Operand& out = c.out(o);
    for (int d = 0; d < out.ndim && !out.contiguous; d++)
      if (out.shape[d] > 1 && out.strides[d] == 0 && !out.scalar)
        fail("%s: the output of shape %s repeats its elements along axis %d — make it contiguous before writing into it",
             c.name(), out.text().c_str(), d);
  }
}

// Writes into memory that was there before. Inputs that would be overwritten are read from copies, one by one, so
// that the memory of them lasts as long as the kernel runs.
void runInPlace(Command& c, int firstInput = 0) {
  for (int k = firstInput; k < c.inputs; k++) {
    if (!overwrites(c, c.in(k))) continue;
    std::unique_ptr<char[]> memory;
    separate(c.in(k), memory);
    return runInPlace(c, k + 1);
  }
  isa().table->kernels[c.kernel](c);
}

void run(Command& c, bool inPlace) {
  if (inPlace) runInPlace(c);
  else isa().table->kernels[c.kernel](c);
}

void runWidened(Command& c, bool inPlace, uint32_t holder, BlockCache* cache) {
  const auto with = [&](Widening& widening) {
    run(c, inPlace);
    widening.finish();
  };
  // Small ones need no memory of the system.
  alignas(64) char arena[16384];
  if (arenaBytes(c) <= static_cast<double>(sizeof arena)) {
    Widening widening(c, arena);
    return with(widening);
  }
  Widening widening(c, holder, cache);
  with(widening);
}

// A larger output is for the caller to look at: what an op gives is less than what all of its commands write.
constexpr int64_t lookedElements = 8192;

bool isFinite(const Operand& written) {
  if (written.count > lookedElements) return false;
  double found[24] = {};
  const double attributes[3] = {};
  Command look;
  look.spec = &kernelSpecs[number_health];
  look.kernel = number_health;
  look.outputs = 0;
  look.inputs = 1;
  look.attributes = 3;
  look.attribute = attributes;
  look.operands[0] = written;
  look.operands[0].words = found;
  isa().table->kernels[number_health](look);
  return found[4] != 0;
}

bool isFloating(Dtype dtype) { return dtype <= Dtype::float64 || isNarrow(dtype); }

// The outputs that are worth a look. Nobody has written to memory that is new and empty; and of the state of an
// optimizer, what is wrong comes to the parameter.
int lookedAt(const Command& c, Operand* outputs) {
  if (c.kernel == number_empty) return 0;
  const int most = c.kernel == number_sgd || c.kernel == number_adam ? 1 : c.outputs;
  int count = 0;
  for (int k = 0; k < most; k++)
    if (isFloating(c.operands[k].dtype) && !c.operands[k].scalar) outputs[count++] = c.operands[k];
  return count;
}

}  // namespace

bool execute(double* words, Command& command, uint32_t holder, BlockCache* cache, bool looks) {
  // As they are before a kernel sees wider ones in their place.
  Operand outputs[maxOperands];
  int written = 0;
  try {
    command.decode(words, holder, cache);
    checkCancelled();
    if (looks) written = lookedAt(command, outputs);
    bool inPlace = false;
    for (int k = 0; k < command.outputs; k++) inPlace |= command.out(k).words[0] == 0;
    if (inPlace) checkRepeats(command);
    if (needsWidening(command) && isElementwise(command) && !overwritesAny(command)) {
      runInBlocks(command);
    } else if (needsWidening(command)) {
      runWidened(command, inPlace, holder, cache);
    } else {
      run(command, inPlace);
    }
  } catch (const std::bad_alloc&) {
    command.undo(holder, cache);
    fail("out of memory: %s needs working memory — use smaller batches or release tensors",
         command.outputs + command.inputs ? command.name() : "the command");
  } catch (...) {
    command.undo(holder, cache);
    throw;
  }
  for (int k = 0; k < written; k++)
    if (!isFinite(outputs[k])) return false;
  return true;
}

}  // namespace backstep
