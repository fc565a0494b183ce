// Elementary functions: float32 by vmath.h, float64 by the C library.
#include <cmath>

#include "cpu/elementwise.h"
#include "cpu/vmath.h"

namespace backstep::BACKSTEP_ISA {

namespace {

template <class Op>
void floats(int64_t n, float* o, int64_t os, const float* a, int64_t as) {
  int64_t i = 0;
  if (os == 1 && as == 1) {
    for (; i + lanes <= n; i += lanes) store(o + i, Op::vector(load(a + i)));
  }
  // The rest, and what has gaps, a vector at a time.
  for (; i < n; i += lanes) {
    const int64_t m = std::min<int64_t>(lanes, n - i);
    Floats v{};
    for (int64_t j = 0; j < m; j++) v[j] = a[(i + j) * as];
    v = Op::vector(v);
    for (int64_t j = 0; j < m; j++) o[(i + j) * os] = v[j];
  }
}

template <class Op>
void elementary(Command& c, double nanoseconds) {
  if (c.in().dtype != Dtype::float32) return unary<Op>(c, Types<double>{}, 12);
  sameShape(c, c.out(), c.in(), "the input");
  sameDtype(c, c.out(), c.in(), "the input");
  const Walk walk(c.out(), c.in());
  walk.run(nanoseconds, [&](int64_t n, char** at) {
    floats<Op>(n, reinterpret_cast<float*>(at[0]), walk.step[0], reinterpret_cast<const float*>(at[1]), walk.step[1]);
  });
}

double stableSoftplus(double x) { return (x > 0 ? x : 0) + std::log1p(std::exp(-std::fabs(x))); }

#define BACKSTEP_ELEMENTARY(name, nanoseconds, exact)              \
  struct Op_##name {                                               \
    static Floats vector(Floats x) { return vmath::name(x); }      \
    static double apply(double x) { return exact; }                \
  };                                                               \
  }                                                                \
  KERNEL(name) { elementary<Op_##name>(c, nanoseconds); }          \
  namespace {

BACKSTEP_ELEMENTARY(exp, 0.5, std::exp(x))
BACKSTEP_ELEMENTARY(log, 0.6, std::log(x))
BACKSTEP_ELEMENTARY(sin, 1.5, std::sin(x))
BACKSTEP_ELEMENTARY(cos, 1.5, std::cos(x))
BACKSTEP_ELEMENTARY(tanh, 0.8, std::tanh(x))
BACKSTEP_ELEMENTARY(sigmoid, 0.7, 1 / (1 + std::exp(-x)))
BACKSTEP_ELEMENTARY(erf, 0.9, std::erf(x))
BACKSTEP_ELEMENTARY(log1p, 0.8, std::log1p(x))
BACKSTEP_ELEMENTARY(expm1, 0.7, std::expm1(x))
BACKSTEP_ELEMENTARY(softplus, 1.4, x != x ? x : stableSoftplus(x))

#undef BACKSTEP_ELEMENTARY

}  // namespace

}  // namespace backstep::BACKSTEP_ISA
