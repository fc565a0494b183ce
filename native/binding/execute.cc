// Commands.
#include "core/execute.h"

#include <chrono>

#include "binding/environment.h"
#include "core/fault.h"
#include "core/kernels.h"
#include "core/pool.h"

namespace backstep {

namespace {

// Beyond all operands: whether what kernels write is looked at, and how many wrote what is not known to be finite; whether
// they are timed, and the nanoseconds that they have taken.
constexpr int looksWord = commandWords - 4;
constexpr int notFiniteWord = commandWords - 3;
constexpr int timedWord = commandWords - 2;
constexpr int nanosecondsWord = commandWords - 1;

napi_value runCommand(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data);
  auto& here = *static_cast<Environment*>(data);
  if (!here.words) {
    throwError(env, "execute: no command buffer — call attach() first");
    return nullptr;
  }
  try {
    const bool looks = here.words[looksWord] != 0;
    bool isFinite;
    if (here.words[timedWord] == 0) {
      isFinite = execute(here.words, here.command, here.number, here.cache, looks);
    } else {
      const auto began = std::chrono::steady_clock::now();
      isFinite = execute(here.words, here.command, here.number, here.cache, looks);
      const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
      here.words[nanosecondsWord] += took.count();
    }
    if (!isFinite) here.words[notFiniteWord]++;
    here.words[0] = 0;
  } catch (const Fault& fault) {
    here.error = fault.text;
    here.words[0] = 1;
  } catch (const std::exception& error) {
    here.error = std::string("execute: ") + error.what();
    here.words[0] = 1;
  }
  return nullptr;
}

Napi::Value attach(const Napi::CallbackInfo& info) {
  if (!info[0].IsArrayBuffer() || info[0].As<Napi::ArrayBuffer>().ByteLength() < commandWords * sizeof(double))
    throw Napi::TypeError::New(info.Env(), "attach: an ArrayBuffer of at least " +
                                               std::to_string(commandWords * sizeof(double)) + " bytes is needed");
  Environment& here = Environment::of(info.Env());
  auto buffer = info[0].As<Napi::ArrayBuffer>();
  here.commands = Napi::Reference<Napi::ArrayBuffer>::New(buffer, 1);
  here.words = static_cast<double*>(buffer.Data());
  return info.Env().Undefined();
}

Napi::Value lastError(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), Environment::of(info.Env()).error);
}

Napi::Value setThreads(const Napi::CallbackInfo& info) {
  const uint64_t count = integerArgument(info[0], "setThreads: the count");
  if (count < 1 || count > 256) throw Napi::RangeError::New(info.Env(), "setThreads: from 1 to 256 threads");
  setThreadCount(static_cast<int>(count));
  return info.Env().Undefined();
}

Napi::Value cancel(const Napi::CallbackInfo& info) {
  cancelled.store(integerArgument(info[0], "cancel: the switch") != 0);
  return info.Env().Undefined();
}

}  // namespace

void exportExecute(Napi::Env env, Napi::Object exports) {
  auto kernels = Napi::Object::New(env);
  for (int k = 0; k < kernelCount; k++) kernels.Set(kernelSpecs[k].name, k);
  kernels.Freeze();
  exports.Set("kernels", kernels);
  exportRaw(env, exports, "execute", runCommand);
  exports.Set("attach", Napi::Function::New(env, attach, "attach"));
  exports.Set("lastError", Napi::Function::New(env, lastError, "lastError"));
  exports.Set("setThreads", Napi::Function::New(env, setThreads, "setThreads"));
  exports.Set("cancel", Napi::Function::New(env, cancel, "cancel"));
}

}  // namespace backstep
