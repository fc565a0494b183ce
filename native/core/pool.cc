#include "core/pool.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/fault.h"
#include "core/system.h"

namespace backstep {

std::atomic<bool> cancelled{false};

void checkCancelled() {
  if (cancelled.load(std::memory_order_relaxed)) fail("cancelled");
}

namespace {

// Lives on the stack of the thread that asked.
struct Job {
  void (*task)(void*, int64_t);
  void* context;
  int64_t count;
  int64_t next = 0;
  std::atomic<int64_t> done{0};
  Job* following = nullptr;
  // What a task threw; the asking thread throws it on.
  std::exception_ptr error{};
};

inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Tasks are tens of microseconds long, so taking one under a lock costs nothing that shows.
class Pool {
 public:
  void run(Job& job) {
    {
      std::lock_guard<std::mutex> lock(lock_);
      job.following = jobs_;
      jobs_ = &job;
      const int helpers = static_cast<int>(std::min<int64_t>(threads_ - 1, job.count - 1));
      while (started_ < helpers) {
        std::thread(&Pool::work, this, started_).detach();
        started_++;
      }
      waiting_.fetch_add(1, std::memory_order_release);
    }
    if (sleeping_.load(std::memory_order_seq_cst) > 0) wake_.notify_all();
    int64_t k;
    while (claim(job, k)) perform(job, k);
    // What is left runs already, elsewhere. A task that began is not waited for in vain for long.
    for (int spin = 0; job.done.load(std::memory_order_acquire) < job.count; spin++) {
      if (spin < 4000)
        pause();
      else
        std::this_thread::yield();
    }
  }

  int threads() {
    std::lock_guard<std::mutex> lock(lock_);
    return threads_;
  }

  void setThreads(int count) {
    std::lock_guard<std::mutex> lock(lock_);
    threads_ = count;
  }

 private:
  // The next task of a job; takes the job off the list with its last one.
  bool claim(Job& job, int64_t& k) {
    std::lock_guard<std::mutex> lock(lock_);
    if (job.next == job.count) return false;
    take(job, k);
    return true;
  }

  void take(Job& job, int64_t& k) {
    k = job.next++;
    if (job.next < job.count) return;
    Job** at = &jobs_;
    while (*at != &job) at = &(*at)->following;
    *at = job.following;
    waiting_.fetch_sub(1, std::memory_order_release);
  }

  void perform(Job& job, int64_t k) {
    try {
      job.task(job.context, k);
    } catch (...) {
      std::lock_guard<std::mutex> lock(lock_);
      if (!job.error) job.error = std::current_exception();
    }
    // The job may be gone as soon as this is counted.
    job.done.fetch_add(1, std::memory_order_acq_rel);
  }

  void work(int number) {
    for (;;) {
      // A kernel is often followed by another at once: about 10 µs of patience.
      for (int spin = 0; spin < 200 && waiting_.load(std::memory_order_acquire) == 0; spin++) pause();
      Job* job;
      int64_t k;
      {
        std::unique_lock<std::mutex> lock(lock_);
        while (!jobs_ || number >= threads_ - 1) {
          sleeping_.fetch_add(1, std::memory_order_seq_cst);
          wake_.wait(lock);
          sleeping_.fetch_sub(1, std::memory_order_seq_cst);
        }
        job = jobs_;
        take(*job, k);
      }
      perform(*job, k);
    }
  }

  std::mutex lock_;
  std::condition_variable wake_;
  Job* jobs_ = nullptr;
  std::atomic<int> waiting_{0}, sleeping_{0};
  int threads_ = processorCount();
  int started_ = 0;
};

// Never destroyed: its threads end with the process.
Pool& pool() {
  static Pool& instance = *new Pool;
  return instance;
}

}  // namespace

int threadCount() { return pool().threads(); }

void setThreadCount(int count) { pool().setThreads(std::max(1, std::min(count, 256))); }

void runTasks(int64_t count, void (*task)(void*, int64_t), void* context) {
  if (count > 1 && threadCount() > 1) {
    Job job{task, context, count};
    pool().run(job);
    if (job.error) std::rethrow_exception(job.error);
    return;
  }
  for (int64_t k = 0; k < count; k++) task(context, k);
}

void shareOut(int64_t total, double nanoseconds, int64_t step, Work work,
              void (*task)(const void* context, int64_t begin, int64_t end), const void* context) {
  if (total <= 0) return;
  const double wanted = taskNanoseconds / nanoseconds;
  int64_t piece = wanted >= static_cast<double>(total) ? total : static_cast<int64_t>(wanted) + 1;
  piece = (piece + step - 1) / step * step;
  if (2 * piece > total) {  // under 40 µs: others would only wake up for nothing
    task(context, 0, total);
    return;
  }
  // A few pieces a thread are enough on any machine, and every piece begins with some set-up.
  const int64_t most = 1024;
  if (total / piece > most) piece = (total / most + step - 1) / step * step;
  struct Shared {
    void (*task)(const void*, int64_t, int64_t);
    const void* context;
    int64_t total, piece;
    Work work;
  } shared{task, context, total, piece, work};
  runTasks(
      (total + piece - 1) / piece,
      [](void* opaque, int64_t k) {
        const auto& s = *static_cast<const Shared*>(opaque);
        if (s.work == Work::command && cancelled.load(std::memory_order_relaxed)) return;
        s.task(s.context, k * s.piece, std::min((k + 1) * s.piece, s.total));
      },
      &shared);
  if (work == Work::command) checkCancelled();
}

}  // namespace backstep
