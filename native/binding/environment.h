// What one JavaScript thread's instance of the addon has of its own.
#pragma once
#include <napi.h>

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/command.h"
#include "core/storage.h"

namespace backstep {

struct Environment {
  explicit Environment(napi_env env);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // Instance data of `env`.
  static Environment& of(napi_env env);

  napi_env env;
  // Names this environment in the table of storages; never 0, never used twice.
  uint32_t number;
  BlockCache* cache;

  // The command buffer, kept alive by a strong reference.
  double* words = nullptr;
  Napi::Reference<Napi::ArrayBuffer> commands;
  Command command;
  std::string error;

  // Weak references to the owners of storages. They keep nothing alive. An entry without an owner has the owner of
  // the entry before it.
  struct Tracked {
    napi_ref owner;
    uint64_t storage;
  };
  std::vector<Tracked> tracked;

  // Storages that another environment allocated and this one keeps too; one may be kept several times.
  std::unordered_multiset<uint64_t> shared;

  // Ends this environment's hold on a storage, its own or shared. Returns the bytes that it had, or 0.
  size_t letGo(uint64_t storage);
};

// The functions of the addon, by family.
void exportExecute(Napi::Env env, Napi::Object exports);
void exportMemory(Napi::Env env, Napi::Object exports);
void exportInspect(Napi::Env env, Napi::Object exports);
void exportInterrupt(Napi::Env env, Napi::Object exports);

// The thread of the environment of this number ends: nothing is to be done to its isolate any more.
void endInterrupts(uint32_t thread);

// Defines a function that is called so often that node-addon-api's wrapping would show.
void exportRaw(Napi::Env env, Napi::Object exports, const char* name, napi_callback function);
void throwError(napi_env env, const std::string& text);

// An argument as an integer from 0 to 2^53 - 1; throws.
uint64_t integerArgument(Napi::Value value, const char* what);

}  // namespace backstep
