// Convolutions and their transpositions, which are each other's gradients.
#include <algorithm>

#include "cpu/gathering.h"

namespace backstep::BACKSTEP_ISA {

namespace {

const Operand* biasOf(Command& c, int64_t features) {
  if (c.inputs < 3) return nullptr;
  const Operand& bias = c.in(2);
  if (bias.scalar || bias.ndim != 1 || bias.shape[0] != features)
    fail("%s: the bias has shape %s for %lld features", c.name(), bias.text().c_str(), static_cast<long long>(features));
  return &bias;
}

void checkDtypes(Command& c) {
  for (int k = 0; k < c.inputs; k++) sameDtype(c, c.out(), c.in(k), "an input");
}

// Element (feature, channel of its group, taps).
template <class T>
T weightAt(const Operand& weight, const Spatial& spatial, int64_t feature, int64_t channel, const int64_t* k) {
  return weight.as<T>()[feature * weight.strides[0] + channel * weight.strides[1] + k[0] * spatial.stride[0] +
                        k[1] * spatial.stride[1] + k[2] * spatial.stride[2]];
}

// The weight row-major; `memory` has it where it was not.
template <class T>
const T* rowMajor(const Operand& weight, const Geometry& g, std::vector<T>& memory) {
  if (weight.contiguous) return weight.as<T>();
  const Spatial spatial(weight);
  memory.reserve(static_cast<size_t>(weight.count));
  for (int64_t feature = 0; feature < g.features; feature++)
    for (int64_t channel = 0; channel < g.channels / g.groups; channel++) {
      int64_t k[3];
      for (k[0] = 0; k[0] < g.kernel[0]; k[0]++)
        for (k[1] = 0; k[1] < g.kernel[1]; k[1]++)
          for (k[2] = 0; k[2] < g.kernel[2]; k[2]++) memory.push_back(weightAt<T>(weight, spatial, feature, channel, k));
    }
  return memory.data();
}

// The taps of an axis that meet every stride-th element of the input, from `first` on, and the shift of each:
// element first + t × stride is met by tap k at position base + t - shift.
struct Phase {
  int64_t first, count, base;
  std::vector<std::pair<int64_t, int64_t>> taps;
};

std::vector<Phase> phasesOf(const Geometry& g, int a) {
  std::vector<Phase> phases;
  const int64_t stride = g.stride[a];
  for (int64_t first = 0; first < std::min(stride, g.size[a]); first++) {
    const int64_t place = first + g.padding[a], rest = place % stride;
    Phase phase{first, (g.size[a] - first + stride - 1) / stride, place / stride, {}};
    for (int64_t k = 0; k < g.kernel[a]; k++)
      if (k * g.dilation[a] % stride == rest) phase.taps.emplace_back(k, (k * g.dilation[a] - rest) / stride);
    phases.push_back(phase);
  }
  return phases;
}

// The output with zeros around, as far as phases of the input reach.
Padded paddedOutput(const std::vector<Phase>* phases) {
  Padded padded;
  for (int a = 0; a < 3; a++) {
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (const Phase& phase : phases[a])
      for (const auto& [k, shift] : phase.taps) {
        low = std::min(low, phase.base - shift);
        high = std::max(high, phase.base + phase.count - 1 - shift);
      }
    if (low > high) low = high = 0;
    padded.split[a] = 1;
    padded.shift[a] = -low;
    padded.length[a] = high - low + 1;
    padded.parts[a] = {0};
  }
  padded.finish();
  return padded;
}

template <class T>
void transposed(const Geometry& g, const Operand& source, const Operand& weight, const Operand* bias, const Operand& out) {
  const std::vector<Phase> phases[3] = {phasesOf(g, 0), phasesOf(g, 1), phasesOf(g, 2)};
  const int64_t deep = g.features / g.groups, rows = g.channels / g.groups;
  Gathering<T> gathering{g.images, g.groups, deep, rows, source, {g.out[0], g.out[1], g.out[2]}, paddedOutput(phases), out, bias, {}};
  const Padded& padded = gathering.padded;
  const Spatial spatial(weight);
  std::vector<T> weights;
  weights.reserve(static_cast<size_t>(weight.count));
  for (const Phase& z : phases[0])
    for (const Phase& y : phases[1])
      for (const Phase& x : phases[2]) {
        Taps<T> part{nullptr, {}, {z.count, y.count, x.count}, {z.first, y.first, x.first}, {g.stride[0], g.stride[1], g.stride[2]}};
        // An axis of one position has no gaps.
        for (int a = 0; a < 3; a++)
          if (part.count[a] == 1 && g.size[a] == 1) part.step[a] = 1;
        part.weight = weights.data() + weights.size();
        const auto each = [&](const auto& body) {
          for (int64_t feature = 0; feature < deep; feature++)
            for (const auto& [kz, dz] : z.taps)
              for (const auto& [ky, dy] : y.taps)
                for (const auto& [kx, dx] : x.taps) {
                  const int64_t k[3] = {kz, ky, kx};
                  const int64_t at[3] = {z.base - dz + padded.shift[0], y.base - dy + padded.shift[1], x.base - dx + padded.shift[2]};
                  body(feature, k, at);
                }
        };
        each([&](int64_t feature, const int64_t*, const int64_t* at) {
          part.offsets.push_back(feature * padded.channel + padded.at(at));
        });
        for (int64_t group = 0; group < g.groups; group++)
          for (int64_t row = 0; row < rows; row++)
            each([&](int64_t feature, const int64_t* k, const int64_t*) {
              weights.push_back(weightAt<T>(weight, spatial, group * deep + feature, row, k));
            });
        gathering.taps.push_back(std::move(part));
      }
  gathering.run();
}

}  // namespace

KERNEL(convolution) {
  const Operand &out = c.out(), &input = c.in(0), &weight = c.in(1);
  checkDtypes(c);
  const Geometry g = geometryOf(c, input, weight, out);
  const Operand* bias = biasOf(c, g.features);
  forType(Fractions{}, c, out.dtype, [&](auto t) {
    using T = decltype(t);
    std::vector<T> memory;
    Gathering<T> gathering{g.images, g.groups, g.channels / g.groups, g.features / g.groups, input,
                           {g.size[0], g.size[1], g.size[2]}, paddedInput(g), out, bias, {}};
    gathering.taps.push_back({rowMajor<T>(weight, g, memory), tapOffsets(g, gathering.padded),
                              {g.out[0], g.out[1], g.out[2]}, {0, 0, 0}, {1, 1, 1}});
    gathering.run();
  });
}

KERNEL(convolutionTranspose) {
  const Operand &out = c.out(), &input = c.in(0), &weight = c.in(1);
  checkDtypes(c);
  const Geometry g = geometryOf(c, out, weight, input);
  const Operand* bias = biasOf(c, g.channels);
  forType(Fractions{}, c, out.dtype, [&](auto t) { transposed<decltype(t)>(g, input, weight, bias, out); });
}

}  // namespace backstep::BACKSTEP_ISA
