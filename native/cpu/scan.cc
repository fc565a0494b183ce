// Running sums.
#include <type_traits>

#include "core/pool.h"
#include "cpu/lines.h"

namespace backstep::BACKSTEP_ISA {

KERNEL(cumsum) {
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  const int axis = axisAttribute(c, c.in());
  const Lines from(c.in(), axis), to(c.out(), axis);
  forType(Numbers{}, c, c.in().dtype, [&](auto t) {
    using T = decltype(t);
    using Acc = std::conditional_t<std::is_floating_point_v<T>, double, int64_t>;
    if (c.in().count == 0) return;
    parallel(from.count, 1.5 * static_cast<double>(from.length) + 5, 1, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; k++) {
        const T* x = c.in().as<T>() + from.at(k);
        T* y = c.out().as<T>() + to.at(k);
        Acc sum = 0;
        for (int64_t i = 0; i < from.length; i++) {
          sum += static_cast<Acc>(x[i * from.stride]);
          y[i * to.stride] = static_cast<T>(sum);
        }
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
