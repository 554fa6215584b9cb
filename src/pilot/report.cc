// SPDX-License-Identifier: Apache-2.0
#include "pilot/report.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/money.h"
#include "pilot/bound.h"
#include "pilot/detail/document.h"

namespace assay::pilot {
namespace {

using detail::Block;
using detail::Heading;
using detail::List;
using detail::Page;
using detail::Paragraph;
using detail::Review;
using detail::Table;
using Json = nlohmann::ordered_json;

std::string Grouped(std::int64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t at = text.size(); at > 3 + (number < 0 ? 1U : 0U); at -= 3) {
    text.insert(text.begin() + static_cast<std::ptrdiff_t>(at - 3), ',');
  }
  return text;
}

std::string Percent(double share) {
  return fmt::format("{:.1f} %", share * 100);
}

std::string RateText(const Rate& rate) {
  const std::string of = fmt::format("{} of {}", Grouped(static_cast<std::int64_t>(rate.hits)),
                                     Grouped(static_cast<std::int64_t>(rate.of)));
  return rate.of == 0 ? of
                      : fmt::format("{} ({}, 95 % interval {} to {})", of, Percent(*rate.value()),
                                    Percent(rate.low()), Percent(rate.high()));
}

std::string DayOf(Instant instant, std::int16_t offset_minutes) {
  return FormatRfc3339(OffsetInstant{instant, offset_minutes}).substr(0, 10);
}

std::string MoneyText(const std::map<std::string, std::int64_t>& amounts) {
  std::string text;
  for (const auto& [code, minor] : amounts) {
    const std::optional<Currency> currency = Currency::Find(code);
    const std::string decimal = FormatDecimal({minor, currency.value_or(Currency())});
    const std::size_t point = std::min(decimal.find('.'), decimal.size());
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        Grouped(std::stoll(decimal.substr(0, point))), code);
  }
  return text.empty() ? "nothing" : text;
}

std::string Days(const std::optional<double>& days) {
  return days ? fmt::format("{:.1f}", *days) : "–";
}

std::string_view WordsOf(Standing standing) {
  switch (standing) {
    case Standing::kBoth:
      return "found by both";
    case Standing::kMissed:
      return "closed by the team, not found by Assay";
    case Standing::kOnlyOurs:
      return "found by Assay alone";
    case Standing::kNeither:
      return "neither found nor closed";
  }
  return "";
}

// A "no" is a mistake of ours only there.
bool IsFound(Standing standing) {
  return standing == Standing::kBoth || standing == Standing::kOnlyOurs;
}

constexpr std::size_t kLinkedShown = 8;
constexpr std::array<Standing, kStandings> kAllStandings = {Standing::kBoth, Standing::kOnlyOurs,
                                                            Standing::kMissed, Standing::kNeither};

// Before anybody filled in the sheet: what it can give.
Review EmptyReview(const PilotReport& report) {
  const auto alone = static_cast<std::uint64_t>(
      report.sheet_by_standing[static_cast<std::size_t>(Standing::kOnlyOurs)]);
  Review review;
  review.blocks.push_back(Heading{"How often it is wrong"});
  review.blocks.push_back(Paragraph{.text =
                                        "Not known yet: nobody has filled in the review sheet "
                                        "(review/sheet.csv). A closing by the team is no proof, "
                                        "and neither is a finding by Assay.",
                                    .is_strong = true});
  if (alone > 0) {
    std::string text = fmt::format(
        "The sheet has {} stores, {} of them found by Assay alone. If the people who look at those "
        "say \"no\" to none, at "
        "most {} of such findings are wrong, with 95 % confidence",
        report.sheet_rows, alone, Percent(UpperBound({0, alone}, kConfidence)));
    if (const std::uint64_t some = alone / 20; some > 0) {
      text += fmt::format("; with {} times \"no\", at most {}", some,
                          Percent(UpperBound({some, alone}, kConfidence)));
    }
    review.blocks.push_back(Paragraph{.text = text + "."});
  }
  return review;
}

