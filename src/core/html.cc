// SPDX-License-Identifier: Apache-2.0
#include "core/html.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/detail/characters.h"
#include "core/hash.h"

namespace assay {
namespace {

using detail::Character;
using detail::CharacterAt;
using detail::IsCombining;
using detail::IsContinuation;
using detail::IsHidden;

struct Group {
  std::size_t begin;
  std::size_t end;
  std::vector<std::size_t> numbers;
};

std::size_t SnapDown(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (int i = 0; i < 3 && at > 0 && at < text.size() && IsContinuation(text[at]); ++i) {
    --at;
  }
  return at;
}

std::size_t SnapUp(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (int i = 0; i < 3 && at < text.size() && IsContinuation(text[at]); ++i) {
    ++at;
  }
  return at;
}

// Marks that touch become one, so that elements never overlap.
std::vector<Group> GroupsOf(std::string_view text, std::span<const HtmlMark> marks) {
  std::vector<HtmlMark> sorted(marks.begin(), marks.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                  marks.size(), kHtmlMarksMax)));
  std::ranges::sort(sorted, {},
                    [](const HtmlMark& mark) { return std::pair(mark.begin, mark.number); });
  std::vector<Group> groups;
  for (const HtmlMark& mark : sorted) {
    const std::size_t begin = SnapDown(text, mark.begin);
    const std::size_t end = SnapUp(text, mark.end);
    if (begin >= end) {
      continue;
    }
    if (groups.empty() || begin >= groups.back().end) {
      groups.push_back({begin, end, {}});
    }
    groups.back().end = std::max(groups.back().end, end);
    groups.back().numbers.push_back(mark.number);
  }
  return groups;
}

// What is shown of a long text, in order and apart.
std::vector<std::pair<std::size_t, std::size_t>> WindowsOf(std::string_view text,
                                                           const std::vector<Group>& groups) {
  if (text.size() <= kHtmlForeignBytesMax) {
    return {{0, text.size()}};
  }
  std::vector<std::pair<std::size_t, std::size_t>> windows = {
      {0, SnapDown(text, kHtmlForeignBytesMax / 2)}};
  for (const Group& group : groups) {
    const std::size_t before = group.begin - std::min(group.begin, kHtmlMarkContextBytes);
    const std::size_t begin = SnapDown(text, before);
    // A mark as long as the text itself is not shown whole either.
    const std::size_t shown = std::min(group.end - group.begin, kHtmlMarkContextBytes);
    const std::size_t end = SnapUp(text, group.begin + shown + kHtmlMarkContextBytes);
    if (begin <= windows.back().second) {
      windows.back().second = std::max(windows.back().second, end);
    } else {
      windows.emplace_back(begin, end);
    }
  }
  return windows;
}

class ForeignWriter {
 public:
  ForeignWriter(std::string& out, std::string_view text, std::vector<Group> groups)
      : out_(out), text_(text), groups_(std::move(groups)) {}

  void Write() {
    std::size_t at = 0;
    for (const auto& [begin, end] : WindowsOf(text_, groups_)) {
      SayLeftOut(begin - at);
      WriteWindow(begin, end);
      at = end;
    }
    SayLeftOut(text_.size() - at);
  }

 private:
  void SayLeftOut(std::size_t bytes) {
    if (bytes > 0) {
      out_ += fmt::format("<span class=\"code\">{} bytes not shown</span>", bytes);
    }
  }

  void WriteWindow(std::size_t at, std::size_t end) {
    while (at < end) {
      while (next_ < groups_.size() && groups_[next_].end <= at) {
        ++next_;
      }
      if (next_ == groups_.size() || groups_[next_].begin >= end) {
        WriteText(at, end);
        return;
      }
      const Group& group = groups_[next_];
      WriteText(at, std::max(at, group.begin));
      at = std::max(at, group.begin);
      const std::size_t mark_end = std::min(group.end, end);
      out_ += "<mark>";
      WriteText(at, mark_end);
      out_ += "</mark><sup>";
      for (std::size_t i = 0; i < group.numbers.size(); ++i) {
        out_ += fmt::format("{}{}", i == 0 ? "" : ", ", group.numbers[i]);
      }
      out_ += "</sup>";
      at = mark_end;
    }
  }

