// SPDX-License-Identifier: Apache-2.0
#include "cli/truth_files.h"

#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/time.h"
#include "ingest/line_splitter.h"

namespace assay::cli {
namespace {

using Json = nlohmann::json;

Result<void> ForEachLine(const Services& services, const std::string& file,
                         const std::function<void(const Json&)>& visit) {
  ASSAY_ASSIGN(const auto source, services.open_input(file));
  std::string rest;
  std::string buffer(1U << 16U, '\0');
  std::uint64_t number = 0;
  const auto take = [&](std::string_view line) -> Result<void> {
    ++number;
    if (line.empty()) {
      return {};
    }
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) {
      return Fail(ErrorCode::kInvalidArgument, "report.bad_truth",
                  fmt::format("{}:{} is no JSON object", file, number));
    }
    visit(json);
    return {};
  };
  while (true) {
    ASSAY_ASSIGN(const std::size_t size, source->Read(buffer));
    if (size == 0) {
      return take(rest);
    }
    rest.append(buffer, 0, size);
    std::size_t from = 0;
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', from)) {
      ASSAY_TRY(take(std::string_view(rest).substr(from, end - from)));
      from = end + 1;
    }
    rest.erase(0, from);
  }
}

std::string TextOf(const Json& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

bool IsTrue(const Json& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

reporting::TrueStore StoreOf(const Json& json) {
  reporting::TrueStore store{.offender = IsTrue(json, "offender"),
                             .reopened = !TextOf(json, "reopened_from").empty()};
  store.groups.push_back(TextOf(json, "kind"));
  for (const char* trait : {"in_putian", "at_night", "shares_forwarder"}) {
    if (IsTrue(json, trait)) {
      store.groups.emplace_back(trait);
    }
  }
  if (const auto opened = ParseRfc3339(TextOf(json, "opened"))) {
    store.opened = opened->instant;
  }
  return store;
}

}  // namespace

Result<reporting::Truth> ReadTruth(const Services& services, const std::string& folder) {
  reporting::Truth truth;
  const auto add_store = [&](const Json& json) {
    truth.stores.insert_or_assign(TextOf(json, "store"), StoreOf(json));
  };
  // As `assay simulate` lays it out, or the files alone; compressed or not.
  std::string begin;
  std::string end;
  bool found = false;
  for (const char* place : {"/truth/", "/"}) {
    for (const char* ending : {".ndjson.zst", ".ndjson"}) {
      if (!found && services.open_input(folder + place + "stores" + ending)) {
        begin = folder + place;
        end = ending;
        found = true;
      }
    }
  }
  if (!found) {
    return Fail(
        ErrorCode::kNotFound, "report.no_truth",
        fmt::format("{} holds no truth: stores.ndjson.zst or stores.ndjson, in it or in its "
                    "folder \"truth\"",
                    folder));
  }
  ASSAY_TRY(ForEachLine(services, begin + "stores" + end, add_store));
  if (services.open_input(begin + "mishaps" + end)) {
    ASSAY_TRY(ForEachLine(services, begin + "mishaps" + end, [&](const Json& json) {
      if (const auto store = truth.stores.find(TextOf(json, "store"));
          store != truth.stores.end()) {
        store->second.groups.push_back(TextOf(json, "mishap"));
      }
    }));
  }
  if (services.open_input(begin + "listings" + end)) {
    ASSAY_TRY(ForEachLine(services, begin + "listings" + end, [&](const Json& json) {
      if (IsTrue(json, "counterfeit")) {
        const auto listed = ParseRfc3339(TextOf(json, "listed"));
        truth.counterfeit_listings.emplace(
            std::pair(TextOf(json, "store"), TextOf(json, "listing")),
            listed ? std::optional(listed->instant) : std::nullopt);
      }
    }));
  }
  if (services.open_input(begin + "orders" + end)) {
    ASSAY_TRY(ForEachLine(services, begin + "orders" + end, [&](const Json& json) {
      if (!IsTrue(json, "sham")) {
        truth.orders_by_month[TextOf(json, "time").substr(0, 7)].Count(IsTrue(json, "counterfeit"));
      }
    }));
  }
  if (services.open_input(begin + "examined" + end)) {
    ASSAY_TRY(ForEachLine(services, begin + "examined" + end, [&](const Json& json) {
      truth.examined_orders.insert_or_assign({TextOf(json, "store"), TextOf(json, "purchase")},
                                             IsTrue(json, "counterfeit"));
    }));
  }
  return truth;
}

}  // namespace assay::cli
