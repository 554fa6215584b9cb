// SPDX-License-Identifier: Apache-2.0
// A little trade, line by line as a source writes it, and the decisions of the engine on it over any store.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "engine/engine.h"
#include "engine/state_store.h"

namespace assay::contract {

// What happens next; `which` tells the listing, 0 to 11, or the brand.
struct Step {
  enum Kind {
    kOfferFake,
    kOfferHonest,
    kOrder,
    kExamine,
    kRemove,
    kBrand,
    kConfirm,
    kHoursPass,
    kSameAgain
  };
  Kind kind = kOfferFake;
  int which = 0;
};
inline constexpr int kStepKinds = 9;

class Trade {
 public:
  Trade();
  // Decides on what happened, on the state as the store has it now. Nothing is committed. A step that has
  // nothing to happen to (no measure to confirm, nothing to repeat) is left out.
  Result<engine::Delta> Decide(engine::StateStore& store, const std::vector<Step>& steps);

 private:
  // Empty where the step brings no event about.
  Result<std::string> LineOf(engine::StateStore& store, const Step& step);
  std::string Line(std::string_view type, std::string_view subject, const std::string& data,
                   std::string_view source = "//market.example");

  engine::SettingsByHash settings_;
  std::string last_line_;
  int hours_ = 0;
  int events_ = 0;
};

}  // namespace assay::contract
