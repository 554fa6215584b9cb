// SPDX-License-Identifier: Apache-2.0
#include "support/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace assay::process {

unsigned ChildSecondsMax() {
  const char* seconds = std::getenv("ASSAY_TEST_SECONDS");
  return static_cast<unsigned>(seconds != nullptr ? std::atoi(seconds) : 300) * 4 / 5;
}

Finished RunAssay(const std::vector<std::string>& arguments,
                  std::optional<std::uint64_t> kill_after_us) {
  const TemporaryFolder output;
  const std::string program = std::string(ASSAY_BINARY_DIR) + "/bin/assay";
  const std::string out = output / "out";
  const std::string err = output / "err";
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);

  const pid_t child = ::fork();
  if (child < 0) {
    throw std::runtime_error("cannot start a process");
  }
  if (child == 0) {
    const int out_file = ::open(out.c_str(), O_WRONLY | O_CREAT, 0600);
    const int err_file = ::open(err.c_str(), O_WRONLY | O_CREAT, 0600);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out_file, STDOUT_FILENO);
    ::dup2(err_file, STDERR_FILENO);
    ::alarm(ChildSecondsMax());  // Outlives exec.
    ::execv(program.c_str(), words.data());
    ::_exit(127);
  }
  if (kill_after_us) {
    ::usleep(static_cast<useconds_t>(*kill_after_us));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  struct rusage usage {};
  ::wait4(child, &status, 0, &usage);
  Finished finished;
  if (WIFEXITED(status)) {
    finished.exit_status = WEXITSTATUS(status);
  } else {
    finished.signal = WTERMSIG(status);
  }
  finished.peak_memory_kib = usage.ru_maxrss;
  finished.out = ReadFile(out);
  finished.err = ReadFile(err);
  if (finished.signal == SIGALRM) {
    finished.err +=
        "(ended by the test: not done after " + std::to_string(ChildSecondsMax()) + " s)";
  }
  return finished;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error("cannot make a folder for the test");
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> FilesOf(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace assay::process
