// SPDX-License-Identifier: Apache-2.0
#include "flows/log_decoder.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/core.h>

#include "core/check.h"

namespace assay::flows {
namespace {

constexpr std::size_t kPieceLinesMax = 1'024;
constexpr std::size_t kPieceBytesMax = 1 << 20;

}  // namespace

std::size_t WorkersOfMachine() {
  return std::max(1U, std::thread::hardware_concurrency());
}

LogDecoder::LogDecoder(std::size_t workers, IsWanted is_wanted, Take take)
    : is_wanted_(std::move(is_wanted)),
      take_(std::move(take)),
      decoders_(workers),
      workers_(
          workers,
          [this](std::size_t worker, Piece piece) { return Decode(worker, std::move(piece)); },
          2 * workers) {}

LogDecoder::Events LogDecoder::Decode(std::size_t worker, Piece piece) {
  if (piece.load) {
    ASSAY_ASSIGN(piece.text, piece.load(worker));
  }
  std::vector<engine::Prepared> events;
  events.reserve(piece.lines);
  std::string_view rest = piece.text;
  for (std::uint64_t i = 0; i < piece.lines; ++i) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      return Fail(ErrorCode::kCorrupted, "storage.frame_damaged",
                  fmt::format("the frame of events {} on holds fewer lines than recorded",
                              piece.first.number));
    }
    ASSAY_ASSIGN(ingest::Decoded decoded,
                 decoders_[worker].Decode(rest.substr(0, end), {.origin = ingest::Origin::kLog}));
    rest.remove_prefix(end + 1);
    const Sequence sequence{piece.first.number + i};
    if (is_wanted_(sequence, decoded.event)) {
      engine::Prepared& prepared = events.emplace_back(engine::Prepare(std::move(decoded.event)));
      prepared.logged_as = sequence;
    }
  }
  return events;
}

Result<void> LogDecoder::Add(Sequence sequence, std::string_view line) {
  if (filling_.lines == 0) {
    filling_.first = sequence;
  }
  CHECK_THAT(sequence.number == filling_.first.number + filling_.lines, "the log has no gaps");
  filling_.text += line;
  filling_.text += '\n';
  ++filling_.lines;
  const bool is_full = filling_.lines == kPieceLinesMax || filling_.text.size() >= kPieceBytesMax;
  return is_full ? Push(std::exchange(filling_, {})) : Result<void>();
}

Result<void> LogDecoder::Add(Sequence first, std::uint64_t lines, Load load) {
  CHECK_THAT(filling_.lines == 0, "the log comes in lines or in frames");
  return Push({.first = first, .lines = lines, .text = {}, .load = std::move(load)});
}

Result<void> LogDecoder::Push(Piece piece) {
  while (!workers_.HasRoom()) {
    ASSAY_TRY(TakeNext());
  }
  workers_.Push(std::move(piece));
  return {};
}

Result<bool> LogDecoder::TakeNext() {
  std::optional<Events> events = workers_.Pop();
  if (!events) {
    return false;
  }
  if (!*events) {
    return Fail(std::move(*events).error());
  }
  for (engine::Prepared& prepared : **events) {
    ASSAY_TRY(take_(std::move(prepared)));
  }
  return true;
}

Result<void> LogDecoder::Finish() {
  if (filling_.lines > 0) {
    ASSAY_TRY(Push(std::exchange(filling_, {})));
  }
  while (true) {
    ASSAY_ASSIGN(const bool is_more, TakeNext());
    if (!is_more) {
      return {};
    }
  }
}

}  // namespace assay::flows
