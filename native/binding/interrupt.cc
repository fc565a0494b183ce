// Ending the JavaScript that another thread runs. Node-API has no function for it; V8 has one that may be called from
// any thread, found by its name because its header belongs to one version of V8, and its name to all.
#include "binding/environment.h"

#include <mutex>
#include <unordered_map>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace backstep {

namespace {

#ifdef _WIN32
constexpr const char* currentName = "?GetCurrent@Isolate@v8@@SAPEAV12@XZ";
constexpr const char* terminateName = "?TerminateExecution@Isolate@v8@@QEAAXXZ";
void* find(const char* name) { return reinterpret_cast<void*>(GetProcAddress(GetModuleHandle(nullptr), name)); }
#else
constexpr const char* currentName = "_ZN2v87Isolate10GetCurrentEv";
constexpr const char* terminateName = "_ZN2v87Isolate18TerminateExecutionEv";
void* find(const char* name) { return dlsym(RTLD_DEFAULT, name); }
#endif

// v8::Isolate::GetCurrent() and isolate->TerminateExecution().
const auto getCurrent = reinterpret_cast<void* (*)()>(find(currentName));
const auto terminateExecution = reinterpret_cast<void (*)(void*)>(find(terminateName));

std::mutex mutex;
// The isolates of the threads that have loaded the addon and not ended, by the number of their environment.
std::unordered_map<uint32_t, void*> isolates;

Napi::Value interrupt(const Napi::CallbackInfo& info) {
  const auto thread = static_cast<uint32_t>(integerArgument(info[0], "interrupt: the thread"));
  const std::lock_guard<std::mutex> lock(mutex);
  const auto found = isolates.find(thread);
  if (found != isolates.end()) terminateExecution(found->second);
  return Napi::Boolean::New(info.Env(), found != isolates.end());
}

}  // namespace

void exportInterrupt(Napi::Env env, Napi::Object exports) {
  const uint32_t thread = Environment::of(env).number;
  if (getCurrent && terminateExecution) {
    const std::lock_guard<std::mutex> lock(mutex);
    isolates[thread] = getCurrent();
  }
  exports.Set("thread", thread);
  exports.Set("interrupt", Napi::Function::New(env, interrupt, "interrupt"));
}

void endInterrupts(uint32_t thread) {
  const std::lock_guard<std::mutex> lock(mutex);
  isolates.erase(thread);
}

}  // namespace backstep
