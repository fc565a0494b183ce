// What there is beside the CPU. cuda/ will implement this where a GPU can be used; no_cuda/ stands in its place.
#pragma once
#include <string>

namespace backstep {

// The devices in words, or "none: " and why.
std::string gpuText();

}  // namespace backstep