Review FilledReview(const ReviewScore& score) {
  Review review;
  review.blocks.push_back(Heading{"How often it is wrong"});
  const auto share = score.false_discovery();
  const auto upper = score.false_discovery_upper();
  if (share && upper) {
    review.blocks.push_back(
        Paragraph{.text = fmt::format("Of the stores that Assay found, an estimated {} are none; "
                                      "with 95 % confidence at most {} (every "
                                      "\"unsure\" counted as a no).",
                                      Percent(*share), Percent(*upper)),
                  .is_strong = true});
  } else {
    review.blocks.push_back(
        Paragraph{.text = "Too few answers to say how often Assay is wrong.", .is_strong = true});
  }
  Table table{.head = {"stores", "on the sheet: yes", "no", "unsure", "open", "share of no",
                       "at most (95 %)"},
              .rows = {}};
  for (const Standing standing : kAllStandings) {
    const Answers& answers = score.Of(standing);
    const Rate wrong = IsFound(standing) ? answers.wrong() : Rate();
    table.rows.push_back(
        {std::string(WordsOf(standing)), Grouped(answers.yes), Grouped(answers.no),
         Grouped(answers.unsure), Grouped(answers.open),
         wrong.value() ? Percent(*wrong.value()) : "–",
         wrong.of == 0 ? "–" : Percent(UpperBound(answers.wrong_at_most(), kConfidence))});
  }
  review.blocks.push_back(std::move(table));
  review.blocks.push_back(Paragraph{.text = "Bounds are those of Clopper and Pearson, one-sided. "
                                            "The estimate weighs both groups that Assay "
                                            "found by how many stores each has, because the sheet "
                                            "took more of one than of the other."});
  return review;
}

Page Summary(const PilotReport& report) {
  const Comparison& all = report.comparison;
  Page page{.title = "Summary", .blocks = {}};
  page.blocks.push_back(Paragraph{
      .text = fmt::format("{} events from {} to {}, of {} stores, replayed in the order of their "
                          "time. Nothing was sent anywhere, and no measure was taken.",
                          Grouped(report.events), DayOf(report.begin, report.offset_minutes),
                          DayOf(report.end, report.offset_minutes), Grouped(all.stores))});
  page.blocks.push_back(Paragraph{
      .text = fmt::format(
          "Assay finds {} of the {} stores that the team closed for counterfeits, {} of them "
          "before the team did{}. It finds {} further "
          "stores that the team did not close for counterfeits.",
          Grouped(all.Of(Standing::kBoth)), Grouped(all.closed()),
          Grouped(static_cast<std::int64_t>(all.early.earlier.hits)),
          all.early.median
              ? fmt::format(", half of these at least {:.0f} days earlier", *all.early.median)
              : std::string(),
          Grouped(all.Of(Standing::kOnlyOurs))),
      .is_strong = true});
  Table table{.head = {"", "stores"}, .rows = {}};
  for (const Standing standing : kAllStandings) {
    table.rows.push_back({std::string(WordsOf(standing)), Grouped(all.Of(standing))});
  }
  page.blocks.push_back(std::move(table));
  page.blocks.push_back(List{{
      fmt::format("Found before the closing: {}.", RateText(all.early.earlier)),
      fmt::format("The same, read strictly (a listing counts from its last change on): {}.",
                  RateText(all.strict.earlier)),
      fmt::format("Sold between our finding and the team's closing: {} orders, {}.",
                  Grouped(all.orders_before_closing), MoneyText(all.paid_before_closing)),
      fmt::format("Sold by stores that Assay alone found, behind its finding: {} orders, {}.",
                  Grouped(all.orders_of_only_ours), MoneyText(all.paid_of_only_ours)),
  }});
  page.blocks.push_back(EmptyReview(report));
  return page;
}

