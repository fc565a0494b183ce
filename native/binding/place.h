// Arguments that say where a tensor lies.
#pragma once
#include <napi.h>

#include "inspect/place.h"

namespace backstep {

constexpr const char* releasedText =
    "tensor: its memory was released — look at it before it is dropped, or keep a reference to it";

// A TensorPlace of engine/tensor/picture.ts. Throws a Fault where it makes no sense.
PlaceRequest placeArgument(Napi::Value value);

}  // namespace backstep
