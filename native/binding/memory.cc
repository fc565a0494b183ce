// Storages: their owners, their release, and bytes into and out of them.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "binding/environment.h"
#include "binding/place.h"
#include "core/fault.h"

namespace backstep {

namespace {

// NaN and the like become 0, which is no storage.
uint64_t idOf(double number) { return number > 0 && number < 9007199254740992.0 ? static_cast<uint64_t>(number) : 0; }

napi_value track(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, arguments, nullptr, &data);
  auto& here = *static_cast<Environment*>(data);
  double id = 0;
  double* ids = &id;
  double length = 1;
  if (count >= 2 && napi_get_value_double(env, arguments[1], &id) != napi_ok) {
    napi_typedarray_type type = napi_int8_array;
    size_t most = 0;
    void* values = nullptr;
    napi_get_typedarray_info(env, arguments[1], &type, &most, &values, nullptr, nullptr);
    if (type != napi_float64_array || count < 3 || napi_get_value_double(env, arguments[2], &length) != napi_ok ||
        !(length >= 1 && length <= static_cast<double>(most))) {
      throwError(env, "track: a storage id is needed, or a Float64Array of them and their count");
      return nullptr;
    }
    ids = static_cast<double*>(values);
  }
  napi_ref owner;
  if (count < 2 || napi_create_reference(env, arguments[0], 0, &owner) != napi_ok) {
    throwError(env, "track: an object and a storage id are needed");
    return nullptr;
  }
  for (size_t k = 0; k < static_cast<size_t>(length); k++) here.tracked.push_back({k == 0 ? owner : nullptr, idOf(ids[k])});
  return nullptr;
}

napi_value releaseOne(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, &argument, nullptr, &data);
  auto& here = *static_cast<Environment*>(data);
  double id = 0;
  if (count < 1 || napi_get_value_double(env, argument, &id) != napi_ok) {
    throwError(env, "release: a storage id is needed");
    return nullptr;
  }
  here.letGo(idOf(id));
  return nullptr;
}

// A scope a thousand references, so that looking at many makes no heap of handles.
napi_value sweep(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  auto& here = *static_cast<Environment*>(data);
  double bytes = 0;
  size_t kept = 0;
  bool alive = false;
  for (size_t first = 0; first < here.tracked.size(); first += 1024) {
    napi_handle_scope scope;
    napi_open_handle_scope(env, &scope);
    const size_t end = std::min(here.tracked.size(), first + 1024);
    for (size_t k = first; k < end; k++) {
      const Environment::Tracked t = here.tracked[k];
      if (t.owner) {
        napi_value owner = nullptr;
        napi_get_reference_value(env, t.owner, &owner);
        alive = owner != nullptr;
        if (!alive) napi_delete_reference(env, t.owner);
      }
      if (alive) {
        here.tracked[kept++] = t;
        continue;
      }
      bytes += static_cast<double>(here.letGo(t.storage));
    }
    napi_close_handle_scope(env, scope);
  }
  here.tracked.resize(kept);
  napi_value result;
  napi_create_double(env, bytes, &result);
  return result;
}

Napi::Value memoryUse(const Napi::CallbackInfo& info) {
  const Memory use = memory();
  auto result = Napi::Object::New(info.Env());
  result.Set("bytes", static_cast<double>(use.bytes));
  result.Set("peak", static_cast<double>(use.peak));
  result.Set("storages", static_cast<double>(use.storages));
  return result;
}

// This thread keeps a storage of another one too, until `release` or its sweep. Gives its address.
Napi::Value share(const Napi::CallbackInfo& info) {
  const uint64_t id = integerArgument(info[0], "share: the storage id");
  Environment& here = Environment::of(info.Env());
  Block block;
  if (!beginRead(id, block)) throw Napi::Error::New(info.Env(), releasedText);
  here.shared.insert(id);
  return Napi::Number::New(info.Env(), static_cast<double>(reinterpret_cast<uintptr_t>(block.data)));
}

constexpr double readLimit = 16 << 20;

Napi::Value read(const Napi::CallbackInfo& info) {
  try {
    const PlaceRequest place = placeArgument(info[0]);
    const double start = static_cast<double>(integerArgument(info[1], "read: the first element"));
    const double count = static_cast<double>(integerArgument(info[2], "read: the count"));
    const Reading reading(place.storage);
    if (!reading.alive()) fail("%s", releasedText);
    const double size = static_cast<double>(sizeOf(place.dtype));
    const double bytes = static_cast<double>(reading.block().bytes);
    const double from = std::min(start * size, bytes);
    const double length = std::floor(std::min({count * size, bytes - from, readLimit}) / size) * size;
    auto result = Napi::ArrayBuffer::New(info.Env(), static_cast<size_t>(length));
    if (length > 0) std::memcpy(result.Data(), reading.block().data + static_cast<size_t>(from), static_cast<size_t>(length));
    return result;
  } catch (const Fault& fault) {
    throw Napi::Error::New(info.Env(), fault.text);
  }
}

Napi::Value write(const Napi::CallbackInfo& info) {
  const uint64_t id = integerArgument(info[0], "write: the storage id");
  const uint64_t start = integerArgument(info[1], "write: the first byte");
  const char* from;
  size_t length;
  if (info[2].IsTypedArray()) {
    auto view = info[2].As<Napi::TypedArray>();
    from = static_cast<char*>(view.ArrayBuffer().Data()) + view.ByteOffset();
    length = view.ByteLength();
  } else if (info[2].IsDataView()) {
    auto view = info[2].As<Napi::DataView>();
    from = static_cast<char*>(view.ArrayBuffer().Data()) + view.ByteOffset();
    length = view.ByteLength();
  } else {
    throw Napi::TypeError::New(info.Env(), "write: the bytes are a typed array or a DataView");
  }
  const Reading reading(id);
  if (!reading.alive()) throw Napi::Error::New(info.Env(), releasedText);
  if (start > reading.block().bytes || length > reading.block().bytes - start)
    throw Napi::RangeError::New(info.Env(), "write: " + std::to_string(length) + " bytes from byte " + std::to_string(start) +
                                                " do not fit into a storage of " +
                                                std::to_string(reading.block().bytes));
  if (length) std::memcpy(reading.block().data + start, from, length);
  return info.Env().Undefined();
}

Napi::Value limitCache(const Napi::CallbackInfo& info) {
  limitBlockCache(Environment::of(info.Env()).cache, static_cast<double>(integerArgument(info[0], "limitCache: the bytes")));
  return info.Env().Undefined();
}

Napi::Value adjustExternalMemory(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "adjustExternalMemory: the change is a number");
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), info[0].As<Napi::Number>().Int64Value());
  return info.Env().Undefined();
}

}  // namespace

void exportMemory(Napi::Env env, Napi::Object exports) {
  exportRaw(env, exports, "track", track);
  exportRaw(env, exports, "release", releaseOne);
  exportRaw(env, exports, "sweep", sweep);
  exports.Set("memory", Napi::Function::New(env, memoryUse, "memory"));
  exports.Set("share", Napi::Function::New(env, share, "share"));
  exports.Set("read", Napi::Function::New(env, read, "read"));
  exports.Set("write", Napi::Function::New(env, write, "write"));
  exports.Set("limitCache", Napi::Function::New(env, limitCache, "limitCache"));
  exports.Set("adjustExternalMemory", Napi::Function::New(env, adjustExternalMemory, "adjustExternalMemory"));
}

}  // namespace backstep
