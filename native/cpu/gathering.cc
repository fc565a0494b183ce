// Convolutions as matrix products whose second factor is packed from the padded source, and never stands in memory.
#include "cpu/gathering.h"

#include <algorithm>

#include "core/pool.h"
#include "cpu/buffer.h"
#include "cpu/gemm.h"

namespace backstep::BACKSTEP_ISA {

namespace {

// With fewer rows than this a product costs more to pack than to compute.
constexpr int64_t fewRows = 4;
// Images with fewer positions are joined until there are about this many columns.
constexpr int64_t joinedColumns = 1024;

// Column j of the matrix: the elements that position j is made of, those of several images one after the other.
template <class T>
class Patches final : public Panels<T> {
 public:
  Patches(const Gathering<T>& gathering, const Taps<T>& taps, const T* padded)
      : padded_(padded), image_(gathering.deep * gathering.padded.channel), length_(gathering.padded.length), taps_(taps) {}

  void pack(T* to, int64_t k0, int64_t depth, int64_t column, int count, int width) const override {
    Vectors vectors;
    const int pieces = plan(vectors, column, count, width);
    const int64_t* offsets = taps_.offsets.data() + k0;
    if (pieces == 1) rows<1>(vectors, to, offsets, depth, width / n);
    else if (pieces == 2) rows<2>(vectors, to, offsets, depth, width / n);
    else if (pieces == 3) rows<3>(vectors, to, offsets, depth, width / n);
    else if (pieces <= mostPieces) rows<mostPieces>(vectors, to, offsets, depth, width / n);
    else single(to, offsets, depth, column, count, width);
  }

 private:
  static constexpr int n = Simd<T>::lanes, mostPieces = 5;

  // A vector of a panel's row is made of runs of neighbours: all lanes of the first piece, with lanes of the others
  // in their places.
  struct Vectors {
    const T* from[2][mostPieces];
    typename Simd<T>::mask lanes[2][mostPieces];
  };

  // The most pieces that a vector has.
  int plan(Vectors& vectors, int64_t column, int count, int width) const {
    int most = 1;
    for (int v = 0; v < width / n; v++) {
      int pieces = 0;
      int64_t next = 0;
      for (int i = 0; i < n; i++) {
        // Behind the last column anything will do.
        const int64_t place = v * n + i < count ? placeOf(column + v * n + i) : next;
        if (i == 0 || place != next) {
          if (pieces == mostPieces) return mostPieces + 1;
          vectors.from[v][pieces] = padded_ + place - i;
          vectors.lanes[v][pieces++] = typename Simd<T>::mask{};
        }
        vectors.lanes[v][pieces - 1][i] = -1;
        next = place + 1;
      }
      for (int k = pieces; k < mostPieces; k++) {
        vectors.from[v][k] = vectors.from[v][0];
        vectors.lanes[v][k] = typename Simd<T>::mask{};
      }
      most = std::max(most, pieces);
    }
    return most;
  }

  template <int pieces>
  static void rows(const Vectors& vectors, T* to, const int64_t* offsets, int64_t depth, int count) {
    for (int v = 0; v < count; v++) {
      const auto& from = vectors.from[v];
      const auto& lanes = vectors.lanes[v];
      T* at = to + v * n;
      for (int64_t k = 0; k < depth; k++, at += count * n) {
        auto x = load(from[0] + offsets[k]);
#pragma GCC unroll 5
        for (int p = 1; p < pieces; p++) x = lanes[p] ? load(from[p] + offsets[k]) : x;
        store(at, x);
      }
    }
  }

  // Where neighbours are rare.
  void single(T* to, const int64_t* offsets, int64_t depth, int64_t column, int count, int width) const {
    for (int i = 0; i < width; i++) {
      const T* from = padded_ + placeOf(column + std::min(i, count - 1));
      for (int64_t k = 0; k < depth; k++) to[k * width + i] = from[offsets[k]];
    }
  }

  int64_t placeOf(int64_t column) const {
    const int64_t* count = taps_.count;
    const int64_t x = column % count[2], y = column / count[2] % count[1];
    const int64_t rest = column / count[2] / count[1], z = rest % count[0];
    return rest / count[0] * image_ + (z * length_[1] + y) * length_[2] + x;
  }

