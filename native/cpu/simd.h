// Vectors of the instruction set that this file is compiled for: BACKSTEP_VECTOR_BYTES wide, in the namespace
// BACKSTEP_ISA. GCC's and Clang's vector extensions, so that one source serves all of them.
#pragma once
#include <cstdint>
#include <cstring>

namespace backstep::BACKSTEP_ISA {

constexpr int vectorBytes = BACKSTEP_VECTOR_BYTES;

// `type` and the integer vector of the same width, for conditions; `loose` may lie anywhere in memory.
template <class T>
struct Simd;

template <>
struct Simd<float> {
  static constexpr int lanes = vectorBytes / 4;
  typedef float type __attribute__((vector_size(vectorBytes)));
  typedef int32_t mask __attribute__((vector_size(vectorBytes)));
  typedef float loose __attribute__((vector_size(vectorBytes), aligned(4), may_alias));
};

template <>
struct Simd<double> {
  static constexpr int lanes = vectorBytes / 8;
  typedef double type __attribute__((vector_size(vectorBytes)));
  typedef int64_t mask __attribute__((vector_size(vectorBytes)));
  typedef double loose __attribute__((vector_size(vectorBytes), aligned(8), may_alias));
};

using Floats = Simd<float>::type;
using Ints = Simd<float>::mask;
constexpr int lanes = Simd<float>::lanes;

template <class T>
inline typename Simd<T>::type load(const T* at) {
  return *reinterpret_cast<const typename Simd<T>::loose*>(at);
}

template <class T>
inline void store(T* at, typename Simd<T>::type v) {
  *reinterpret_cast<typename Simd<T>::loose*>(at) = v;
}

template <class T>
inline typename Simd<T>::type splat(T x) {
  return x - typename Simd<T>::type{};
}

inline Floats splat(float x) { return x - Floats{}; }

// Loops whose iterations do not depend on each other, though pointers may be equal (in place).
#if defined(__clang__)
#define BACKSTEP_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define BACKSTEP_INDEPENDENT _Pragma("GCC ivdep")
#endif

// In the body of a loop with gaps between its elements: vectors made of single loads are no faster, and large.
#define BACKSTEP_ONE_BY_ONE asm volatile("")

}  // namespace backstep::BACKSTEP_ISA
