// Runs commands.
#pragma once
#include "core/command.h"

namespace backstep {

// Decodes and runs the command in `words`. Throws a Fault; what the command allocated is released then. If `looks`,
// gives whether what it wrote is known to be finite: it is little, and was looked at in the cache; else true.
bool execute(double* words, Command& command, uint32_t holder, BlockCache* cache, bool looks);

}  // namespace backstep
