// SPDX-License-Identifier: Apache-2.0
// Identifiers of people, planted in every personal field of every kind of event, are found nowhere in
// what the program keeps or prints: not in the log (unpacked too), the database and its live
// write-ahead log, snapshots, backups, actions or messages, plainly or encoded. Only who has the
// keys gets them back.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/personal_fields.h"
#include "ingest/event_types.h"
#include "support/process.h"

namespace assay {
namespace {

using Json = nlohmann::ordered_json;
using process::Finished;
using process::RunAssay;

// In every personal field of every type; with letters that JSON and URLs escape.
constexpr std::string_view kEverywhere = "Qx齐某甲@Qx7731904/88";

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
    const auto byte = [&](std::size_t at) -> unsigned {
      return static_cast<unsigned char>(text[i + at]);
    };
    const unsigned bits = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) {
      out += kDigits[bits >> shift & 63U];
    }
  }
  return out;
}

std::string UrlEncoded(std::string_view text, std::string_view digits) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      out += c;
    } else {
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

// As JSON writes it where only ASCII may stand.
std::string JsonEscaped(std::string_view text) {
  const std::string quoted = Json(text).dump(-1, ' ', true);
  return quoted.substr(1, quoted.size() - 2);
}

// Every letter as \\uXXXX; the text is ASCII.
std::string AllEscaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string Mapped(std::string_view text, int (*map)(int)) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [&](unsigned char c) { return map(c); });
  return out;
}

std::vector<std::string> FormsOf(std::string_view planted) {
  std::vector<std::string> forms = {std::string(planted),
                                    Hex(planted),
                                    Mapped(Hex(planted), std::toupper),
                                    Mapped(planted, std::toupper),
                                    Mapped(planted, std::tolower),
                                    UrlEncoded(planted, "0123456789ABCDEF"),
                                    UrlEncoded(planted, "0123456789abcdef"),
                                    JsonEscaped(planted),
                                    Mapped(JsonEscaped(planted), std::toupper)};
  if (std::ranges::all_of(planted, [](char c) { return static_cast<unsigned char>(c) < 128; })) {
    forms.push_back(AllEscaped(planted));
  }
  for (const std::size_t skipped : {0U, 1U, 2U}) {
    forms.push_back(Base64(planted.substr(skipped)));
    std::string url = forms.back();
    std::ranges::replace(url, '+', '-');
    std::ranges::replace(url, '/', '_');
    forms.push_back(url);
  }
  std::ranges::sort(forms);
  forms.erase(std::ranges::unique(forms).begin(), forms.end());
  return forms;
}

void ExpectClean(const std::string& bytes, const std::string& where) {
  static const std::vector<std::string> forms = [] {
    std::vector<std::string> all = FormsOf(kEverywhere);
    for (const std::string_view planted : kPlanted) {
      const std::vector<std::string> more = FormsOf(planted);
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }();
  for (const std::string& form : forms) {
    const std::size_t at = bytes.find(form);
    EXPECT_EQ(at, std::string::npos)
        << form << " is in " << where << ", after "
        << Json(bytes.substr(at - std::min<std::size_t>(at, 200), std::min<std::size_t>(at, 200)))
               .dump(-1, ' ', true, Json::error_handler_t::replace);
  }
}

// All files below a folder, segments unpacked too. Of a log whose writer was killed, the last frame
// may be torn.
struct Kept {
  int segments = 0;
  int snapshots = 0;
  std::uintmax_t wal_bytes = 0;
  std::string lines;  // Of all segments.
};
Kept ExpectFolderClean(const std::string& kept, const std::string& scratch) {
  Kept found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kept)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    const std::string path = entry.path().string();
    ExpectClean(process::ReadFile(path), path);
    found.snapshots += path.ends_with(".state") ? 1 : 0;
    found.wal_bytes += path.ends_with("assay.db-wal") ? entry.file_size() : 0;
    if (path.ends_with(".zst")) {
      ++found.segments;
      (void)std::system(("zstdcat " + path + " > " + scratch + " 2> /dev/null").c_str());
      const std::string lines = process::ReadFile(scratch);
      ExpectClean(lines, path + ", unpacked");
      found.lines += lines;
    }
  }
  return found;
}

