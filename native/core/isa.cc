#include "core/isa.h"

#include <cstdlib>
#include <cstring>

namespace backstep {

namespace base {
extern const IsaTable table;
}
#ifdef BACKSTEP_X64
namespace avx2 {
extern const IsaTable table;
}
namespace avx512 {
extern const IsaTable table;
}
#endif

namespace {

Isa choose() {
  const char* asked = std::getenv("BACKSTEP_ISA");
  // Anything else than a name known here: the best there is.
  const auto wanted = [&](const char* name) {
    const bool known = asked && (!strcmp(asked, "base") || !strcmp(asked, "avx2") || !strcmp(asked, "avx512"));
    return !known || !strcmp(asked, name);
  };
#ifdef BACKSTEP_X64
  __builtin_cpu_init();
  const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (hasAvx512 && wanted("avx512")) return {"avx512", &avx512::table};
  // A machine without AVX-512 that was asked for it runs the next best.
  if (hasAvx2 && (wanted("avx2") || (!hasAvx512 && wanted("avx512")))) return {"avx2", &avx2::table};
#else
  (void)wanted;
#endif
  return {"base", &base::table};
}

}  // namespace

const Isa& isa() {
  static const Isa chosen = choose();
  return chosen;
}

}  // namespace backstep
