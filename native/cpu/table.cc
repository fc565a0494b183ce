// The kernels of this instruction set, by number.
#include "core/isa.h"
#include "cpu/kernels.h"
#include "inspect/readers.h"

namespace backstep::BACKSTEP_ISA {

#define BACKSTEP_DECLARE(name, ...) void kernel_##name(Command&);
BACKSTEP_KERNELS(BACKSTEP_DECLARE)
#undef BACKSTEP_DECLARE

extern const IsaTable table;
const IsaTable table = {
    {
#define BACKSTEP_ENTRY(name, ...) kernel_##name,
        BACKSTEP_KERNELS(BACKSTEP_ENTRY)
#undef BACKSTEP_ENTRY
    },
    statistics,
    histogram,
    tile,
};

}  // namespace backstep::BACKSTEP_ISA
