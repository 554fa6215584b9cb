// SPDX-License-Identifier: Apache-2.0
#include "simulation/world.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "strict_toml/strict_toml.h"
#include "text/nearest.h"

namespace assay::simulation {

// Made by the build from data/worlds.
std::string_view Taobao2017Text();
std::string_view EnglishSmallText();
std::string_view HostileText();
std::string_view EasyText();
std::string_view SecondHandEuText();

namespace {

struct NumberKey {
  std::string_view section;
  std::string_view key;
  double* value;
  double min;
  double max;
};

// Every number of a world with the range that makes sense; the one place where a key is named.
std::vector<NumberKey> NumbersOf(World& w) {
  constexpr double kMany = 1e9;
  constexpr double kDaysMax = 3'660;
  return {
      {"world", "chinese", &w.chinese, 0, 1},
      {"stores", "count", &w.stores.count, 1, kMany},
      {"stores", "opened_a_year", &w.stores.opened_a_year, 0, 10},
      {"stores", "closed_a_year", &w.stores.closed_a_year, 0, 1},
      {"mix", "honest", &w.mix.honest, 0, 1},
      {"mix", "reseller", &w.mix.reseller, 0, 1},
      {"mix", "second_hand", &w.mix.second_hand, 0, 1},
      {"mix", "accessories", &w.mix.accessories, 0, 1},
      {"mix", "authorised", &w.mix.authorised, 0, 1},
      {"mix", "opportunist", &w.mix.opportunist, 0, 1},
      {"mix", "ring", &w.mix.ring, 0, 1},
      {"habits", "putian", &w.habits.putian, 0, 1},
      {"habits", "night", &w.habits.night, 0, 1},
      {"habits", "shared_forwarder", &w.habits.shared_forwarder, 0, 1},
      {"habits", "two_meanings", &w.habits.two_meanings, 0, 1},
      {"habits", "branded", &w.habits.branded, 0, 1},
      {"habits", "comparisons", &w.habits.comparisons, 0, 1},
      {"habits", "clearance", &w.habits.clearance, 0, 1},
      {"habits", "parallel", &w.habits.parallel, 0, 1},
      {"mishaps", "mixed_supply", &w.mishaps.mixed_supply, 0, 1},
      {"mishaps", "fake_pieces", &w.mishaps.fake_pieces, 0, 1},
      {"mishaps", "recycled_phone", &w.mishaps.recycled_phone, 0, 1},
      {"mishaps", "hijacked_a_year", &w.mishaps.hijacked_a_year, 0, 10},
      {"mishaps", "attacks_a_year", &w.mishaps.attacks_a_year, 0, kMany},
      {"mishaps", "attack_orders", &w.mishaps.attack_orders, 0, 1'000},
      {"catalogue", "offers_a_store", &w.catalogue.offers_a_store, 1, 10'000},
      {"catalogue", "spread", &w.catalogue.spread, 0, 3},
      {"catalogue", "new_a_day", &w.catalogue.new_a_day, 0, 1},
      {"catalogue", "edits_a_day", &w.catalogue.edits_a_day, 0, 1},
      {"trade", "orders_a_day", &w.trade.orders_a_day, 0, 10'000},
      {"trade", "spread", &w.trade.spread, 0, 3},
      {"trade", "refunds", &w.trade.refunds, 0, 1},
      {"trade", "reviews", &w.trade.reviews, 0, 1},
      {"offenders", "fake_offers", &w.offenders.fake_offers, 0, 1},
      {"offenders", "brushing", &w.offenders.brushing, 0, 100},
      {"offenders", "brushing_stores", &w.offenders.brushing_stores, 0, 1},
      {"offenders", "stolen_pictures", &w.offenders.stolen_pictures, 0, 1},
      {"offenders", "stores_a_controller", &w.offenders.stores_a_controller, 1, 1'000},
      {"offenders", "controllers_a_source", &w.offenders.controllers_a_source, 1, 10'000},
      {"offenders", "putian", &w.offenders.putian, 0, 1},
      {"offenders", "night", &w.offenders.night, 0, 1},
      {"offenders", "drop_shipping", &w.offenders.drop_shipping, 0, 1},
      {"offenders", "wholesale", &w.offenders.wholesale, 0, 1},
      {"evasion", "open", &w.evasion.open, 0, 1},
      {"evasion", "hinted", &w.evasion.hinted, 0, 1},
      {"evasion", "disguised", &w.evasion.disguised, 0, 1},
      {"evasion", "clean", &w.evasion.clean, 0, 1},
      {"evasion", "hidden", &w.evasion.hidden, 0, 1},
      {"evasion", "rewrites", &w.evasion.rewrites, 0, 1},
      {"evasion", "rewrite_hours", &w.evasion.rewrite_hours, 0, 24 * kDaysMax},
      {"evasion", "moves_away_after", &w.evasion.moves_away_after, 1, kMany},
      {"reentry", "returns", &w.reentry.returns, 0, 1},
      {"reentry", "delay_days", &w.reentry.delay_days, 0, kDaysMax},
      {"reentry", "keeps_person", &w.reentry.keeps_person, 0, 1},
      {"reentry", "keeps_phone", &w.reentry.keeps_phone, 0, 1},
      {"reentry", "keeps_bank", &w.reentry.keeps_bank, 0, 1},
      {"reentry", "keeps_device", &w.reentry.keeps_device, 0, 1},
      {"reentry", "keeps_address", &w.reentry.keeps_address, 0, 1},
      {"reentry", "borrows", &w.reentry.borrows, 0, 1},
      {"buyers", "claims_fake", &w.buyers.claims_fake, 0, 1},
      {"buyers", "claims_mistaken", &w.buyers.claims_mistaken, 0, 1},
      {"buyers", "claims_parallel", &w.buyers.claims_parallel, 0, 1},
      {"buyers", "claims_plain", &w.buyers.claims_plain, 0, 1},
      {"buyers", "extorts", &w.buyers.extorts, 0, 1},
      {"buyers", "reports", &w.buyers.reports, 0, 1},
      {"reviewers", "people", &w.reviewers.people, 0, kMany},
      {"reviewers", "decisions_a_day", &w.reviewers.decisions_a_day, 0, 10'000},
      {"reviewers", "confirms_fakes", &w.reviewers.confirms_fakes, 0, 1},
      {"reviewers", "lifts_genuine", &w.reviewers.lifts_genuine, 0, 1},
      {"reviewers", "appeals", &w.reviewers.appeals, 0, 1},
      {"reviewers", "offender_appeals", &w.reviewers.offender_appeals, 0, 1},
      {"notices", "a_day", &w.notices.a_day, 0, kMany},
      {"notices", "bad_faith", &w.notices.bad_faith, 0, 1},
      {"notices", "squatted", &w.notices.squatted, 0, 1},
      {"notices", "upheld", &w.notices.upheld, 0, 1},
      {"notices", "bad_faith_upheld", &w.notices.bad_faith_upheld, 0, 1},
      {"notices", "answered", &w.notices.answered, 0, 1},
      {"notices", "handled_hours", &w.notices.handled_hours, 0, 24 * kDaysMax},
      {"test_buys", "a_year", &w.test_buys.a_year, 0, kMany},
      {"test_buys", "suspicion", &w.test_buys.suspicion, 0, 1},
      {"test_buys", "days", &w.test_buys.days, 0, kDaysMax},
      {"test_buys", "cannot_say", &w.test_buys.cannot_say, 0, 1},
      {"test_buys", "right", &w.test_buys.right, 0, 1},
      {"test_buys", "again", &w.test_buys.again, 0, 1},
      {"law", "cases_a_year", &w.law.cases_a_year, 0, kMany},
      {"law", "days", &w.law.days, 0, kDaysMax},
      {"law", "arrests", &w.law.arrests, 0, 1},
      {"law", "deterred", &w.law.deterred, 0, 1},
      {"law", "suits_a_year", &w.law.suits_a_year, 0, kMany},
      {"law", "suits_won", &w.law.suits_won, 0, 1},
      {"marketplace", "executes", &w.marketplace.executes, 0, 1},
      {"marketplace", "delay_hours", &w.marketplace.delay_hours, 0, 24 * kDaysMax},
      {"marketplace", "closes_after", &w.marketplace.closes_after, 0, kMany},
  };
}

constexpr std::string_view kWordKeys[] = {"name", "like", "currency", "utc_offset", "from", "days"};

constexpr std::string_view kReason = "simulation.invalid_world";

tl::unexpected<Error> Invalid(const toml::source_region& at, const std::string& what) {
  return strict_toml::InvalidAt(at, what, kReason);
}

Result<void> CheckKeys(const toml::table& root, const std::vector<NumberKey>& numbers) {
  std::vector<std::string_view> sections;
  for (const NumberKey& number : numbers) {
    if (std::ranges::find(sections, number.section) == sections.end()) {
      sections.push_back(number.section);
    }
  }
  ASSAY_TRY(strict_toml::CheckKeys(root, "", sections, kReason));
  for (const auto& [section, node] : root) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return Invalid(node.source(), fmt::format("write [{}] and its keys below", section.str()));
    }
    std::vector<std::string_view> keys;
    for (const NumberKey& number : numbers) {
      if (number.section == section.str()) {
        keys.push_back(number.key);
      }
    }
    if (section.str() == "world") {
      keys.insert(keys.end(), std::begin(kWordKeys), std::end(kWordKeys));
    }
    ASSAY_TRY(
        strict_toml::CheckKeys(*table, fmt::format(" in [{}]", section.str()), keys, kReason));
  }
  return {};
}

Result<void> ReadNumbers(const toml::table& root, const std::vector<NumberKey>& numbers,
                         bool complete) {
  for (const NumberKey& number : numbers) {
    const toml::table* table = root[number.section].as_table();
    const toml::node* node = table == nullptr ? nullptr : table->get(number.key);
    if (node == nullptr) {
      if (complete) {
        return Invalid(table == nullptr ? root.source() : table->source(),
                       fmt::format("[{}] {} is missing, and the world is not \"like\" another",
                                   number.section, number.key));
      }
      continue;
    }
    const auto value = node->value<double>();
    if (!node->is_number() || !value || !std::isfinite(*value) || *value < number.min ||
        *value > number.max) {
      return Invalid(node->source(), fmt::format("{} must be a number from {} to {}", number.key,
                                                 number.min, number.max));
    }
    *number.value = *value;
  }
  return {};
}

Result<std::string> ReadWord(const toml::table& table, std::string_view key,
                             const std::string& fallback) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    if (fallback.empty()) {
      return Invalid(table.source(), fmt::format("[world] {} is missing", key));
    }
    return fallback;
  }
  const auto word = node->value_exact<std::string>();
  if (!word || word->empty() || word->size() > 64) {
    return Invalid(node->source(), fmt::format("{} must be a short text in quotes", key));
  }
  return *word;
}

Result<void> ReadWords(const toml::table& table, World& world) {
  ASSAY_ASSIGN(world.name, ReadWord(table, "name", world.name));
  ASSAY_ASSIGN(world.currency, ReadWord(table, "currency", world.currency));
  if (world.currency.size() != 3 ||
      !std::ranges::all_of(world.currency, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return Invalid(table.get("currency")->source(), "currency must be three letters of ISO 4217");
  }
  const std::string known_offset =
      world.days == 0 ? "" : FormatRfc3339(OffsetInstant{{}, world.utc_offset_minutes}).substr(19);
  ASSAY_ASSIGN(const std::string offset,
               ReadWord(table, "utc_offset", known_offset == "Z" ? "+00:00" : known_offset));
  const auto zone = ParseRfc3339("2000-01-02T00:00:00" + offset);
  if (!zone) {
    return Invalid(table.get("utc_offset")->source(), "utc_offset must be written like \"+08:00\"");
  }
  const Instant before = world.from;
  const std::int16_t zone_before = world.utc_offset_minutes;
  world.utc_offset_minutes = zone->offset_minutes;
  if (const toml::node* node = table.get("from"); node != nullptr || world.days == 0) {
    const auto date = node == nullptr ? std::nullopt : node->value_exact<toml::date>();
    if (!date || date->year < 2000 || date->year > 2190) {
      return Invalid(node == nullptr ? table.source() : node->source(),
                     "from must be a day without quotes, such as 2016-01-01, in 2000 to 2190");
    }
    world.from.ms = DaysSinceEpoch({date->year, date->month, date->day}) * kMillisecondsPerDay -
                    world.utc_offset_minutes * std::int64_t{60'000};
  } else {
    world.from.ms = before.ms + (zone_before - world.utc_offset_minutes) * std::int64_t{60'000};
  }
  if (const toml::node* node = table.get("days"); node != nullptr || world.days == 0) {
    const auto days = node == nullptr ? std::nullopt : node->value_exact<std::int64_t>();
    if (!days || *days < 1 || *days > 3'660) {
      return Invalid(node == nullptr ? table.source() : node->source(),
                     "days must be a whole number from 1 to 3660");
    }
    world.days = *days;
  }
  return {};
}

Result<void> CheckSum(const toml::table& root, std::string_view section,
                      std::initializer_list<double> shares) {
  double sum = 0;
  for (const double share : shares) {
    sum += share;
  }
  if (std::abs(sum - 1) > 1e-6) {
    const toml::node* node = root.get(section);
    return Invalid(node == nullptr ? root.source() : node->source(),
                   fmt::format("the shares in [{}] add up to {:.6g}, not to 1", section, sum));
  }
  return {};
}

}  // namespace

Result<World> ParseWorld(std::string_view text) {
  ASSAY_ASSIGN(const toml::table root, strict_toml::Parse(text, kReason));
  World world;
  const std::vector<NumberKey> numbers = NumbersOf(world);
  ASSAY_TRY(CheckKeys(root, numbers));
  const toml::table* words = root["world"].as_table();
  if (words == nullptr) {
    return Invalid(root.source(), "a world begins with [world]");
  }
  if (const toml::node* like = words->get("like"); like != nullptr) {
    const auto name = like->value_exact<std::string>();
    const auto base = std::ranges::find(ShippedWorlds(), name.value_or(""), &ShippedWorld::name);
    if (base == ShippedWorlds().end()) {
      std::vector<std::string> known;
      for (const ShippedWorld& shipped : ShippedWorlds()) {
        known.emplace_back(shipped.name);
      }
      const auto nearest = text::NearestWord(name.value_or(""), known);
      return Invalid(
          like->source(),
          fmt::format("there is no shipped world \"{}\"{}; known here: {}", name.value_or(""),
                      nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "",
                      fmt::join(known, ", ")));
    }
    // A shipped world is like the default one at most, so this ends.
    if (base->text != text) {
      ASSAY_ASSIGN(world, ParseWorld(base->text));
    }
  }
  ASSAY_TRY(ReadNumbers(root, numbers, world.days == 0));
  ASSAY_TRY(ReadWords(*words, world));
  const StoreMix& mix = world.mix;
  ASSAY_TRY(CheckSum(root, "mix",
                     {mix.honest, mix.reseller, mix.second_hand, mix.accessories, mix.authorised,
                      mix.opportunist, mix.ring}));
  const Evasion& evasion = world.evasion;
  ASSAY_TRY(
      CheckSum(root, "evasion",
               {evasion.open, evasion.hinted, evasion.disguised, evasion.clean, evasion.hidden}));
  return world;
}

const std::vector<ShippedWorld>& ShippedWorlds() {
  static const std::vector<ShippedWorld> worlds = {{"taobao_2017", Taobao2017Text()},
                                                   {"english_small", EnglishSmallText()},
                                                   {"hostile", HostileText()},
                                                   {"second_hand_eu", SecondHandEuText()},
                                                   {"easy", EasyText()}};
  return worlds;
}

}  // namespace assay::simulation
