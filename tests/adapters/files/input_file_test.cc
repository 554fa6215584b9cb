// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/input_file.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace assay::files {
namespace {

class InputFile : public ::testing::Test {
 protected:
  InputFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-input-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~InputFile() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& bytes) {
    const std::string path = folder_ + "/input";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::string folder_;
};

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// Text that does not compress to nothing, so that a cut falls into its middle.
std::string LongText() {
  std::mt19937_64 random(7);
  std::string text;
  for (int i = 0; i < 60'000; ++i) {
    text += std::to_string(random()) + "\n";
  }
  return text;
}

struct Outcome {
  std::string text;
  std::string reason;  // Of the error at the end; empty for a clean end.
};

Outcome ReadAll(const std::string& path, std::size_t block_bytes = 5'000) {
  auto source = OpenInputFile(path);
  if (!source) {
    return {"", source.error().reason};
  }
  Outcome outcome;
  std::string block(block_bytes, '\0');
  while (true) {
    const auto count = (*source)->Read(block);
    if (!count) {
      // It stays: a caller that asks again is not told that all is well.
      EXPECT_EQ((*source)->Read(block).error().reason, count.error().reason);
      outcome.reason = count.error().reason;
      return outcome;
    }
    if (*count == 0) {
      return outcome;
    }
    outcome.text.append(block, 0, *count);
  }
}

TEST_F(InputFile, ReadsPlainGzipAndZstdAlike) {
  const std::string text = LongText();
  for (const std::string& bytes : {text, Gzip(text), Zstd(text)}) {
    const Outcome outcome = ReadAll(Write(bytes));
    EXPECT_EQ(outcome.reason, "");
    EXPECT_TRUE(outcome.text == text) << outcome.text.size() << " of " << text.size();
  }
}

TEST_F(InputFile, ReadsSeveralMembersAndFramesAsOne) {
  EXPECT_EQ(ReadAll(Write(Gzip("a\n") + Gzip("") + Gzip("b\n"))).text, "a\nb\n");
  EXPECT_EQ(ReadAll(Write(Zstd("a\n") + Zstd("b\n"))).text, "a\nb\n");
}

TEST_F(InputFile, PassesOverZerosAfterTheLastMember) {
  const Outcome outcome = ReadAll(Write(Gzip("a\n") + std::string(512, '\0')));
  EXPECT_EQ(outcome.text, "a\n");
  EXPECT_EQ(outcome.reason, "");
}

TEST_F(InputFile, GivesEverythingBeforeATruncatedGzipBreaksOff) {
  const std::string text = LongText();
  const std::string bytes = Gzip(text);
  const Outcome outcome = ReadAll(Write(bytes.substr(0, bytes.size() / 2)));
  EXPECT_EQ(outcome.reason, "input.truncated");
  EXPECT_GT(outcome.text.size(), text.size() / 3);
  EXPECT_TRUE(text.starts_with(outcome.text));
}

TEST_F(InputFile, SeesThatOnlyTheTrailerIsMissing) {
  const std::string bytes = Gzip("all of it\n");
  const Outcome outcome = ReadAll(Write(bytes.substr(0, bytes.size() - 1)));
  EXPECT_EQ(outcome.text, "all of it\n");
  EXPECT_EQ(outcome.reason, "input.truncated");
}

TEST_F(InputFile, GivesEverythingBeforeATruncatedZstdBreaksOff) {
  const std::string text = LongText();
  const std::string bytes = Zstd(text);
  const Outcome outcome = ReadAll(Write(bytes.substr(0, bytes.size() / 2)));
  EXPECT_EQ(outcome.reason, "input.truncated");
  EXPECT_TRUE(text.starts_with(outcome.text));
  EXPECT_FALSE(outcome.text.empty());
}

TEST_F(InputFile, SeesFlippedBytesInGzip) {
  std::string bytes = Gzip(LongText());
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 0x20);  // In the checksum.
  EXPECT_EQ(ReadAll(Write(bytes)).reason, "input.damaged");
}

TEST_F(InputFile, RefusesRubbishAfterCompressedData) {
  const Outcome gzip = ReadAll(Write(Gzip("a\n") + "rubbish"));
  EXPECT_EQ(gzip.text, "a\n");
  EXPECT_EQ(gzip.reason, "input.damaged");
  EXPECT_EQ(ReadAll(Write(Zstd("a\n") + "rubbish")).reason, "input.damaged");
}

TEST_F(InputFile, ReadsAnEmptyFileAsNothing) {
  const Outcome outcome = ReadAll(Write(""));
  EXPECT_EQ(outcome.text, "");
  EXPECT_EQ(outcome.reason, "");
}

TEST_F(InputFile, SaysWhatIsNotThereOrNoFile) {
  EXPECT_EQ(ReadAll(folder_ + "/nothing").reason, "input.not_found");
  EXPECT_EQ(ReadAll(folder_).reason, "input.unreadable");
}

TEST_F(InputFile, TellsHowFarItIs) {
  auto source = OpenInputFile(Write(Gzip(LongText())));
  ASSERT_TRUE(source.has_value());
  const auto total = (*source)->raw_bytes_total();
  ASSERT_TRUE(total.has_value());
  std::string block(100'000, '\0');
  while (*(*source)->Read(block) > 0) {
    EXPECT_LE((*source)->raw_bytes_read(), *total);
  }
  EXPECT_EQ((*source)->raw_bytes_read(), *total);
}

}  // namespace
}  // namespace assay::files
