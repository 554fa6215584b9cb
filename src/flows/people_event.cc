// SPDX-License-Identifier: Apache-2.0
#include "flows/people_event.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace assay::flows {
namespace {

// One event out of memory.
class TextSource : public ingest::ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), text_.size() - read_);
    std::copy_n(text_.data() + read_, size, buffer.data());
    read_ += size;
    return size;
  }
  std::uint64_t raw_bytes_read() const override { return read_; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t read_ = 0;
};

constexpr std::array kOutcomes = {
    std::pair(engine::Outcome::kApplied, PeopleOutcome::kApplied),
    std::pair(engine::Outcome::kDuplicate, PeopleOutcome::kDuplicate),
    std::pair(engine::Outcome::kStale, PeopleOutcome::kStale),
    std::pair(engine::Outcome::kUnknownTarget, PeopleOutcome::kUnknownTarget),
    std::pair(engine::Outcome::kNeedsAnother, PeopleOutcome::kNeedsAnother),
};

}  // namespace

Result<PeopleOutcome> CommitPeopleEvent(const IngestParts& parts, const std::string& line) {
  ASSAY_ASSIGN(const IngestReport report,
               IngestEvents(
                   parts,
                   [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
                     return std::make_unique<TextSource>(line);
                   },
                   {.input = "", .channel = Channel::kPeople, .workers = 1}, [](const auto&) {}));
  for (const auto& [outcome, told] : kOutcomes) {
    if (report.outcomes.contains(std::string(engine::NameOf(outcome)))) {
      return told;
    }
  }
  std::string why = "the log did not take the event";
  for (const auto& [reason, count] : report.rejects) {
    why += ": " + reason;
  }
  for (const auto& [outcome, count] : report.outcomes) {
    why += ": " + outcome;
  }
  return Fail(ErrorCode::kForbidden, "people.refused",
              why +
                  "; may the source \"assay:people\" send \"family:people\" in the active "
                  "configuration?");
}

}  // namespace assay::flows
