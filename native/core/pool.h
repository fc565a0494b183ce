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

// What is shared out: a command, which can be cancelled, or the reading of a tensor, which is none.
enum class Work { command, reading };

// task(context, begin, end) over [0, total) in pieces. `nanoseconds`: what one element costs about; it sets the size
// of the pieces, in multiples of `step`. Stops early, with a Fault, when commands are cancelled.
void shareOut(int64_t total, double nanoseconds, int64_t step, Work work,
              void (*task)(const void* context, int64_t begin, int64_t end), const void* context);

template <Work work = Work::command, class Body>
void parallel(int64_t total, double nanoseconds, int64_t step, const Body& body) {
  shareOut(
      total, nanoseconds, step, work,
      [](const void* context, int64_t begin, int64_t end) { (*static_cast<const Body*>(context))(begin, end); }, &body);
}

}  // namespace backstep
