#include "core/fault.h"

#include <cstdarg>
#include <cstdio>

namespace backstep {

void fail(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  throw Fault{text};
}

std::string shapeText(const long long* shape, int ndim) {
  std::string text = "[";
  for (int d = 0; d < ndim; d++) text += (d ? ", " : "") + std::to_string(shape[d]);
  return text + "]";
}

std::string bytesText(double bytes) {
  const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  int unit = 0;
  while (bytes >= 1024 && unit < 5) {
    bytes /= 1024;
    unit++;
  }
  char text[64];
  snprintf(text, sizeof text, unit ? "%.4g %s" : "%.0f %s", bytes, units[unit]);
  return text;
}

}  // namespace backstep
