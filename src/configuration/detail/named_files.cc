// SPDX-License-Identifier: Apache-2.0
#include "configuration/detail/named_files.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "configuration/detail/file_text.h"
#include "text/utf8.h"

namespace assay::configuration {
namespace {

using detail::CheckKeys;
using detail::Invalid;

constexpr std::size_t kPacksMax = 1'000;

struct FileName {
  std::string name;
  toml::source_region at;
};

Result<std::vector<FileName>> PackNames(const toml::table& root) {
  std::vector<FileName> names;
  const toml::node* lexicon = root.get("lexicon");
  if (lexicon == nullptr) {
    return names;
  }
  if (!lexicon->is_table()) {
    return Invalid(lexicon->source(), "write the settings under [lexicon]");
  }
  ASSAY_TRY(CheckKeys(*lexicon->as_table(), " in [lexicon]", {"packs"}));
  const toml::node* node = lexicon->as_table()->get("packs");
  if (node == nullptr) {
    return names;
  }
  const toml::array* packs = node->as_array();
  if (packs == nullptr || packs->size() > kPacksMax) {
    return Invalid(
        node->source(),
        fmt::format("packs is a list of at most {} files, as [\"zephyrine.toml\"]", kPacksMax));
  }
  for (const toml::node& item : *packs) {
    const auto name = item.value_exact<std::string>();
    if (!name || name->empty()) {
      return Invalid(item.source(), "packs holds the names of files, in quotes");
    }
    if (std::ranges::find(names, *name, &FileName::name) != names.end()) {
      return Invalid(item.source(), fmt::format("\"{}\" is named twice", *name));
    }
    names.push_back({*name, item.source()});
  }
  return names;
}

struct FileNames {
  std::vector<FileName> packs;
  std::optional<FileName> prices;

  std::vector<FileName> All() const {
    std::vector<FileName> all = packs;
    if (prices) {
      all.push_back(*prices);
    }
    return all;
  }
};

Result<FileNames> FileNamesIn(const toml::table& root) {
  FileNames names;
  ASSAY_ASSIGN(names.packs, PackNames(root));
  const toml::node* prices = root["screening"]["prices"].node();
  if (prices == nullptr) {
    return names;
  }
  auto name = prices->value_exact<std::string>();
  if (!name || name->empty()) {
    return Invalid(prices->source(), "prices is the name of a file, as \"prices.tsv\"");
  }
  if (std::ranges::find(names.packs, *name, &FileName::name) != names.packs.end()) {
    return Invalid(prices->source(), fmt::format("\"{}\" is named as a pack", *name));
  }
  names.prices = FileName{*std::move(name), prices->source()};
  return names;
}

struct HeldFile {
  NamedFile file;
  toml::source_region at;
};

Result<std::vector<HeldFile>> HeldFiles(const toml::table& root) {
  std::vector<HeldFile> files;
  const toml::node* node = root.get("file");
  if (node == nullptr) {
    return files;
  }
  const toml::array* sections = node->as_array();
  if (sections == nullptr) {
    return Invalid(node->source(), "write each file as [[file]]");
  }
  for (const toml::node& item : *sections) {
    const toml::table* table = item.as_table();
    if (table == nullptr) {
      return Invalid(item.source(), "write each file as [[file]]");
    }
    ASSAY_TRY(CheckKeys(*table, " in [[file]]", {"name", "text"}));
    const auto name = (*table)["name"].value_exact<std::string>();
    auto text = (*table)["text"].value_exact<std::string>();
    if (!name || !text) {
      return Invalid(table->source(), "each [[file]] needs name = \"...\" and text = \"...\"");
    }
    if (std::ranges::find(files, *name, [](const HeldFile& held) { return held.file.name; }) !=
        files.end()) {
      return Invalid(table->source(), fmt::format("the file \"{}\" is held twice", *name));
    }
    files.push_back({{*name, std::move(*text)}, table->source()});
  }
  return files;
}

// Takes the file of that name out of `files`.
Result<NamedFile> Take(const FileName& name, std::vector<HeldFile>& files) {
  const auto found =
      std::ranges::find(files, name.name, [](const HeldFile& held) { return held.file.name; });
  if (found == files.end()) {
    return Invalid(name.at, fmt::format("the file \"{}\" is not held here as [[file]]", name.name));
  }
  NamedFile file = std::move(found->file);
  files.erase(found);
  return file;
}

// As a TOML text that reads back byte for byte, on lines of its own where that is possible.
std::string Quoted(std::string_view text) {
  const bool is_plain =
      text.find("'''") == std::string_view::npos && !text.ends_with('\'') &&
      std::ranges::all_of(text, [](char c) {
        return c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
      });
  if (is_plain) {
    return fmt::format("'''\n{}'''", text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace

namespace detail {

Result<NamedFiles> ReadNamedFiles(const toml::table& root) {
  ASSAY_ASSIGN(const FileNames names, FileNamesIn(root));
  ASSAY_ASSIGN(std::vector<HeldFile> files, HeldFiles(root));
  NamedFiles named;
  for (const FileName& name : names.packs) {
    ASSAY_ASSIGN(NamedFile pack, Take(name, files));
    named.packs.push_back(std::move(pack));
  }
  if (names.prices) {
    ASSAY_ASSIGN(named.prices, Take(*names.prices, files));
  }
  if (!files.empty()) {
    return Invalid(files.front().at,
                   fmt::format("nothing names the file \"{}\"", files.front().file.name));
  }
  return named;
}

}  // namespace detail

Result<std::vector<std::string>> FilesNeeded(std::string_view text) {
  ASSAY_ASSIGN(const toml::table root, detail::ParseToml(text));
  ASSAY_ASSIGN(const FileNames names, FileNamesIn(root));
  ASSAY_ASSIGN(const std::vector<HeldFile> files, HeldFiles(root));
  std::vector<std::string> needed;
  for (const FileName& name : names.All()) {
    if (std::ranges::find(files, name.name, [](const HeldFile& held) { return held.file.name; }) ==
        files.end()) {
      needed.push_back(name.name);
    }
  }
  return needed;
}

Result<std::string> WithFiles(std::string_view text, const std::vector<NamedFile>& files) {
  std::string result(text);
  for (const NamedFile& file : files) {
    if (!text::IsValidUtf8(file.text)) {
      return Fail(ErrorCode::kInvalidArgument, "configuration.invalid",
                  fmt::format("the file \"{}\" is not UTF-8", file.name));
    }
    fmt::format_to(std::back_inserter(result), "{}\n[[file]]\nname = {}\ntext = {}\n",
                   result.empty() || result.ends_with('\n') ? "" : "\n", Quoted(file.name),
                   Quoted(file.text));
  }
  ASSAY_TRY(Parse(result));
  return result;
}

}  // namespace assay::configuration
