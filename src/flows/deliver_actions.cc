// SPDX-License-Identifier: Apache-2.0
#include "flows/deliver_actions.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/check.h"

namespace assay::flows {
namespace {

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;

struct Subject {
  std::string measure;
  std::string action;
};

// What an action is about. An action that is not of our form has no measure and is held by none.
Subject SubjectOf(const engine::OutboxRow& row) {
  const auto json = nlohmann::json::parse(row.body, nullptr, false);
  const auto data = json.is_object() ? json.find("data") : json.end();
  if (data == json.end() || !data->is_object()) {
    return {};
  }
  const auto text = [&](const char* name) {
    const auto member = data->find(name);
    return member != data->end() && member->is_string() ? member->get<std::string>()
                                                        : std::string();
  };
  return {text("measure"), text("action")};
}

OutboxPosition PositionOf(const engine::OutboxRow& row) {
  return {row.sequence.number, row.ordinal};
}

}  // namespace

std::string_view NameOf(DeliveryStatus status) {
  switch (status) {
    case DeliveryStatus::kWaiting:
      return "waiting";
    case DeliveryStatus::kDead:
      return "dead";
    case DeliveryStatus::kSuperseded:
      return "superseded";
  }
  return "";
}

std::int64_t RetryDelayMs(std::uint32_t failed_attempts) {
  constexpr std::array kDelays = {5 * kSecond, 5 * kMinute, 30 * kMinute, 2 * kHour, 5 * kHour,
                                  10 * kHour,  14 * kHour,  20 * kHour,   24 * kHour};
  static_assert(kDelays.size() + 1 == kAttemptsMax);
  CHECK_THAT(failed_attempts >= 1 && failed_attempts <= kDelays.size(),
             "there is a delay between two attempts");
  return kDelays[failed_attempts - 1];
}

std::int64_t PauseMs(std::uint32_t failures) {
  constexpr std::int64_t kPauseMax = 5 * kMinute;
  const std::uint32_t doublings = std::min(failures, 10U) - std::min(failures, 1U);
  return std::min(kPauseMax, (5 * kSecond) << doublings);
}

// What one round sends, and what it passes on the way.
struct ActionDelivery::Batch {
  std::vector<engine::OutboxRow> actions;
  std::vector<Delivery> deliveries;  // One for each action; those that waited come first.
  std::size_t waited = 0;

  // The outbox from the position on, row by row.
  struct Passed {
    OutboxPosition position;
    std::optional<std::size_t> action;  // Index in `actions`, where the row is sent.
    std::optional<Delivery> held;       // Behind a waiting one of its measure.
  };
  std::vector<Passed> passed;

