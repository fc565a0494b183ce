// Steps of optimizers, fused: every element is read and written once. The formulas are PyTorch's.
#include <cmath>

#include "cpu/kernels.h"
#include "core/walk.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

// A momentum buffer of kind 1 (none) is never written: it stands for a tensor that does not exist.
KERNEL(sgd) {
  Operand &parameter = c.out(0), &buffer = c.out(1), &gradient = c.in();
  const double* at = c.attribute;
  const bool hasBuffer = !buffer.scalar, nesterov = at[4] != 0, maximize = at[5] != 0, first = at[6] != 0;
  sameShape(c, parameter, gradient, "the gradient");
  sameDtype(c, parameter, gradient, "the gradient");
  if (hasBuffer) {
    sameShape(c, parameter, buffer, "the momentum buffer");
    sameDtype(c, parameter, buffer, "the momentum buffer");
  }
  forType(Fractions{}, c, parameter.dtype, [&](auto t) {
    using T = decltype(t);
    const T lr = static_cast<T>(at[0]), momentum = static_cast<T>(at[1]), fresh = static_cast<T>(1 - at[2]);
    const T decay = static_cast<T>(at[3]), sign = maximize ? T(-1) : T(1);
    // Rows without gaps are the rule.
    if (!hasBuffer) {
      const Walk walk(parameter, gradient);
      const int64_t ps = walk.step[0], gs = walk.step[1];
      walk.run(0.4, [&](int64_t n, char** rows) {
        T* p = reinterpret_cast<T*>(rows[0]);
        const T* g = reinterpret_cast<const T*>(rows[1]);
        const auto one = [&](T& x, T slope) { x -= lr * (sign * slope + decay * x); };
        if (ps == 1 && gs == 1) {
          BACKSTEP_INDEPENDENT
          for (int64_t i = 0; i < n; i++) one(p[i], g[i]);
          return;
        }
        for (int64_t i = 0; i < n; i++) {
          BACKSTEP_ONE_BY_ONE;
          one(p[i * ps], g[i * gs]);
        }
      });
      return;
    }
    const Walk walk(parameter, buffer, gradient);
    const int64_t ps = walk.step[0], bs = walk.step[1], gs = walk.step[2];
    walk.run(0.6, [&](int64_t n, char** rows) {
      T* p = reinterpret_cast<T*>(rows[0]);
      T* b = reinterpret_cast<T*>(rows[1]);
      const T* g = reinterpret_cast<const T*>(rows[2]);
      const auto one = [&](T& x, T& velocity, T slope) {
        const T d = sign * slope + decay * x;
        velocity = first ? d : momentum * velocity + fresh * d;
        x -= lr * (nesterov ? d + momentum * velocity : velocity);
      };
      if (ps == 1 && bs == 1 && gs == 1) {
        BACKSTEP_INDEPENDENT
        for (int64_t i = 0; i < n; i++) one(p[i], b[i], g[i]);
        return;
      }
      for (int64_t i = 0; i < n; i++) {
        BACKSTEP_ONE_BY_ONE;
        one(p[i * ps], b[i * bs], g[i * gs]);
      }
    });
  });
}

KERNEL(adam) {
  Operand &parameter = c.out(0), &mean = c.out(1), &square = c.out(2), &gradient = c.in();
  Operand* const others[] = {&mean, &square, &gradient};
  const char* const names[] = {"exp_avg", "exp_avg_sq", "the gradient"};
  for (int k = 0; k < 3; k++) {
    sameShape(c, parameter, *others[k], names[k]);
    sameDtype(c, parameter, *others[k], names[k]);
  }
  const double* at = c.attribute;
  const double step = at[5];
  if (!(step >= 1)) fail("adam: step is %g — steps count from 1", step);
  const bool decoupled = at[6] != 0, maximize = at[7] != 0;
  forType(Fractions{}, c, parameter.dtype, [&](auto t) {
    using T = decltype(t);
    const T beta1 = static_cast<T>(at[1]), beta2 = static_cast<T>(at[2]), eps = static_cast<T>(at[3]);
    const T rest1 = static_cast<T>(1 - at[1]), rest2 = static_cast<T>(1 - at[2]);
    const T stepSize = static_cast<T>(at[0] / (1 - std::pow(at[1], step)));
    const T scale = static_cast<T>(1 / std::sqrt(1 - std::pow(at[2], step)));
    const T shrink = static_cast<T>(decoupled ? 1 - at[0] * at[4] : 1), decay = static_cast<T>(decoupled ? 0 : at[4]);
    const T sign = maximize ? T(-1) : T(1);
    const Walk walk(parameter, mean, square, gradient);
    const int64_t ps = walk.step[0], ms = walk.step[1], vs = walk.step[2], gs = walk.step[3];
    const bool rowsOfOne = ps == 1 && ms == 1 && vs == 1 && gs == 1;
    walk.run(1, [&](int64_t n, char** rows) {
      T* p = reinterpret_cast<T*>(rows[0]);
      T* m = reinterpret_cast<T*>(rows[1]);
      T* v = reinterpret_cast<T*>(rows[2]);
      const T* g = reinterpret_cast<const T*>(rows[3]);
      const auto one = [&](T& x, T& average, T& variance, T slope) {
        const T shrunk = x * shrink;
        const T d = sign * slope + decay * shrunk;
        average = beta1 * average + rest1 * d;
        variance = beta2 * variance + rest2 * d * d;
        x = shrunk - stepSize * average / (std::sqrt(variance) * scale + eps);
      };
      if (rowsOfOne) {
        BACKSTEP_INDEPENDENT
        for (int64_t i = 0; i < n; i++) one(p[i], m[i], v[i], g[i]);
      } else {
        for (int64_t i = 0; i < n; i++) {
          BACKSTEP_ONE_BY_ONE;
          one(p[i * ps], m[i * ms], v[i * vs], g[i * gs]);
        }
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
