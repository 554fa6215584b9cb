// SPDX-License-Identifier: Apache-2.0
// A document of a few kinds of blocks, written down as HTML and as Markdown, so that both say the same.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "reporting/chart.h"

namespace assay::pilot::detail {

struct Paragraph {
  std::string text;
  bool is_strong = false;
};
struct List {
  std::vector<std::string> items;
};
// Cells may hold foreign text. Columns from `numbers_from` on are numbers.
struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::size_t numbers_from = 1;
};
struct Heading {
  std::string text;
};
// Where the answers of reviewers go.
struct Review {
  std::vector<std::variant<Paragraph, List, Table, Heading>> blocks;
};
using Block = std::variant<Paragraph, List, Table, Heading, reporting::Chart, Review>;

struct Page {
  std::string title;
  std::vector<Block> blocks;
};

std::string HtmlOf(const std::string& title, const std::vector<Page>& pages);
std::string MarkdownOf(const std::string& title, const std::vector<Page>& pages);

// Replaces what stands between the marks of a Review.
std::string ReplaceReviewHtml(std::string_view html, const Review& review);
std::string ReplaceReviewMarkdown(std::string_view markdown, const Review& review);

}  // namespace assay::pilot::detail
