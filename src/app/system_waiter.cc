// SPDX-License-Identifier: Apache-2.0
#include "app/system_waiter.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>

#include "core/check.h"

namespace assay::app {

SystemWaiter::SystemWaiter(const Clock& clock) : clock_(clock) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  CHECK_THAT(pthread_sigmask(SIG_BLOCK, &stop, &before_) == 0, "both signals can be blocked");
  signals_ = signalfd(-1, &stop, SFD_CLOEXEC);
  CHECK_THAT(signals_ >= 0, "a descriptor is free at the start");
}

SystemWaiter::~SystemWaiter() {
  // A signal that stopped the waiting has done its work: it must not end the program as well.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  constexpr timespec kAtOnce{};
  while (sigtimedwait(&stop, nullptr, &kAtOnce) > 0) {
  }
  close(signals_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool SystemWaiter::WaitUntil(Instant instant) {
  constexpr std::int64_t kWaitMsMax = 60'000;  // The clock may be set meanwhile.
  const std::int64_t wait_ms =
      std::clamp<std::int64_t>(instant.ms - clock_.Now().ms, 0, kWaitMsMax);
  // The signal is never read: it stays there for every thread that waits.
  pollfd polled{.fd = signals_, .events = POLLIN, .revents = 0};
  return poll(&polled, 1, static_cast<int>(wait_ms)) <= 0 || (polled.revents & POLLIN) == 0;
}

}  // namespace assay::app
