// The addon's face: `Addon` of engine/tensor/native.ts.
#include "binding/environment.h"
#include "core/gpu.h"
#include "core/isa.h"
#include "core/pool.h"

namespace backstep {

namespace {

std::string compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

Napi::Object load(Napi::Env env, Napi::Object exports) {
  auto* here = new Environment(env);
  const napi_status status = napi_set_instance_data(
      env, here, [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); }, nullptr);
  if (status != napi_ok) {
    delete here;
    throw Napi::Error::New(env);
  }
  exportExecute(env, exports);
  exportMemory(env, exports);
  exportInspect(env, exports);
  exportInterrupt(env, exports);
  auto info = Napi::Object::New(env);
  info.Set("isa", isa().name);
  info.Set("threads", threadCount());
  info.Set("compiler", compiler());
  info.Set("gpu", gpuText());
  exports.Set("info", info);
  return exports;
}

}  // namespace

}  // namespace backstep

static Napi::Object initialize(Napi::Env env, Napi::Object exports) { return backstep::load(env, exports); }
NODE_API_MODULE(backstep, initialize)
