#include "core/system.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <thread>

#include "core/fault.h"

namespace backstep {

namespace {

double readLimit() {
  double limit = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  // Control groups, version 2 and 1. An unlimited one says "max" or a number beyond all memory.
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    if (FILE* file = fopen(path, "r")) {
      double bytes;
      if (fscanf(file, "%lf", &bytes) == 1 && bytes > 0 && bytes < limit) limit = bytes;
      fclose(file);
    }
  }
  if (const char* asked = std::getenv("BACKSTEP_MEMORY")) {
    char* end;
    const double bytes = std::strtod(asked, &end);
    if (end == asked || *end || !(bytes > 0)) {
      fail("BACKSTEP_MEMORY is no number of bytes — %s — give one such as 2147483648, or none", asked);
    }
    if (bytes < limit) limit = bytes;
  }
  return limit;
}

}  // namespace

double memoryLimit() {
  static const double limit = readLimit();
  return limit;
}

int processorCount() {
  const int count = static_cast<int>(std::thread::hardware_concurrency());
  return count > 0 ? count : 1;
}

}  // namespace backstep
