// How a command fails. A Fault is thrown inside the addon only: binding/ turns it into an error word and a text.
#pragma once
#include <string>
#include <utility>

namespace backstep {

struct Fault {
  std::string text;
};

// printf's format, checked by the compiler.
[[noreturn]] __attribute__((format(printf, 1, 2))) void fail(const char* format, ...);

// "[64, 10]"
std::string shapeText(const long long* shape, int ndim);

// "1.5 GiB"
std::string bytesText(double bytes);

}  // namespace backstep
