// Sums over taps: what a convolution and its transposition have in common.
#pragma once
#include <vector>

#include "cpu/convolution.h"

namespace backstep::BACKSTEP_ISA {

// Positions of the output that are made of the same taps: `count` along each axis, `step` apart, from `first`.
template <class T>
struct Taps {
  // [groups, rows, offsets]
  const T* weight;
  // From a position's place in the padded channels of its group to what it is the sum of.
  std::vector<int64_t> offsets;
  int64_t count[3], first[3], step[3];

  int64_t depth() const { return static_cast<int64_t>(offsets.size()); }
  int64_t positions() const { return count[0] * count[1] * count[2]; }
};

template <class T>
struct Gathering {
  // A group has `deep` channels of the source and `rows` of the output.
  int64_t images, groups, deep, rows;
  const Operand& source;
  // Of the source.
  int64_t size[3];
  Padded padded;
  const Operand& out;
  // Or null.
  const Operand* bias;
  std::vector<Taps<T>> taps;

  // out[image, group, row, position] = bias[row] + sum of weight × source.
  void run() const;

 private:
  void pad(T* to, int64_t firstImage, int64_t images, int64_t group) const;
  void product(const Taps<T>& part, const T* padded, int64_t firstImage, int64_t images, int64_t group) const;
  void scatter(const Taps<T>& part, const T* sums, int64_t firstImage, int64_t images, int64_t group) const;
  void few(const Taps<T>& part, const T* padded, int64_t image, int64_t group) const;
  void chunk(int64_t firstImage, int64_t images, int64_t group) const;
  // Whether sums of this part lie in the output as they do in a product's rows.
  bool lies(const Taps<T>& part) const;
  // The source's channels of one image and group, if no zeros lie around them and they are rows of a matrix.
  const T* unpadded(int64_t image, int64_t group) const;
  T biasOf(int64_t feature) const { return bias ? bias->as<T>()[feature * bias->strides[0]] : T(0); }
};

}  // namespace backstep::BACKSTEP_ISA
