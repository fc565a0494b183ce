#include <algorithm>
#include <new>

#include "cpu/convolution.h"

namespace backstep::BACKSTEP_ISA {

namespace {

constexpr int64_t most = int64_t{1} << 31;

int64_t ceilDivide(int64_t a, int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

}  // namespace

Geometry geometryOf(const Command& c, const Operand& input, const Operand& weight, const Operand& output) {
  Geometry g;
  const int ndim = input.ndim;
  g.groups = integerAttribute(c, 0, 1, most);
  bool fits = ndim >= 3 && ndim <= 5 && weight.ndim == ndim && output.ndim == ndim && !input.scalar && !weight.scalar &&
              !output.scalar;
  if (fits) {
    g.images = input.shape[0];
    g.channels = input.shape[1];
    g.features = weight.shape[0];
    fits = output.shape[0] == g.images && output.shape[1] == g.features && g.features % g.groups == 0 &&
           g.channels % g.groups == 0 && weight.shape[1] == g.channels / g.groups;
  }
  if (!fits)
    fail("%s: shapes do not fit — input %s, weight %s, output %s, %lld groups", c.name(), input.text().c_str(),
         weight.text().c_str(), output.text().c_str(), static_cast<long long>(g.groups));
  for (int a = 0; a < 3; a++) {
    const int d = ndim - 3 + a;
    g.size[a] = d >= 2 ? input.shape[d] : 1;
    g.out[a] = d >= 2 ? output.shape[d] : 1;
    g.kernel[a] = d >= 2 ? weight.shape[d] : 1;
    g.stride[a] = integerAttribute(c, 1 + a, 1, most);
    g.padding[a] = integerAttribute(c, 4 + a, 0, most);
    g.dilation[a] = integerAttribute(c, 7 + a, 1, most);
    const double reach = static_cast<double>(g.out[a]) * static_cast<double>(g.stride[a]) +
                         static_cast<double>(g.kernel[a]) * static_cast<double>(g.dilation[a]);
    if (!(reach < 0x1p40)) throw std::bad_alloc();
  }
  return g;
}

void Padded::finish() {
  double total = 1;
  channel = 1;
  for (int a = 0; a < 3; a++) {
    const int64_t along = length[a] * static_cast<int64_t>(parts[a].size());
    total *= static_cast<double>(along);
    if (total > 0x1p40) throw std::bad_alloc();
    channel *= along;
  }
}

int64_t Padded::at(const int64_t* e) const {
  int64_t part = 0, place = 0;
  for (int a = 0; a < 3; a++) {
    const auto found = std::find(parts[a].begin(), parts[a].end(), e[a] % split[a]);
    part = part * static_cast<int64_t>(parts[a].size()) + (found - parts[a].begin());
    place = place * length[a] + e[a] / split[a];
  }
  return part * length[0] * length[1] * length[2] + place;
}

template <class T>
void Padded::fill(T* to, const T* from, const int64_t* size, const int64_t* strides) const {
  for (const int64_t z0 : parts[0])
    for (const int64_t y0 : parts[1])
      for (const int64_t x0 : parts[2]) {
        const int64_t begin = std::clamp<int64_t>(ceilDivide(shift[2] - x0, split[2]), 0, length[2]);
        const int64_t end = std::clamp<int64_t>(ceilDivide(size[2] + shift[2] - x0, split[2]), begin, length[2]);
        const int64_t first = begin * split[2] + x0 - shift[2], step = split[2] * strides[2];
        for (int64_t z = 0; z < length[0]; z++) {
          const int64_t iz = z * split[0] + z0 - shift[0];
          for (int64_t y = 0; y < length[1]; y++, to += length[2]) {
            const int64_t iy = y * split[1] + y0 - shift[1];
            if (iz < 0 || iz >= size[0] || iy < 0 || iy >= size[1] || begin == end) {
              std::fill_n(to, length[2], T(0));
              continue;
            }
            const T* row = from + iz * strides[0] + iy * strides[1] + first * strides[2];
            std::fill_n(to, begin, T(0));
            if (step == 1) {
              std::copy_n(row, end - begin, to + begin);
            } else {
              for (int64_t x = begin; x < end; x++, row += step) to[x] = *row;
            }
            std::fill_n(to + end, length[2] - end, T(0));
          }
        }
      }
}

template void Padded::fill<float>(float*, const float*, const int64_t*, const int64_t*) const;
template void Padded::fill<double>(double*, const double*, const int64_t*, const int64_t*) const;

Padded paddedInput(const Geometry& g) {
  Padded padded;
  for (int a = 0; a < 3; a++) {
    const int64_t reach = (g.out[a] - 1) * g.stride[a] + (g.kernel[a] - 1) * g.dilation[a] + 1;
    padded.split[a] = g.stride[a];
    padded.shift[a] = g.padding[a];
    padded.length[a] = (reach + g.stride[a] - 1) / g.stride[a];
    auto& parts = padded.parts[a];
    for (int64_t k = 0; k < g.kernel[a] && static_cast<int64_t>(parts.size()) < g.stride[a]; k++) {
      const int64_t part = k * g.dilation[a] % g.stride[a];
      if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    }
  }
  padded.finish();
  return padded;
}

std::vector<int64_t> tapOffsets(const Geometry& g, const Padded& padded) {
  std::vector<int64_t> offsets;
  const int64_t deep = g.channels / g.groups;
  offsets.reserve(static_cast<size_t>(deep * g.taps()));
  for (int64_t channel = 0; channel < deep; channel++) {
    int64_t k[3];
    for (k[0] = 0; k[0] < g.kernel[0]; k[0]++)
      for (k[1] = 0; k[1] < g.kernel[1]; k[1]++)
        for (k[2] = 0; k[2] < g.kernel[2]; k[2]++) {
          const int64_t e[3] = {k[0] * g.dilation[0], k[1] * g.dilation[1], k[2] * g.dilation[2]};
          offsets.push_back(channel * padded.channel + padded.at(e));
        }
  }
  return offsets;
}

}  // namespace backstep::BACKSTEP_ISA
