// SPDX-License-Identifier: Apache-2.0
#include "tidy/tree_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include <fmt/core.h>

namespace assay::tidy {
namespace {

constexpr std::size_t kHeaderLinesMax = 350;
constexpr std::size_t kSourceLinesMax = 600;
constexpr std::size_t kReadmeLinesMax = 30;

struct Wrapped {
  std::string_view header;  // Start of what stands between < and >.
  std::vector<std::string_view> modules;
};

// Third-party headers and the modules that wrap them (docs/dependencies.md). fmt and tl are free;
// nlohmann is kept out of the modules on the hot path.
const std::vector<Wrapped>& WrappedHeaders() {
  static const std::vector<Wrapped> kWrapped = {
      {"phonenumbers", {"contact"}},
      {"simdjson", {"ingest"}},
      {"date/", {"ingest"}},
      {"sqlite3", {"adapters/sqlite"}},
      {"sodium", {"privacy"}},
      {"CLI/", {"cli"}},
      {"zstd", {"adapters/files"}},
      {"zlib", {"adapters/files"}},
      {"openssl/", {"core", "privacy", "adapters/webhook"}},
      {"boost/", {"adapters/webhook"}},
      {"xxhash", {"core"}},
      {"toml++", {"strict_toml", "configuration", "ingest", "screening", "simulation"}},
      {"nlohmann/",
       {"ingest", "privacy", "registry", "configuration", "linkage", "enforcement", "reporting",
        "pilot", "flows", "cli", "adapters/sqlite", "adapters/folder"}},
  };
  return kWrapped;
}

// The only files that may ask the machine for time or chance.
constexpr std::array<std::string_view, 2> kMayAskMachine = {"src/app/system_clock.cc",
                                                            "src/app/system_entropy.cc"};
constexpr std::array<std::string_view, 9> kMachineWords = {
    "system_clock::now", "steady_clock::now", "high_resolution_clock", "random_device", "getrandom",
    "clock_gettime",     "gettimeofday",      "randombytes_",          "time(nullptr)"};

// Modules that may write to people or logs.
constexpr std::array<std::string_view, 4> kMayPrint = {"cli", "app", "flows", "http"};
constexpr std::array<std::string_view, 4> kPrintWords = {"std::cout", "std::cerr", "fmt::print(",
                                                         "spdlog::"};

constexpr std::array<std::string_view, 4> kNamelessFolders = {"common", "misc", "helpers", "utils"};

template <typename Range>
bool Contains(const Range& range, std::string_view word) {
  return std::find(range.begin(), range.end(), word) != range.end();
}

// "src/adapters/files/x.cc" lies in "adapters/files", "src/core/detail/x.cc" in "core".
std::optional<std::string> ModuleOf(std::string_view path) {
  if (!path.starts_with("src/")) {
    return std::nullopt;
  }
  path.remove_prefix(4);
  std::size_t end = path.find('/');
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  if (path.substr(0, end) == "adapters") {
    end = path.find('/', end + 1);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return std::string(path.substr(0, end));
}

bool IsCode(std::string_view path) {
  return path.ends_with(".h") || path.ends_with(".cc");
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

struct Place {
  const SourceFile& file;
  std::size_t line;
};

class Checker {
 public:
  explicit Checker(const Layers& layers) : layers_(layers) {}

  void CheckFile(const SourceFile& file) {
    CheckFolders(file);
    if (!IsCode(file.path)) {
      return;
    }
    const std::vector<std::string_view> lines = LinesOf(file.text);
    if (lines.empty() || lines.front() != "// SPDX-License-Identifier: Apache-2.0") {
      Report({file, 1}, "does not start with the SPDX line of the licence");
    }
    const std::size_t lines_max = file.path.ends_with(".h") ? kHeaderLinesMax : kSourceLinesMax;
    if (lines.size() > lines_max) {
      Report({file, 0}, fmt::format("{} lines, budget {}", lines.size(), lines_max));
    }
    const std::optional<std::string> module = ModuleOf(file.path);
    if (!module) {
      return;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      CheckInclude({file, i + 1}, *module, lines[i]);
      CheckWords({file, i + 1}, *module, lines[i]);
    }
  }

  void CheckReadmes(const std::vector<SourceFile>& files) {
    for (const auto& [module, dependencies] : layers_) {
      const std::string path = "src/" + module + "/README.md";
      const auto readme = std::find_if(files.begin(), files.end(),
                                       [&](const SourceFile& file) { return file.path == path; });
      if (readme == files.end()) {
        breaches_.push_back(path + ":0: is missing");
      } else if (const std::size_t count = LinesOf(readme->text).size(); count > kReadmeLinesMax) {
        Report({*readme, 0}, fmt::format("{} lines, budget {}", count, kReadmeLinesMax));
      }
    }
  }

  std::vector<std::string> TakeBreaches() { return std::move(breaches_); }

 private:
  void Report(const Place& place, const std::string& what) {
    breaches_.push_back(fmt::format("{}:{}: {}", place.file.path, place.line, what));
  }

  void CheckFolders(const SourceFile& file) {
    std::istringstream parts(file.path);
    for (std::string part; std::getline(parts, part, '/');) {
      if (Contains(kNamelessFolders, part)) {
        Report({file, 0}, fmt::format("lies in a folder called {}, which says nothing", part));
      }
    }
  }

  void CheckInclude(const Place& place, const std::string& module, std::string_view line) {
    if (!line.starts_with("#include ")) {
      return;
    }
    line.remove_prefix(9);
    if (line.starts_with('<')) {
      CheckThirdParty(place, module, line.substr(1, line.find('>') - 1));
      return;
    }
    const std::string_view header = line.substr(1, line.find('"', 1) - 1);
    const std::optional<std::string> other = ModuleOf(fmt::format("src/{}", header));
    if (!other || *other == module) {
      return;
    }
    const auto allowed = layers_.find(module);
    if (allowed == layers_.end() || !allowed->second.contains(*other)) {
      Report(place, fmt::format("{} includes {}, which is not among its DEPS", module, header));
    }
    if (header.find("/detail/") != std::string_view::npos) {
      Report(place, fmt::format("{} includes {}, which is private to {}", module, header, *other));
    }
  }

  void CheckThirdParty(const Place& place, const std::string& module, std::string_view header) {
    for (const Wrapped& wrapped : WrappedHeaders()) {
      if (header.starts_with(wrapped.header) && !Contains(wrapped.modules, module)) {
        Report(place, fmt::format("{} includes <{}>, which another module wraps", module, header));
      }
    }
  }

  void CheckWords(const Place& place, const std::string& module, std::string_view line) {
    const std::string_view code = line.substr(0, line.find("//"));
    for (const std::string_view word : kMachineWords) {
      if (code.find(word) != std::string_view::npos && !Contains(kMayAskMachine, place.file.path)) {
        Report(place, fmt::format("{}: time and chance are injected (core/clock.h)", word));
      }
    }
    if (Contains(kMayPrint, module)) {
      return;
    }
    for (const std::string_view word : kPrintWords) {
      if (code.find(word) != std::string_view::npos) {
        Report(place, fmt::format("{}: {} returns what it has to say", word, module));
      }
    }
  }

  const Layers& layers_;
  std::vector<std::string> breaches_;
};

}  // namespace

Layers ParseLayers(std::string_view text) {
  Layers layers;
  for (const std::string_view line : LinesOf(text)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    std::set<std::string>& dependencies = layers[std::string(line.substr(0, colon))];
    std::istringstream words{std::string(line.substr(colon + 1))};
    for (std::string word; words >> word;) {
      dependencies.insert(word);
    }
  }
  return layers;
}

std::vector<std::string> CheckTree(const std::vector<SourceFile>& files, const Layers& layers) {
  Checker checker(layers);
  for (const SourceFile& file : files) {
    checker.CheckFile(file);
  }
  checker.CheckReadmes(files);
  return checker.TakeBreaches();
}

}  // namespace assay::tidy