  void WriteText(std::size_t at, std::size_t end) {
    std::size_t combining = 0;
    const auto end_combining = [&] {
      if (combining > kHtmlCombiningMax) {
        out_ +=
            fmt::format("<span class=\"code\">+{} combining</span>", combining - kHtmlCombiningMax);
      }
      combining = 0;
    };
    while (at < end) {
      const Character character = CharacterAt(text_, at);
      const std::string_view bytes = text_.substr(at, character.size);
      at += character.size;
      if (IsCombining(character.code)) {
        if (++combining <= kHtmlCombiningMax) {
          out_ += bytes;
        }
        continue;
      }
      end_combining();
      if (IsHidden(character.code)) {
        out_ += fmt::format("<span class=\"code\">U+{:04X}</span>", character.code);
      } else if (character.code == 0xFFFD) {
        out_ += "\xEF\xBF\xBD";
      } else {
        AppendHtmlEscaped(out_, bytes);
      }
    }
    end_combining();
  }

  std::string& out_;
  std::string_view text_;
  std::vector<Group> groups_;
  std::size_t next_ = 0;
};

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c1e21;--soft:#5b6168;--paper:#fff;--panel:#f5f6f8;--line:#d6dade;
--against:#b3261e;--for:#1b6e3c;--mark:#ffe9a8;--accent:#0b57a4}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#a4abb3;--paper:#15181b;--panel:#1e2226;
--line:#383e45;--against:#ff8a80;--for:#7fd6a0;--mark:#5c4a00;--accent:#8ab8f0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:68rem;padding:1.5rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}
h1{font-size:1.5rem;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .3rem;overflow-wrap:anywhere}
a{color:var(--accent)}
p{margin:.4rem 0}
.soft{color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
.wide{min-width:46rem}
caption{text-align:left;color:var(--soft);padding-bottom:.2rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line);
overflow-wrap:break-word;max-width:28rem}
th{font-weight:600;white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.n small{white-space:normal}
td.name{font-family:ui-monospace,monospace;font-size:.82rem;min-width:12rem;overflow-wrap:anywhere}
.foreign{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);border-left:3px solid var(--line);
padding:.5rem .75rem;margin:.3rem 0;max-height:none;overflow:hidden}
mark{background:var(--mark);color:inherit;text-decoration:underline;text-decoration-thickness:2px;
text-decoration-color:var(--against)}
sup{font-size:.7rem;line-height:0;color:var(--soft)}
.code{font:.75rem ui-monospace,monospace;border:1px solid var(--line);border-radius:3px;padding:0 .2rem;
color:var(--soft);white-space:nowrap}
.band{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 .4rem;font-size:.85rem}
.red,.against{color:var(--against)}
.clear,.for{color:var(--for)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.4rem 1rem;margin:.6rem 0}
dl div{background:var(--panel);padding:.4rem .6rem}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.1rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.5rem .75rem;overflow-x:auto;font-size:.85rem;margin:.3rem 0}
svg{display:block;width:100%;min-width:12rem;height:1rem}
svg.chart{height:auto}
svg .against{fill:var(--against)}
svg .for{fill:var(--for)}
svg .axis{stroke:var(--soft);stroke-width:1}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--panel:#fff;--line:#999;--mark:#fff;
--against:#900;--for:#060}body{max-width:none;padding:0}.wide{min-width:0}tr,svg{break-inside:avoid}a{color:inherit}
.sheet{break-after:page;font-size:.7rem;line-height:1.3}.sheet:last-child{break-after:auto}.sheet svg.chart{height:38mm}.sheet details{display:none}
.sheet p,.sheet ul,.sheet table{margin:.3rem 0}.sheet table{font-size:.65rem}.sheet td,.sheet th{padding:.1rem .4rem}@page{size:A4;margin:15mm}}
)";

std::string Base64Of(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? bytes[i + j] : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j > bytes.size() ? '=' : kDigits[group >> (18 - 6 * j) & 63U];
    }
  }
  return out;
}

}  // namespace

void AppendHtmlEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

std::string HtmlEscaped(std::string_view text) {
  std::string out;
  AppendHtmlEscaped(out, text);
  return out;
}

void AppendHtmlForeign(std::string& out, std::string_view text, std::span<const HtmlMark> marks) {
  out += "<bdi>";
  ForeignWriter(out, text, GroupsOf(text, marks)).Write();
  out += "</bdi>";
}

std::string HtmlForeign(std::string_view text, std::span<const HtmlMark> marks) {
  std::string out;
  AppendHtmlForeign(out, text, marks);
  return out;
}

std::string RenderHtmlPage(const HtmlPage& page) {
  // A title is text alone: what would be an element there is left out.
  std::string title;
  for (std::size_t at = 0; at < page.title.size() && title.size() < 300;) {
    const Character character = CharacterAt(page.title, at);
    if (character.code != 0xFFFD && !IsHidden(character.code) && !IsCombining(character.code)) {
      AppendHtmlEscaped(title, std::string_view(page.title).substr(at, character.size));
    }
    at += character.size;
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n{}\n</body>\n</html>\n",
      Base64Of(Sha256Of(kStyle).bytes), title, kStyle, page.body);
}

}  // namespace assay
