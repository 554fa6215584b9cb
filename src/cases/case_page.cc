// SPDX-License-Identifier: Apache-2.0
#include "cases/case_page.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cases/standing.h"
#include "cases/wording.h"
#include "core/hash.h"
#include "core/html.h"

namespace assay::cases {
namespace {

template <typename... Values>
void Append(std::string& out, fmt::format_string<Values...> form, Values&&... values) {
  fmt::format_to(std::back_inserter(out), form, std::forward<Values>(values)...);
}

// A table that scrolls by itself on narrow screens, and can be reached by keyboard then.
class Table {
 public:
  // Columns whose name begins with '#' hold numbers.
  Table(std::string& out, std::string_view caption, std::initializer_list<std::string_view> columns)
      : out_(out) {
    Append(out_,
           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table "
           "class=\"wide\">"
           "<caption>{0}</caption><thead><tr>",
           caption);
    for (const std::string_view column : columns) {
      const bool is_number = column.starts_with('#');
      Append(out_, "<th scope=\"col\"{}>{}</th>", is_number ? " class=\"n\"" : "",
             column.substr(is_number ? 1 : 0));
    }
    out_ += "</tr></thead><tbody>\n";
  }
  ~Table() { out_ += "</tbody></table></div>\n"; }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

 private:
  std::string& out_;
};

void Figure(std::string& out, std::string_view name, std::string_view value) {
  Append(out, "<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string Number(std::uint64_t number) {
  return fmt::format("{}", number);
}

void AppendFigures(std::string& out, const StoreFigures& figures) {
  out += "<dl>\n";
  Figure(out, "Opened", figures.opened_ms == 0 ? "not seen" : WordsOfTime(figures.opened_ms));
  if (figures.closed_ms != 0) {
    Figure(out, "Closed", WordsOfTime(figures.closed_ms));
  }
  Figure(out, "Listings, red of them",
         fmt::format("{}, {}", figures.listings, figures.red_listings));
  Figure(out, "Orders, of red listings",
         fmt::format("{}, {}", figures.orders, figures.orders_of_red));
  Figure(out, "Refunds asked for", Number(figures.refunds));
  Figure(out, "Of them: buyer says counterfeit", Number(figures.counterfeit_refunds));
  Figure(out, "Points, strikes", fmt::format("{}, {}", figures.points, figures.strikes));
  out += "</dl>\n";
}

std::string EndOf(const OpenItem& item, Instant now) {
  return item.due_ms == 0 ? std::string("waits for a person")
                          : fmt::format("{} (in {})", WordsOfTime(item.due_ms),
                                        WordsOfSpan(item.due_ms - now.ms));
}

void AppendOpen(std::string& out, const CaseFile& file) {
  out += "<section><h2 id=\"open\">What waits for a person</h2>\n";
  if (file.open.empty()) {
    out += "<p>Nothing.</p></section>\n";
    return;
  }
  {
    const Table table(out, "Open measures, the most urgent first",
                      {"Measure", "Status", "Listing", "Rule", "Waits since", "Ends by itself",
                       "#Score", "Name"});
    for (const OpenItem& item : file.open) {
      Append(out,
             "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
             "<td class=\"n\">{}</td><td class=\"name\">{}</td></tr>\n",
             WordsOf(item.kind), WordsOf(item.status), HtmlForeign(item.listing),
             HtmlForeign(item.rule), WordsOfTime(item.since_ms), EndOf(item, file.as_of),
             item.listing.empty() ? std::string() : fmt::format("{}", item.score),
             HtmlForeign(item.name));
    }
  }
  Append(
      out,
      "<p>To decide, with your own name:</p>\n<pre>assay queue decide {0} --confirm --actor NAME "
      "--reason TEXT\nassay queue decide {0} --lift --actor NAME --reason TEXT</pre>\n"
      "</section>\n",
      HtmlEscaped(file.open.front().name));
}

void AppendTold(std::string& out, const CaseFile& file) {
  std::set<std::string_view> told;
  for (const MeasureFile& measure : file.measures) {
    if (!measure.because.empty()) {
      told.insert(measure.because);
    }
  }
  if (told.empty()) {
    return;
  }
  out += "<section><h2 id=\"told\">What the seller is told</h2>\n";
  for (const std::string_view because : told) {
    Append(out, "<p class=\"foreign\">{}</p>\n", HtmlForeign(because));
  }
  out += "</section>\n";
}

// Log-odds from -16 to +16 on 320 units.
double PlaceOf(LogOdds sum) {
  return (std::clamp(sum.nats(), -16.0, 16.0) + 16.0) * 10.0;
}

std::string BarOf(LogOdds before, LogOdds after) {
  const double from = std::min(PlaceOf(before), PlaceOf(after));
  const double width = std::max(1.0, std::max(PlaceOf(before), PlaceOf(after)) - from);
  return fmt::format(
      "<svg viewBox=\"0 0 320 16\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<line class=\"axis\" x1=\"160\" y1=\"0\" x2=\"160\" y2=\"16\"/>"
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"3\" width=\"{:.1f}\" height=\"10\"/></svg>",
      after < before ? "for" : "against", from, width);
}

void AppendFindings(std::string& out, const ListingFile& listing) {
  const Table table(out, "Why: log-odds that add up. Right of the line speaks for a counterfeit",
                    {"#No.", "Finding", "#Weight", "#Sum", "From -16 to +16"});
  LogOdds sum;
  for (std::size_t i = 0; i < listing.findings.size(); ++i) {
    const screening::Finding& finding = listing.findings[i];
    const LogOdds before = sum;
    sum += finding.weight;
    Append(out,
           "<tr><td class=\"n\">{}</td><td>{}</td><td class=\"n {}\">{}</td><td class=\"n\">{}</td>"
           "<td>{}</td></tr>\n",
           i + 1, HtmlForeign(finding.text), finding.weight.micros < 0 ? "for" : "against",
           WordsOf(finding.weight), WordsOf(sum), BarOf(before, sum));
  }
}

void AppendField(std::string& out, std::string_view name, screening::Field field,
                 std::string_view text, const std::vector<screening::Finding>& findings) {
  if (text.empty()) {
    return;
  }
  std::vector<HtmlMark> marks;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].span && findings[i].span->field == field) {
      marks.push_back({findings[i].span->begin, findings[i].span->end, i + 1});
    }
  }
  Append(out, "<p class=\"soft\">{}</p><div class=\"foreign\">", name);
  AppendHtmlForeign(out, text, marks);
  out += "</div>\n";
}

