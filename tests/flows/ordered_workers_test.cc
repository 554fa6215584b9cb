// SPDX-License-Identifier: Apache-2.0
#include "flows/ordered_workers.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using testing::ElementsAre;

// A door that stays shut until it is opened.
class Gate {
 public:
  void Open() {
    {
      const std::lock_guard guard(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }
  void Pass() {
    std::unique_lock guard(mutex_);
    opened_.wait(guard, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

TEST(OrderedWorkers, ResultsComeInTheOrderOfTheItemsThoughLaterOnesAreDoneFirst) {
  Gate second_is_done;
  std::vector<int> done;
  std::mutex mutex;
  OrderedWorkers<int, int> workers(
      2,
      [&](std::size_t, int item) {
        if (item == 1) {
          second_is_done.Pass();
        }
        {
          const std::lock_guard guard(mutex);
          done.push_back(item);
        }
        if (item == 2) {
          second_is_done.Open();
        }
        return item * 10;
      },
      4);
  workers.Push(1);
  workers.Push(2);
  EXPECT_EQ(workers.Pop(), 10);
  EXPECT_EQ(workers.Pop(), 20);
  EXPECT_EQ(workers.Pop(), std::nullopt);
  EXPECT_THAT(done, ElementsAre(2, 1));
}

TEST(OrderedWorkers, KeepTheOrderOfManyItemsAndNoMoreThanTheDepthUnderWay) {
  constexpr int kItems = 20'000;
  constexpr std::size_t kDepth = 6;
  std::atomic<int> under_way{0};
  std::atomic<int> most{0};
  OrderedWorkers<std::unique_ptr<int>, std::unique_ptr<int>> workers(
      4,
      [&](std::size_t, std::unique_ptr<int> item) {
        int seen = ++under_way;
        for (int known = most; known < seen && !most.compare_exchange_weak(known, seen);) {
        }
        --under_way;
        return item;
      },
      kDepth);
  int pushed = 0;
  int popped = 0;
  while (popped < kItems) {
    while (pushed < kItems && workers.HasRoom()) {
      workers.Push(std::make_unique<int>(pushed++));
      ASSERT_LE(pushed - popped, static_cast<int>(kDepth));
    }
    const auto item = workers.Pop();
    ASSERT_TRUE(item);
    ASSERT_EQ(**item, popped++);
  }
  EXPECT_EQ(workers.Pop(), std::nullopt);
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 4);
}

TEST(OrderedWorkers, HaveRoomForAsManyItemsAsTheirDepth) {
  OrderedWorkers<int, int> workers(
      1, [](std::size_t, int item) { return item; }, 2);
  workers.Push(1);
  EXPECT_TRUE(workers.HasRoom());
  workers.Push(2);
  EXPECT_FALSE(workers.HasRoom()) << "done or not, it counts until it is taken";
  EXPECT_EQ(workers.Pop(), 1);
  EXPECT_TRUE(workers.HasRoom());
}

void PushBeyondTheDepth() {
  OrderedWorkers<int, int> workers(
      1, [](std::size_t, int item) { return item; }, 1);
  workers.Push(1);
  workers.Push(2);
}

TEST(OrderedWorkersDeathTest, PushingBeyondTheDepthIsABug) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(PushBeyondTheDepth(), "HasRoom");
}

TEST(OrderedWorkers, EachWorkerIsInOneItemAtATime) {
  constexpr std::size_t kWorkers = 3;
  // Not atomic: two threads in one worker would be a race that the thread sanitizer sees.
  std::vector<int> items_of_worker(kWorkers);
  OrderedWorkers<int, std::size_t> workers(
      kWorkers,
      [&](std::size_t worker, int) {
        ++items_of_worker.at(worker);
        return worker;
      },
      8);
  std::vector<int> told(kWorkers);
  for (int i = 0; i < 3'000; ++i) {
    if (!workers.HasRoom()) {
      ++told.at(*workers.Pop());
    }
    workers.Push(i);
  }
  while (const auto worker = workers.Pop()) {
    ++told.at(*worker);
  }
  EXPECT_EQ(told, items_of_worker);
}

TEST(OrderedWorkers, MayBeDestroyedWithWorkUnderWayAndWaiting) {
  std::atomic<int> begun{0};
  std::atomic<int> ended{0};
  Gate begin;
  {
    OrderedWorkers<int, int> workers(
        2,
        [&](std::size_t, int item) {
          ++begun;
          begin.Open();
          ++ended;
          return item;
        },
        100);
    for (int i = 0; i < 100; ++i) {
      workers.Push(i);
    }
    begin.Pass();
  }
  EXPECT_EQ(begun, ended) << "what was in hand was finished before the destructor returned";
}

TEST(OrderedWorkers, DropItemsThatNoWorkerHasTakenWhenDestroyed) {
  Gate taken;
  Gate go_on;
  const auto counted = std::make_shared<int>(0);
  {
    OrderedWorkers<std::shared_ptr<int>, int> workers(
        1,
        [&](std::size_t, std::shared_ptr<int> item) {
          taken.Open();
          go_on.Pass();
          return ++*item;
        },
        3);
    for (int i = 0; i < 3; ++i) {
      workers.Push(counted);
    }
    taken.Pass();
    EXPECT_EQ(*counted, 0);
    go_on.Open();
    EXPECT_EQ(workers.Pop(), 1);
  }
  EXPECT_LE(*counted, 3);
  EXPECT_EQ(counted.use_count(), 1) << "an item outlived its workers";
}

TEST(OrderedWorkers, MayBeDestroyedUnused) {
  const OrderedWorkers<int, int> workers(
      3, [](std::size_t, int item) { return item; }, 1);
  EXPECT_TRUE(workers.HasRoom());
}

}  // namespace
}  // namespace assay::flows
