#include "core/storage.h"

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
std::atomic<int64_t> heldBytes{0}, peakBytes{0}, heldStorages{0};

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
  fail("out of memory: %s asked for, %s held in %lld tensors — use smaller batches or release tensors",
       bytesText(bytes).c_str(), bytesText(static_cast<double>(heldBytes.load())).c_str(),
       static_cast<long long>(heldStorages.load()));
}

}  // namespace

// Also the thread's stock of free slots.
class ThreadCache : public BlockCache {
 public:
  std::vector<uint32_t> slots;

  uint32_t takeSlot(double bytes) {
    if (slots.empty()) refill(bytes);
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
  void refill(double bytes) {
    std::lock_guard<std::mutex> lock(freeLock);
    while (slots.size() < slotBatch && !freeSlots.empty()) {
      slots.push_back(freeSlots.back());
      freeSlots.pop_back();
    }
    if (!slots.empty()) return;
    if (usedSlots > slotMask) outOfMemory(bytes);
    if (usedSlots % chunkSlots == 0) {
      auto* chunk = new (std::nothrow) Slot[chunkSlots];
      if (!chunk) outOfMemory(bytes);
      chunks[usedSlots >> chunkBits].store(chunk, std::memory_order_release);
    }
    for (size_t k = 0; k < slotBatch; k++) slots.push_back(usedSlots++);
  }
};

namespace {

// Where slots and blocks go that a thread without a cache frees.
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
  heldBytes.fetch_sub(static_cast<int64_t>(block.bytes), std::memory_order_relaxed);
  heldStorages.fetch_sub(1, std::memory_order_relaxed);
  const int small = sizeClass(block.bytes);
  if (small < 0 || !cache || !cache->keep(block.data, small)) freeBlock(block.data);
  slot->block = Block{};
  slot->state.store((generation + 1) << 32, std::memory_order_release);
  // A slot whose generations are used up stays empty for ever.
  if (generation < lastGeneration) keepSlot(static_cast<uint32_t>(index), cache);
}

}  // namespace

BlockCache* makeBlockCache() { return new ThreadCache; }

void dropBlockCache(BlockCache* cache) {
  auto* thread = static_cast<ThreadCache*>(cache);
  {
    std::lock_guard<std::mutex> lock(freeLock);
    freeSlots.insert(freeSlots.end(), thread->slots.begin(), thread->slots.end());
  }
  delete thread;
}

uint64_t allocate(double bytes, uint32_t holder, BlockCache* cache, Block& block) {
  auto* thread = static_cast<ThreadCache*>(cache);
  // Asking the system for more than there is may succeed and end the process later.
  const double held = static_cast<double>(heldBytes.load(std::memory_order_relaxed));
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

  const int64_t now = heldBytes.fetch_add(static_cast<int64_t>(block.bytes), std::memory_order_relaxed) +
                      static_cast<int64_t>(block.bytes);
  heldStorages.fetch_add(1, std::memory_order_relaxed);
  int64_t peak = peakBytes.load(std::memory_order_relaxed);
  while (now > peak && !peakBytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
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
  const int64_t bytes = heldBytes.load(std::memory_order_relaxed);
  const int64_t peak = peakBytes.load(std::memory_order_relaxed);
  return {bytes, peak > bytes ? peak : bytes, heldStorages.load(std::memory_order_relaxed)};
}

}  // namespace backstep
