// What this machine has.
#pragma once

namespace backstep {

// Bytes that this process may use: the machine's memory, or less where a container or BACKSTEP_MEMORY says so.
double memoryLimit();

// Threads that can run at once.
int processorCount();

}  // namespace backstep
