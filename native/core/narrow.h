// 16-bit floats in commands. Most kernels have none of their own: their operands are widened to float32, and the
// outputs rounded once.
#pragma once
#include "core/command.h"

namespace backstep {

// Whether the command has operands that its kernel must not see as they are.
bool needsWidening(const Command& command);

// Whether the command is one of many elements, each of which depends on its own place in the inputs alone, so that it
// can be run block by block. Nothing may be said by it of memory that inputs and outputs share.
bool isElementwise(const Command& command);

// Runs the kernel on widened operands, a block of elements at a time, on several threads.
void runInBlocks(const Command& command);

// An upper bound of the memory that widening takes.
double arenaBytes(const Command& command);

// While in scope, the command's 16-bit operands are float32 in memory of their own.
class Widening {
 public:
  Widening(Command& command, uint32_t holder, BlockCache* cache);
  // In memory that is there already: arenaBytes() of it.
  Widening(Command& command, char* arena);
  Widening(const Widening&) = delete;
  Widening& operator=(const Widening&) = delete;
  ~Widening();

  // Rounds what the kernel has written into the outputs.
  void finish();

 private:
  void widenAll();
  void widen(Operand& operand, bool isOutput);
  void giveBack();

  Command& command_;
  uint32_t holder_ = 0;
  BlockCache* cache_ = nullptr;
  char* arena_ = nullptr;
  int count_ = 0;
  struct {
    Operand* operand;
    Operand narrow;
    // 0: in the arena.
    uint64_t storage;
    bool isOutput;
  } widened_[maxOperands];
};

}  // namespace backstep
