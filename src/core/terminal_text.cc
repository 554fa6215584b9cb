// SPDX-License-Identifier: Apache-2.0
#include "core/terminal_text.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "core/detail/characters.h"

namespace assay {
namespace {

// So many combining characters are shown on one letter; more would paint over the lines around.
constexpr std::size_t kCombiningMax = 4;

// What stands in one place on the screen: a character with its combining ones, or the name of a hidden one.
struct Cell {
  std::size_t begin = 0;  // Bytes of the text.
  std::size_t end = 0;
  std::string shown;
  std::size_t columns = 0;
};

std::vector<Cell> CellsOf(std::string_view text, std::size_t cells_max) {
  std::vector<Cell> cells;
  std::size_t combining = 0;
  for (std::size_t at = 0; at < text.size() && cells.size() < cells_max;) {
    const detail::Character character = detail::CharacterAt(text, at);
    const std::string_view bytes = text.substr(at, character.size);
    const bool is_combining = detail::IsCombining(character.code);
    combining = is_combining ? combining + 1 : 0;
    if (is_combining && !cells.empty()) {
      cells.back().end = at + character.size;
      if (combining <= kCombiningMax) {
        cells.back().shown += bytes;
      }
    } else if (detail::IsHidden(character.code)) {
      std::string name = fmt::format("[U+{:04X}]", character.code);
      const std::size_t columns = name.size();
      cells.push_back({at, at + character.size, std::move(name), columns});
    } else if (character.code == 0xFFFD) {
      cells.push_back({at, at + character.size, "\xEF\xBF\xBD", 1});
    } else if (character.code == '\t') {
      cells.push_back({at, at + character.size, " ", 1});
    } else {
      cells.push_back(
          {at, at + character.size, std::string(bytes), detail::ColumnsOf(character.code)});
    }
    at += character.size;
  }
  return cells;
}

using Line = std::span<const Cell>;

// Cut at line feeds, which are left out, and where a line is full: at the last blank of its second half, if
// there is one.
std::vector<Line> LinesOf(std::span<const Cell> cells, std::size_t columns_max) {
  std::vector<Line> lines;
  std::size_t begin = 0;
  std::size_t columns = 0;
  std::size_t behind_blank = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].shown == "\n") {
      lines.push_back(cells.subspan(begin, i - begin));
      begin = i + 1;
      columns = 0;
      continue;
    }
    if (columns + cells[i].columns > columns_max && i > begin) {
      const std::size_t cut = behind_blank > begin + (i - begin) / 2 ? behind_blank : i;
      lines.push_back(cells.subspan(begin, cut - begin));
      begin = cut;
      columns = 0;
      for (std::size_t j = begin; j < i; ++j) {
        columns += cells[j].columns;
      }
    }
    columns += cells[i].columns;
    if (cells[i].shown == " ") {
      behind_blank = i + 1;
    }
  }
  if (begin < cells.size()) {
    lines.push_back(cells.subspan(begin));
  }
  return lines;
}

bool Covers(const TerminalMark& mark, const Cell& cell) {
  return mark.begin < cell.end && cell.begin < mark.end;
}

bool Touches(const TerminalMark& mark, Line line) {
  return std::ranges::any_of(line, [&](const Cell& cell) { return Covers(mark, cell); });
}

class MarkedWriter {
 public:
  MarkedWriter(std::span<const TerminalMark> marks, const TerminalLayout& layout)
      : marks_(marks), layout_(layout) {}

