// SPDX-License-Identifier: Apache-2.0
// Writes the fold table of src/text from the Unicode Character Database:
//   make_fold_table UnicodeData.txt DerivedNormalizationProps.txt OUTPUT
//
// For each code point: NFKC_Casefold (property NFKC_CF), then the canonical decomposition of what
// came out, without combining accents U+0300 to U+036F; repeated until nothing changes, so that
// folding is idempotent by construction. White space becomes U+0020. Hangul stays composed (its
// decomposition is not in UnicodeData.txt), and so do letters whose marks are not accents.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using CodePoints = std::vector<char32_t>;
using Mappings = std::map<char32_t, CodePoints>;

constexpr std::size_t kPageSize = 128;
constexpr char32_t kCodePointsEnd = 0x110000;

CodePoints ParseSequence(const std::string& text) {
  CodePoints sequence;
  std::istringstream words(text);
  std::string word;
  while (words >> word) {
    sequence.push_back(static_cast<char32_t>(std::stoul(word, nullptr, 16)));
  }
  return sequence;
}

std::vector<std::string> SplitFields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  std::string field;
  while (std::getline(stream, field, ';')) {
    fields.push_back(field);
  }
  return fields;
}

// Canonical decompositions, one step: field 5 without a <tag>.
Mappings ReadDecompositions(const char* path) {
  Mappings decompositions;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = SplitFields(line);
    if (fields.size() > 5 && !fields[5].empty() && fields[5].front() != '<') {
      decompositions[ParseSequence(fields[0]).front()] = ParseSequence(fields[5]);
    }
  }
  return decompositions;
}

// Lines of the form "00C0..00C5 ; NFKC_CF; 00E0 # ...".
Mappings ReadCaseFolding(const char* path) {
  Mappings foldings;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = SplitFields(line.substr(0, line.find('#')));
    if (fields.size() < 3 || fields[1].find("NFKC_CF") == std::string::npos) {
      continue;
    }
    const std::size_t dots = fields[0].find("..");
    const char32_t first = ParseSequence(fields[0].substr(0, dots)).front();
    const char32_t last =
        dots == std::string::npos ? first : ParseSequence(fields[0].substr(dots + 2)).front();
    for (char32_t point = first; point <= last; ++point) {
      foldings[point] = ParseSequence(fields[2]);
    }
  }
  return foldings;
}

bool IsAccent(char32_t point) {
  return point >= 0x300 && point <= 0x36F;
}

bool IsWhiteSpace(char32_t point) {
  return (point >= 9 && point <= 13) || point == 0x20 || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

CodePoints FoldOnce(const CodePoints& text, const Mappings& foldings,
                    const Mappings& decompositions) {
  CodePoints folded;
  for (const char32_t point : text) {
    if (IsWhiteSpace(point)) {
      folded.push_back(0x20);
      continue;
    }
    if (IsAccent(point)) {
      continue;
    }
    const auto folding = foldings.find(point);
    if (folding != foldings.end()) {
      folded.insert(folded.end(), folding->second.begin(), folding->second.end());
      continue;
    }
    const auto decomposition = decompositions.find(point);
    // Only letter + accent comes apart; others (kana with a voicing mark, for one) stay whole.
    if (decomposition != decompositions.end() &&
        (decomposition->second.size() < 2 || IsAccent(decomposition->second[1]))) {
      folded.insert(folded.end(), decomposition->second.begin(), decomposition->second.end());
      continue;
    }
    folded.push_back(point);
  }
  return folded;
}

std::string ToUtf8(const CodePoints& text) {
  std::string bytes;
  const auto append = [&bytes](char32_t byte) {
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  for (const char32_t point : text) {
    if (point < 0x80) {
      append(point);
    } else if (point < 0x800) {
      append(0xC0U | (point >> 6U));
      append(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
      append(0xE0U | (point >> 12U));
      append(0x80U | ((point >> 6U) & 0x3FU));
      append(0x80U | (point & 0x3FU));
    } else {
      append(0xF0U | (point >> 18U));
      append(0x80U | ((point >> 12U) & 0x3FU));
      append(0x80U | ((point >> 6U) & 0x3FU));
      append(0x80U | (point & 0x3FU));
    }
  }
  return bytes;
}

template <typename Values>
void WriteArray(std::ostream& out, const char* declaration, const Values& values) {
  out << declaration << " = {";
  for (std::size_t i = 0; i < values.size(); ++i) {
    out << (i % 24 == 0 ? "\n" : "") << static_cast<unsigned>(values[i]) << ',';
  }
  out << "\n};\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: make_fold_table UnicodeData.txt DerivedNormalizationProps.txt OUTPUT\n";
    return 2;
  }
  const Mappings decompositions = ReadDecompositions(argv[1]);
  const Mappings foldings = ReadCaseFolding(argv[2]);
  if (decompositions.size() < 2'000 || foldings.size() < 10'000) {
    std::cerr << "make_fold_table: the Unicode files are missing or not complete\n";
    return 4;
  }

  std::vector<unsigned char> pool;
  std::map<std::string, std::uint32_t> pool_entries;
  std::map<std::vector<std::uint32_t>, std::size_t> block_numbers;
  std::vector<std::size_t> block_of_page;
  std::vector<std::uint32_t> blocks;
  for (char32_t page = 0; page < kCodePointsEnd; page += kPageSize) {
    std::vector<std::uint32_t> block;
    for (char32_t point = page; point < page + kPageSize; ++point) {
      CodePoints text = {point};
      for (CodePoints next = FoldOnce(text, foldings, decompositions); next != text;
           next = FoldOnce(text, foldings, decompositions)) {
        text = next;
      }
      if (text == CodePoints{point}) {
        block.push_back(0);
        continue;
      }
      const std::string bytes = ToUtf8(text);
      const auto [entry, is_new] =
          pool_entries.emplace(bytes, static_cast<std::uint32_t>(pool.size() + 1));
      if (is_new) {
        pool.push_back(static_cast<unsigned char>(bytes.size()));
        pool.insert(pool.end(), bytes.begin(), bytes.end());
      }
      block.push_back(entry->second);
    }
    const auto [number, is_new] = block_numbers.emplace(block, block_numbers.size());
    if (is_new) {
      blocks.insert(blocks.end(), block.begin(), block.end());
    }
    block_of_page.push_back(number->second);
  }
  if (pool.size() > 65'535 || block_numbers.size() > 65'535) {
    std::cerr << "make_fold_table: the table outgrew 16-bit entries\n";
    return 4;
  }

  std::ofstream out(argv[3]);
  out << "// Generated by tools/make_fold_table.cc from the Unicode Character Database. Do not "
         "edit.\n";
  WriteArray(out, "constexpr std::uint16_t kFoldBlockOfPage[]", block_of_page);
  WriteArray(out, "constexpr std::uint16_t kFoldBlocks[]", blocks);
  WriteArray(out, "constexpr unsigned char kFoldPool[]", pool);
  out.flush();
  return out ? 0 : 4;
}
