// 16-bit floats in commands. Most kernels have none of their own: their operands are widened to float32, and the
// outputs rounded once.
#pragma once
#include "core/command.h"

namespace backstep {

// Whether the command has operands that its kernel must not see as they are.
bool needsWidening(const Command& command);

// While in scope, the command's 16-bit operands are float32 in memory of their own.
class Widening {
 public:
  Widening(Command& command, uint32_t holder, BlockCache* cache);
  Widening(const Widening&) = delete;
  Widening& operator=(const Widening&) = delete;
  ~Widening();

  // Rounds what the kernel has written into the outputs.
  void finish();

 private:
  void widen(Operand& operand, bool isOutput);
  void giveBack();

  Command& command_;
  uint32_t holder_;
  BlockCache* cache_;
  int count_ = 0;
  struct {
    Operand* operand;
    Operand narrow;
    uint64_t storage;
    bool isOutput;
  } widened_[maxOperands];
};

}  // namespace backstep