  std::set<std::string, std::less<>> waiting_measures;
  std::optional<Instant> next_due;
};

ActionDelivery::ActionDelivery(DeliveryJournal& journal, ActionSink& sink, SinkPlan plan,
                               const Clock& clock, Entropy& entropy)
    : journal_(journal), sink_(sink), plan_(std::move(plan)), clock_(clock), entropy_(entropy) {}

Result<SinkState> ActionDelivery::LoadState() {
  ASSAY_ASSIGN(auto sinks, journal_.LoadSinks());
  if (const auto found = sinks.find(plan_.name); found != sinks.end()) {
    return std::move(found->second);
  }
  SinkState state;
  if (plan_.start == StartAt::kNow) {
    ASSAY_ASSIGN(state.position, journal_.LoadLastPosition());
  }
  // Recorded before anything is sent: "now" is this moment, also after a crash.
  ASSAY_TRY(journal_.Record(plan_.name, {.sink = state, .taken = {}, .waiting_or_dead = {}}));
  return state;
}

Result<void> ActionDelivery::AddWaiting(Batch& batch, Instant now, std::size_t room) {
  if (sink_.keeps_order()) {
    return {};  // Takes all or fails whole: nothing ever waits.
  }
  ASSAY_ASSIGN(std::vector<Delivery> waiting,
               journal_.LoadDeliveries(plan_.name, DeliveryStatus::kWaiting));
  for (Delivery& delivery : waiting) {
    const bool is_first =
        delivery.measure.empty() || batch.waiting_measures.insert(delivery.measure).second;
    if (!is_first) {
      continue;
    }
    if (delivery.next_attempt > now || batch.actions.size() == room) {
      batch.next_due =
          std::min(batch.next_due.value_or(delivery.next_attempt), delivery.next_attempt);
      continue;
    }
    ASSAY_ASSIGN(engine::OutboxRow row, journal_.LoadAction(delivery.action));
    batch.actions.push_back(std::move(row));
    batch.deliveries.push_back(std::move(delivery));
  }
  batch.waited = batch.actions.size();
  return {};
}

Result<void> ActionDelivery::AddNew(Batch& batch, const OutboxPosition& after, std::size_t room) {
  if (batch.actions.size() == room) {
    return {};
  }
  ASSAY_ASSIGN(std::vector<engine::OutboxRow> rows,
               journal_.LoadActionsAfter(after, room - batch.actions.size()));
  const bool look_inside = plan_.measures.has_value() || !sink_.keeps_order();
  std::set<std::string, std::less<>> sent_measures;
  for (engine::OutboxRow& row : rows) {
    const OutboxPosition position = PositionOf(row);
    Subject subject = look_inside ? SubjectOf(row) : Subject{};
    if (plan_.measures && !plan_.measures->contains(subject.action)) {
      batch.passed.push_back({position, std::nullopt, std::nullopt});
      continue;
    }
    Delivery delivery{.action = position,
                      .measure = std::move(subject.measure),
                      .status = DeliveryStatus::kWaiting,
                      .attempts = 0,
                      .next_attempt = {},
                      .last_attempt = {},
                      .last_error = ""};
    if (batch.waiting_measures.contains(delivery.measure)) {
      batch.passed.push_back({position, std::nullopt, std::move(delivery)});
      continue;
    }
    if (!sink_.keeps_order() && !delivery.measure.empty() &&
        !sent_measures.insert(delivery.measure).second) {
      break;  // Depends on one of this batch: with the next.
    }
    batch.passed.push_back({position, batch.actions.size(), std::nullopt});
    batch.actions.push_back(std::move(row));
    batch.deliveries.push_back(std::move(delivery));
  }
  return {};
}

std::int64_t ActionDelivery::Jittered(std::int64_t ms) {
  std::array<std::byte, 2> chance{};
  entropy_.Fill(chance);
  const auto part = std::to_integer<std::int64_t>(chance[0]) * 256 +
                    std::to_integer<std::int64_t>(chance[1]);  // 0 to 65,535
  return ms + ms * part / (65'536 * 5);
}

void ActionDelivery::Conclude(const Batch& batch, const SendResult& sent, DeliveryChanges& changes,
                              DeliveryRound& round) {
  CHECK_THAT(sent.handovers.size() == batch.actions.size(), "a sink answers for every action");
  CHECK_THAT(sent.handovers.empty() || sent.handovers.front().answer != Answer::kNotTried,
             "a sink tries the first action, or rounds would go on for ever");
  const Instant now = clock_.Now();
  std::int64_t wait_ms = 0;
  for (std::size_t i = 0; i < sent.handovers.size(); ++i) {
    const Handover& handover = sent.handovers[i];
    Delivery delivery = batch.deliveries[i];
    switch (handover.answer) {
      case Answer::kNotTried:
        break;
      case Answer::kTaken:
        ++round.taken;
        changes.taken.push_back({delivery.action, delivery.measure});
        break;
      case Answer::kGone:
        changes.sink.disabled = handover.message;
        break;
      case Answer::kRefused:
        ++round.refused;
        round.last_error = handover.message;
        wait_ms = std::max(wait_ms, handover.wait_ms);
        ++delivery.attempts;
        delivery.last_attempt = now;
        delivery.last_error = handover.message;
        if (delivery.attempts >= kAttemptsMax) {
          delivery.status = DeliveryStatus::kDead;
          ++round.dead;
        } else {
          const std::int64_t delay = Jittered(RetryDelayMs(delivery.attempts));
          delivery.next_attempt = {now.ms + std::max(delay, handover.wait_ms)};
        }
        changes.waiting_or_dead.push_back(std::move(delivery));
        break;
    }
  }
  for (const Batch::Passed& passed : batch.passed) {
    if (passed.action) {
      const Answer answer = sent.handovers[*passed.action].answer;
      if (answer != Answer::kTaken && answer != Answer::kRefused) {
        break;
      }
    }
    changes.sink.position = passed.position;
    if (passed.held) {
      changes.waiting_or_dead.push_back(*passed.held);
    }
  }
  changes.sink.mark = sent.mark;
  changes.sink.delivered += round.taken;
  if (round.refused > 0) {
    ++changes.sink.failures;
    changes.sink.paused_until = {now.ms +
                                 std::max(Jittered(PauseMs(changes.sink.failures)), wait_ms)};
  } else if (round.taken > 0) {
    changes.sink.failures = 0;
    changes.sink.paused_until = {};
  }
}

Result<DeliveryRound> ActionDelivery::RunOnce() {
  DeliveryRound round;
  DeliveryChanges changes;
  ASSAY_ASSIGN(changes.sink, LoadState());
  const Instant now = clock_.Now();
  if (!changes.sink.disabled.empty()) {
    round.disabled = changes.sink.disabled;
    return round;
  }
  if (changes.sink.paused_until > now) {
    round.again = changes.sink.paused_until;
    return round;
  }
  const std::size_t room = changes.sink.failures > 0 ? 1 : sink_.batch_items_max();
  Batch batch;
  ASSAY_TRY(AddWaiting(batch, now, room));
  ASSAY_TRY(AddNew(batch, changes.sink.position, room));
  round.again = batch.next_due;
  if (batch.actions.empty() && batch.passed.empty()) {
    return round;
  }
  SendResult sent{.handovers = {}, .mark = changes.sink.mark};
  if (!batch.actions.empty()) {
    ASSAY_ASSIGN(sent, sink_.Send(batch.actions, changes.sink.mark));
  }
  Conclude(batch, sent, changes, round);
  ASSAY_TRY(journal_.Record(plan_.name, changes));
  round.disabled = changes.sink.disabled;
  round.more = round.disabled.empty() && round.refused == 0;
  if (round.refused > 0) {
    round.again = changes.sink.paused_until;
  }
  return round;
}

Result<DeliveryRound> ActionDelivery::RunAll() {
  DeliveryRound all;
  while (true) {
    ASSAY_ASSIGN(DeliveryRound round, RunOnce());
    all.taken += round.taken;
    all.refused += round.refused;
    all.dead += round.dead;
    if (!round.last_error.empty()) {
      all.last_error = std::move(round.last_error);
    }
    all.disabled = std::move(round.disabled);
    all.again = round.again;
    if (!round.more) {
      return all;
    }
  }
}

void FollowActions(ActionDelivery& delivery, const Clock& clock, Waiter& waiter,
                   const std::function<void(const Result<DeliveryRound>&)>& on_round) {
  while (true) {
    const Result<DeliveryRound> round = delivery.RunOnce();
    on_round(round);
    if (round && round->more) {
      if (!waiter.WaitUntil({})) {
        return;
      }
      continue;
    }
    // Also while paused: somebody may enable the sink or revive its dead deliveries meanwhile.
    const Instant poll{clock.Now().ms + kPollMs};
    if (!waiter.WaitUntil(round && round->again ? std::min(poll, *round->again) : poll)) {
      return;
    }
  }
}

}  // namespace assay::flows
