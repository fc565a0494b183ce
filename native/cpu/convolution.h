// The geometry of a convolution of one, two or three axes, and tensors with zeros around them.
#pragma once
#include <vector>

#include "cpu/kernels.h"
#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

// output[q] is made of input[q × stride - padding + k × dilation] for each tap k of the kernel; what lies outside of
// the input is 0. Axes that are missing have size 1 and come first.
struct Geometry {
  int64_t images, channels, features, groups;
  int64_t size[3], out[3], kernel[3], stride[3], padding[3], dilation[3];

  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
};

// From the attributes groups, stride, padding, dilation (three each) and input [N, C, …], weight [O, C / groups, …],
// output [N, O, …]; faults where they do not fit.
Geometry geometryOf(const Command& c, const Operand& input, const Operand& weight, const Operand& output);

// Strides of the last three axes, those of missing axes in front.
struct Spatial {
  int64_t stride[3];
  explicit Spatial(const Operand& operand) {
    for (int a = 0; a < 3; a++) {
      const int d = operand.ndim - 3 + a;
      stride[a] = d >= 2 ? operand.strides[d] : 0;
    }
  }
};

// A channel with zeros around it, each axis split: element e of an axis, counted with the zeros, lies in the part of
// e mod split, at e / split. What one tap meets at neighbouring positions are neighbours then, whatever the stride.
struct Padded {
  int64_t split[3];
  // Zeros in front.
  int64_t shift[3];
  // Elements of a part.
  int64_t length[3];
  // The parts that are used, by e mod split.
  std::vector<int64_t> parts[3];
  // Elements of a channel.
  int64_t channel = 0;

  // Once split, shift, length and parts are known. Fails where there is no such memory.
  void finish();
  // Where the element at e is, from the start of its channel.
  int64_t at(const int64_t* e) const;
  // One channel of a tensor.
  template <class T>
  void fill(T* to, const T* from, const int64_t* size, const int64_t* strides) const;
};

// The input of a convolution, with the zeros that its taps meet.
Padded paddedInput(const Geometry& g);
// Where each tap meets it, from the first position's place: [channels of a group × taps].
std::vector<int64_t> tapOffsets(const Geometry& g, const Padded& padded);

// What vectors may read before the first and behind the last element of a padded tensor.
constexpr int64_t slack = 4 * vectorBytes / 4;

}  // namespace backstep::BACKSTEP_ISA