  const T* padded_;
  int64_t image_;
  const int64_t* length_;
  const Taps<T>& taps_;
};

}  // namespace

template <class T>
void Gathering<T>::pad(T* to, int64_t firstImage, int64_t count, int64_t group) const {
  const Spatial spatial(source);
  parallel(count * deep, static_cast<double>(padded.channel) * 0.3 + 20, 1, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; c++) {
      const T* from = source.as<T>() + (firstImage + c / deep) * source.strides[0] +
                      (group * deep + c % deep) * source.strides[1];
      padded.fill(to + c * padded.channel, from, size, spatial.stride);
    }
  });
}

template <class T>
bool Gathering<T>::lies(const Taps<T>& part) const {
  const Spatial to(out);
  int64_t stride = 1;
  for (int a = 2; a >= 0; a--) {
    if (part.step[a] != 1 || (part.count[a] > 1 && to.stride[a] != stride)) return false;
    stride *= part.count[a];
  }
  return true;
}

template <class T>
const T* Gathering<T>::unpadded(int64_t image, int64_t group) const {
  const Spatial from(source);
  int64_t stride = 1;
  for (int a = 2; a >= 0; a--) {
    if (padded.split[a] != 1 || padded.shift[a] != 0 || padded.length[a] != size[a]) return nullptr;
    if (size[a] > 1 && from.stride[a] != stride) return nullptr;
    stride *= size[a];
  }
  for (const Taps<T>& part : taps)
    if (part.depth() != deep || part.positions() != stride) return nullptr;
  return source.as<T>() + image * source.strides[0] + group * deep * source.strides[1];
}

template <class T>
void Gathering<T>::product(const Taps<T>& part, const T* from, int64_t firstImage, int64_t count, int64_t group) const {
  static thread_local Buffer<T> buffer;
  const int64_t depth = part.depth(), columns = count * part.positions();
  const Matrix<const T> weight{part.weight + group * rows * depth, depth, 1};
  const bool direct = count == 1 && lies(part);
  T* sums = direct ? out.as<T>() + firstImage * out.strides[0] + group * rows * out.strides[1] : buffer.of(rows * columns);
  const int64_t between = direct ? out.strides[1] : columns;
  const bool adds = direct && bias;
  if (adds)
    for (int64_t r = 0; r < rows; r++) std::fill_n(sums + r * between, columns, biasOf(group * rows + r));
  const Matrix<T> to{sums, between, 1};
  if (const T* matrix = count == 1 ? unpadded(firstImage, group) : nullptr)
    gemm(rows, columns, depth, weight, Matrix<const T>{matrix, source.strides[1], 1}, to, adds);
  else
    gemm(rows, columns, depth, weight, Patches<T>(*this, part, from), to, adds);
  if (!direct) scatter(part, sums, firstImage, count, group);
}

template <class T>
void Gathering<T>::scatter(const Taps<T>& part, const T* sums, int64_t firstImage, int64_t count, int64_t group) const {
  const Spatial spatial(out);
  const int64_t rowLength = part.count[2], lines = part.count[0] * part.count[1], columns = count * part.positions();
  const int64_t step = part.step[2] * spatial.stride[2];
  parallel(rows * count, static_cast<double>(part.positions()) + 20, 1, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; t++) {
      const int64_t row = t / count, image = t % count, feature = group * rows + row;
      const T add = biasOf(feature);
      const T* from = sums + row * columns + image * part.positions();
      T* to = out.as<T>() + (firstImage + image) * out.strides[0] + feature * out.strides[1] +
              part.first[2] * spatial.stride[2];
      for (int64_t line = 0; line < lines; line++, from += rowLength) {
        T* at = to + (part.first[0] + line / part.count[1] * part.step[0]) * spatial.stride[0] +
                (part.first[1] + line % part.count[1] * part.step[1]) * spatial.stride[1];
        if (step == 1)
          for (int64_t x = 0; x < rowLength; x++) at[x] = from[x] + add;
        else
          for (int64_t x = 0; x < rowLength; x++) at[x * step] = from[x] + add;
      }
    }
  });
}

