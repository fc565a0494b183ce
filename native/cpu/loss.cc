// Cross entropy of logits against classes.
#include <atomic>
#include <vector>

#include "core/pool.h"
#include "cpu/lines.h"
#include "cpu/softmax.h"

namespace backstep::BACKSTEP_ISA {

KERNEL(crossEntropy) {
  const Operand &out = c.out(), &logits = c.in(0), &target = c.in(1);
  const int reduction = static_cast<int>(integerAttribute(c, 0, 0, 2));
  const int64_t ignored = integerAttribute(c, 1, -(int64_t{1} << 53), int64_t{1} << 53);
  sameDtype(c, out, logits, "the input");
  if (target.dtype != Dtype::int64) fail("crossEntropy: the target is %s — class numbers are int64", nameOf(target.dtype));
  if (logits.ndim != 2 || target.ndim != 1 || logits.scalar || target.scalar || target.shape[0] != logits.shape[0])
    fail("crossEntropy: shapes do not fit — logits %s, target %s — logits are [N, C] and the target [N]",
         logits.text().c_str(), target.text().c_str());
  const int64_t rows = logits.shape[0], classes = logits.shape[1];
  if (out.ndim != (reduction ? 0 : 1) || (!reduction && out.shape[0] != rows))
    fail("crossEntropy: the output has shape %s", out.text().c_str());

  const int64_t* labels = target.as<int64_t>();
  int64_t counted = 0;
  for (int64_t i = 0; i < rows; i++) {
    const int64_t label = labels[i * target.strides[0]];
    if (label == ignored) continue;
    if (label < 0 || label >= classes)
      fail("crossEntropy: class %lld at row %lld is outside 0 … %lld — logits %s have %lld classes",
           static_cast<long long>(label), static_cast<long long>(i), static_cast<long long>(classes - 1),
           logits.text().c_str(), static_cast<long long>(classes));
    counted++;
  }

  forType(Fractions{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    std::vector<double> losses(static_cast<size_t>(rows));
    const int64_t rowStride = logits.strides[0], stride = logits.strides[1];
    parallel(rows, (sizeof(T) == 4 ? 0.8 : 10) * static_cast<double>(classes) + 30, 1, [&](int64_t begin, int64_t end) {
      std::vector<T> gathered(static_cast<size_t>(stride == 1 ? 0 : classes));
      for (int64_t i = begin; i < end; i++) {
        const int64_t label = labels[i * target.strides[0]];
        if (label == ignored) continue;
        const T* x = logits.as<T>() + i * rowStride;
        if (stride != 1) {
          for (int64_t j = 0; j < classes; j++) gathered[j] = x[j * stride];
          x = gathered.data();
        }
        const T shift = largest(x, classes);
        losses[i] = std::log(sumExp(x, classes, shift, static_cast<T*>(nullptr))) - static_cast<double>(x[label] - shift);
      }
    });
    if (!reduction) {
      for (int64_t i = 0; i < rows; i++) out.as<T>()[i * out.strides[0]] = static_cast<T>(losses[i]);
      return;
    }
    double sum = 0;
    for (double loss : losses) sum += loss;
    // Nothing counted: the mean is 0 / 0.
    *out.as<T>() = static_cast<T>(reduction == 1 ? sum / static_cast<double>(counted) : sum);
  });
}

}  // namespace backstep::BACKSTEP_ISA
