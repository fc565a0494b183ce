// Runs commands.
#pragma once
#include "core/command.h"

namespace backstep {

// Decodes and runs the command in `words`. Throws a Fault; what the command allocated is released then.
void execute(double* words, Command& command, uint32_t holder, BlockCache* cache);

}  // namespace backstep
