// Where a tensor's elements lie, as a reader on any thread is told, and what readers make of them.
#pragma once
#include <cstdint>
#include <vector>

#include "core/command.h"

namespace backstep {

// A place whose bounds were checked against its storage, which the reader keeps alive.
struct Place {
  const char* data;  // of the first element
  Dtype dtype;
  int ndim;
  int64_t shape[maxDims];
  int64_t strides[maxDims];
  int64_t count;
};

// Rows × columns of a place, and the size of their picture.
struct Plane {
  int64_t rows, columns, rowStride, columnStride, height, width;
};

struct Statistics {
  double count = 0, nan = 0, positiveInfinity = 0, negativeInfinity = 0, zeros = 0;
  double min, max, mean, std, norm;
};

struct Histogram {
  double low, high;
  std::vector<double> counts;
};

// What was asked for, before it was checked. `shape` has more axes than commands take: any number.
struct PlaceRequest {
  uint64_t storage;
  Dtype dtype;
  std::vector<double> shape, strides;
  double offset;
};

// Checks a place against its storage's block, and joins axes that lie behind each other. Throws a Fault.
Place placeIn(const Block& block, const PlaceRequest& request);
// The same for a plane; its strides start at the place's offset, whose shape does not matter.
Place planeIn(const Block& block, const PlaceRequest& request, const Plane& plane);

}  // namespace backstep
