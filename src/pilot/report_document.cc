// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/html.h"
#include "pilot/detail/document.h"

namespace assay::pilot::detail {
namespace {

constexpr std::string_view kBegin = "<!-- review -->";
constexpr std::string_view kEnd = "<!-- end of review -->";

class HtmlWriter {
 public:
  void operator()(const Paragraph& paragraph) {
    out += fmt::format("<p>{}{}{}</p>\n", paragraph.is_strong ? "<b>" : "",
                       HtmlEscaped(paragraph.text), paragraph.is_strong ? "</b>" : "");
  }
  void operator()(const Heading& heading) {
    out += fmt::format("<h3>{}</h3>\n", HtmlEscaped(heading.text));
  }
  void operator()(const List& list) {
    out += "<ul>";
    for (const std::string& item : list.items) {
      out += fmt::format("<li>{}", HtmlForeign(item));
    }
    out += "</ul>\n";
  }
  void operator()(const Table& table) {
    out += "<div class=scroll><table><thead><tr>";
    for (std::size_t i = 0; i < table.head.size(); ++i) {
      out += fmt::format("<th scope=col{}>{}", i < table.numbers_from ? "" : " class=n",
                         HtmlEscaped(table.head[i]));
    }
    out += "<tbody>";
    for (const auto& row : table.rows) {
      out += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        out +=
            fmt::format("<td{}>{}", i < table.numbers_from ? "" : " class=n", HtmlForeign(row[i]));
      }
    }
    out += "</table></div>\n";
  }
  void operator()(const reporting::Chart& chart) { out += reporting::Draw(chart); }
  void operator()(const Review& review) {
    out += kBegin;
    for (const auto& block : review.blocks) {
      std::visit(*this, block);
    }
    out += kEnd;
  }
  std::string out;
};

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("|\\`<*_[").find(c) != std::string_view::npos) {
      escaped += '\\';
    }
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

class MarkdownWriter {
 public:
  void operator()(const Paragraph& paragraph) {
    const std::string_view mark = paragraph.is_strong ? "**" : "";
    out += fmt::format("{}{}{}\n\n", mark, Escaped(paragraph.text), mark);
  }
  void operator()(const Heading& heading) {
    out += fmt::format("### {}\n\n", Escaped(heading.text));
  }
  void operator()(const List& list) {
    for (const std::string& item : list.items) {
      out += fmt::format("- {}\n", Escaped(item));
    }
    out += "\n";
  }
  void operator()(const Table& table) {
    const auto line = [&](const std::vector<std::string>& cells) {
      for (const std::string& cell : cells) {
        out += fmt::format("| {} ", Escaped(cell));
      }
      out += "|\n";
    };
    line(table.head);
    for (std::size_t i = 0; i < table.head.size(); ++i) {
      out += i < table.numbers_from ? "| --- " : "| ---: ";
    }
    out += "|\n";
    for (const auto& row : table.rows) {
      line(row);
    }
    out += "\n";
  }
  void operator()(const reporting::Chart& chart) {
    Table table{.head = {chart.title, chart.now}, .rows = {}, .numbers_from = 1};
    for (const reporting::Column& column : chart.columns) {
      table.rows.push_back({column.name, column.now ? fmt::format("{}", *column.now) : "–"});
    }
    (*this)(table);
  }
  void operator()(const Review& review) {
    out += fmt::format("{}\n\n", kBegin);
    for (const auto& block : review.blocks) {
      std::visit(*this, block);
    }
    out += fmt::format("{}\n\n", kEnd);
  }
  std::string out;
};

std::string Replaced(std::string_view text, std::string_view review) {
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return std::string(text);
  }
  return fmt::format("{}{}{}", text.substr(0, begin), review, text.substr(end + kEnd.size()));
}

}  // namespace

std::string HtmlOf(const std::string& title, const std::vector<Page>& pages) {
  HtmlWriter writer;
  writer.out = fmt::format("<h1>{}</h1>\n", HtmlEscaped(title));
  for (const Page& page : pages) {
    writer.out += fmt::format("<section class=sheet><h2>{}</h2>\n", HtmlEscaped(page.title));
    for (const Block& block : page.blocks) {
      std::visit(writer, block);
    }
    writer.out += "</section>\n";
  }
  return RenderHtmlPage({.title = title, .body = writer.out});
}

std::string MarkdownOf(const std::string& title, const std::vector<Page>& pages) {
  MarkdownWriter writer;
  writer.out = fmt::format("# {}\n\n", Escaped(title));
  for (const Page& page : pages) {
    writer.out += fmt::format("## {}\n\n", Escaped(page.title));
    for (const Block& block : page.blocks) {
      std::visit(writer, block);
    }
  }
  return writer.out;
}

std::string ReplaceReviewHtml(std::string_view html, const Review& review) {
  HtmlWriter writer;
  writer(review);
  return Replaced(html, writer.out);
}

std::string ReplaceReviewMarkdown(std::string_view markdown, const Review& review) {
  MarkdownWriter writer;
  writer(review);
  writer.out.resize(writer.out.size() - 2);  // The blank line behind it stands there already.
  return Replaced(markdown, writer.out);
}

}  // namespace assay::pilot::detail