void AppendListing(std::string& out, const ListingFile& listing) {
  Append(out,
         "<section><h3>Listing {} <span class=\"band {}\">{} {}</span></h3>\n"
         "<p class=\"soft\">Judged {}, event {} of the log",
         HtmlForeign(listing.listing), screening::NameOf(listing.band),
         screening::NameOf(listing.band), listing.score, WordsOfTime(listing.time.ms),
         listing.sequence.number);
  if (listing.text && listing.text->price) {
    Append(out, "; price {} {}", FormatDecimal(*listing.text->price),
           listing.text->price->currency.code());
  }
  out += "</p>\n";
  if (listing.text) {
    using screening::Field;
    AppendField(out, "Title", Field::kTitle, listing.text->title, listing.findings);
    AppendField(out, "Description", Field::kDescription, listing.text->description,
                listing.findings);
    AppendField(out, "Brand, as stated", Field::kBrand, listing.text->brand, listing.findings);
    AppendField(out, "Category", Field::kCategory, listing.text->category, listing.findings);
  } else {
    out += "<p>The listing's text is not in the log.</p>\n";
  }
  AppendFindings(out, listing);
  out += "</section>\n";
}

void AppendListings(std::string& out, const CaseFile& file) {
  if (file.listings.empty()) {
    return;
  }
  out += "<h2 id=\"listings\">Listings, judged worst first</h2>\n";
  for (const ListingFile& listing : file.listings) {
    AppendListing(out, listing);
  }
  if (file.listings_left_out > 0) {
    Append(out, "<p>{} more are judged better and not shown.</p>\n", file.listings_left_out);
  }
}

