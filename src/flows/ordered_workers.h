// SPDX-License-Identifier: Apache-2.0
// Runs a pure function over a stream of items on several threads and hands the results back in the
// order of the items. At most `depth` items are under way, which bounds memory.
//
//   OrderedWorkers<Chunk, Read> workers(2, [](std::size_t worker, Chunk chunk) { return ...; }, 4);
//   while (workers.HasRoom() && more) { workers.Push(next); }
//   while (auto read = workers.Pop()) { ... }   // nothing when all that was pushed came back
//
// Threads: HasRoom, Push and Pop from one thread; the function from many, `worker` telling which and never in
// two threads at once. Destruction waits for what the workers have in hand and drops the rest.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/check.h"

namespace assay::flows {

template <typename Item, typename Output>
class OrderedWorkers {
 public:
  using Function = std::function<Output(std::size_t worker, Item item)>;

  OrderedWorkers(std::size_t workers, Function function, std::size_t depth)
      : function_(std::move(function)), depth_(depth) {
    for (std::size_t worker = 0; worker < workers; ++worker) {
      threads_.emplace_back([this, worker] { Loop(worker); });
    }
  }
  ~OrderedWorkers() {
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  OrderedWorkers(const OrderedWorkers&) = delete;
  OrderedWorkers& operator=(const OrderedWorkers&) = delete;

  bool HasRoom() const { return pushed_ - popped_ < depth_; }

  void Push(Item item) {
    CHECK_THAT(HasRoom(), "an item is pushed where HasRoom says so");
    {
      const std::lock_guard guard(mutex_);
      waiting_.emplace_back(pushed_++, std::move(item));
    }
    changed_.notify_all();
  }

  // The next result in order, waiting for it; nothing where no item is under way.
  std::optional<Output> Pop() {
    if (popped_ == pushed_) {
      return std::nullopt;
    }
    std::unique_lock guard(mutex_);
    changed_.wait(guard, [this] { return done_.contains(popped_); });
    std::optional<Output> output(std::move(done_.extract(popped_).mapped()));
    ++popped_;
    return output;
  }

 private:
  void Loop(std::size_t worker) {
    std::unique_lock guard(mutex_);
    while (true) {
      changed_.wait(guard, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) {
        return;
      }
      auto [number, item] = std::move(waiting_.front());
      waiting_.pop_front();
      guard.unlock();
      Output output = function_(worker, std::move(item));
      guard.lock();
      done_.emplace(number, std::move(output));
      changed_.notify_all();
    }
  }

  Function function_;
  std::size_t depth_;
  std::size_t pushed_ = 0;  // Only the caller's thread.
  std::size_t popped_ = 0;  // Likewise.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::size_t, Item>> waiting_;  // Guarded by mutex_, as those below.
  std::map<std::size_t, Output> done_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay::flows
