// Aligned blocks. All but large ones are kept for reuse by the thread that frees them: an op's result mostly has the
// size of one that was just dropped, and memory fresh from the system costs more than the op.
#pragma once
#include <cstddef>
#include <cstdint>

namespace backstep {

constexpr size_t blockAlignment = 64;
// What a thread keeps at most, where nobody says otherwise.
constexpr size_t cacheLimit = size_t{64} << 20;
constexpr size_t largestCachedBlock = size_t{8} << 20;

// The class of a small size, or -1. Four classes an octave: at most a quarter of a block is wasted.
int sizeClass(size_t bytes);
size_t classBytes(int sizeClass);
constexpr int sizeClasses = 4 * (23 - 6) + 1;

class BlockCache {
 public:
  ~BlockCache();
  // nullptr where there is none.
  char* take(int sizeClass);
  // How many bytes are kept at most from now on; those that are kept stay.
  void limit(size_t bytes) { limit_ = bytes; }
  // false where the cache is full; the caller frees the block.
  bool keep(char* block, int sizeClass);

 private:
  // A free block's first word points to the next.
  struct Free {
    Free* next;
  };
  Free* free_[sizeClasses] = {};
  size_t bytes_ = 0, limit_ = cacheLimit;
};

// nullptr where the system has none left.
char* newBlock(size_t bytes);
void freeBlock(char* block);

}  // namespace backstep
