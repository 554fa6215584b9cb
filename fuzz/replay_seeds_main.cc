// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where it is not built in: runs each seed of the folders or files named,
// and every beginning of each seed up to a length, once. So a fuzz target cannot rot unseen.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kBeginningsMax = 512;

bool Replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  const std::string seed{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (std::size_t length = 0; length <= std::min(seed.size(), kBeginningsMax); ++length) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(seed.data()), length);
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(seed.data()), seed.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> seeds;
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_directory(argv[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
        seeds.push_back(entry.path());
      }
    } else {
      seeds.emplace_back(argv[i]);
    }
  }
  std::ranges::sort(seeds);
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds: a target without any proves nothing\n");
    return 1;
  }
  const bool all_read = std::ranges::all_of(seeds, Replay);
  std::printf("%zu seeds\n", seeds.size());
  return all_read ? 0 : 1;
}