Page ComparisonPage(const PilotReport& report) {
  const Comparison& all = report.comparison;
  Page page{.title = "Comparison with the team", .blocks = {}};
  page.blocks.push_back(Table{
      .head = {"days between our finding and the closing", "early reading", "strict reading"},
      .rows = {
          {"found before the closing", RateText(all.early.earlier), RateText(all.strict.earlier)},
          {"a quarter at most", Days(all.early.lower_quartile), Days(all.strict.lower_quartile)},
          {"half at most (median)", Days(all.early.median), Days(all.strict.median)},
          {"three quarters at most", Days(all.early.upper_quartile),
           Days(all.strict.upper_quartile)}}});
  const std::array<std::pair<std::string_view, const Lead*>, 2> readings = {
      {{"early reading", &all.early}, {"strict reading", &all.strict}}};
  for (const auto& [name, lead] : readings) {
    reporting::Chart chart{
        .title =
            fmt::format("Stores found and closed, by how much earlier Assay found them: {}", name),
        .now = "stores"};
    for (std::size_t i = 0; i < kLeadClasses.size(); ++i) {
      chart.columns.push_back({.name = std::string(kLeadClasses[i]),
                               .now = static_cast<double>(lead->classes[i]),
                               .before = std::nullopt});
    }
    page.blocks.push_back(std::move(chart));
  }
  page.blocks.push_back(
      Paragraph{.text = "Early reading: a listing is judged on the day it was published, by its "
                        "text as the export has it. Strict reading: it counts from "
                        "its last change on, when it surely read so. The truth lies between. "
                        "Intervals are Wilson's: this year's stores taken as a sample of "
                        "years like it."});
  std::vector<std::string> items = {
      fmt::format("Missed: {} of {} stores closed for counterfeits.",
                  Grouped(all.Of(Standing::kMissed)), Grouped(all.closed())),
      fmt::format("Found, but on the day of the closing or later: {}.", Grouped(all.later)),
      fmt::format("Found by Assay alone: {}, of which the team closed {} for another reason.",
                  Grouped(all.Of(Standing::kOnlyOurs)), Grouped(all.only_ours_closed_otherwise)),
      fmt::format("Closings read: {}; {} for other reasons than counterfeits, left out; {} stores "
                  "closed for counterfeits have no listing or order in "
                  "the export and cannot be compared.",
                  Grouped(report.closings), Grouped(report.closings_otherwise),
                  Grouped(report.closed_unknown))};
  page.blocks.push_back(List{std::move(items)});
  return page;
}

void AddLinked(const PilotReport& report, Page& page) {
  if (report.stores_opened == 0) {
    return;
  }
  const LinkedCounts counts = CountLinked(report.linked_stores);
  page.blocks.push_back(Heading{"Stores that seem to be opened again"});
  page.blocks.push_back(Paragraph{
      .text = fmt::format(
          "{} of {} stores share values that identify somebody with a store that the team had "
          "closed for "
          "counterfeits; {} of them opened after that closing. The team closed {} of them for "
          "counterfeits later. A link makes somebody look, before the first sale where it can; it "
          "counts as no "
          "finding in this report.",
          Grouped(counts.linked), Grouped(report.stores_opened), Grouped(counts.opened_after),
          Grouped(counts.closed_later))});
  Table table{
      .head = {"store", "linked since", "with", "by", "closed"}, .rows = {}, .numbers_from = 5};
  for (const LinkedStore& store : LinkedExamples(report.linked_stores, kLinkedShown)) {
    table.rows.push_back({store.store, DayOf(store.since, report.offset_minutes),
                          store.closed_store, fmt::format("{}", fmt::join(store.shares, ", ")),
                          store.closed ? DayOf(*store.closed, report.offset_minutes) : "–"});
  }
  if (!table.rows.empty()) {
    page.blocks.push_back(std::move(table));
  }
}

