// The gradient of a convolution by its weight: for every tap, the product of the output's gradient and of the input
// that the tap met, summed over images and positions.
#include <algorithm>

#include "core/pool.h"
#include "cpu/buffer.h"
#include "cpu/convolution.h"
#include "cpu/gemm.h"
#include "cpu/pack.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// With fewer rows than this a product costs more to pack than to compute.
constexpr int64_t fewRows = 4;

// Column j of the matrix: what tap j meets at all positions, in the order in which the padded input lies in memory.
template <class T>
class TapColumns final : public Panels<T> {
 public:
  TapColumns(const T* padded, const int64_t* offsets) : padded_(padded), offsets_(offsets) {}

  void pack(T* to, int64_t k0, int64_t depth, int64_t column, int count, int width) const override {
    constexpr int n = Simd<T>::lanes;
    const T* from = padded_ + k0;
    const int64_t* offsets = offsets_ + column;
    int64_t k = 0;
    for (; k + n <= depth; k += n)
      for (int s = 0; s < width; s += n) {
        typename Simd<T>::type square[n];
        for (int i = 0; i < n; i++)
          square[i] = s + i < count ? load(from + offsets[s + i] + k) : typename Simd<T>::type{};
        pack::transpose<T>(square);
        for (int q = 0; q < n; q++) store(to + (k + q) * width + s, square[q]);
      }
    for (; k < depth; k++)
      for (int i = 0; i < width; i++) to[k * width + i] = i < count ? from[offsets[i] + k] : T(0);
  }

 private:
  const T* padded_;
  const int64_t* offsets_;
};

template <class T>
struct WeightGradient {
  const Geometry& g;
  const Operand &grad, &input;
  Padded padded = paddedInput(g);
  std::vector<int64_t> offsets = tapOffsets(g, padded);
  int64_t deep = g.channels / g.groups, rows = g.features / g.groups;
  int64_t columns = static_cast<int64_t>(offsets.size());
  // Positions of an image, with those in between that the padded input has and the output has not.
  int64_t depth = ((g.out[0] - 1) * padded.length[1] + g.out[1] - 1) * padded.length[2] + g.out[2];

