// Philox 4×32-10, a counter-based generator: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011. Block b of a seed is four words that depend on nothing else.
#pragma once
#include <cstdint>

#include "cpu/simd.h"

namespace backstep::BACKSTEP_ISA {

// As many as are made at once at most.
constexpr int64_t philoxBlocks = 64;

// Words of blocks [first, first + count) in order: 4 × count of them.
__attribute__((noinline)) inline void philox(uint64_t seed, uint64_t first, int64_t count, uint32_t* words) {
  // A loop over blocks for each round, which the compiler makes vectors of.
  uint32_t a[philoxBlocks], b[philoxBlocks], c[philoxBlocks], d[philoxBlocks];
  for (int64_t i = 0; i < count; i++) {
    const uint64_t block = first + static_cast<uint64_t>(i);
    a[i] = static_cast<uint32_t>(block);
    b[i] = static_cast<uint32_t>(block >> 32);
    c[i] = d[i] = 0;
  }
  uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < 10; round++) {
    BACKSTEP_INDEPENDENT
    for (int64_t i = 0; i < count; i++) {
      const uint64_t p = uint64_t{0xD2511F53} * a[i], q = uint64_t{0xCD9E8D57} * c[i];
      const uint32_t nextA = static_cast<uint32_t>(q >> 32) ^ b[i] ^ key0;
      const uint32_t nextC = static_cast<uint32_t>(p >> 32) ^ d[i] ^ key1;
      b[i] = static_cast<uint32_t>(q);
      d[i] = static_cast<uint32_t>(p);
      a[i] = nextA;
      c[i] = nextC;
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (int64_t i = 0; i < count; i++) {
    words[4 * i] = a[i];
    words[4 * i + 1] = b[i];
    words[4 * i + 2] = c[i];
    words[4 * i + 3] = d[i];
  }
}

// One block, whose counter goes on in `third`.
inline void philoxBlock(uint64_t seed, uint64_t block, uint32_t third, uint32_t* words) {
  uint32_t a = static_cast<uint32_t>(block), b = static_cast<uint32_t>(block >> 32), c = third, d = 0;
  uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < 10; round++) {
    const uint64_t p = uint64_t{0xD2511F53} * a, q = uint64_t{0xCD9E8D57} * c;
    a = static_cast<uint32_t>(q >> 32) ^ b ^ key0;
    c = static_cast<uint32_t>(p >> 32) ^ d ^ key1;
    b = static_cast<uint32_t>(q);
    d = static_cast<uint32_t>(p);
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = d;
}

}  // namespace backstep::BACKSTEP_ISA
