// Activations with a kernel of their own, and their gradients: float32 by vmath.h, float64 by the C library.
#include <algorithm>
#include <cmath>

#include "cpu/elementwise.h"
#include "cpu/vmath.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// √(2/π) and the cubic factor of the tanh form of GELU (Hendrycks and Gimpel 2016).
constexpr double slope = 0.79788456080286535588, cubic = 0.044715;
constexpr double inverseRoot2 = 0.70710678118654752440, inverseRoot2Pi = 0.39894228040143267794;

inline Floats exponential(Floats x) { return vmath::exp(x); }
inline double exponential(double x) { return std::exp(x); }
inline Floats tangent(Floats x) { return vmath::tanh(x); }
inline double tangent(double x) { return std::tanh(x); }
inline Floats errorFunction(Floats x) { return vmath::erf(x); }
inline double errorFunction(double x) { return std::erf(x); }

// V: Floats or double; S: the type of its constants.
template <class V, class S>
struct Exact {
  static V cumulative(V x) { return S(0.5) * (errorFunction(x * S(inverseRoot2)) + S(1)); }
  static V value(V x) { return x * cumulative(x); }
  static V gradient(V g, V x) {
    const V density = exponential(x * x * S(-0.5)) * S(inverseRoot2Pi);
    return g * (cumulative(x) + x * density);
  }
};
template <class V, class S>
struct ByTanh {
  static V inner(V x) { return tangent(S(slope) * (x + S(cubic) * (x * x * x))); }
  static V value(V x) { return S(0.5) * x * (inner(x) + S(1)); }
  static V gradient(V g, V x) {
    const V t = inner(x);
    const V rise = S(slope) * (S(3 * cubic) * (x * x) + S(1));
    return g * S(0.5) * ((t + S(1)) + x * (S(1) - t * t) * rise);
  }
};

template <class F>
void vectors(int64_t n, float* o, int64_t os, const float* a, int64_t as, const float* b, int64_t bs, F f) {
  int64_t i = 0;
  if (os == 1 && as == 1 && bs == 1)
    for (; i + lanes <= n; i += lanes) store(o + i, f(load(a + i), load(b + i)));
  for (; i < n; i += lanes) {
    const int64_t m = std::min<int64_t>(lanes, n - i);
    Floats v{}, w{};
    for (int64_t j = 0; j < m; j++) v[j] = a[(i + j) * as], w[j] = b[(i + j) * bs];
    v = f(v, w);
    for (int64_t j = 0; j < m; j++) o[(i + j) * os] = v[j];
  }
}

// o = F of both inputs; with one input, of it twice.
template <class Vector, class Single>
void each(Command& c, double nanoseconds, Vector vector, Single single) {
  const Operand &a = c.in(0), &b = c.in(c.inputs - 1);
  sameShape(c, c.out(), a, "the first input");
  sameShape(c, c.out(), b, "the second input");
  sameDtype(c, c.out(), a, "the first input");
  sameDtype(c, c.out(), b, "the second input");
  const Walk walk(c.out(), a, b);
  const int64_t os = walk.step[0], as = walk.step[1], bs = walk.step[2];
  forType(Fractions{}, c, a.dtype, [&](auto t) {
    using T = decltype(t);
    walk.run(sizeof(T) == 4 ? nanoseconds : 25, [&](int64_t n, char** at) {
      T* o = reinterpret_cast<T*>(at[0]);
      const T *x = reinterpret_cast<const T*>(at[1]), *y = reinterpret_cast<const T*>(at[2]);
      if constexpr (sizeof(T) == 4) vectors(n, o, os, x, as, y, bs, vector);
      else
        for (int64_t i = 0; i < n; i++) o[i * os] = single(x[i * as], y[i * bs]);
    });
  });
}

template <template <class, class> class Form>
void gelu(Command& c) {
  each(
      c, 1.2, [](Floats x, Floats) { return Form<Floats, float>::value(x); },
      [](double x, double) { return Form<double, double>::value(x); });
}

template <template <class, class> class Form>
void geluGradient(Command& c) {
  each(
      c, 2, [](Floats g, Floats x) { return Form<Floats, float>::gradient(g, x); },
      [](double g, double x) { return Form<double, double>::gradient(g, x); });
}

}  // namespace

KERNEL(gelu) { integerAttribute(c, 0, 0, 1) ? gelu<ByTanh>(c) : gelu<Exact>(c); }
KERNEL(geluGradient) { integerAttribute(c, 0, 0, 1) ? geluGradient<ByTanh>(c) : geluGradient<Exact>(c); }

}  // namespace backstep::BACKSTEP_ISA
