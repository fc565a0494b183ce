// Philox 4×32-10, a counter-based generator: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011. Block b of a seed is four words that depend on nothing else.
#pragma once
#include <cstdint>

namespace backstep::BACKSTEP_ISA {

constexpr int philoxBlocks = 16;

// Words of blocks [first, first + philoxBlocks) in order: 4 × philoxBlocks of them.
inline void philox(uint64_t seed, uint64_t first, uint32_t* words) {
  constexpr int n = philoxBlocks;
  uint32_t a[n], b[n], c[n] = {}, d[n] = {};
  for (int i = 0; i < n; i++) {
    const uint64_t block = first + static_cast<uint64_t>(i);
    a[i] = static_cast<uint32_t>(block);
    b[i] = static_cast<uint32_t>(block >> 32);
  }
  uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < n; i++) {
      const uint64_t p = uint64_t{0xD2511F53} * a[i], q = uint64_t{0xCD9E8D57} * c[i];
      a[i] = static_cast<uint32_t>(q >> 32) ^ b[i] ^ key0;
      b[i] = static_cast<uint32_t>(q);
      c[i] = static_cast<uint32_t>(p >> 32) ^ d[i] ^ key1;
      d[i] = static_cast<uint32_t>(p);
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (int i = 0; i < n; i++) {
    words[4 * i] = a[i];
    words[4 * i + 1] = b[i];
    words[4 * i + 2] = c[i];
    words[4 * i + 3] = d[i];
  }
}

}  // namespace backstep::BACKSTEP_ISA
