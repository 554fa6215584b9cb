// SPDX-License-Identifier: Apache-2.0
#include "cli/backtest_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/progress.h"
#include "cli/rate_text.h"
#include "core/terminal_text.h"

namespace assay::cli {
namespace {

using engine::Course;
using flows::Change;

constexpr std::size_t kNameBytesMax = 200;

std::size_t At(Course course) {
  return static_cast<std::size_t>(course);
}
std::size_t At(Change change) {
  return static_cast<std::size_t>(change);
}

std::string_view NameOf(Change change) {
  switch (change) {
    case Change::kSame:
      return "same";
    case Change::kGone:
      return "gone";
    case Change::kAdded:
      return "new";
  }
  return "same";
}

std::string HeadOf(const BacktestFrame& frame, const flows::BacktestReport& report) {
  const std::int16_t offset = frame.recorded.reporting_offset_minutes;
  std::string text =
      fmt::format("{} ({}) tried from {} until {}\nbeside ", VisibleText(frame.file, kNameBytesMax),
                  ToHex(frame.candidate.sha256).substr(0, 12),
                  FormatRfc3339(OffsetInstant{frame.since, offset}),
                  FormatRfc3339(OffsetInstant{frame.until, offset}));
  for (std::size_t i = 0; i < report.configurations.size(); ++i) {
    text +=
        fmt::format("{}{}", i == 0 ? "" : ", then ", ToHex(report.configurations[i]).substr(0, 12));
  }
  text += report.configurations.size() == 1 ? ", the configuration that was in effect\n"
                                            : ", the configurations that were in effect\n";
  text += fmt::format(
      "{} events; rules were asked {} times about {} listings, {} times about {} stores\n",
      Grouped(report.events), Grouped(report.listing_evaluations), Grouped(report.listings),
      Grouped(report.store_evaluations), Grouped(report.stores));
  text += report.snapshot.empty()
              ? fmt::format("begun at the beginning of the log, {} events before the period\n",
                            Grouped(report.events_before))
              : fmt::format("begun at the snapshot {}, {} events before the period\n",
                            report.snapshot, Grouped(report.events_before));
  return text;
}

std::string MeasuresOf(const flows::Comparison& comparison) {
  std::string text = fmt::format("\n{:<30}{:>11}{:>11}{:>10}{:>10}{:>10}\n", "measures", "recorded",
                                 "candidate", "same", "gone", "new");
  const auto line = [](std::string_view name, const std::array<std::uint64_t, 3>& units) {
    const std::uint64_t same = units[At(Change::kSame)];
    return fmt::format("{:<30}{:>11}{:>11}{:>10}{:>10}{:>10}\n", name,
                       Grouped(same + units[At(Change::kGone)]),
                       Grouped(same + units[At(Change::kAdded)]), Grouped(same),
                       Grouped(units[At(Change::kGone)]), Grouped(units[At(Change::kAdded)]));
  };
  std::array<std::uint64_t, 3> all{};
  for (const flows::MeasureChange& measure : comparison.measures) {
    text += line(fmt::format("{}{}", enforcement::NameOf(measure.kind),
                             measure.proposed ? ", a person decides" : ""),
                 measure.units);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] += measure.units[i];
    }
  }
  return text + line("all", all);
}

std::string RulesOf(const flows::Comparison& comparison) {
  std::string text = fmt::format("\n{:<34}{:>11}{:>10}{:>10}{:>10}  {}\n", "rules", "matched",
                                 "decided", "asked", "same", "changed");
  const auto line = [&text](std::string_view name, const std::optional<flows::SidedRule>& side,
                            std::string_view changed) {
    if (!side) {
      return;
    }
    std::string change =
        side->changed() == 0 ? "0" : fmt::format("{} {}", Grouped(side->changed()), changed);
    if (side->otherwise > 0) {
      change += fmt::format(", {} of them asked for otherwise", Grouped(side->otherwise));
    }
    text +=
        fmt::format("{:<34}{:>11}{:>10}{:>10}{:>10}  {}\n", name, Grouped(side->rule.matched),
                    Grouped(side->rule.decided), Grouped(side->asked), Grouped(side->same), change);
  };
  for (const flows::RuleChange& rule : comparison.rules) {
    const bool shadow = (rule.candidate ? rule.candidate : rule.recorded)->rule.shadow;
    text += fmt::format("{}{}\n", rule.id, shadow ? " (shadow)" : "");
    line("  recorded", rule.recorded, "gone");
    line("  candidate", rule.candidate, "new");
  }
  return text;
}

