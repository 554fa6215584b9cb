// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_encoding.h"

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ingest/text_source.h"
#include "text/utf8.h"

namespace assay::ingest {
namespace {

// Hands out at most `piece` bytes at a time.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string text, std::size_t piece) : inner_(std::move(text)), piece_(piece) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    return inner_.Read(buffer.first(std::min(buffer.size(), piece_)));
  }
  std::uint64_t raw_bytes_read() const override { return inner_.raw_bytes_read(); }
  std::optional<std::uint64_t> raw_bytes_total() const override { return inner_.raw_bytes_total(); }

 private:
  TextSource inner_;
  std::size_t piece_;
};

std::string Decoded(const std::string& bytes, std::string_view encoding, std::size_t piece = 1) {
  auto source = ReadAsUtf8(std::make_unique<Pieces>(bytes, piece), encoding);
  EXPECT_TRUE(source.has_value());
  std::string text;
  char buffer[7];
  while (true) {
    const auto count = (*source)->Read(buffer);
    EXPECT_TRUE(count.has_value());
    if (*count == 0) {
      return text;
    }
    text.append(buffer, *count);
  }
}

// "商品" and "假货" in GBK, "ä", "ß" and "é" in Windows-1252.
const std::string kGbk = "\xC9\xCC\xC6\xB7,\xBC\xD9\xBB\xF5";
const std::string kWestern =
    "Verk\xE4ufer;Gr\xF6\xDF"
    "e;caf\xE9";

TEST(TextEncoding, TellsEncodingsByTheirBytes) {
  EXPECT_EQ(GuessEncoding("item,price\n").name, "utf-8");
  EXPECT_EQ(GuessEncoding("").name, "utf-8");
  EXPECT_EQ(GuessEncoding("商品,Größe").name, "utf-8");
  EXPECT_EQ(GuessEncoding("\xEF\xBB\xBFitem").name, "utf-8");
  EXPECT_EQ(GuessEncoding(kGbk).name, "gb18030");
  EXPECT_EQ(GuessEncoding(kWestern).name, "windows-1252");
  EXPECT_EQ(GuessEncoding(std::string("\xFF\xFEi\0t\0", 6)).name, "utf-16le");
  EXPECT_EQ(GuessEncoding(std::string("i\0t\0e\0m\0", 8)).name, "utf-16le");
  EXPECT_EQ(GuessEncoding(std::string("\0i\0t\0e\0m", 8)).name, "utf-16be");
}

TEST(TextEncoding, AHeadMayEndWithinACharacter) {
  const std::string text = "商品";
  EXPECT_EQ(GuessEncoding(text.substr(0, text.size() - 1)).name, "utf-8");
}

TEST(TextEncoding, KnowsTheNamesThatPeopleUse) {
  EXPECT_EQ(FindEncoding("GBK"), "gb18030");
  EXPECT_EQ(FindEncoding("Latin-1"), "windows-1252");
  EXPECT_EQ(FindEncoding("UTF8"), "utf-8");
  EXPECT_EQ(FindEncoding("rot13"), std::nullopt);
}

TEST(TextEncoding, TurnsBytesIntoUtf8HoweverTheyAreCut) {
  for (const std::size_t piece : {1U, 2U, 3U, 1'000U}) {
    EXPECT_EQ(Decoded(kGbk, "gb18030", piece), "商品,假货");
    EXPECT_EQ(Decoded(kWestern, "windows-1252", piece), "Verkäufer;Größe;café");
    EXPECT_EQ(Decoded(std::string("\xFF\xFEi\0\x46\x55", 6), "utf-16le", piece), "i商");
  }
}

TEST(TextEncoding, ShowsBytesThatTheEncodingDoesNotHave) {
  EXPECT_EQ(Decoded("a\xFF"
                    "b",
                    "gb18030"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(Decoded("ab\xC9", "gb18030"), "ab\uFFFD");
}

RC_GTEST_PROP(TextEncoding, AnyBytesBecomeValidText, (const std::string& bytes)) {
  RC_ASSERT(FindEncoding(GuessEncoding(bytes).name).has_value());
  for (const std::string& name : AllEncodings()) {
    if (name != kUtf8) {
      RC_ASSERT(text::IsValidUtf8(Decoded(bytes, name, 3)));
    }
  }
}

}  // namespace
}  // namespace assay::ingest
