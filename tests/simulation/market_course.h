// SPDX-License-Identifier: Apache-2.0
// A simulated market run to its end, with what it wrote.
#pragma once

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulation/market.h"

namespace assay::simulation {

using Json = nlohmann::json;

inline World WorldLike(const std::string& name, const std::string& changes = "") {
  const auto world = ParseWorld("[world]\nlike = \"" + name + "\"\n" + changes);
  EXPECT_TRUE(world) << (world ? "" : world.error().message);
  return world.value_or(World{});
}

inline std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

struct Course {
  std::vector<std::string> feed;
  std::vector<std::string> people;
  std::string stores;
  std::string listings;
  std::string orders;
  std::string mishaps;
  std::vector<StoreTruth> truths;
  Tally tally;
};

// Who is behind the instructions of a course.
enum class Enforcer { kNobody, kKnowsAll };

// Asks for every counterfeit offer that was listed on a day to be taken down, and has it confirmed.
class AllKnowing {
 public:
  std::vector<Instruction> After(const Day& day) {
    for (const std::string& line : LinesOf(day.listings)) {
      const Json listing = Json::parse(line);
      if (listing.at("counterfeit").get<bool>()) {
        counterfeit_.insert(listing.at("listing").get<std::string>());
      }
    }
    std::vector<Instruction> instructions;
    for (const std::string& line : LinesOf(day.feed)) {
      if (line.find("assay.listing.v1") == std::string::npos) {
        continue;
      }
      const Json event = Json::parse(line);
      const std::string id = event.at("data").at("listing");
      if (counterfeit_.contains(id)) {
        for (const char* type : {"measure.requested", "measure.confirmed"}) {
          instructions.push_back(
              {.type = type,
               .time = ParseRfc3339(event.at("time").get<std::string>())->instant,
               .measure = "m-" + id + "-" + event.at("data").at("version").dump(),
               .action = "delist",
               .store = event.at("subject"),
               .listing = id});
        }
      }
    }
    return instructions;
  }

 private:
  std::set<std::string> counterfeit_;
};

inline Course Simulate(const World& world, const MarketOptions& options,
                       Enforcer enforcer = Enforcer::kNobody) {
  Course course;
  const auto market = Market::Make(world, options);
  AllKnowing all_knowing;
  std::vector<Instruction> instructions;
  while (!market->done()) {
    const Day day = market->Step(instructions);
    for (std::string& line : LinesOf(day.feed)) {
      course.feed.push_back(std::move(line));
    }
    for (std::string& line : LinesOf(day.people)) {
      course.people.push_back(std::move(line));
    }
    course.stores += day.stores;
    course.listings += day.listings;
    course.orders += day.orders;
    course.mishaps += day.mishaps;
    if (enforcer == Enforcer::kKnowsAll) {
      instructions = all_knowing.After(day);
    }
  }
  course.truths = market->StoreTruths();
  course.tally = market->tally();
  return course;
}

inline std::size_t CountOf(const std::vector<std::string>& lines, const std::string& part) {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

}  // namespace assay::simulation