Page FoundPage(const PilotReport& report) {
  Page page{.title = "What was found", .blocks = {}};
  Table rules{.head = {"found by", "stores"}, .rows = {}};
  for (const auto& [rule, count] : report.found_by_rule) {
    rules.rows.push_back({rule, Grouped(count)});
  }
  page.blocks.push_back(std::move(rules));
  if (!report.brands.empty()) {
    Table brands{.head = {"brand", "stores found"}, .rows = {}};
    for (const auto& [brand, count] : report.brands) {
      brands.rows.push_back({brand, Grouped(count)});
    }
    page.blocks.push_back(std::move(brands));
  }
  page.blocks.push_back(Heading{"Examples"});
  Table table{
      .head = {"store", "found", "closed", "listing", "why"}, .rows = {}, .numbers_from = 5};
  for (const Example& example : report.examples) {
    std::string why = fmt::format("{}", fmt::join(example.reasons, "; "));
    table.rows.push_back({example.store, DayOf(example.found, report.offset_minutes),
                          example.closed ? DayOf(*example.closed, report.offset_minutes) : "–",
                          example.listing.empty()
                              ? "–"
                              : fmt::format("{}: {} ({})", example.listing, example.title,
                                            example.price.empty() ? "no price" : example.price),
                          why});
  }
  page.blocks.push_back(std::move(table));
  AddLinked(report, page);
  return page;
}

std::string NotPartOf(const PilotReport& report) {
  if (report.stores_opened == 0) {
    return "Pictures, messages, sellers' identities and links between stores are not part of this "
           "pilot.";
  }
  return "Pictures and messages are not part of a pilot. Telephones, accounts and addresses are "
         "those of the day of the export: a store is linked by what it has now, not by what it "
         "opened with.";
}

constexpr const char* kExportBias =
    "An export holds listings as they are now. One that was cleaned up before it was exported is "
    "not found; one that was "
    "edited for the worse is found too early (see the strict reading). Listings deleted with a "
    "closed store are not "
    "there at all: such stores are not compared.";
constexpr const char* kTimeBias =
    "The team's closings were never shown to the engine. Refunds, orders and parcels count from "
    "their own time on.";
constexpr const char* kClosingBias =
    "A closing by the team is not the truth: it may be wrong, and what the team did not close is "
    "not thereby honest. "
    "Only the review sheet says who is right.";
constexpr const char* kSellerBias =
    "Nobody told Assay who may sell a brand: authorised sellers are judged like all others, which "
    "makes false findings "
    "likelier than in use.";

Page LimitsPage(const PilotReport& report) {
  Page page{.title = "What this rests on, and what it cannot say", .blocks = {}};
  Table tables{.head = {"table", "file", "read as", "rows", "used", "refused"},
               .rows = {},
               .numbers_from = 3};
  std::vector<std::string> dropped;
  std::vector<std::string> notes;
  for (const TableReport& table : report.tables) {
    tables.rows.push_back({table.name, table.file, table.form, Grouped(table.rows),
                           Grouped(table.used), Grouped(table.rows - table.used)});
    for (const auto& [reason, count] : table.rejected) {
      notes.push_back(fmt::format("{}: {} rows refused, {}.", table.name, Grouped(count), reason));
    }
    if (!table.dropped.empty()) {
      dropped.push_back(fmt::format("{}: {}", table.name, fmt::join(table.dropped, ", ")));
    }
    notes.insert(notes.end(), table.notes.begin(), table.notes.end());
  }
  page.blocks.push_back(std::move(tables));
  if (report.late > 0) {
    notes.push_back(
        fmt::format("{} events could not be told from ones counted before, and count in no rate.",
                    Grouped(report.late)));
  }
  if (!report.disabled.empty()) {
    page.blocks.push_back(Heading{"What is off for want of data"});
    page.blocks.push_back(List{report.disabled});
  }
  if (!notes.empty()) {
    page.blocks.push_back(Heading{"What was taken for likely, and what was refused"});
    page.blocks.push_back(List{std::move(notes)});
  }
  if (!dropped.empty()) {
    page.blocks.push_back(Heading{"Columns never read: nothing needs them"});
    page.blocks.push_back(List{std::move(dropped)});
  }
  page.blocks.push_back(Heading{"What biases the comparison"});
  page.blocks.push_back(
      List{{kExportBias, kTimeBias, kClosingBias, kSellerBias, NotPartOf(report)}});
  page.blocks.push_back(Heading{"Next steps"});
  page.blocks.push_back(List{{
      "Fill in review/sheet.csv, best two people apart, and run: assay pilot score SHEET.",
      "Look at missed stores first: they tell which words or brands are missing.",
      "Delete everything: assay pilot delete DIR. Or go on: the folder data/ is an installation "
      "that assay ingest, queue and report open.",
  }});
  return page;
}

