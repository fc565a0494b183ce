#include "core/blocks.h"

#include <stdlib.h>
#include <sys/mman.h>

#include <cstdlib>

namespace backstep {

namespace {
constexpr int smallestShift = 6;  // 64 bytes
constexpr size_t hugePage = size_t{2} << 20;
}  // namespace

int sizeClass(size_t bytes) {
  if (bytes > largestCachedBlock) return -1;
  if (bytes <= 64) return 0;
  const int octave = 63 - __builtin_clzll(bytes - 1);  // 2^octave < bytes <= 2^(octave + 1)
  const size_t quarter = (size_t{1} << octave) / 4;
  const int step = static_cast<int>((bytes - 1 - (size_t{1} << octave)) / quarter);
  return 4 * (octave - smallestShift) + step + 1;
}

size_t classBytes(int sizeClass) {
  if (sizeClass == 0) return 64;
  const int octave = (sizeClass - 1) / 4 + smallestShift, step = (sizeClass - 1) % 4;
  const size_t base = size_t{1} << octave;
  return base + base / 4 * (step + 1);
}

char* newBlock(size_t bytes) {
  // From here on, huge pages: the first touch of each page costs as much as writing it.
  const size_t alignment = bytes >= 2 * hugePage ? hugePage : blockAlignment;
  const size_t rounded = (bytes + blockAlignment - 1) / blockAlignment * blockAlignment;
  void* block = nullptr;
  if (posix_memalign(&block, alignment, rounded ? rounded : blockAlignment) != 0) return nullptr;
#if defined(MADV_HUGEPAGE)
  if (alignment == hugePage) madvise(block, rounded / hugePage * hugePage, MADV_HUGEPAGE);
#endif
  return static_cast<char*>(block);
}

void freeBlock(char* block) { std::free(block); }

char* BlockCache::take(int sizeClass) {
  Free* block = free_[sizeClass];
  if (!block) return nullptr;
  free_[sizeClass] = block->next;
  bytes_ -= classBytes(sizeClass);
  return reinterpret_cast<char*>(block);
}

bool BlockCache::keep(char* block, int sizeClass) {
  const size_t bytes = classBytes(sizeClass);
  if (bytes_ + bytes > limit_) return false;
  bytes_ += bytes;
  auto* free = reinterpret_cast<Free*>(block);
  free->next = free_[sizeClass];
  free_[sizeClass] = free;
  return true;
}

BlockCache::~BlockCache() {
  for (Free* block : free_) {
    while (block) {
      Free* next = block->next;
      freeBlock(reinterpret_cast<char*>(block));
      block = next;
    }
  }
}

}  // namespace backstep
