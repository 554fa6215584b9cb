// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

namespace assay::files {
namespace {

constexpr std::size_t kRawBlockBytes = std::size_t{256} << 10;

// The bytes of the file itself, with a few of them looked at in advance.
class RawFile {
 public:
  RawFile(int descriptor, bool owned, std::string name, std::optional<std::uint64_t> size)
      : descriptor_(descriptor), owned_(owned), name_(std::move(name)), size_(size) {
    block_.resize(kRawBlockBytes);
  }
  ~RawFile() {
    if (owned_) {
      ::close(descriptor_);
    }
  }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  std::string_view available() const { return {block_.data() + begin_, end_ - begin_}; }
  void Drop(std::size_t count) { begin_ += count; }
  bool at_end() const { return at_end_ && begin_ == end_; }

  // Reads on until at least `wanted` bytes are available or the file ends.
  Result<void> Fill(std::size_t wanted) {
    if (begin_ > 0) {
      std::memmove(block_.data(), block_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    while (end_ < wanted && !at_end_) {
      const ssize_t got = ::read(descriptor_, block_.data() + end_, block_.size() - end_);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        return Fail(ErrorCode::kUnavailable, "input.unreadable",
                    fmt::format("{}: {}", name_, std::system_category().message(errno)));
      }
      at_end_ = got == 0;
      end_ += static_cast<std::size_t>(got);
      bytes_read_ += static_cast<std::uint64_t>(got);
    }
    return {};
  }

  const std::string& name() const { return name_; }
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::optional<std::uint64_t> size() const { return size_; }

 private:
  int descriptor_;
  bool owned_;
  std::string name_;
  std::optional<std::uint64_t> size_;
  std::vector<char> block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t bytes_read_ = 0;
  bool at_end_ = false;
};

Error Truncated(const RawFile& file) {
  return {
      ErrorCode::kCorrupted, "input.truncated",
      fmt::format("{}: the compressed data breaks off at byte {}", file.name(), file.bytes_read())};
}

Error Damaged(const RawFile& file, std::string_view why) {
  return {ErrorCode::kCorrupted, "input.damaged",
          fmt::format("{}: the compressed data is damaged near byte {} ({})", file.name(),
                      file.bytes_read() - file.available().size(), why)};
}

class Source : public ingest::ByteSource {
 public:
  explicit Source(std::unique_ptr<RawFile> file) : file_(std::move(file)) {}
  std::uint64_t raw_bytes_read() const override { return file_->bytes_read(); }
  std::optional<std::uint64_t> raw_bytes_total() const override { return file_->size(); }

  // Bytes first, then the error, which stays.
  Result<std::size_t> Read(std::span<char> buffer) final {
    if (buffer.empty() || ended_) {
      return 0;
    }
    std::size_t produced = 0;
    while (!error_ && !ended_ && produced == 0) {
      if (file_->available().empty()) {
        if (auto filled = file_->Fill(1); !filled) {
          error_ = std::move(filled).error();
          break;
        }
      }
      produced = Produce(buffer);
    }
    if (produced == 0 && error_) {
      return Fail(*error_);
    }
    return produced;
  }

 protected:
  // Fills the front of `buffer` from the file's available bytes (none only at its end). May set
  // error_ or ended_ along with returning bytes.
  virtual std::size_t Produce(std::span<char> buffer) = 0;

  std::unique_ptr<RawFile> file_;
  std::optional<Error> error_;
  bool ended_ = false;
};

class PlainSource final : public Source {
 public:
  using Source::Source;

 private:
  std::size_t Produce(std::span<char> buffer) override {
    const std::string_view bytes = file_->available();
    if (bytes.empty()) {
      ended_ = true;
      return 0;
    }
    const std::size_t count = std::min(bytes.size(), buffer.size());
    std::memcpy(buffer.data(), bytes.data(), count);
    file_->Drop(count);
    return count;
  }
};

class GzipSource final : public Source {
 public:
  explicit GzipSource(std::unique_ptr<RawFile> file) : Source(std::move(file)) {
    if (inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) {
      error_ = Error{ErrorCode::kUnavailable, "input.unreadable", "no memory to read gzip data"};
    }
  }
  ~GzipSource() override { inflateEnd(&stream_); }

 private:
  std::size_t Produce(std::span<char> buffer) override {
    std::string_view bytes = file_->available();
    if (between_members_) {
      // Zeros may follow the last member: tape blocks are filled up with them.
      const std::size_t padding = std::min(bytes.find_first_not_of('\0'), bytes.size());
      file_->Drop(padding);
      bytes.remove_prefix(padding);
      if (bytes.empty()) {
        ended_ = file_->at_end();
        return 0;
      }
      between_members_ = false;
      inflateReset(&stream_);
    }
    if (bytes.empty()) {
      error_ = Truncated(*file_);
      return 0;
    }
    // zlib does not write to its input, but its structure is not const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    const std::size_t room = std::min<std::size_t>(buffer.size(), std::size_t{1} << 30);
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    file_->Drop(bytes.size() - stream_.avail_in);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      error_ = Damaged(*file_, stream_.msg != nullptr ? stream_.msg : "not a gzip stream");
    }
    return room - stream_.avail_out;
  }

  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdSource final : public Source {
 public:
  explicit ZstdSource(std::unique_ptr<RawFile> file)
      : Source(std::move(file)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) {
      error_ = Error{ErrorCode::kUnavailable, "input.unreadable", "no memory to read zstd data"};
    }
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

 private:
  std::size_t Produce(std::span<char> buffer) override {
    const std::string_view bytes = file_->available();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    const bool at_end = bytes.empty();
    if (at_end && frame_complete_) {
      ended_ = true;
      return 0;
    }
    const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
    file_->Drop(in.pos);
    if (ZSTD_isError(status) != 0) {
      error_ = Damaged(*file_, ZSTD_getErrorName(status));
    } else {
      frame_complete_ = status == 0;
      if (at_end && out.pos == 0 && !frame_complete_) {
        error_ = Truncated(*file_);
      }
    }
    return out.pos;
  }

  ZSTD_DStream* stream_;
  bool frame_complete_ = false;
};

Result<std::unique_ptr<RawFile>> OpenRaw(const std::string& name) {
  const bool standard_input = name == "-";
  const int descriptor =
      standard_input ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  const std::string shown = standard_input ? "standard input" : name;
  if (descriptor < 0) {
    const int error = errno;
    return Fail(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                error == ENOENT ? "input.not_found" : "input.unreadable",
                fmt::format("{}: {}", shown, std::system_category().message(error)));
  }
  struct stat status {};
  std::optional<std::uint64_t> size;
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    size = static_cast<std::uint64_t>(status.st_size);
  }
  return std::make_unique<RawFile>(descriptor, !standard_input, shown, size);
}

}  // namespace

Result<std::unique_ptr<ingest::ByteSource>> OpenInputFile(const std::string& name) {
  ASSAY_ASSIGN(std::unique_ptr<RawFile> file, OpenRaw(name));
  ASSAY_TRY(file->Fill(4));
  const std::string_view head = file->available();
  std::unique_ptr<ingest::ByteSource> source;
  if (head.starts_with("\x1F\x8B")) {
    source = std::make_unique<GzipSource>(std::move(file));
  } else if (head.starts_with("\x28\xB5\x2F\xFD")) {
    source = std::make_unique<ZstdSource>(std::move(file));
  } else {
    source = std::make_unique<PlainSource>(std::move(file));
  }
  return source;
}

}  // namespace assay::files
