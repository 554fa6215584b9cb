// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>

#include <fmt/format.h>

namespace assay::sqlite::detail {
namespace {

constexpr std::size_t kFileBytesMax = 256;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Error> CannotUse(const std::string& path, int error_number) {
  return Fail(
      ErrorCode::kUnavailable, "privacy.key_file_failed",
      fmt::format("cannot use {}: {}", path, std::generic_category().message(error_number)));
}

std::optional<privacy::SecretKey> Parse(std::string_view text, std::string_view magic) {
  privacy::SecretKey::Bytes bytes{};
  if (!text.starts_with(magic) || text.size() != magic.size() + 1 + 2 * bytes.size() + 1 ||
      text[magic.size()] != ' ' || text.back() != '\n') {
    return std::nullopt;
  }
  const char* digits = text.data() + magic.size() + 1;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* pair = digits + 2 * i;
    const auto [end, error] = std::from_chars(pair, pair + 2, bytes[i], 16);
    if (error != std::errc() || end != pair + 2) {
      return std::nullopt;
    }
  }
  return privacy::SecretKey(bytes);
}

Result<privacy::SecretKey> Load(int descriptor, const KeyFile& file) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    return CannotUse(file.path, errno);
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Fail(ErrorCode::kForbidden, "privacy.key_file_open",
                fmt::format("{} may be used by other accounts; run `chmod 600 {}`, and think about "
                            "who has read it",
                            file.path, file.path));
  }
  std::array<char, kFileBytesMax> buffer{};
  const ssize_t read = ::read(descriptor, buffer.data(), buffer.size());
  if (read < 0) {
    return CannotUse(file.path, errno);
  }
  auto key = Parse({buffer.data(), static_cast<std::size_t>(read)}, file.magic);
  if (!key) {
    return Fail(ErrorCode::kCorrupted, "privacy.key_file_damaged",
                fmt::format("{} is not a key file; put it back from its backup", file.path));
  }
  return *key;
}

// Written beside and renamed, so that a crash leaves either no key file or a whole one.
Result<privacy::SecretKey> Make(const KeyFile& file, Entropy& entropy) {
  privacy::SecretKey::Bytes bytes{};
  entropy.Fill(std::as_writable_bytes(std::span(bytes)));
  privacy::SecretKey key(bytes);
  const std::string text = fmt::format("{} {:02x}\n", file.magic, fmt::join(bytes, ""));
  const std::string draft = file.path + ".new";
  {
    const Descriptor output(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (output.number() < 0 || ::fchmod(output.number(), S_IRUSR | S_IWUSR) != 0) {
      return CannotUse(draft, errno);
    }
    const ssize_t written = ::write(output.number(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size()) || ::fsync(output.number()) != 0) {
      return CannotUse(draft, written < 0 || errno != 0 ? errno : ENOSPC);
    }
  }
  const std::string folder = std::filesystem::path(file.path).parent_path().string();
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.number() < 0 || ::rename(draft.c_str(), file.path.c_str()) != 0 ||
      ::fsync(parent.number()) != 0) {
    return CannotUse(file.path, errno);
  }
  return key;
}

}  // namespace

Result<void> MakePrivateFolder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return {};
  }
  std::filesystem::create_directories(path, error);
  if (!error) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return CannotUse(path, error.value());
  }
  return {};
}

Result<void> MakePrivateFile(const std::string& path) {
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return CannotUse(path, errno);
  }
  return {};
}

Result<privacy::SecretKey> LoadOrMakeKey(const KeyFile& file, bool may_create, Entropy& entropy) {
  const Descriptor input(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (input.number() >= 0) {
    return Load(input.number(), file);
  }
  if (errno != ENOENT) {
    return CannotUse(file.path, errno);
  }
  if (!may_create) {
    return Fail(
        ErrorCode::kNotFound, "privacy.key_file_missing",
        fmt::format("{} is gone while keys.db beside it is in use; put it back from its backup",
                    file.path));
  }
  return Make(file, entropy);
}

}  // namespace assay::sqlite::detail
