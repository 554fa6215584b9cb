// SPDX-License-Identifier: Apache-2.0
#include "simulation/detail/town.h"

#include <algorithm>
#include <cmath>

#include "core/hash.h"

namespace assay::simulation::detail {

Town::Town(const World& world_in, const MarketOptions& options_in)
    : world(world_in),
      options(options_in),
      days(options_in.days > 0 ? std::min(options_in.days, world_in.days) : world_in.days),
      stores_at_start(static_cast<std::size_t>(
          std::max(1.0, std::floor(world_in.stores.count * options_in.scale + 0.5)))),
      feed(static_cast<std::size_t>(days)),
      people(static_cast<std::size_t>(days)) {}

std::uint64_t Town::EventId(std::string_view type, std::uint64_t about, std::uint64_t ordinal) {
  return MixOf(MixOf(about, Hash64Of(type)), ordinal);
}

EventLine Town::Line(std::string_view type, std::string_view source, std::string_view subject,
                     std::int64_t ms, std::uint64_t about, std::uint64_t ordinal) const {
  return EventLine({.type = type,
                    .source = source,
                    .id = EventId(type, about, ordinal),
                    .subject = subject,
                    .time = At(ms)});
}

namespace {

void File(std::vector<DayLines>& by_day, std::int64_t day, DayLines::Draft draft,
          std::string_view line) {
  if (day < 0 || day >= static_cast<std::int64_t>(by_day.size())) {
    return;
  }
  DayLines& lines = by_day[static_cast<std::size_t>(day)];
  draft.at = lines.text.size();
  draft.size = line.size();
  lines.text += line;
  lines.drafts.push_back(draft);
}

}  // namespace

void Town::Send(std::int64_t ms, std::uint64_t id, std::string_view line) {
  File(feed, (ms - world.from.ms) / kMillisecondsPerDay, {.ms = ms, .id = id}, line);
}

void Town::SendAsPeople(std::int64_t ms, std::uint64_t id, std::string_view line) {
  File(people, (ms - world.from.ms) / kMillisecondsPerDay, {.ms = ms, .id = id}, line);
}

void Town::Schedule(Task task) {
  task.ms = std::max(task.ms, day_begin_ms());
  if (task.ms < end_ms()) {
    tasks.push(std::move(task));
  }
}

std::int64_t Town::PriceOf(std::int64_t fen) const {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(static_cast<double>(fen) * RateOf(world.currency)));
}

bool Town::IsSold(const Offer& offer, std::int64_t ms) const {
  // Buyers find an offer after a day.
  return !offer.withdrawn && offer.listed_ms + kMillisecondsPerDay <= ms &&
         (!offer.down || ms < offer.down_since_ms);
}

bool Town::IsFakePiece(const Offer& offer, Chance& chance) const {
  return stores[offer.store].mixed_supply && IsGenuineBrand(offer.style) &&
         chance.Happens(world.mishaps.fake_pieces);
}

OfferText Town::TextOf(const Offer& offer) const {
  return WriteOffer({.style = offer.style,
                     .brand = offer.brand,
                     .chinese = stores[offer.store].chinese,
                     .two_meanings = offer.two_meanings},
                    ChanceOf(offer.key, Purpose::kContent, 1 + offer.rewritten));
}

}  // namespace assay::simulation::detail
