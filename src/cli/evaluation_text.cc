// SPDX-License-Identifier: Apache-2.0
#include "cli/evaluation_text.h"

#include <iterator>

#include <fmt/format.h>

#include "cli/text_arguments.h"

namespace assay::cli {
namespace {

using evaluation::Figures;
using evaluation::GroupFigures;
using evaluation::LevelFigures;
using evaluation::OperatingPoint;
using evaluation::ReliabilityBin;
using nlohmann::ordered_json;

constexpr const char* kLine = "{:<27} {}\n";

std::string Percent(double share) {
  return fmt::format("{:.4g} %", 100 * share);
}

std::string PointText(const OperatingPoint& point, std::uint64_t negatives) {
  std::string text = RateText(point.recall);
  if (point.threshold) {
    text += fmt::format("  from probability {:.4f}", ProbabilityOf(*point.threshold));
  }
  if (static_cast<double>(negatives) * point.limit < 1) {
    text += fmt::format("  (no false positive allowed: only {} negatives)", negatives);
  }
  return text;
}

void AppendLevel(std::string& out, std::string_view name, const LevelFigures& level) {
  const auto line = [&](std::string_view what, const std::string& value) {
    fmt::format_to(std::back_inserter(out), kLine, fmt::format("{}: {}", name, what), value);
  };
  line("recall", RateText(level.recall));
  line("FPR", RateText(level.false_positives));
  line("precision here", RateText(level.precision));
  for (const double base_rate : evaluation::kBaseRates) {
    const evaluation::Precision precision = evaluation::PrecisionAt(base_rate, level);
    line(fmt::format("precision at {}", Percent(base_rate)),
         precision.value ? fmt::format("{:.4f}  [{:.4f}, {:.4f}]", *precision.value,
                                       precision.interval.low, precision.interval.high)
                         : "-");
  }
}

void AppendReliability(std::string& out, const evaluation::Calibration& calibration) {
  fmt::format_to(std::back_inserter(out), kLine, "calibration error",
                 fmt::format("{:.4f} where {} are positive", calibration.error,
                             Percent(calibration.positive_share)));
  for (const ReliabilityBin& bin : calibration.bins) {
    fmt::format_to(std::back_inserter(out), kLine, fmt::format("  stated {}", Percent(bin.stated)),
                   fmt::format("came true {}  [{}, {}]  {} and {} rows", Percent(bin.observed),
                               Percent(bin.observed_interval.low),
                               Percent(bin.observed_interval.high), bin.positives, bin.negatives));
  }
}

void AppendGroups(std::string& out, const std::map<std::string, GroupFigures>& groups,
                  const EvaluationWords& words, std::string_view unnamed) {
  for (const auto& [name, group] : groups) {
    fmt::format_to(std::back_inserter(out), "{}: {} {}, {} {}\n",
                   name.empty() ? unnamed : std::string_view(name), group.positives, words.positive,
                   group.negatives, words.negative);
    const auto line = [&](const std::string& what, const evaluation::WeightedRate& rate) {
      if (rate.of > 0) {
        fmt::format_to(std::back_inserter(out), kLine, "  " + what, RateText(rate));
      }
    };
    line("recall at FPR 1 %", group.recall_at_1_percent);
    line("FPR there", group.false_positives_at_1_percent);
    line(fmt::format("{}: recall", words.watch), group.watch.recall);
    line(fmt::format("{}: FPR", words.watch), group.watch.false_positives);
    line(fmt::format("{}: recall", words.red), group.red.recall);
    line(fmt::format("{}: FPR", words.red), group.red.false_positives);
  }
}

ordered_json ToJson(std::optional<double> number) {
  return number ? ordered_json(*number) : ordered_json(nullptr);
}

ordered_json ToJson(const LevelFigures& level) {
  ordered_json precision = ordered_json::array();
  for (const double base_rate : evaluation::kBaseRates) {
    const evaluation::Precision at = evaluation::PrecisionAt(base_rate, level);
    precision.push_back({{"base_rate", base_rate},
                         {"value", ToJson(at.value)},
                         {"low", at.interval.low},
                         {"high", at.interval.high}});
  }
  return {{"recall", RateJson(level.recall)},
          {"false_positives", RateJson(level.false_positives)},
          {"precision", RateJson(level.precision)},
          {"precision_at_base_rate", std::move(precision)}};
}

ordered_json ToJson(const std::map<std::string, GroupFigures>& groups) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, group] : groups) {
    json[name] = {{"positives", group.positives},
                  {"negatives", group.negatives},
                  {"recall_at_1_percent", RateJson(group.recall_at_1_percent)},
                  {"false_positives_at_1_percent", RateJson(group.false_positives_at_1_percent)},
                  {"recall_at_watch", RateJson(group.watch.recall)},
                  {"false_positives_at_watch", RateJson(group.watch.false_positives)},
                  {"recall_at_red", RateJson(group.red.recall)},
                  {"false_positives_at_red", RateJson(group.red.false_positives)}};
  }
  return json;
}

