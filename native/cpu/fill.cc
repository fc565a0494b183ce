// Kernels that make elements from nothing, and the one that reads a single element.
#include "core/half.h"
#include "cpu/elementwise.h"

namespace backstep::BACKSTEP_ISA {

KERNEL(empty) { (void)c; }

KERNEL(fill) {
  Operand& out = c.out();
  // The same reading of a number as a scalar operand's.
  const double value = c.attribute[0];
  const auto run = [&](auto x) {
    using T = decltype(x);
    const Walk walk(out);
    const int64_t os = walk.step[0];
    walk.run(0.15, [&](int64_t n, char** at) {
      T* o = reinterpret_cast<T*>(at[0]);
      if (os == 1) std::fill(o, o + n, x);
      else
        for (int64_t i = 0; i < n; i++) {
          BACKSTEP_ONE_BY_ONE;
          o[i * os] = x;
        }
    });
  };
  if (out.dtype == Dtype::boolean) return run(static_cast<uint8_t>(value != 0));
  if (out.dtype == Dtype::float16) return run(narrow<Float16>(static_cast<float>(value)));
  if (out.dtype == Dtype::bfloat16) return run(narrow<Bfloat16>(static_cast<float>(value)));
  // An int64 of more than 53 bits is the sum of two numbers.
  const int64_t whole = static_cast<int64_t>(value) + (c.attributes > 1 ? static_cast<int64_t>(c.attribute[1]) : 0);
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    if constexpr (std::is_integral_v<T>) run(static_cast<T>(whole));
    else run(static_cast<T>(value));
  });
}

KERNEL(arange) {
  Operand& out = c.out();
  if (out.ndim != 1) fail("arange: the output has shape %s — one axis is needed", out.text().c_str());
  const double start = c.attribute[0], step = c.attribute[1];
  forType(Numbers{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    T* o = out.as<T>();
    const int64_t stride = out.strides[0];
    parallel(out.count, 0.5, 64, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        if constexpr (std::is_integral_v<T>)
          o[i * stride] = static_cast<T>(static_cast<int64_t>(start) + i * static_cast<int64_t>(step));
        else
          o[i * stride] = static_cast<T>(start + static_cast<double>(i) * step);
      }
    });
  });
}

KERNEL(item) {
  const Operand& in = c.in();
  if (in.count != 1) fail("item: the tensor has shape %s — one element is needed", in.text().c_str());
  double& value = in.words[4];
  if (in.dtype == Dtype::boolean) value = *in.as<uint8_t>() != 0;
  else forType(Numbers{}, c, in.dtype, [&](auto t) { value = static_cast<double>(*in.as<decltype(t)>()); });
}

}  // namespace backstep::BACKSTEP_ISA