void AppendLinks(std::string& out, const CaseFile& file) {
  if (file.links.empty()) {
    return;
  }
  out +=
      "<section><h2 id=\"links\">Links to stores that were shut for counterfeits</h2>\n"
      "<p>A link proves nothing by itself. Who carries the values is not shown here: they are "
      "sealed.</p>\n";
  {
    const Table table(out, "Shut stores, strongest link first",
                      {"Store", "Shut", "#Log-odds", "Evidence"});
    for (const linkage::Link& link : file.links) {
      Append(out, "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>",
             HtmlForeign(link.closed.value()), WordsOfTime(link.closed_at.ms),
             WordsOf(link.log_odds));
      for (const linkage::SharedToken& token : link.evidence) {
        Append(
            out, "<p>{}{}</p>", WordsOf(token),
            token.weight.micros == 0 ? std::string() : fmt::format(" ({})", WordsOf(token.weight)));
      }
      out += "</td></tr>\n";
    }
  }
  out += "</section>\n";
}

void AppendHistory(std::string& out, const CaseFile& file) {
  if (file.measures.empty()) {
    return;
  }
  out += "<section><h2 id=\"history\">Measures and decisions</h2>\n";
  {
    const Table table(out, "The newest measure first, each with its steps in order",
                      {"Measure", "Listing", "Rule", "When", "What", "By", "#Event"});
    for (const MeasureFile& measure : file.measures) {
      for (const MeasureStep& step : measure.steps) {
        const bool is_first = &step == &measure.steps.front();
        Append(out,
               "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
               "<td class=\"n\">{}</td></tr>\n",
               is_first ? WordsOf(measure.kind) : std::string_view(),
               is_first ? HtmlForeign(measure.listing) : std::string(),
               is_first ? HtmlForeign(measure.rule) : std::string(), WordsOfTime(step.time.ms),
               WordsOf(step.status), HtmlForeign(step.by), step.sequence.number);
      }
    }
  }
  if (file.measures_left_out > 0) {
    Append(out, "<p>{} older measures are not shown.</p>\n", file.measures_left_out);
  }
  out += "</section>\n";
}

}  // namespace

std::string PageNameOf(std::string_view store) {
  return fmt::format("case-{}.html", ToHex(Hash128Of(store)));
}

std::string CasePage(const CaseFile& file) {
  std::string body;
  Append(body,
         "<nav><a href=\"index.html\">All open items</a></nav>\n<main>\n<h1>Store {}</h1>\n"
         "<p class=\"soft\">As of {}, by the log's clock</p>\n",
         HtmlForeign(file.store), WordsOfTime(file.as_of.ms));
  AppendFigures(body, file.figures);
  AppendOpen(body, file);
  AppendTold(body, file);
  AppendLinks(body, file);
  AppendListings(body, file);
  AppendHistory(body, file);
  body += "</main>";
  return RenderHtmlPage({.title = "Store " + file.store, .body = std::move(body)});
}

std::string QueueIndexPage(const QueuePage& page) {
  std::string body;
  Append(body, "<main>\n<h1>What waits for a person</h1>\n<p class=\"soft\">As of {}: {} items",
         WordsOfTime(page.as_of.ms), page.total);
  if (page.items.size() < page.total) {
    Append(body, ", the first {} of them shown", page.items.size());
  }
  body += "</p>\n<dl>\n";
  for (const auto& [kind, count] : page.kinds) {
    Figure(body, WordsOf(kind), Number(count));
  }
  body += "</dl>\n";
  if (page.items.empty()) {
    body += "<p>Nothing.</p>\n";
  } else {
    const Table table(
        body,
        "What is in force before what is proposed; each by its end, its risk and how long it waits",
        {"Store", "Measure", "Status", "Listing", "#Score", "Waits", "Ends by itself", "Rule"});
    for (const OpenItem& item : page.items) {
      Append(body,
             "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td>"
             "<td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
             PageNameOf(item.store), HtmlForeign(item.store), WordsOf(item.kind),
             WordsOf(item.status), HtmlForeign(item.listing),
             item.listing.empty() ? std::string() : fmt::format("{}", item.score),
             WordsOfSpan(page.as_of.ms - item.since_ms), EndOf(item, page.as_of),
             HtmlForeign(item.rule));
    }
  }
  body += "</main>";
  return RenderHtmlPage({.title = "What waits for a person", .body = std::move(body)});
}

}  // namespace assay::cases