ordered_json CalibrationJson(const Figures& figures) {
  if (!figures.calibration) {
    return nullptr;
  }
  ordered_json bins = ordered_json::array();
  for (const ReliabilityBin& bin : figures.calibration->bins) {
    bins.push_back({{"from", bin.low},
                    {"to", bin.high},
                    {"positives", bin.positives},
                    {"negatives", bin.negatives},
                    {"stated", bin.stated},
                    {"observed", bin.observed},
                    {"low", bin.observed_interval.low},
                    {"high", bin.observed_interval.high}});
  }
  return {{"prior", ProbabilityOf(figures.prior)},
          {"error", figures.calibration->error},
          {"bins", std::move(bins)}};
}

}  // namespace

EvaluationWords WordsFor(std::string_view as) {
  if (as == kAsListing) {
    return {"listings", "counterfeit", "genuine", "watch and red", "red"};
  }
  return {"texts", "positive", "negative", as == "review" ? "any claim" : "any class",
          as == "review" ? "claim" : "diversion"};
}

std::string FiguresAsText(const Figures& figures, const EvaluationWords& words, bool has_groups) {
  std::string text;
  if (figures.positive_share) {
    text += fmt::format(kLine, fmt::format("{}, by weight", words.positive),
                        RateText(*figures.positive_share));
  }
  text += fmt::format(kLine, "AUC",
                      figures.auc ? fmt::format("{:.4f}  [{:.4f}, {:.4f}]", *figures.auc,
                                                figures.auc_interval.low, figures.auc_interval.high)
                                  : "- (needs both classes)");
  for (const OperatingPoint& point : figures.points) {
    text += fmt::format(kLine, fmt::format("recall at FPR {}", Percent(point.limit)),
                        PointText(point, figures.negatives));
  }
  AppendLevel(text, words.watch, figures.watch);
  AppendLevel(text, words.red, figures.red);
  if (figures.calibration) {
    AppendReliability(text, *figures.calibration);
  }
  if (figures.scripts.size() > 1) {
    AppendGroups(text, figures.scripts, words, "none");
  }
  if (has_groups) {
    AppendGroups(text, figures.groups, words, "(no group)");
  }
  return text;
}

std::string EvaluationAsText(const flows::Evaluation& evaluation, const EvaluationWords& words,
                             bool has_groups) {
  const Figures& figures = evaluation.figures;
  return fmt::format(kLine, words.rows,
                     fmt::format("{} {}, {} {}, {} without label, {} bad lines", figures.positives,
                                 words.positive, figures.negatives, words.negative,
                                 evaluation.skipped, evaluation.bad_lines)) +
         FiguresAsText(figures, words, has_groups);
}

std::string EvaluationAsJson(const flows::Evaluation& evaluation) {
  const Figures& figures = evaluation.figures;
  ordered_json points = ordered_json::array();
  for (const OperatingPoint& point : figures.points) {
    ordered_json json = {{"limit", point.limit},
                         {"threshold", nullptr},
                         {"recall", RateJson(point.recall)},
                         {"false_positives", RateJson(point.false_positives)}};
    if (point.threshold) {
      json["threshold"] = ProbabilityOf(*point.threshold);
    }
    points.push_back(std::move(json));
  }
  ordered_json json = {{"positives", figures.positives},
                       {"negatives", figures.negatives},
                       {"skipped", evaluation.skipped},
                       {"bad_lines", evaluation.bad_lines},
                       {"auc", ToJson(figures.auc)},
                       {"auc_low", figures.auc_interval.low},
                       {"auc_high", figures.auc_interval.high},
                       {"at_false_positive_rate", std::move(points)},
                       {"watch", ToJson(figures.watch)},
                       {"red", ToJson(figures.red)},
                       {"calibration", CalibrationJson(figures)},
                       {"scripts", ToJson(figures.scripts)},
                       {"groups", ToJson(figures.groups)}};
  if (figures.positive_share) {
    json["positive_share"] = RateJson(*figures.positive_share);
    if (figures.calibration) {
      json["calibration"]["positive_share"] = figures.calibration->positive_share;
    }
  }
  return json.dump() + "\n";
}

}  // namespace assay::cli
