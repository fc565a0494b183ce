// Readers of tensors: each runs on a thread of libuv's, so that the caller's goes on.
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>

#include "binding/environment.h"
#include "binding/place.h"
#include "core/fault.h"
#include "core/isa.h"

namespace backstep {

namespace {

double numberOf(Napi::Value value) { return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN; }

std::vector<double> numbersOf(Napi::Value value, const char* what) {
  if (!value.IsArray()) fail("tensor: %s is no array", what);
  auto array = value.As<Napi::Array>();
  // A tensor has at most a few axes; anything longer is a mistake, not a shape.
  if (array.Length() > 64) fail("tensor: %s has %u numbers — at most 64", what, array.Length());
  std::vector<double> numbers;
  for (uint32_t k = 0; k < array.Length(); k++) numbers.push_back(numberOf(array.Get(k)));
  return numbers;
}

// What the reader found, made into JavaScript on the caller's thread.
using Answer = std::function<Napi::Value(Napi::Env)>;

class Reader : public Napi::AsyncWorker {
 public:
  Reader(Napi::Env env, uint64_t storage, std::function<Answer(const Block&)> work)
      : AsyncWorker(env, "backstep.reader"), deferred_(Napi::Promise::Deferred::New(env)), reading_(storage),
        work_(std::move(work)) {}

  Napi::Promise start() {
    auto promise = deferred_.Promise();
    Queue();
    return promise;
  }

 protected:
  void Execute() override {
    try {
      // Held since the call: a storage released since then is still there.
      if (!reading_.alive()) fail("%s", releasedText);
      answer_ = work_(reading_.block());
    } catch (const Fault& fault) {
      SetError(fault.text);
    } catch (const std::exception& error) {
      SetError(std::string("tensor: it could not be read — ") + error.what());
    }
  }
  void OnOK() override { deferred_.Resolve(answer_(Env())); }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  Reading reading_;
  std::function<Answer(const Block&)> work_;
  Answer answer_;
};

// Faults of arguments reject, as all others do.
template <class Prepare>
Napi::Value readerOf(const Napi::CallbackInfo& info, const Prepare& prepare) {
  const Napi::Env env = info.Env();
  try {
    const PlaceRequest place = placeArgument(info[0]);
    auto* reader = new Reader(env, place.storage, prepare(place));
    return reader->start();
  } catch (const Fault& fault) {
    auto deferred = Napi::Promise::Deferred::New(env);
    deferred.Reject(Napi::Error::New(env, fault.text).Value());
    return deferred.Promise();
  }
}

Napi::Value statistics(const Napi::CallbackInfo& info) {
  return readerOf(info, [](const PlaceRequest& place) {
    return [place](const Block& block) -> Answer {
      const Statistics s = isa().table->statistics(placeIn(block, place));
      return [s](Napi::Env env) -> Napi::Value {
        auto result = Napi::Object::New(env);
        result.Set("count", s.count);
        result.Set("nan", s.nan);
        result.Set("positiveInfinity", s.positiveInfinity);
        result.Set("negativeInfinity", s.negativeInfinity);
        result.Set("zeros", s.zeros);
        result.Set("min", s.min);
        result.Set("max", s.max);
        result.Set("mean", s.mean);
        result.Set("std", s.std);
        result.Set("norm", s.norm);
        return result;
      };
    };
  });
}

Napi::Value histogram(const Napi::CallbackInfo& info) {
  return readerOf(info, [&](const PlaceRequest& place) {
    const double bins = numberOf(info[1]);
    if (!(bins >= 1 && bins <= 65536) || bins != std::floor(bins)) fail("histogram: %g bins — from 1 to 65536", bins);
    return [place, bins](const Block& block) -> Answer {
      auto found = std::make_shared<Histogram>(isa().table->histogram(placeIn(block, place), static_cast<int>(bins)));
      return [found](Napi::Env env) -> Napi::Value {
        auto counts = Napi::Float64Array::New(env, found->counts.size());
        std::copy(found->counts.begin(), found->counts.end(), counts.Data());
        auto result = Napi::Object::New(env);
        result.Set("low", found->low);
        result.Set("high", found->high);
        result.Set("counts", counts);
        return result;
      };
    };
  });
}

int64_t planeNumber(Napi::Object plane, const char* name) {
  const double number = numberOf(plane.Get(name));
  if (!(std::fabs(number) < 9e15) || number != std::floor(number)) fail("tile: %s is %g — an integer is needed", name, number);
  return static_cast<int64_t>(number);
}

Napi::Value tile(const Napi::CallbackInfo& info) {
  return readerOf(info, [&](const PlaceRequest& place) {
    if (!info[1].IsObject()) fail("tile: the plane is no object");
    auto request = info[1].As<Napi::Object>();
    const Plane plane{planeNumber(request, "rows"),      planeNumber(request, "columns"),
                      planeNumber(request, "rowStride"), planeNumber(request, "columnStride"),
                      planeNumber(request, "height"),    planeNumber(request, "width")};
    return [place, plane](const Block& block) -> Answer {
      const Place checked = planeIn(block, place, plane);
      auto values = std::make_shared<std::vector<float>>(static_cast<size_t>(plane.height * plane.width));
      isa().table->tile(checked, plane, values->data());
      return [values, plane](Napi::Env env) -> Napi::Value {
        auto pixels = Napi::Float32Array::New(env, values->size());
        std::memcpy(pixels.Data(), values->data(), values->size() * sizeof(float));
        auto result = Napi::Object::New(env);
        result.Set("height", static_cast<double>(plane.height));
        result.Set("width", static_cast<double>(plane.width));
        result.Set("values", pixels);
        return result;
      };
    };
  });
}

}  // namespace

PlaceRequest placeArgument(Napi::Value value) {
  if (!value.IsObject()) fail("tensor: the place is no object");
  auto object = value.As<Napi::Object>();
  PlaceRequest place{};
  const double storage = numberOf(object.Get("storage"));
  place.storage = storage > 0 && storage < 9007199254740992.0 ? static_cast<uint64_t>(storage) : 0;
  const Napi::Value dtype = object.Get("dtype");
  const std::string name = dtype.IsString() ? dtype.As<Napi::String>().Utf8Value() : "";
  if (!parseDtype(name, place.dtype)) fail("tensor: there is no dtype \"%s\"", name.c_str());
  place.shape = numbersOf(object.Get("shape"), "shape");
  place.strides = numbersOf(object.Get("strides"), "strides");
  place.offset = numberOf(object.Get("offset"));
  return place;
}

void exportInspect(Napi::Env env, Napi::Object exports) {
  exports.Set("statistics", Napi::Function::New(env, statistics, "statistics"));
  exports.Set("histogram", Napi::Function::New(env, histogram, "histogram"));
  exports.Set("tile", Napi::Function::New(env, tile, "tile"));
}

}  // namespace backstep