  std::string Write(std::string_view text) && {
    const std::vector<Cell> cells = CellsOf(text, text.size());
    const std::size_t room =
        std::max<std::size_t>(20, layout_.columns - std::min(layout_.indent, layout_.columns));
    const std::vector<Line> lines = LinesOf(cells, room);
    constexpr std::size_t kFirstLines = 2;
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::vector<const TerminalMark*> here;
      for (const TerminalMark& mark : marks_) {
        if (Touches(mark, lines[i])) {
          here.push_back(&mark);
        }
      }
      if (lines.size() > kPlainLinesMax && i >= kFirstLines && here.empty()) {
        ++left_out;
        continue;
      }
      SayLeftOut(left_out);
      left_out = 0;
      WriteLine(lines[i], here);
    }
    SayLeftOut(left_out);
    return std::move(out_);
  }

 private:
  void SayLeftOut(std::size_t lines) {
    if (lines > 0) {
      out_.append(layout_.indent, ' ');
      fmt::format_to(std::back_inserter(out_), "[{} line{} without a finding]\n", lines,
                     lines == 1 ? "" : "s");
    }
  }

  void WriteLine(Line line, const std::vector<const TerminalMark*>& marks) {
    out_.append(layout_.indent, ' ');
    TerminalMark::Colour colour = TerminalMark::Colour::kNone;
    bool is_underlined = false;
    for (const Cell& cell : line) {
      const auto mark = std::ranges::find_if(
          marks, [&](const TerminalMark* candidate) { return Covers(*candidate, cell); });
      const bool is_marked = mark != marks.end();
      const TerminalMark::Colour wanted = is_marked ? (*mark)->colour : TerminalMark::Colour::kNone;
      if (layout_.has_colour && (is_marked != is_underlined || wanted != colour)) {
        out_ += is_marked ? Begin(wanted) : "\x1b[0m";
        is_underlined = is_marked;
        colour = wanted;
      }
      out_ += cell.shown;
    }
    out_ += is_underlined ? "\x1b[0m\n" : "\n";
    WriteSigns(line, marks);
  }

  static std::string_view Begin(TerminalMark::Colour colour) {
    switch (colour) {
      case TerminalMark::Colour::kRed:
        return "\x1b[0;4;31m";
      case TerminalMark::Colour::kGreen:
        return "\x1b[0;4;32m";
      case TerminalMark::Colour::kNone:
        return "\x1b[0;4m";
    }
    return "\x1b[0;4m";
  }

  // One line for as many marks as do not overlap; the others on further lines.
  void WriteSigns(Line line, const std::vector<const TerminalMark*>& marks) {
    std::vector<std::string> rows;
    for (const TerminalMark* mark : marks) {
      const auto is_free = [&](const std::string& row) {
        return !std::ranges::any_of(line, [&, column = std::size_t{0}](const Cell& cell) mutable {
          const std::size_t here = column;
          column += cell.columns;
          return Covers(*mark, cell) && row[here] != ' ';
        });
      };
      auto row = std::ranges::find_if(rows, is_free);
      if (row == rows.end()) {
        std::size_t columns = 0;
        for (const Cell& cell : line) {
          columns += cell.columns;
        }
        rows.emplace_back(columns, ' ');
        row = std::prev(rows.end());
      }
      std::size_t column = 0;
      for (const Cell& cell : line) {
        if (Covers(*mark, cell)) {
          row->replace(column, cell.columns, cell.columns, mark->sign);
        }
        column += cell.columns;
      }
    }
    for (std::string& row : rows) {
      row.erase(row.find_last_not_of(' ') + 1);
      out_.append(layout_.indent, ' ');
      out_ += row + "\n";
    }
  }

  std::span<const TerminalMark> marks_;
  const TerminalLayout& layout_;
  std::string out_;
};

}  // namespace

std::string VisibleText(std::string_view text, std::size_t bytes_max) {
  std::string out;
  for (const Cell& cell : CellsOf(text, bytes_max + 1)) {
    if (out.size() >= bytes_max) {
      return out + "...";
    }
    out += cell.shown == "\n" ? "[U+000A]" : cell.shown;
  }
  return out;
}

std::string MarkedText(std::string_view text, std::span<const TerminalMark> marks,
                       const TerminalLayout& layout) {
  return MarkedWriter(marks, layout).Write(text);
}

}  // namespace assay
