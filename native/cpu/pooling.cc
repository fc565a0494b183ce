// The largest element of each window of up to three axes.
#include <algorithm>
#include <limits>
#include <vector>

#include "core/pool.h"
#include "cpu/buffer.h"
#include "cpu/convolution.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// The windows of one axis: elements first, first + step, … before `end`.
struct Windows {
  int64_t size, kernel, stride, padding, dilation;
  // Windows as equal as the sizes allow, which cover the axis; else of `kernel` elements.
  bool adaptive;
  int64_t out;

  int64_t first(int64_t q) const {
    if (adaptive) return q * size / out;
    const int64_t start = q * stride - padding;
    return start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
  }
  int64_t end(int64_t q) const {
    if (adaptive) return ((q + 1) * size + out - 1) / out;
    return std::min(size, q * stride - padding + (kernel - 1) * dilation + 1);
  }
  // The k-th element of a window, or its last.
  int64_t element(int64_t q, int64_t k) const {
    const int64_t start = first(q);
    return std::min(start + k * dilation, start + (end(q) - 1 - start) / dilation * dilation);
  }
  // Elements of the largest window.
  int64_t most() const { return adaptive ? std::min(size, (size + out - 1) / out + 1) : std::min(kernel, size); }
};

struct Pooling {
  Windows axes[3];
  int64_t inStride[3], outStride[3], indexStride[3];
  // [elements of a window, windows]: row-major positions of the first element of every window, then of the second, …
  // A window that has fewer than others meets its last one again. Empty where that would be too many.
  std::vector<int32_t> places;

  int64_t windowCount() const { return axes[0].out * axes[1].out * axes[2].out; }

  Pooling(const Command& c, const Operand& in, const Operand& out, const Operand& indices) {
    constexpr int64_t most = int64_t{1} << 31;
    const Spatial from(in), to(out), index(indices);
    const bool adaptive = integerAttribute(c, 0, 0, 1) == 1;
    for (int a = 0; a < 3; a++) {
      const int d = in.ndim - 3 + a;
      axes[a] = {d >= 2 ? in.shape[d] : 1, integerAttribute(c, 1 + a, 1, most), integerAttribute(c, 4 + a, 1, most),
                 integerAttribute(c, 7 + a, 0, most), integerAttribute(c, 10 + a, 1, most), adaptive,
                 d >= 2 ? out.shape[d] : 1};
      inStride[a] = from.stride[a];
      outStride[a] = to.stride[a];
      indexStride[a] = index.stride[a];
      if (adaptive) axes[a].dilation = 1;
    }
  }

  // For an input whose channels are row-major, once the windows are known to have elements.
  void findPlaces() {
    int64_t kernel[3], stride = 1;
    for (int a = 2; a >= 0; a--) {
      if (axes[a].size > 1 && inStride[a] != stride) return;
      stride *= axes[a].size;
      kernel[a] = axes[a].most();
    }
    const double total = static_cast<double>(kernel[0]) * static_cast<double>(kernel[1]) * static_cast<double>(kernel[2]) *
                         static_cast<double>(windowCount());
    if (stride > INT32_MAX || total > 0x1p22) return;
    places.reserve(static_cast<size_t>(total));
    const auto& [z, y, x] = axes;
    for (int64_t kz = 0; kz < kernel[0]; kz++)
      for (int64_t ky = 0; ky < kernel[1]; ky++)
        for (int64_t kx = 0; kx < kernel[2]; kx++)
          for (int64_t oz = 0; oz < z.out; oz++)
            for (int64_t oy = 0; oy < y.out; oy++) {
              const int64_t line = (z.element(oz, kz) * y.size + y.element(oy, ky)) * x.size;
              for (int64_t ox = 0; ox < x.out; ox++) places.push_back(static_cast<int32_t>(line + x.element(ox, kx)));
            }
  }