std::vector<Page> PagesOf(const PilotReport& report) {
  return {Summary(report), ComparisonPage(report), FoundPage(report), LimitsPage(report)};
}

std::string TitleOf(const PilotReport& report) {
  return fmt::format("Pilot of Assay, {} to {}", DayOf(report.begin, report.offset_minutes),
                     DayOf(report.end, report.offset_minutes));
}

Json LeadJson(const Lead& lead) {
  Json classes = Json::object();
  for (std::size_t i = 0; i < kLeadClasses.size(); ++i) {
    classes[std::string(kLeadClasses[i])] = lead.classes[i];
  }
  const auto days = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  return {{"earlier", lead.earlier.hits},
          {"of", lead.earlier.of},
          {"low", lead.earlier.low()},
          {"high", lead.earlier.high()},
          {"days_lower_quartile", days(lead.lower_quartile)},
          {"days_median", days(lead.median)},
          {"days_upper_quartile", days(lead.upper_quartile)},
          {"classes", classes}};
}

Json ReviewJson(const ReviewScore& score) {
  Json groups = Json::object();
  for (const Standing standing : kAllStandings) {
    const Answers& answers = score.Of(standing);
    groups[std::string(NameOf(standing))] = {
        {"yes", answers.yes},
        {"no", answers.no},
        {"unsure", answers.unsure},
        {"open", answers.open},
        {"wrong_upper", UpperBound(answers.wrong_at_most(), kConfidence)}};
  }
  const auto number = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  return {{"groups", groups},
          {"confidence", kConfidence},
          {"false_discovery", number(score.false_discovery())},
          {"false_discovery_upper", number(score.false_discovery_upper())}};
}

Json LinkedJson(const PilotReport& report) {
  if (report.stores_opened == 0) {
    return nullptr;
  }
  const LinkedCounts counts = CountLinked(report.linked_stores);
  Json stores = Json::array();
  for (const LinkedStore& store : report.linked_stores) {
    stores.push_back({{"store", store.store},
                      {"closed_store", store.closed_store},
                      {"since", FormatRfc3339(store.since)},
                      {"opened_after", store.opened_after},
                      {"closed", store.closed ? Json(FormatRfc3339(*store.closed)) : Json(nullptr)},
                      {"shares", store.shares}});
  }
  return {{"of", report.stores_opened},
          {"linked", counts.linked},
          {"opened_after", counts.opened_after},
          {"closed_later", counts.closed_later},
          {"stores", stores}};
}

std::string Dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string AsHtml(const PilotReport& report) {
  return detail::HtmlOf(TitleOf(report), PagesOf(report));
}

std::string AsMarkdown(const PilotReport& report) {
  return detail::MarkdownOf(TitleOf(report), PagesOf(report));
}

