// Working memory of a thread, kept between commands: declare it static thread_local.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace backstep::BACKSTEP_ISA {

template <class T>
class Buffer {
 public:
  // Room for so many elements, at a multiple of 64 bytes; what was in it may be gone.
  T* of(int64_t elements) {
    if (elements > size_) {
      memory_.reset(static_cast<T*>(std::aligned_alloc(64, (static_cast<size_t>(elements) * sizeof(T) + 63) / 64 * 64)));
      size_ = memory_ ? elements : 0;
      if (!memory_) throw std::bad_alloc();
    }
    return memory_.get();
  }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> memory_;
  int64_t size_ = 0;
};

}  // namespace backstep::BACKSTEP_ISA
