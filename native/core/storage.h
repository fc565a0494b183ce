// Blocks of memory, known to every thread of the process by a number.
//
// An id is generation × 2^24 + slot, exact as a JavaScript number. A slot's generation grows at every release and
// never comes back, so an id that outlived its storage is told from a live one for ever. A storage has one
// holder, the environment (JavaScript thread) that allocated it, and any number of readers.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace backstep {

struct Block {
  char* data = nullptr;
  // What was asked for.
  size_t bytes = 0;
};

struct Memory {
  int64_t bytes;
  // To within a MiB a thread.
  int64_t peak;
  int64_t storages;
};

// Freed small blocks of one thread, by size class. Not shared.
class BlockCache;
BlockCache* makeBlockCache();
// How many bytes of blocks it keeps at most; 64 MiB where nothing is said.
void limitBlockCache(BlockCache* cache, double bytes);
// Gives the cached blocks back to the system.
void dropBlockCache(BlockCache* cache);

// A new storage held by `holder` (not 0); its bytes are not cleared. Faults with "out of memory: …".
uint64_t allocate(double bytes, uint32_t holder, BlockCache* cache, Block& block);

// Ends `holder`'s hold. Returns the bytes that it had, or 0 where it holds no such storage (any more).
size_t release(uint64_t id, uint32_t holder, BlockCache* cache);

// Ends every hold of an environment that goes away.
void releaseAll(uint32_t holder);

// Keeps a storage alive from any thread; false where it is gone.
bool beginRead(uint64_t id, Block& block);
void endRead(uint64_t id);

Memory memory();

// Keeps a storage alive while in scope.
class Reading {
 public:
  explicit Reading(uint64_t id) : id_(id), alive_(beginRead(id, block_)) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() {
    if (alive_) endRead(id_);
  }
  bool alive() const { return alive_; }
  const Block& block() const { return block_; }

 private:
  uint64_t id_;
  Block block_;
  bool alive_;
};

}  // namespace backstep
