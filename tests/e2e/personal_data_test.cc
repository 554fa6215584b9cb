// SPDX-License-Identifier: Apache-2.0
// Identifiers of people, planted in every kind of line, are found nowhere in what the program keeps
// or prints: not in the log (unpacked too), the database and its journal, snapshots, backups,
// actions or messages. Only who has the keys gets them back.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include <gtest/gtest.h>

#include "support/process.h"

namespace assay {
namespace {

using process::Finished;
using process::RunAssay;

constexpr std::array<std::string_view, 8> kPlanted = {
    "QXDOC7731904455",          "QXBANK55019930042",       "4477009553217",
    "qx.planted@mail.example",  "qxdevice-88c1f20b",       "Qxfirst Qxlastname",
    "Qxstreet 4711 Qxtown 995", "Qxmessage please call me"};

std::string Hex(std::string_view text) {
  std::string hex;
  for (const char c : text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

// Of the part that does not depend on what follows, for one of the three ways the text may lie.
std::string Base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i + 3 <= text.size(); i += 3) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[i + at]); };
    const unsigned bits = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) {
      out += kDigits[bits >> shift & 63U];
    }
  }
  return out;
}

std::vector<std::string> FormsOf(std::string_view planted) {
  std::vector<std::string> forms = {std::string(planted), Hex(planted), std::string(planted),
                                    std::string(planted)};
  std::ranges::transform(forms[2], forms[2].begin(),
                         [](unsigned char c) { return std::toupper(c); });
  std::ranges::transform(forms[3], forms[3].begin(),
                         [](unsigned char c) { return std::tolower(c); });
  for (const std::size_t skipped : {0U, 1U, 2U}) {
    forms.push_back(Base64(planted.substr(skipped)));
  }
  return forms;
}

void ExpectClean(const std::string& bytes, const std::string& where) {
  for (const std::string_view planted : kPlanted) {
    for (const std::string& form : FormsOf(planted)) {
      EXPECT_EQ(bytes.find(form), std::string::npos) << form << " is in " << where;
    }
  }
}

std::string StoreOpened(const std::string& id, const std::string& name) {
  return R"({"specversion":"1.0","id":")" + id +
         R"(","source":"//market.example","type":"assay.store.opened.v1","time":"2017-03-01T00:06:00+08:00","subject":"s-1","data":{"name":")" +
         name +
         R"(","person":{"kind":"person","name":"Qxfirst Qxlastname","document_type":"national_id","document":"QXDOC7731904455"},"phones":[{"number":"4477009553217"}],"emails":[{"address":"qx.planted@mail.example"}],"bank_accounts":[{"number":"QXBANK55019930042"}],"devices":[{"id":"qxdevice-88c1f20b"}],"addresses":[{"kind":"sending","text":"Qxstreet 4711 Qxtown 995"}]}})" +
         "\n";
}

std::string Message() {
  return std::string(
             R"({"specversion":"1.0","id":"m","source":"//market.example","type":"assay.message.v1","time":"2017-03-01T00:07:00+08:00","subject":"s-1","data":{"message":"m-1","from":"seller","basis":"report","text":"Qxmessage please call me"}})") +
         "\n";
}

std::string Later(const std::string& month) {
  return R"({"specversion":"1.0","id":"l)" + month +
         R"(","source":"//market.example","type":"assay.listing.v1","time":"2017-)" + month +
         R"(-02T00:07:00+08:00","subject":"s-1","data":{"listing":"l-1","title":"Trail shoes"}})" +
         "\n";
}

class PersonalData : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string whole = StoreOpened("a", "Shop");
    process::WriteFile(input_, whole + Message() + StoreOpened("a", "Other shop") +  // Contradicts.
                                   whole.substr(0, whole.size() - 3) + "\n" +        // Malformed.
                                   Later("03") + Later("04"));
    ingested_ = Run({"ingest", input_, "--data", data_, "--json"});
    ASSERT_EQ(ingested_.exit_status, 0) << ingested_.err;
    ASSERT_NE(ingested_.out.find(R"("rejected":2)"), std::string::npos) << ingested_.out;
    ASSERT_NE(ingested_.out.find(R"("accepted":4)"), std::string::npos) << ingested_.out;
  }

  Finished Run(const std::vector<std::string>& arguments) { return RunAssay(arguments); }

  process::TemporaryFolder folder_;
  std::string input_ = folder_ / "input";
  std::string data_ = folder_ / "data";
  Finished ingested_;
};

TEST_F(PersonalData, IsFoundNowhereInWhatIsKeptOrPrinted) {
  ExpectClean(ingested_.out + ingested_.err, "what ingest prints");
  const std::vector<std::vector<std::string>> commands = {
      {"db", "backup", "--into", folder_ / "backup", "--data", data_},
      {"dump", "--canonical", "--data", data_},
      {"quarantine", "list", "--data", data_},
      {"quarantine", "replay", "--data", data_},
      {"verify", "--data", data_},
      {"privacy", "report", "--data", data_}};
  for (const auto& command : commands) {
    const Finished done = Run(command);
    EXPECT_EQ(done.exit_status, 0) << command[0] << ": " << done.err;
    ExpectClean(done.out + done.err, "what " + command[0] + " prints");
  }
  int segments = 0;
  int snapshots = 0;
  for (const std::string& kept : {data_, folder_ / "backup"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kept)) {
      if (!entry.is_regular_file()) {
        continue;
      }
      const std::string path = entry.path().string();
      ExpectClean(process::ReadFile(path), path);
      snapshots += path.ends_with(".state") ? 1 : 0;
      if (path.ends_with(".zst")) {
        ++segments;
        ASSERT_EQ(std::system(("zstdcat " + path + " > " + folder_ / "unpacked").c_str()), 0);
        const std::string lines = process::ReadFile(folder_ / "unpacked");
        EXPECT_NE(lines.find("assay.store.opened.v1"), std::string::npos) << "it was unpacked";
        ExpectClean(lines, path + ", unpacked");
      }
    }
  }
  EXPECT_EQ(segments, 2);
  EXPECT_GE(snapshots, 1);
}

TEST_F(PersonalData, IsShownToWhoAsksAndGoneOnceErasedWithTheSameDecisions) {
  const std::vector<std::string> export_it = {"privacy",  "export",  "s-1",    "--by", "officer",
                                              "--reason", "request", "--data", data_};
  const Finished shown = Run(export_it);
  ASSERT_EQ(shown.exit_status, 0) << shown.err;
  for (const std::string_view planted : kPlanted) {
    EXPECT_NE(shown.out.find(planted), std::string::npos) << planted;
  }
  const std::string decisions = Run({"dump", "--decisions", "--data", data_}).out;

  const Finished erased = Run({"privacy", "erase", "s-1", "--by", "officer", "--reason", "request",
                               "--yes", "--data", data_});
  ASSERT_EQ(erased.exit_status, 0) << erased.err;
  const Finished after = Run(export_it);
  ExpectClean(after.out + after.err, "an export after the erasure");
  EXPECT_NE((after.out + after.err).find("erased"), std::string::npos) << after.out << after.err;

  ASSERT_EQ(Run({"replay", "--into", folder_ / "again", "--data", data_}).exit_status, 0);
  EXPECT_EQ(Run({"dump", "--decisions", "--data", folder_ / "again"}).out, decisions);
}

}  // namespace
}  // namespace assay
