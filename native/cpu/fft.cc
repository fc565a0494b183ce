// Fourier transforms along an axis. A complex tensor is a real one whose last axis is [real, imaginary].
#include "cpu/fft.h"

#include <algorithm>
#include <cmath>

#include "core/pool.h"
#include "cpu/linalg.h"
#include "cpu/lines.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// An operand as lines of numbers along the axis; of a complex one, imaginary parts lie `other` elements on.
struct Line {
  Operand whole;
  int64_t other = 0;
};

Line numbersOf(const Command& c, const Operand& operand, bool complex) {
  Line numbers{operand};
  if (!complex) return numbers;
  const int last = operand.ndim - 1;
  if (last < 0 || operand.shape[last] != 2)
    fail("%s: the last axis is not [real, imaginary] — %s", c.name(), operand.text().c_str());
  numbers.whole.ndim--;
  numbers.whole.count /= 2;
  numbers.whole.contiguous = false;
  numbers.other = operand.strides[last];
  return numbers;
}

// Attributes: axis, length of the transform, whether it is the inverse, scale. Of a line, what lies beyond the
// length is not read; what is missing is 0, and so is what the output has too much.
void transform(Command& c, bool complexIn, bool complexOut) {
  sameDtype(c, c.out(), c.in(), "the input");
  if (c.in().scalar) fail("%s: the input is a number — a tensor is needed", c.name());
  const Line in = numbersOf(c, c.in(), complexIn), out = numbersOf(c, c.out(), complexOut);
  if (in.whole.ndim == 0) fail("%s: there is no axis to transform — %s", c.name(), c.in().text().c_str());
  const int axis = axisAttribute(c, in.whole);
  const int64_t n = integerAttribute(c, 1, 1, int64_t{1} << 40);
  const bool inverse = integerAttribute(c, 2, 0, 1);
  const double scale = c.attribute[3];
  bool fits = in.whole.ndim == out.whole.ndim;
  for (int d = 0; fits && d < in.whole.ndim; d++) fits = d == axis || in.whole.shape[d] == out.whole.shape[d];
  if (!fits) wrongShape(c, c.out(), c.in(), "the input");
  if (c.out().count == 0) return;
  const Lines from(in.whole, axis), to(out.whole, axis);
  // Roots, lines and, of a convolution, four times as many of each.
  needRoom(40 * static_cast<double>(n));
  const FourierPlan plan(n, inverse);
  const int64_t given = std::min(from.length, !complexIn || complexOut ? n : n / 2 + 1);
  const int64_t made = std::min(to.length, complexIn || !complexOut ? n : n / 2 + 1);
  const double cost = 4 * static_cast<double>(n + plan.room()) * std::log2(static_cast<double>(n) + 2) + 50;
  forType(Fractions{}, c, c.out().dtype, [&](auto t) {
    using T = decltype(t);
    parallel(to.count, cost, 1, [&](int64_t begin, int64_t end) {
      std::vector<Complex> x(static_cast<size_t>(n)), y(x.size()), room(static_cast<size_t>(plan.room()));
      for (int64_t line = begin; line < end; line++) {
        const T* source = in.whole.as<T>() + from.at(line);
        std::fill(x.begin(), x.end(), Complex{});
        for (int64_t k = 0; k < given; k++) {
          const T* at = source + k * from.stride;
          x[static_cast<size_t>(k)] = {at[0], complexIn ? at[in.other] : T{}};
        }
        // The other half of what a real result comes from; the imaginary parts that it would need to be 0 are not read.
        if (complexIn && !complexOut) {
          for (int64_t k = 0; k <= n / 2; k++) {
            Complex& half = x[static_cast<size_t>(k)];
            if (k == 0 || 2 * k == n) half = half.real();
            else x[static_cast<size_t>(n - k)] = std::conj(half);
          }
        }
        plan.run(x.data(), y.data(), room.data());
        T* target = out.whole.as<T>() + to.at(line);
        for (int64_t k = 0; k < to.length; k++) {
          const Complex value = k < made ? y[static_cast<size_t>(k)] * scale : Complex{};
          target[k * to.stride] = static_cast<T>(value.real());
          if (complexOut) target[k * to.stride + out.other] = static_cast<T>(value.imag());
        }
      }
    });
  });
}

}  // namespace

KERNEL(fft) { transform(c, true, true); }
KERNEL(rfft) { transform(c, false, true); }
KERNEL(irfft) { transform(c, true, false); }

}  // namespace backstep::BACKSTEP_ISA