Json SmallestOf(const ingest::Field& field) {
  switch (field.kind) {
    case ingest::FieldKind::kString:
      return field.values.empty() ? Json(std::string(std::max(1U, field.length_min), 'a'))
                                  : Json(field.values[0]);
    case ingest::FieldKind::kBoolean:
      return true;
    case ingest::FieldKind::kTime:
      return "2017-03-01T00:00:00Z";
    default:
      return field.minimum;
  }
}

// Puts a text at a pointer below `data`, where "*" is the first element of an array; with what the
// schema asks for beside it.
void Plant(Json& at, std::span<const ingest::Field> fields, std::string_view path,
           const std::string& text) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view name = path.substr(0, end);
  const auto field = std::ranges::find(fields, name == "*" ? "" : name, &ingest::Field::name);
  ASSERT_NE(field, fields.end()) << path;
  Json& member = name == "*" ? at[0] : at[std::string(name)];
  if (end == path.size()) {
    member = text;
    return;
  }
  for (const ingest::Field& beside : field->fields) {
    if (!beside.name.empty() && beside.required && !member.contains(beside.name)) {
      member[std::string(beside.name)] = SmallestOf(beside);
    }
  }
  Plant(member, field->fields, path.substr(end), text);
}

// One event of every type that has personal fields, with each of them planted.
std::vector<Json> PlantedEvents() {
  std::vector<Json> events;
  const auto fields = flows::MakePersonalFields();
  for (const auto& [type, personal] : fields->all()) {
    const auto schema =
        std::ranges::find(ingest::AllEventSchemas(), type, &ingest::EventSchema::type);
    const std::string path =
        fmt::format("{}/api/events/{}.schema.json", ASSAY_SOURCE_DIR, InfoOf(type).name);
    Json event = Json::parse(process::ReadFile(path))["examples"][0];
    std::size_t number = 0;
    for (const privacy::PersonalField& field : personal) {
      Plant(event["data"], schema->fields, field.path, fmt::format("{}.{}", kEverywhere, ++number));
    }
    events.push_back(std::move(event));
  }
  return events;
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
      {"quarantine", "replay", "--by", "anna", "--data", data_},
      {"verify", "--data", data_},
      {"privacy", "report", "--data", data_}};
  for (const auto& command : commands) {
    const Finished done = Run(command);
    EXPECT_EQ(done.exit_status, 0) << command[0] << ": " << done.err;
    ExpectClean(done.out + done.err, "what " + command[0] + " prints");
  }
  for (const std::string& kept : {data_, folder_ / "backup"}) {
    const Kept found = ExpectFolderClean(kept, folder_ / "unpacked");
    EXPECT_EQ(found.segments, 1);
    EXPECT_NE(found.lines.find("assay.store.opened.v1"), std::string::npos) << "it was unpacked";
    if (kept == data_) {
      EXPECT_GE(found.snapshots, 1);
    }
  }
}

TEST_F(PersonalData, OpeningTheQuarantineIsAudited) {
  const auto audit_lines = [&] {
    const Finished done = Run({"privacy", "report", "--json", "--data", data_});
    return Json::parse(done.out)["audit_lines"].get<int>();
  };
  EXPECT_EQ(audit_lines(), 0);
  EXPECT_EQ(Run({"quarantine", "list", "--data", data_}).exit_status, 0);
  EXPECT_EQ(audit_lines(), 0) << "a list opens nothing";
  EXPECT_EQ(Run({"quarantine", "replay", "--data", data_}).exit_status, 2) << "by whom?";
  for (const int times : {1, 2}) {
    EXPECT_EQ(Run({"quarantine", "replay", "--by", "anna", "--data", data_}).exit_status, 0);
    EXPECT_EQ(audit_lines(), times);
  }
}

