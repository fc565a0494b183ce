#include "binding/environment.h"

#include <atomic>

namespace backstep {

namespace {
std::atomic<uint32_t> environments{0};
}

Environment::Environment(napi_env e) : env(e), number(environments.fetch_add(1) + 1), cache(makeBlockCache()) {}

// Runs when the thread ends. Nothing of it may stay behind, but what others are reading at this moment.
Environment::~Environment() {
  endInterrupts(number);
  for (const Tracked& t : tracked) {
    if (t.owner) napi_delete_reference(env, t.owner);
  }
  releaseAll(number);
  for (const uint64_t storage : shared) endRead(storage);
  dropBlockCache(cache);
}

size_t Environment::letGo(uint64_t storage) {
  if (const size_t bytes = release(storage, number, cache)) return bytes;
  const auto kept = shared.find(storage);
  if (kept == shared.end()) return 0;
  shared.erase(kept);
  endRead(storage);
  return 0;
}

Environment& Environment::of(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Environment*>(data);
}

void exportRaw(Napi::Env env, Napi::Object exports, const char* name, napi_callback function) {
  napi_value value;
  const napi_status status =
      napi_create_function(env, name, NAPI_AUTO_LENGTH, function, &Environment::of(env), &value);
  if (status != napi_ok) throw Napi::Error::New(env);
  exports.Set(name, Napi::Value(env, value));
}

void throwError(napi_env env, const std::string& text) { napi_throw_error(env, nullptr, text.c_str()); }

uint64_t integerArgument(Napi::Value value, const char* what) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number < 9007199254740992.0) || number != static_cast<double>(static_cast<uint64_t>(number)))
    throw Napi::TypeError::New(value.Env(), std::string(what) + " is an integer of 0 or more");
  return static_cast<uint64_t>(number);
}

}  // namespace backstep