std::string AsJson(const PilotReport& report) {
  const Comparison& all = report.comparison;
  Json standings = Json::object();
  Json sheet = Json::object();
  for (const Standing standing : kAllStandings) {
    standings[std::string(NameOf(standing))] = all.Of(standing);
    sheet[std::string(NameOf(standing))] =
        report.sheet_by_standing[static_cast<std::size_t>(standing)];
  }
  Json tables = Json::array();
  for (const TableReport& table : report.tables) {
    tables.push_back({{"table", table.name},
                      {"file", table.file},
                      {"form", table.form},
                      {"rows", table.rows},
                      {"used", table.used},
                      {"rejected", table.rejected},
                      {"dropped", table.dropped},
                      {"notes", table.notes}});
  }
  Json examples = Json::array();
  for (const Example& example : report.examples) {
    examples.push_back(
        {{"store", example.store},
         {"standing", NameOf(example.standing)},
         {"found", FormatRfc3339(example.found)},
         {"closed", example.closed ? Json(FormatRfc3339(*example.closed)) : Json(nullptr)},
         {"listing", example.listing},
         {"title", example.title},
         {"price", example.price},
         {"reasons", example.reasons}});
  }
  Json brands = Json::array();
  for (const auto& [brand, count] : report.brands) {
    brands.push_back({{"brand", brand}, {"stores", count}});
  }
  return Dumped({{"begin", FormatRfc3339(report.begin)},
                 {"end", FormatRfc3339(report.end)},
                 {"seed", report.seed},
                 {"events", report.events},
                 {"late", report.late},
                 {"stores", all.stores},
                 {"standings", standings},
                 {"found_later", all.later},
                 {"only_ours_closed_otherwise", all.only_ours_closed_otherwise},
                 {"early", LeadJson(all.early)},
                 {"strict", LeadJson(all.strict)},
                 {"orders_before_closing", all.orders_before_closing},
                 {"paid_before_closing", all.paid_before_closing},
                 {"orders_of_only_ours", all.orders_of_only_ours},
                 {"paid_of_only_ours", all.paid_of_only_ours},
                 {"closings", report.closings},
                 {"closings_otherwise", report.closings_otherwise},
                 {"closed_unknown", report.closed_unknown},
                 {"found_by_rule", report.found_by_rule},
                 {"brands", brands},
                 {"examples", examples},
                 {"linked_stores", LinkedJson(report)},
                 {"tables", tables},
                 {"disabled", report.disabled},
                 {"sheet", sheet},
                 {"review", nullptr}});
}

std::string WithReviewHtml(std::string_view html, const ReviewScore& score) {
  return detail::ReplaceReviewHtml(html, FilledReview(score));
}

std::string WithReviewMarkdown(std::string_view markdown, const ReviewScore& score) {
  return detail::ReplaceReviewMarkdown(markdown, FilledReview(score));
}

std::string WithReviewJson(std::string_view json, const ReviewScore& score) {
  Json report = Json::parse(json, nullptr, false);
  if (!report.is_object()) {
    return std::string(json);
  }
  report["review"] = ReviewJson(score);
  return Dumped(report);
}

std::string ReviewText(const ReviewScore& score) {
  std::string text;
  for (const Standing standing : kAllStandings) {
    const Answers& answers = score.Of(standing);
    text += fmt::format("{:<40} {:>4} yes  {:>4} no  {:>4} unsure  {:>4} open", WordsOf(standing),
                        answers.yes, answers.no, answers.unsure, answers.open);
    if (const Rate wrong = answers.wrong(); IsFound(standing) && wrong.of > 0) {
      text += fmt::format("   no: {}, at most {}", Percent(*wrong.value()),
                          Percent(UpperBound(answers.wrong_at_most(), kConfidence)));
    }
    text += "\n";
  }
  const auto share = score.false_discovery();
  const auto upper = score.false_discovery_upper();
  return text + (share && upper ? fmt::format("Stores found by Assay that are none: {} estimated, "
                                              "at most {} with 95 % confidence\n",
                                              Percent(*share), Percent(*upper))
                                : std::string("Too few answers to say how often Assay is wrong\n"));
}

}  // namespace assay::pilot