  void pad(T* to, int64_t image, int64_t group) const {
    const Spatial spatial(input);
    parallel(deep, static_cast<double>(padded.channel) * 0.3 + 20, 1, [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; c++)
        padded.fill(to + c * padded.channel,
                    input.as<T>() + image * input.strides[0] + (group * deep + c) * input.strides[1], g.size, spatial.stride);
    });
  }

  // The gradient with zeros at the positions in between.
  void spread(T* to, int64_t image, int64_t group) const {
    const Spatial spatial(grad);
    parallel(rows, static_cast<double>(depth) * 0.3 + 20, 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        T* line = to + row * depth;
        std::fill_n(line, depth, T(0));
        const T* from = grad.as<T>() + image * grad.strides[0] + (group * rows + row) * grad.strides[1];
        for (int64_t z = 0; z < g.out[0]; z++)
          for (int64_t y = 0; y < g.out[1]; y++) {
            const T* at = from + z * spatial.stride[0] + y * spatial.stride[1];
            T* place = line + (z * padded.length[1] + y) * padded.length[2];
            for (int64_t x = 0; x < g.out[2]; x++) place[x] = at[x * spatial.stride[2]];
          }
      }
    });
  }

  T dot(const T* a, const T* b) const {
    constexpr int n = Simd<T>::lanes;
    typename Simd<T>::type sum[4] = {};
    int64_t k = 0;
    for (; k + 4 * n <= depth; k += 4 * n)
      for (int v = 0; v < 4; v++) sum[v] += load(a + k + v * n) * load(b + k + v * n);
    double total = 0;
    const auto all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    for (int i = 0; i < n; i++) total += static_cast<double>(all[i]);
    for (; k < depth; k++) total += static_cast<double>(a[k] * b[k]);
    return static_cast<T>(total);
  }

  // Whether a tensor's channels lie as the padded input's do, without zeros.
  bool lies(const Operand& operand, const int64_t* size) const {
    const Spatial spatial(operand);
    int64_t stride = 1;
    for (int a = 2; a >= 0; a--) {
      if (padded.split[a] != 1 || padded.shift[a] != 0 || padded.length[a] != size[a]) return false;
      if (size[a] > 1 && spatial.stride[a] != stride) return false;
      stride *= size[a];
    }
    return true;
  }

  // to[rows × columns] = the sum over images [first, last).
  void sum(T* to, int64_t first, int64_t last, int64_t group) const {
    static thread_local Buffer<T> buffer;
    const bool padsInput = !lies(input, g.size) || input.strides[1] != padded.channel;
    const bool spreads = !lies(grad, g.out);
    const int64_t size = padsInput ? deep * padded.channel + slack : 0;
    T* copy = buffer.of(size + (spreads ? rows * depth : 0) + slack);
    T* spreadGrad = copy + size;
    for (int64_t image = first; image < last; image++) {
      const T* from = input.as<T>() + image * input.strides[0] + group * deep * input.strides[1];
      const T* by = grad.as<T>() + image * grad.strides[0] + group * rows * grad.strides[1];
      if (padsInput) {
        pad(copy, image, group);
        from = copy;
      }
      if (spreads) {
        spread(spreadGrad, image, group);
        by = spreadGrad;
      }
      const int64_t between = spreads ? depth : grad.strides[1];
      if (rows >= fewRows) {
        gemm(rows, columns, depth, Matrix<const T>{by, between, 1}, TapColumns<T>(from, offsets.data()),
             Matrix<T>{to, columns, 1}, image > first);
        continue;
      }
      for (int64_t row = 0; row < rows; row++)
        for (int64_t column = 0; column < columns; column++) {
          const T value = dot(by + row * between, from + offsets[column]);
          T& at = to[row * columns + column];
          at = image > first ? at + value : value;
        }
    }
  }

  void run(T* to) const {
    const int64_t size = rows * columns;
    if (g.images == 0 || g.out[0] * g.out[1] * g.out[2] == 0) return void(std::fill_n(to, g.groups * size, T(0)));
    const double image = gemmNanoseconds(std::max(rows, fewRows), columns, depth, sizeof(T));
    const double work = image * static_cast<double>(g.images * g.groups);
    // Images are shared out where that gives parts enough for every core, and their sums take little memory.
    int64_t parts = std::min<int64_t>({g.images, 16, static_cast<int64_t>(work / (2 * taskNanoseconds)) + 1});
    if (g.groups >= 16 || g.groups * size > (1 << 18)) parts = 1;
    if (g.groups * parts < 8 && image > 16 * taskNanoseconds) parts = 1;
    const auto part = [&](int64_t t, T* sums) {
      const int64_t group = t % g.groups, p = t / g.groups;
      sum(sums, g.images * p / parts, g.images * (p + 1) / parts, group);
    };
    if (parts == 1 && (g.groups < 8 || rows >= 64)) {
      for (int64_t group = 0; group < g.groups; group++) part(group, to + group * size);
      return;
    }
    std::vector<T> others(static_cast<size_t>((parts - 1) * g.groups * size));
    const auto sumsOf = [&](int64_t t) {
      return t < g.groups ? to + t * size : others.data() + (t - g.groups) * size;
    };
    parallel(parts * g.groups, work / static_cast<double>(parts * g.groups), 1, [&](int64_t begin, int64_t end) {
      for (int64_t t = begin; t < end; t++) part(t, sumsOf(t));
    });
    for (int64_t t = g.groups; t < parts * g.groups; t++) {
      T* total = to + t % g.groups * size;
      const T* add = sumsOf(t);
      for (int64_t i = 0; i < size; i++) total[i] += add[i];
    }
  }
};

}  // namespace

KERNEL(convolutionWeight) {
  const Operand &out = c.out(), &grad = c.in(0), &input = c.in(1);
  for (int k = 0; k < c.inputs; k++) sameDtype(c, out, c.in(k), "an input");
  const Geometry g = geometryOf(c, input, out, grad);
  forType(Fractions{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    if (out.count == 0) return;
    std::vector<T> rows(out.contiguous ? 0 : static_cast<size_t>(out.count));
    T* to = out.contiguous ? out.as<T>() : rows.data();
    WeightGradient<T>{g, grad, input}.run(to);
    if (out.contiguous) return;
    for (int64_t i = 0; i < out.count; i++) {
      int64_t rest = i, place = 0;
      for (int d = out.ndim - 1; d >= 0; d--) {
        place += rest % out.shape[d] * out.strides[d];
        rest /= out.shape[d];
      }
      out.as<T>()[place] = rows[static_cast<size_t>(i)];
    }
  });
}

}  // namespace backstep::BACKSTEP_ISA
