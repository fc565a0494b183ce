#include "core/gpu.h"

namespace backstep {

std::string gpuText() { return "none: this build has no CUDA kernels yet"; }

}  // namespace backstep
