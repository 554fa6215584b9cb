// SPDX-License-Identifier: Apache-2.0
// Any bytes as a text, and, from the first line break on, as names to look for in what stands before it. What is
// found lies inside the text, in order, on borders of characters; the work is linear, which the time limit of the
// fuzzer tells.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"
#include "text/disguise_matcher.h"
#include "text/utf8.h"

namespace {

using assay::text::DisguisedName;
using assay::text::DisguiseMatcher;

const DisguiseMatcher& Known() {
  static const std::vector<std::string> names = {
      "Nike",  "耐克", "Gucci",  "香奈儿",   "Louis Vuitton", "劳力士", "AF1", "Ray-Ban",
      "欧乐B", "彪马", "特斯拉", "华伦天奴", "Salomon",       "爱马仕", "On",  "Be@rbrick"};
  static const DisguiseMatcher matcher(names);
  return matcher;
}

void Check(const DisguiseMatcher& matcher, std::string_view text, std::size_t names) {
  std::vector<DisguisedName> found;
  matcher.Find(text, DisguiseMatcher::Effort::kMisspellingsToo, found);
  CHECK_THAT(found.size() <= assay::text::kDisguisesMax, "what is told of a text is bounded");
  std::uint32_t last = 0;
  for (const DisguisedName& name : found) {
    CHECK_THAT(name.begin >= last && name.begin < name.end && name.end <= text.size(),
               "spans lie inside the text, in order");
    CHECK_THAT(name.name < names, "a name is one of those given");
    last = name.begin;
    static_cast<void>(assay::text::Describe(name.how));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Check(Known(), bytes, 16);
  const std::string_view text = bytes.substr(0, bytes.find('\n'));
  std::vector<std::string> names;
  for (std::string_view rest = bytes.substr(text.size()); !rest.empty() && names.size() < 64;) {
    rest.remove_prefix(1);
    const std::string_view name = rest.substr(0, rest.find('\n'));
    names.emplace_back(name);
    rest.remove_prefix(name.size());
  }
  Check(DisguiseMatcher(names), text, names.size());
  return 0;
}
