#include "core/storage.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/blocks.h"
#include "core/fault.h"
#include "core/system.h"

namespace backstep {

namespace {

constexpr int slotBits = 24;
constexpr uint64_t slotMask = (uint64_t{1} << slotBits) - 1;
constexpr uint64_t lastGeneration = (uint64_t{1} << (53 - slotBits)) - 1;
constexpr int chunkBits = 12;
constexpr uint64_t chunkSlots = uint64_t{1} << chunkBits;

struct Slot {
  // generation × 2^32 + holds; no hold: the slot is free.
  std::atomic<uint64_t> state{uint64_t{1} << 32};
  // The environment whose hold has not ended. Written by its own thread only.
  std::atomic<uint32_t> holder{0};
  Block block;
};

std::atomic<Slot*> chunks[size_t{1} << (slotBits - chunkBits)];

// What threads added and have made known, and the most that it was. A thread makes its changes known from time to
// time: a shared counter would cost an op as much as its addition of sixteen numbers.
std::atomic<int64_t> knownBytes{0}, peakBytes{0}, knownStorages{0};
constexpr int64_t unknownBytes = 1 << 20;

// Free slots that no thread's cache has.
std::mutex freeLock;
std::vector<uint32_t>& freeSlots = *new std::vector<uint32_t>;
uint32_t usedSlots = 0;

Slot* slotAt(uint64_t index) {
  Slot* chunk = chunks[index >> chunkBits].load(std::memory_order_acquire);
  return chunk ? chunk + (index & (chunkSlots - 1)) : nullptr;
}

uint64_t generationOf(uint64_t state) { return state >> 32; }

// Slots travel between threads a handful at a time, so that an op takes no lock.
constexpr size_t slotBatch = 256;

[[noreturn]] void outOfMemory(double bytes) {
  const Memory held = memory();
  fail("out of memory: %s asked for, %s held in %lld tensors — use smaller batches or release tensors",
       bytesText(bytes).c_str(), bytesText(static_cast<double>(held.bytes)).c_str(), static_cast<long long>(held.storages));
}

void raisePeak(int64_t bytes) {
  int64_t peak = peakBytes.load(std::memory_order_relaxed);
  while (bytes > peak && !peakBytes.compare_exchange_weak(peak, bytes, std::memory_order_relaxed)) {
  }
}

void makeKnown(int64_t bytes, int64_t storages) {
  raisePeak(knownBytes.fetch_add(bytes, std::memory_order_relaxed) + bytes);
  knownStorages.fetch_add(storages, std::memory_order_relaxed);
}

// Changes of one thread since it last made them known. Written by it, read by all.
class Ledger {
 public:
  void add(int64_t bytes, int64_t storages) {
    const int64_t b = bytes_.load(std::memory_order_relaxed) + bytes;
    const int64_t n = storages_.load(std::memory_order_relaxed) + storages;
    if (b > -unknownBytes && b < unknownBytes) return set(b, n);
    set(0, 0);
    makeKnown(b, n);
  }
  int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  int64_t storages() const { return storages_.load(std::memory_order_relaxed); }

 private:
  void set(int64_t bytes, int64_t storages) {
    bytes_.store(bytes, std::memory_order_relaxed);
    storages_.store(storages, std::memory_order_relaxed);
  }
  std::atomic<int64_t> bytes_{0}, storages_{0};
};

}  // namespace

// Also the thread's stock of free slots.
class ThreadCache : public BlockCache {
 public:
  std::vector<uint32_t> slots;
  Ledger ledger;

  ThreadCache() {
    std::lock_guard<std::mutex> lock(freeLock);
    threads().push_back(this);
  }
  ~ThreadCache() {
    std::lock_guard<std::mutex> lock(freeLock);
    freeSlots.insert(freeSlots.end(), slots.begin(), slots.end());
    threads().erase(std::find(threads().begin(), threads().end(), this));
    makeKnown(ledger.bytes(), ledger.storages());
  }
  // Every thread's; under freeLock.
  static std::vector<ThreadCache*>& threads() {
    static auto& all = *new std::vector<ThreadCache*>;
    return all;
  }

  uint32_t takeSlot(double bytes) {
    if (slots.empty() && !refill()) outOfMemory(bytes);
    const uint32_t index = slots.back();
    slots.pop_back();
    return index;
  }

  void keepSlot(uint32_t index) {
    slots.push_back(index);
    if (slots.size() < 4 * slotBatch) return;
    std::lock_guard<std::mutex> lock(freeLock);
    freeSlots.insert(freeSlots.end(), slots.end() - 2 * slotBatch, slots.end());
    slots.resize(slots.size() - 2 * slotBatch);
  }