std::string JudgedText(std::string_view name, const flows::Later& judged) {
  std::string text =
      fmt::format("{:<11}{:>10}   {:<40}", name, Grouped(judged.units), RateText(judged.confirmed));
  if (judged.listings > 0) {
    text +=
        fmt::format("  {} of {} listings", Grouped(judged.complained), Grouped(judged.listings));
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

flows::Later Sum(const flows::Later& left, const flows::Later& right) {
  return {.units = left.units + right.units,
          .confirmed = {.hits = left.confirmed.hits + right.confirmed.hits,
                        .of = left.confirmed.of + right.confirmed.of},
          .listings = left.listings + right.listings,
          .complained = left.complained + right.complained};
}

std::string WordsOf(const flows::Comparison& comparison) {
  const flows::Later& same = comparison.later[At(Change::kSame)];
  const flows::Later& gone = comparison.later[At(Change::kGone)];
  const flows::Later& added = comparison.later[At(Change::kAdded)];
  return fmt::format("\n{:<11}{:>10}   {:<40}  {}\n", "later", "measures",
                     "confirmed, of those a person decided", "a buyer said counterfeit") +
         JudgedText("same", same) + JudgedText("gone", gone) + JudgedText("new", added) +
         JudgedText("recorded", Sum(same, gone)) + JudgedText("candidate", Sum(same, added));
}

std::string CasesOf(const BacktestFrame& frame, const flows::Comparison& comparison) {
  const std::uint64_t changed = comparison.units(Change::kGone) + comparison.units(Change::kAdded);
  if (changed == 0) {
    return "\nNothing changes.\n";
  }
  if (comparison.cases.empty()) {
    return "";
  }
  std::string text = fmt::format("\n{} of {} changed measures, drawn with --seed {}\n",
                                 comparison.cases.size(), Grouped(changed), frame.seed);
  for (const flows::ChangedCase& one : comparison.cases) {
    const engine::TrialCase& found = one.found;
    text += fmt::format(
        "{:<5}{} {}: {}{} by {}\n     event {} of {}, score {}, points {}\n     {}\n",
        NameOf(one.change), VisibleText(found.store, kNameBytesMax),
        found.listing.empty() ? "(the store)" : VisibleText(found.listing, kNameBytesMax),
        enforcement::NameOf(found.asked.kind), found.asked.proposed ? ", a person decides," : "",
        one.rule, found.asked.sequence.number,
        FormatRfc3339(OffsetInstant{found.time, frame.recorded.reporting_offset_minutes}),
        found.listing.empty() ? "-" : std::to_string(found.score), found.points,
        VisibleText(found.facts, 1'000));
    if (one.otherwise) {
      text += fmt::format("     the {} policy asks for another measure\n",
                          one.change == Change::kGone ? "candidate" : "recorded");
    }
    if (one.confirmed) {
      text += *one.confirmed ? "     a person confirmed it later\n"
                             : "     a person rejected it later\n";
    }
    text += one.complained ? "     a buyer said counterfeit\n" : "";
  }
  return text + "`assay show event NUMBER` prints an event.\n";
}

std::string NotesOf(const BacktestFrame& frame, const flows::BacktestReport& report) {
  std::string text =
      "\nFacts, people's answers and points are those of the log: what sellers and people would "
      "have "
      "done\notherwise is not in it (`assay simulate --arms` shows such courses).\n";
  for (const std::string& section : NotTried(frame.candidate, frame.recorded)) {
    text += fmt::format("{} of the file differs from what was in effect, and was not tried.\n",
                        section);
  }
  const bool has_shadow = std::ranges::any_of(
      report.comparison.rules,
      [](const flows::RuleChange& rule) { return rule.candidate && rule.candidate->rule.shadow; });
  if (has_shadow) {
    text += frame.shadows_live
                ? "Shadow rules of the candidate acted as though they were live (--shadow-live).\n"
                : "Shadow rules of the candidate were counted and did nothing; --shadow-live lets "
                  "them act.\n";
  }
  return text;
}

}  // namespace

std::vector<std::string> NotTried(const configuration::Configuration& candidate,
                                  const configuration::Configuration& recorded) {
  std::vector<std::string> sections;
  if (candidate.prior.micros != recorded.prior.micros) {
    sections.emplace_back("[screening]");
  }
  if (candidate.epoch_ms != recorded.epoch_ms ||
      candidate.allowed_lateness_ms != recorded.allowed_lateness_ms ||
      candidate.reporting_offset_minutes != recorded.reporting_offset_minutes) {
    sections.emplace_back("[time]");
  }
  const bool same_sources = std::ranges::equal(
      candidate.sources, recorded.sources, [](const auto& left, const auto& right) {
        return left.name == right.name && left.types == right.types;
      });
  if (!same_sources) {
    sections.emplace_back("[[source]]");
  }
  return sections;
}

std::string BacktestText(const BacktestFrame& frame, const flows::BacktestReport& report) {
  const flows::Comparison& comparison = report.comparison;
  std::string text =
      HeadOf(frame, report) + MeasuresOf(comparison) + RulesOf(comparison) + WordsOf(comparison);
  text += fmt::format("\nlifted after a change of the listing: recorded {}, candidate {}\n",
                      Grouped(report.lifted[At(Course::kRecorded)]),
                      Grouped(report.lifted[At(Course::kCandidate)]));
  return text + CasesOf(frame, comparison) + NotesOf(frame, report);
}

}  // namespace assay::cli
