#include "inspect/place.h"

#include <cmath>
#include <utility>

#include "core/fault.h"

namespace backstep {

namespace {

struct Axis {
  int64_t size, stride;
};

bool integer(double x) { return std::fabs(x) < 9e15 && x == std::floor(x); }

// Lowest and highest element of the axes from `offset`, checked against the block.
Place checked(const Block& block, Dtype dtype, double offset, const std::vector<Axis>& axes) {
  const auto size = static_cast<int64_t>(sizeOf(dtype));
  // Sums of products below 2^53 each, in floating point, so that nothing overflows.
  double low = offset, high = offset, count = 1;
  for (const Axis& axis : axes) {
    count *= static_cast<double>(axis.size);
    const double reach = static_cast<double>(axis.size - 1) * static_cast<double>(axis.stride);
    (reach < 0 ? low : high) += reach;
  }
  const double elements = static_cast<double>(block.bytes / static_cast<size_t>(size));
  if (!integer(offset) || count > 9e15 || (count > 0 && (low < 0 || high >= elements)))
    fail("tensor: elements %.0f to %.0f of %s lie outside of its storage of %.0f — read a place that exists", low, high,
         nameOf(dtype), elements);
  Place place{};
  place.dtype = dtype;
  place.count = static_cast<int64_t>(count);
  place.data = block.data + (place.count ? static_cast<int64_t>(offset) * size : 0);
  return place;
}

}  // namespace

Place placeIn(const Block& block, const PlaceRequest& request) {
  if (request.shape.size() != request.strides.size())
    fail("tensor: %zu sizes and %zu strides were given — one of each an axis", request.shape.size(), request.strides.size());
  std::vector<Axis> axes;
  bool empty = false;
  for (size_t d = 0; d < request.shape.size(); d++) {
    if (!integer(request.shape[d]) || request.shape[d] < 0 || !integer(request.strides[d]))
      fail("tensor: axis %zu has size %g and stride %g — integers are needed", d, request.shape[d], request.strides[d]);
    const Axis axis{static_cast<int64_t>(request.shape[d]), static_cast<int64_t>(request.strides[d])};
    empty |= axis.size == 0;
    if (axis.size == 1) continue;
    if (!axes.empty() && axes.back().stride == axis.size * axis.stride) {
      axes.back() = {axes.back().size * axis.size, axis.stride};
      continue;
    }
    axes.push_back(axis);
  }
  if (empty) axes.assign(1, Axis{0, 1});
  if (axes.size() > maxDims) fail("tensor: %zu axes that cannot be joined — at most %d", axes.size(), maxDims);
  Place place = checked(block, request.dtype, request.offset, axes);
  place.ndim = static_cast<int>(axes.size());
  for (int d = 0; d < place.ndim; d++) {
    place.shape[d] = axes[static_cast<size_t>(d)].size;
    place.strides[d] = axes[static_cast<size_t>(d)].stride;
  }
  return place;
}

Place planeIn(const Block& block, const PlaceRequest& request, const Plane& plane) {
  if (plane.rows < 1 || plane.columns < 1 || plane.height < 1 || plane.width < 1 || plane.height > 4096 ||
      plane.width > 4096)
    fail("tile: %lld × %lld elements onto %lld × %lld pixels — at least 1, and at most 4096 pixels a side",
         static_cast<long long>(plane.rows), static_cast<long long>(plane.columns), static_cast<long long>(plane.height),
         static_cast<long long>(plane.width));
  return checked(block, request.dtype, request.offset, {{plane.rows, plane.rowStride}, {plane.columns, plane.columnStride}});
}

}  // namespace backstep