class EveryPersonalField : public ::testing::Test {
 protected:
  // `rounds` events of each type, half of them with all but ASCII escaped; as many torn in the
  // middle, which go to quarantine.
  static std::string Lines(const std::vector<Json>& events, int rounds) {
    std::string feed;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = 0; i < events.size(); ++i) {
        Json event = events[i];
        event["id"] = fmt::format("e-{}-{}", round, i);
        const std::string line = event.dump(-1, ' ', round % 2 == 0);
        feed += line + "\n" + line.substr(0, line.size() - 1) + "\n";
      }
    }
    return feed;
  }

  static bool IsOfPeople(const Json& event) {
    for (const EventTypeInfo& info : AllEventTypes()) {
      if (event["type"] == fmt::format("assay.{}.v1", info.name)) {
        return info.family == EventFamily::kPeople;
      }
    }
    return false;
  }

  // Events of the feed, or of the people's channel.
  static std::vector<Json> EventsOf(bool people) {
    std::vector<Json> events;
    for (Json& event : PlantedEvents()) {
      if (IsOfPeople(event) == people) {
        event["source"] = people ? "assay:people" : "//market.example";
        events.push_back(std::move(event));
      }
    }
    return events;
  }

  process::TemporaryFolder folder_;
  std::string input_ = folder_ / "input";
  std::string data_ = folder_ / "data";
};

TEST_F(EveryPersonalField, IsSealedAndFoundNowhere) {
  for (const bool people : {false, true}) {
    const std::vector<Json> events = EventsOf(people);
    ASSERT_GE(events.size(), people ? 2U : 10U);
    const std::string feed = Lines(events, 2);
    EXPECT_NE(feed.find(kEverywhere), std::string::npos);
    EXPECT_NE(feed.find(JsonEscaped(kEverywhere)), std::string::npos);
    process::WriteFile(input_, feed);
    const Finished done = RunAssay({"ingest", input_, "--data", data_, "--json", "--channel",
                                    people ? "people" : "feed", "--max-rejects", "100000"});
    ASSERT_EQ(done.exit_status, 0) << done.err;
    ExpectClean(done.out + done.err, "what ingest prints");
    const auto report = Json::parse(done.out);
    ASSERT_EQ(report["accepted"], 2 * events.size()) << done.out;
    EXPECT_EQ(report["rejected"], 2 * events.size()) << done.out;
  }
  const Finished verdicts = RunAssay({"dump", "--canonical", "--data", data_});
  ExpectClean(verdicts.out + verdicts.err, "the canonical dump");
  ASSERT_EQ(RunAssay({"db", "backup", "--into", folder_ / "backup", "--data", data_}).exit_status,
            0);
  for (const std::string& kept : {data_, folder_ / "backup"}) {
    const Kept found = ExpectFolderClean(kept, folder_ / "unpacked");
    EXPECT_NE(found.lines.find("assay.case.note.v1"), std::string::npos) << "it was unpacked";
  }
}

// What a process that was killed leaves behind: the write-ahead log, a torn segment, journals.
TEST_F(EveryPersonalField, IsNotInTheLiveWriteAheadLog) {
  process::WriteFile(input_, Lines(EventsOf(false), 800));
  Kept found;
  const auto has_something = [&] {
    return found.wal_bytes > 0 && found.lines.find("\"sealed\"") != std::string::npos;
  };
  for (std::uint64_t kill_after_us = 50'000; !has_something(); kill_after_us += kill_after_us / 4) {
    std::filesystem::remove_all(data_);
    const Finished killed = RunAssay(
        {"ingest", input_, "--data", data_, "--json", "--batch", "64", "--max-rejects", "100000"},
        kill_after_us);
    ASSERT_EQ(killed.signal, 9) << "it was done before anything stood in the write-ahead log";
    ExpectClean(killed.out + killed.err, "what the killed ingest had printed");
    found =
        std::filesystem::exists(data_) ? ExpectFolderClean(data_, folder_ / "unpacked") : Kept{};
  }
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
