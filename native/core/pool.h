// The threads of this process that kernels share. Work is split by its size, never by the number of threads, so
// the result of a kernel does not depend on how many there are.
#pragma once
#include <atomic>
#include <cstdint>

namespace backstep {

// Makes the running and all further commands fail.
extern std::atomic<bool> cancelled;
// Faults where they are to.
void checkCancelled();

int threadCount();
void setThreadCount(int count);

// Runs task(context, k) for every k in [0, count), on this thread and others; returns when all are done. Safe
// from any number of threads, also from inside of a task. Throws what a task threw.
void runTasks(int64_t count, void (*task)(void* context, int64_t k), void* context);

// Work that one thread should get at least: about 20 µs.
constexpr double taskNanoseconds = 20e3;

// body(begin, end) over [0, total) in pieces. `nanoseconds`: what one element costs about; it sets the size of
// the pieces, in multiples of `step`. Stops early, with a Fault, when commands are cancelled; `reading`, which is no
// command, does not.
enum class Work { command, reading };
template <Work work = Work::command, class Body>
void parallel(int64_t total, double nanoseconds, int64_t step, const Body& body) {
  if (total <= 0) return;
  const double wanted = taskNanoseconds / nanoseconds;
  int64_t piece = wanted >= static_cast<double>(total) ? total : static_cast<int64_t>(wanted) + 1;
  piece = (piece + step - 1) / step * step;
  if (2 * piece > total) {  // under 40 µs: others would only wake up for nothing
    body(int64_t{0}, total);
    return;
  }
  // A few pieces a thread are enough on any machine, and large pieces keep long kernels simple.
  const int64_t most = 1024;
  if (total / piece > most) piece = (total / most + step - 1) / step * step;
  struct Context {
    const Body& body;
    int64_t total, piece;
  } context{body, total, piece};
  runTasks(
      (total + piece - 1) / piece,
      [](void* opaque, int64_t k) {
        const auto& c = *static_cast<Context*>(opaque);
        if (work == Work::command && cancelled.load(std::memory_order_relaxed)) return;
        const int64_t begin = k * c.piece, end = begin + c.piece;
        c.body(begin, end < c.total ? end : c.total);
      },
      &context);
  if (work == Work::command) checkCancelled();
}

}  // namespace backstep
