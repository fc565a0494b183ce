#include "core/reduction.h"

#include "core/fault.h"

namespace backstep {

namespace {

int64_t magnitude(int64_t x) { return x < 0 ? -x : x; }

// One more axis inside of the others.
void append(Axes& axes, int64_t size, int64_t in, int64_t out) {
  if (axes.count) {
    const int d = axes.count - 1;
    if (axes.inStride[d] == in * size && axes.outStride[d] == out * size) {
      axes.shape[d] *= size;
      axes.inStride[d] = in;
      axes.outStride[d] = out;
      return;
    }
  }
  axes.shape[axes.count] = size;
  axes.inStride[axes.count] = in;
  axes.outStride[axes.count] = out;
  axes.count++;
}

}  // namespace

void Axes::at(int64_t position, int64_t& in, int64_t& out) const {
  in = out = 0;
  for (int d = count - 1; d >= 0; d--) {
    const int64_t index = position % shape[d];
    position /= shape[d];
    in += index * inStride[d];
    out += index * outStride[d];
  }
}

ReductionPlan::ReductionPlan(const Operand& out, const Operand& in, int64_t mask) {
  int order[maxDims], n = 0;
  for (int d = 0; d < in.ndim; d++)
    if (in.shape[d] != 1) order[n++] = d;
  // Farthest apart first, so that the innermost loop is over neighbours.
  for (int i = 1; i < n; i++)
    for (int j = i; j > 0 && magnitude(in.strides[order[j]]) > magnitude(in.strides[order[j - 1]]); j--) {
      const int d = order[j];
      order[j] = order[j - 1];
      order[j - 1] = d;
    }
  for (int j = 0; j < n; j++) {
    const int d = order[j];
    const bool reduces = mask >> d & 1;
    append(reduces ? reduced : kept, in.shape[d], in.strides[d], reduces ? 0 : out.strides[d]);
  }
  if (kept.count) {
    const int d = --kept.count;
    keptRow = kept.shape[d];
    keptIn = kept.inStride[d];
    keptOut = kept.outStride[d];
  }
  if (reduced.count) {
    const int d = --reduced.count;
    reducedRow = reduced.shape[d];
    reducedIn = reduced.inStride[d];
  }
  for (int d = 0; d < kept.count; d++) kept.total *= kept.shape[d];
  for (int d = 0; d < reduced.count; d++) reduced.total *= reduced.shape[d];
}

void checkReduced(const Command& c, const Operand& out, const Operand& in, int64_t mask) {
  bool agree = out.ndim == in.ndim;
  for (int d = 0; agree && d < in.ndim; d++) agree = out.shape[d] == (mask >> d & 1 ? 1 : in.shape[d]);
  if (!agree)
    fail("%s: the output's shape %s does not fit the input's %s", c.name(), out.text().c_str(), in.text().c_str());
}

}  // namespace backstep
