// SPDX-License-Identifier: Apache-2.0
// The real program, run as its users run it, in a folder of its own that goes away with the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::process {

struct Finished {
  int exit_status = -1;  // -1 where a signal ended it.
  int signal = 0;
  std::string out;
  std::string err;
  std::int64_t peak_memory_kib = 0;
};

// The longest that a child of a test lives (SIGALRM): four fifths of what CTest gives the test (the
// variable ASSAY_TEST_SECONDS; five minutes without it), so that a test whose awaited word never comes
// fails by its own message, before CTest ends it without one.
unsigned ChildSecondsMax();

// Runs `assay` with these arguments; `kill_after_us` ends it with SIGKILL unless it is done before.
Finished RunAssay(const std::vector<std::string>& arguments,
                  std::optional<std::uint64_t> kill_after_us = std::nullopt);

class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void WriteFile(const std::string& path, const std::string& bytes);
std::string ReadFile(const std::string& path);
std::vector<std::string> FilesOf(const std::string& folder);  // Their paths, sorted.

}  // namespace assay::process
