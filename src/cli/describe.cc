// SPDX-License-Identifier: Apache-2.0
#include "cli/describe.h"

#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace assay::cli {
namespace {

struct Node {
  std::string path;  // "db upgrade"; empty for the program itself.
  std::string description;
  std::string example;
  std::vector<std::string> subcommands;
  std::vector<const CLI::Option*> options;
};

void Collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
  Node node{path, app.get_description(), app.get_footer(), {}, app.get_options()};
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    node.subcommands.push_back(child->get_name());
  }
  nodes.push_back(std::move(node));
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    Collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), nodes);
  }
}

std::vector<Node> NodesOf(const CLI::App& app) {
  std::vector<Node> nodes;
  Collect(app, "", nodes);
  return nodes;
}

std::vector<std::string> SwitchesOf(const Node& node) {
  std::vector<std::string> switches;
  for (const CLI::Option* option : node.options) {
    for (const std::string& name : option->get_lnames()) {
      switches.push_back("--" + name);
    }
  }
  return switches;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += text.empty() ? word : " " + word;
  }
  return text;
}

// Within a single-quoted shell word.
std::string Quoted(const std::string& text) {
  std::string quoted;
  for (const char c : text) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted;
}

// A line that starts with a dot or quote would be a request to roff; a backslash starts an escape.
std::string Roff(const std::string& text) {
  std::string safe;
  bool line_starts = true;
  for (const char c : text) {
    if (line_starts && (c == '.' || c == '\'')) {
      safe += "\\&";
    }
    safe += c == '\\' ? std::string("\\e") : (c == '-' ? std::string("\\-") : std::string(1, c));
    line_starts = c == '\n';
  }
  return safe;
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string cases;
  for (const Node& node : NodesOf(app)) {
    std::vector<std::string> words = node.subcommands;
    for (const std::string& name : SwitchesOf(node)) {
      words.push_back(name);
    }
    cases += fmt::format("    '{}') words='{}' ;;\n", node.path, Joined(words));
  }
  return "# Completion of assay for bash: source <(assay completion bash)\n"
         "_assay_words() {\n"
         "  case $1 in\n" +
         cases +
         "    *) return 1 ;;\n"
         "  esac\n"
         "}\n"
         "_assay() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} path='' words='' word i\n"
         "  for ((i = 1; i < COMP_CWORD && i < 3; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    [[ $word == -* ]] && break\n"
         "    path=${path:+$path }$word\n"
         "  done\n"
         "  # The second word may be a file: then the command's own options are offered.\n"
         "  _assay_words \"$path\" || _assay_words \"${path%% *}\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _assay assay\n";
}

std::string ZshCompletion(const CLI::App& app) {
  std::string cases;
  for (const Node& node : NodesOf(app)) {
    std::vector<std::string> words = node.subcommands;
    for (const std::string& name : SwitchesOf(node)) {
      words.push_back(name);
    }
    cases += fmt::format("    '{}') words=({}) ;;\n", node.path, Joined(words));
  }
  return "#compdef assay\n"
         "# Completion of assay for zsh: put it as _assay into a folder of $fpath.\n"
         "_assay() {\n"
         "  local path_words word i\n"
         "  local -a words_before\n"
         "  for ((i = 2; i < CURRENT && i < 4; i++)); do\n"
         "    word=${words[i]}\n"
         "    [[ $word == -* ]] && break\n"
         "    words_before+=($word)\n"
         "  done\n"
         "  path_words=\"${words_before[*]}\"\n"
         "  local -a offered\n"
         "  _assay_words \"$path_words\" || _assay_words \"${path_words%% *}\"\n"
         "  compadd -a offered\n"
         "  _files\n"
         "}\n"
         "_assay_words() {\n"
         "  local -a words\n"
         "  case $1 in\n" +
         cases +
         "    *) return 1 ;;\n"
         "  esac\n"
         "  offered=($words)\n"
         "}\n"
         "# Found through $fpath, this file runs as the function itself the first time.\n"
         "if [[ ${funcstack[1]} == _assay ]]; then\n"
         "  _assay \"$@\"\n"
         "else\n"
         "  compdef _assay assay\n"
         "fi\n";
}

std::string FishCompletion(const CLI::App& app) {
  std::string text = "# Completion of assay for fish: assay completion fish | source\n";
  for (const Node& node : NodesOf(app)) {
    std::string condition = "__fish_use_subcommand";
    if (!node.path.empty()) {
      condition = "__fish_seen_subcommand_from " + node.path;
      if (const auto space = node.path.find(' '); space != std::string::npos) {
        condition =
            fmt::format("__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {}",
                        node.path.substr(0, space), node.path.substr(space + 1));
      }
    }
    for (const std::string& child : node.subcommands) {
      text += fmt::format("complete -c assay -n '{}' -a '{}'\n", condition, child);
    }
    for (const CLI::Option* option : node.options) {
      for (const std::string& name : option->get_lnames()) {
        text += fmt::format("complete -c assay -n '{}' -l '{}' -d '{}'\n", condition, name,
                            Quoted(option->get_description()));
      }
    }
  }
  return text;
}

std::string ManPage(const CLI::App& app, const std::string& version) {
  std::string page = fmt::format(".TH ASSAY 1 \"\" \"assay {}\" \"User commands\"\n", version);
  page += ".SH NAME\nassay \\- find, prove and stop counterfeit goods on a marketplace\n";
  page += ".SH SYNOPSIS\n.B assay\n.I command\n[options]\n.SH COMMANDS\n";
  for (const Node& node : NodesOf(app)) {
    if (node.path.empty()) {
      continue;
    }
    page += fmt::format(".SS assay {}\n{}\n", Roff(node.path), Roff(node.description));
    for (const CLI::Option* option : node.options) {
      page += fmt::format(".TP\n.B {}\n{}\n", Roff(option->get_name(true, true)),
                          Roff(option->get_description()));
    }
    if (!node.example.empty()) {
      page += fmt::format(".PP\n.nf\n{}\n.fi\n", Roff(node.example));
    }
  }
  page +=
      ".SH EXIT STATUS\n0 done; 1 finished with findings worth failing on; 2 wrong usage;\n"
      "3 bad input beyond the number that was allowed; 4 the environment (disk, database).\n";
  return page;
}

}  // namespace assay::cli