// Without a product: four vectors of positions at a time, tap by tap.
template <class T>
void Gathering<T>::few(const Taps<T>& part, const T* from, int64_t image, int64_t group) const {
  constexpr int n = Simd<T>::lanes, streams = 4;
  using Vec = typename Simd<T>::type;
  const Spatial spatial(out);
  const int64_t depth = part.depth(), chunks = (part.count[2] + n - 1) / n;
  const int64_t units = part.count[0] * part.count[1] * chunks, step = part.step[2] * spatial.stride[2];
  for (int64_t row = 0; row < rows; row++) {
    const int64_t feature = group * rows + row;
    const T* weight = part.weight + feature * depth;
    T* image0 = out.as<T>() + image * out.strides[0] + feature * out.strides[1];
    for (int64_t unit = 0; unit < units; unit += streams) {
      const T* at[streams];
      T* to[streams];
      int64_t valid[streams];
      for (int s = 0; s < streams; s++) {
        const int64_t u = std::min(unit + s, units - 1), x = u % chunks * n, line = u / chunks;
        const int64_t y = line % part.count[1], z = line / part.count[1];
        at[s] = from + (z * padded.length[1] + y) * padded.length[2] + x;
        to[s] = image0 + (part.first[0] + z * part.step[0]) * spatial.stride[0] +
                (part.first[1] + y * part.step[1]) * spatial.stride[1] +
                (part.first[2] + x * part.step[2]) * spatial.stride[2];
        valid[s] = std::min<int64_t>(n, part.count[2] - x);
      }
      Vec sum[streams];
      for (int s = 0; s < streams; s++) sum[s] = splat<T>(biasOf(feature));
      for (int64_t k = 0; k < depth; k++) {
        const Vec x = splat<T>(weight[k]);
        const int64_t offset = part.offsets[k];
#pragma GCC unroll 4
        for (int s = 0; s < streams; s++) sum[s] += x * load(at[s] + offset);
      }
      for (int s = 0; s < streams; s++) {
        if (step == 1 && valid[s] == n) {
          store(to[s], sum[s]);
        } else {
          T values[n];
          store(values, sum[s]);
          for (int64_t x = 0; x < valid[s]; x++) to[s][x * step] = values[x];
        }
      }
    }
  }
}

template <class T>
void Gathering<T>::chunk(int64_t firstImage, int64_t count, int64_t group) const {
  static thread_local Buffer<T> buffer;
  T* from = nullptr;
  if (count > 1 || rows < fewRows || !unpadded(firstImage, group)) {
    // Vectors read a little before and behind.
    from = buffer.of(count * deep * padded.channel + 2 * slack) + slack;
    std::fill_n(from + count * deep * padded.channel, slack, T(0));
    pad(from, firstImage, count, group);
  }
  for (const Taps<T>& part : taps) {
    if (part.positions() == 0) continue;
    if (rows < fewRows) few(part, from, firstImage, group);
    else product(part, from, firstImage, count, group);
  }
}

template <class T>
void Gathering<T>::run() const {
  if (out.count == 0) return;
  int64_t widest = 1;
  double each = 1000;
  for (const Taps<T>& part : taps) widest = std::max(widest, part.positions());
  const int64_t joined = rows < fewRows ? 1 : std::min(images, std::max<int64_t>(1, joinedColumns / widest));
  for (const Taps<T>& part : taps)
    each += static_cast<double>(joined) * gemmNanoseconds(std::max(rows, fewRows), part.positions(), part.depth(), sizeof(T));
  const int64_t chunks = (images + joined - 1) / joined, total = chunks * groups;
  const auto task = [&](int64_t t) {
    const int64_t first = t / groups * joined;
    chunk(first, std::min(joined, images - first), t % groups);
  };
  // Many are shared out whole; a few large ones share themselves out.
  if (total < 8 && each > 4 * taskNanoseconds && rows >= fewRows) {
    for (int64_t t = 0; t < total; t++) task(t);
    return;
  }
  parallel(total, each, 1, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; t++) task(t);
  });
}

template struct Gathering<float>;
template struct Gathering<double>;

}  // namespace backstep::BACKSTEP_ISA
