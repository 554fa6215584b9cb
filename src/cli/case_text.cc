// SPDX-License-Identifier: Apache-2.0
#include "cli/case_text.h"

#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "cases/wording.h"
#include "cli/progress.h"
#include "core/terminal_text.h"

namespace assay::cli {
namespace {

using cases::WordsOf;

constexpr std::size_t kNameBytesMax = 60;
constexpr std::size_t kSentenceBytesMax = 300;

template <typename... Values>
void Append(std::string& out, fmt::format_string<Values...> form, Values&&... values) {
  fmt::format_to(std::back_inserter(out), form, std::forward<Values>(values)...);
}

std::string NameText(std::string_view name) {
  return VisibleText(name, kNameBytesMax);
}

std::string EndText(const cases::OpenItem& item, Instant now) {
  return item.due_ms == 0 ? "-" : cases::WordsOfSpan(item.due_ms - now.ms);
}

void AppendOpen(std::string& out, const cases::OpenItem& item, Instant now) {
  Append(out, "{}\n  {}: {}; store {}", item.name, WordsOf(item.kind), WordsOf(item.status),
         NameText(item.store));
  if (!item.listing.empty()) {
    Append(out, ", listing {}, score {}", NameText(item.listing), item.score);
  }
  Append(out, "; rule {}; waits {}", NameText(item.rule),
         cases::WordsOfSpan(now.ms - item.since_ms));
  if (item.due_ms != 0) {
    Append(out, "; ends by itself in {}", EndText(item, now));
  }
  out += '\n';
}

void AppendListing(std::string& out, const cases::ListingFile& listing) {
  Append(out, "\nListing {}: {} {}, judged {}, event {}\n", NameText(listing.listing),
         screening::NameOf(listing.band), listing.score, cases::WordsOfTime(listing.time.ms),
         listing.sequence.number);
  if (listing.text) {
    Append(out, "  title: {}\n", VisibleText(listing.text->title, kSentenceBytesMax));
    if (!listing.text->description.empty()) {
      Append(out, "  description: {}\n", VisibleText(listing.text->description, kSentenceBytesMax));
    }
    if (listing.text->price) {
      Append(out, "  price: {} {}\n", FormatDecimal(*listing.text->price),
             listing.text->price->currency.code());
    }
  }
  for (const screening::Finding& finding : listing.findings) {
    Append(out, "  {:>7}  {}\n", WordsOf(finding.weight),
           VisibleText(finding.text, kSentenceBytesMax));
  }
  Append(out, "  {:>7}  together\n", WordsOf(listing.log_odds));
}

void AppendFigures(std::string& out, const cases::StoreFigures& figures) {
  Append(
      out, "  opened {}{}{}\n",
      figures.opened_ms == 0 ? "before anything was seen" : cases::WordsOfTime(figures.opened_ms),
      figures.closed_ms == 0 ? "" : ", closed ",
      figures.closed_ms == 0 ? "" : cases::WordsOfTime(figures.closed_ms));
  Append(out, "  listings {}, red {}; orders {}, of red listings {}\n", Grouped(figures.listings),
         Grouped(figures.red_listings), Grouped(figures.orders), Grouped(figures.orders_of_red));
  Append(out, "  refunds asked for {}, buyer says counterfeit {}; points {}, strikes {}\n",
         Grouped(figures.refunds), Grouped(figures.counterfeit_refunds), figures.points,
         figures.strikes);
}

void AppendHistory(std::string& out, const cases::CaseFile& file) {
  for (const cases::MeasureFile& measure : file.measures) {
    Append(out, "\n{}\n  {}{}{}\n", measure.name, WordsOf(measure.kind),
           measure.listing.empty() ? "" : ", listing ", NameText(measure.listing));
    for (const cases::MeasureStep& step : measure.steps) {
      Append(out, "  {}  {} ({})\n", cases::WordsOfTime(step.time.ms), WordsOf(step.status),
             NameText(step.by));
    }
    if (!measure.because.empty()) {
      Append(out, "  the seller is told: {}\n", VisibleText(measure.because, kSentenceBytesMax));
    }
  }
  if (file.measures_left_out > 0) {
    Append(out, "\n{} older measures are not shown.\n", file.measures_left_out);
  }
}

}  // namespace

std::string QueueText(const cases::QueuePage& page) {
  std::string out = fmt::format("{} wait for a person", Grouped(page.total));
  const char* between = ": ";
  for (const auto& [kind, count] : page.kinds) {
    Append(out, "{}{} {}", between, Grouped(count), enforcement::NameOf(kind));
    between = ", ";
  }
  Append(out, " (as of {})\n", cases::WordsOfTime(page.as_of.ms));
  for (const cases::OpenItem& item : page.items) {
    out += '\n';
    AppendOpen(out, item, page.as_of);
  }
  if (page.items.size() < page.total) {
    Append(out, "\n{} more: --limit\n", Grouped(page.total - page.items.size()));
  }
  return out;
}

std::string CaseText(const cases::CaseFile& file) {
  std::string out =
      fmt::format("Store {} (as of {})\n", NameText(file.store), cases::WordsOfTime(file.as_of.ms));
  AppendFigures(out, file.figures);
  Append(out, "\nWaits for a person: {}\n", file.open.empty() ? "nothing" : "");
  for (const cases::OpenItem& item : file.open) {
    AppendOpen(out, item, file.as_of);
  }
  for (const linkage::Link& link : file.links) {
    Append(out, "\nLink to the shut store {} (shut {}), {}: proves nothing by itself\n",
           NameText(link.closed.value()), cases::WordsOfTime(link.closed_at.ms),
           WordsOf(link.log_odds));
    for (const linkage::SharedToken& token : link.evidence) {
      Append(out, "  {}\n", WordsOf(token));
    }
  }
  for (const cases::ListingFile& listing : file.listings) {
    AppendListing(out, listing);
  }
  if (file.listings_left_out > 0) {
    Append(out, "\n{} more listings are not shown.\n", file.listings_left_out);
  }
  out += "\nMeasures and decisions, the newest first\n";
  AppendHistory(out, file);
  return out;
}

}  // namespace assay::cli