 private:
  bool refill() {
    std::lock_guard<std::mutex> lock(freeLock);
    while (slots.size() < slotBatch && !freeSlots.empty()) {
      slots.push_back(freeSlots.back());
      freeSlots.pop_back();
    }
    if (!slots.empty()) return true;
    if (usedSlots > slotMask) return false;
    if (usedSlots % chunkSlots == 0) {
      auto* chunk = new (std::nothrow) Slot[chunkSlots];
      if (!chunk) return false;
      chunks[usedSlots >> chunkBits].store(chunk, std::memory_order_release);
    }
    for (size_t k = 0; k < slotBatch; k++) slots.push_back(usedSlots++);
    return true;
  }
};

namespace {

// Where slots and blocks go that a thread without a cache frees.
void count(int64_t bytes, int64_t storages, ThreadCache* cache) {
  if (cache) cache->ledger.add(bytes, storages);
  else makeKnown(bytes, storages);
}

void keepSlot(uint32_t index, ThreadCache* cache) {
  if (cache) return cache->keepSlot(index);
  std::lock_guard<std::mutex> lock(freeLock);
  freeSlots.push_back(index);
}

// Ends one hold of a live storage.
void drop(uint64_t index, Slot* slot, ThreadCache* cache) {
  const uint64_t before = slot->state.load(std::memory_order_relaxed);
  const uint64_t generation = generationOf(before);
  // Read before the hold ends: afterwards the slot may be another's.
  const Block block = slot->block;
  if ((slot->state.fetch_sub(1, std::memory_order_acq_rel) & 0xffffffff) != 1) return;
  // No hold is left, and nobody can begin one, so the slot is this thread's.
  count(-static_cast<int64_t>(block.bytes), -1, cache);
  const int small = sizeClass(block.bytes);
  if (small < 0 || !cache || !cache->keep(block.data, small)) freeBlock(block.data);
  slot->block = Block{};
  slot->state.store((generation + 1) << 32, std::memory_order_release);
  // A slot whose generations are used up stays empty for ever.
  if (generation < lastGeneration) keepSlot(static_cast<uint32_t>(index), cache);
}

}  // namespace

BlockCache* makeBlockCache() { return new ThreadCache; }

void limitBlockCache(BlockCache* cache, double bytes) { cache->limit(std::max(cacheLimit, static_cast<size_t>(bytes))); }

void dropBlockCache(BlockCache* cache) {
  delete static_cast<ThreadCache*>(cache);
}

uint64_t allocate(double bytes, uint32_t holder, BlockCache* cache, Block& block) {
  auto* thread = static_cast<ThreadCache*>(cache);
  // Asking the system for more than there is may succeed and end the process later.
  const double held = static_cast<double>(knownBytes.load(std::memory_order_relaxed));
  if (!(bytes >= 0 && held + bytes <= memoryLimit())) outOfMemory(bytes);
  block.bytes = static_cast<size_t>(bytes);
  const int small = sizeClass(block.bytes);
  block.data = small >= 0 ? thread->take(small) : nullptr;
  if (!block.data) block.data = newBlock(small >= 0 ? classBytes(small) : block.bytes);
  if (!block.data) outOfMemory(bytes);

  uint32_t index;
  try {
    index = thread->takeSlot(bytes);
  } catch (...) {
    freeBlock(block.data);
    throw;
  }
  Slot* slot = slotAt(index);
  slot->block = block;
  slot->holder.store(holder, std::memory_order_relaxed);
  const uint64_t generation = generationOf(slot->state.load(std::memory_order_relaxed));
  slot->state.store(generation << 32 | 1, std::memory_order_release);

  count(static_cast<int64_t>(block.bytes), 1, thread);
  return generation << slotBits | index;
}

size_t release(uint64_t id, uint32_t holder, BlockCache* cache) {
  const uint64_t index = id & slotMask;
  Slot* slot = slotAt(index);
  if (!slot || slot->holder.load(std::memory_order_relaxed) != holder) return 0;
  // While this environment holds the slot, nobody else ends its generation.
  if (generationOf(slot->state.load(std::memory_order_relaxed)) != id >> slotBits) return 0;
  const size_t bytes = slot->block.bytes;
  slot->holder.store(0, std::memory_order_relaxed);
  drop(index, slot, static_cast<ThreadCache*>(cache));
  return bytes;
}

void releaseAll(uint32_t holder) {
  uint32_t used;
  {
    std::lock_guard<std::mutex> lock(freeLock);
    used = usedSlots;
  }
  for (uint32_t index = 0; index < used; index++) {
    Slot* slot = slotAt(index);
    if (slot->holder.load(std::memory_order_relaxed) != holder) continue;
    slot->holder.store(0, std::memory_order_relaxed);
    drop(index, slot, nullptr);
  }
}

bool beginRead(uint64_t id, Block& block) {
  Slot* slot = slotAt(id & slotMask);
  if (!slot) return false;
  uint64_t state = slot->state.load(std::memory_order_acquire);
  do {
    if (generationOf(state) != id >> slotBits || (state & 0xffffffff) == 0) return false;
  } while (!slot->state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel));
  block = slot->block;
  return true;
}

void endRead(uint64_t id) {
  const uint64_t index = id & slotMask;
  drop(index, slotAt(index), nullptr);
}

Memory memory() {
  std::lock_guard<std::mutex> lock(freeLock);
  int64_t bytes = knownBytes.load(std::memory_order_relaxed), storages = knownStorages.load(std::memory_order_relaxed);
  for (const ThreadCache* thread : ThreadCache::threads()) {
    bytes += thread->ledger.bytes();
    storages += thread->ledger.storages();
  }
  raisePeak(bytes);
  return {bytes, peakBytes.load(std::memory_order_relaxed), storages};
}

}  // namespace backstep