  // One channel by `places`: the windows side by side, element by element.
  template <class T>
  void together(const T* in, T* out, int64_t* indices) const {
    static thread_local Buffer<T> largest;
    static thread_local Buffer<int32_t> chosen;
    const int64_t windows = windowCount();
    T* most = largest.of(windows);
    int32_t* where = chosen.of(windows);
    for (int64_t q = 0; q < windows; q++) most[q] = in[where[q] = places[static_cast<size_t>(q)]];
    for (const int32_t* at = places.data() + windows; at != places.data() + places.size(); at += windows) {
      BACKSTEP_INDEPENDENT
      for (int64_t q = 0; q < windows; q++) {
        const T value = in[at[q]];
        const bool larger = (value > most[q]) | (value != value);
        most[q] = larger ? value : most[q];
        where[q] = larger ? at[q] : where[q];
      }
    }
    for (int64_t oz = 0; oz < axes[0].out; oz++)
      for (int64_t oy = 0; oy < axes[1].out; oy++)
        for (int64_t ox = 0; ox < axes[2].out; ox++) {
          out[oz * outStride[0] + oy * outStride[1] + ox * outStride[2]] = *most++;
          indices[oz * indexStride[0] + oy * indexStride[1] + ox * indexStride[2]] = *where++;
        }
  }

  // One channel, window by window.
  template <class T>
  void anywhere(const T* in, T* out, int64_t* indices) const {
    const auto& [z, y, x] = axes;
    for (int64_t oz = 0; oz < z.out; oz++)
      for (int64_t oy = 0; oy < y.out; oy++)
        for (int64_t ox = 0; ox < x.out; ox++) {
          const int64_t z0 = z.first(oz), y0 = y.first(oy), x0 = x.first(ox);
          const int64_t z1 = z.end(oz), y1 = y.end(oy), x1 = x.end(ox);
          T most = -std::numeric_limits<T>::infinity();
          int64_t where = (z0 * y.size + y0) * x.size + x0;
          for (int64_t iz = z0; iz < z1; iz += z.dilation)
            for (int64_t iy = y0; iy < y1; iy += y.dilation) {
              const T* row = in + iz * inStride[0] + iy * inStride[1];
              for (int64_t ix = x0; ix < x1; ix += x.dilation) {
                const T value = row[ix * inStride[2]];
                if (value > most || value != value) {
                  most = value;
                  where = (iz * y.size + iy) * x.size + ix;
                }
              }
            }
          out[oz * outStride[0] + oy * outStride[1] + ox * outStride[2]] = most;
          indices[oz * indexStride[0] + oy * indexStride[1] + ox * indexStride[2]] = where;
        }
  }
};

}  // namespace

KERNEL(maxPool) {
  const Operand &out = c.out(0), &indices = c.out(1), &in = c.in();
  bool fits = in.ndim >= 3 && in.ndim <= 5 && out.ndim == in.ndim && !in.scalar && !out.scalar;
  for (int d = 0; fits && d < 2; d++) fits = in.shape[d] == out.shape[d];
  if (!fits) fail("maxPool: shapes do not fit — input %s, output %s", in.text().c_str(), out.text().c_str());
  sameDtype(c, out, in, "the input");
  sameShape(c, out, indices, "the output of indices");
  if (indices.dtype != Dtype::int64) noKernel(c, indices.dtype);
  Pooling pooling(c, in, out, indices);
  if (out.count == 0) return;
  double taps = 1;
  for (const Windows& axis : pooling.axes) {
    for (int64_t q = 0; q < axis.out; q++)
      if (axis.first(q) >= axis.end(q))
        fail("maxPool: a window has no element — input %s, output %s", in.text().c_str(), out.text().c_str());
    taps *= axis.adaptive ? static_cast<double>(axis.size) / static_cast<double>(axis.out) : static_cast<double>(axis.kernel);
  }
  pooling.findPlaces();
  const int64_t planes = out.shape[0] * out.shape[1];
  const double cost = static_cast<double>(out.count / planes) * (taps + 4);
  forType(Fractions{}, c, in.dtype, [&](auto t) {
    using T = decltype(t);
    parallel(planes, cost, 1, [&](int64_t begin, int64_t end) {
      for (int64_t p = begin; p < end; p++) {
        const auto at = [&](const Operand& operand) {
          return p / out.shape[1] * operand.strides[0] + p % out.shape[1] * operand.strides[1];
        };
        const T* from = in.as<T>() + at(in);
        T* to = out.as<T>() + at(out);
        int64_t* places = indices.as<int64_t>() + at(indices);
        if (pooling.places.empty()) pooling.anywhere(from, to, places);
        else pooling.together(from, to, places);
      }
    });
  });
}

}  // namespace backstep::BACKSTEP_ISA
