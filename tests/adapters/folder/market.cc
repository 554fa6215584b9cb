// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/market.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "configuration/configuration.h"
#include "flows/personal_fields.h"
#include "ingest/text_source.h"
#include "screening/screen.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::folder {
namespace {

class FixedClock final : public Clock {
 public:
  Instant Now() const override { return {1'491'300'000'000}; }
};

privacy::SecretKey KeyOf(unsigned char byte) {
  privacy::SecretKey::Bytes bytes{};
  bytes.fill(byte);
  return privacy::SecretKey(bytes);
}

class Writer {
 public:
  // Hours count from 28 March 2017, midnight of the reporting zone.
  void At(int hours) { hours_ = hours; }

  void Add(std::string_view type, std::string_view subject, const std::string& data,
           std::string_view source = "//market.example") {
    text_ += Line(fmt::format("e-{:04}", ++count_), type, subject, data, source) + "\n";
  }
  void AddAgain() { text_ += last_ + "\n"; }
  void AddOtherContent() {
    text_ += Line(last_id_, "listing", last_subject_, R"({"listing":"l-x","title":"Other"})",
                  "//market.example") +
             "\n";
  }
  void AddRaw(std::string_view line) { text_ += std::string(line) + "\n"; }
  std::string Take() { return std::exchange(text_, {}); }

 private:
  std::string Line(const std::string& id, std::string_view type, std::string_view subject,
                   const std::string& data, std::string_view source) {
    const int day = hours_ / 24 + 28;
    last_id_ = id;
    last_subject_ = subject;
    last_ = fmt::format(
        R"({{"specversion":"1.0","id":"{}","source":"{}","type":"assay.{}.v1","time":"2017-{:02}-{:02}T{:02}:{:02}:00+08:00","subject":"{}","data":{}}})",
        id, source, type, day > 31 ? 4 : 3, day > 31 ? day - 31 : day, hours_ % 24, count_ % 60,
        subject, data);
    return last_;
  }

  std::string text_;
  std::string last_;
  std::string last_id_;
  std::string last_subject_;
  int hours_ = 0;
  int count_ = 0;
};

constexpr std::string_view kRegistry = "//registry.example";

std::string StoreData(int i) {
  return fmt::format(
      R"({{"name":"Shop {}","person":{{"kind":"person","name":"Person {}","document_type":"national_id","document":"99000019801318{:04}"}},"phones":[{{"number":"+44 7700 90{:04}"}}],"bank_accounts":[{{"number":"00000000000000{:05}"}}]}})",
      i, i, i, i / 2, i / 3);
}

std::string ListingData(int i, int version, bool fake) {
  return fmt::format(
      R"({{"listing":"l-{}","version":{},"title":"{}","brand":"Nike","category":"shoes","condition":"new","price":{{"amount":{},"currency":"CNY"}},"stock":{}}})",
      i, version, fake ? "Nike Air Max 高仿 1:1 莆田 复刻" : "Nike 运动鞋 春季新款",
      fake ? 12'900 : 79'900 + i, i);
}

std::string StoreOf(int i) {
  return fmt::format("s-{}", i % 12);
}

void WriteReferenceData(Writer& writer) {
  writer.Add("brand", "nike",
             R"({"name":"Nike","names":["耐克"],"owner":"Owner of Nike","categories":["shoes"]})",
             kRegistry);
  writer.Add(
      "authorisation", "nike",
      R"({"authorisation":"a-1","brand":"nike","store":"s-1","from":"2016-01-01T00:00:00+08:00"})",
      kRegistry);
  for (int i = 0; i < 12; ++i) {
    writer.Add("store.opened", StoreOf(i), StoreData(i));
  }
}

void WriteTrade(Writer& writer, int i) {
  writer.At(1 + i);
  writer.Add("listing", StoreOf(i), ListingData(i, 1, i % 3 == 0));
  if (i % 4 == 0) {
    writer.Add(
        "order", StoreOf(i),
        fmt::format(
            R"({{"order":"o-{}","listing":"l-{}","listing_version":1,"quantity":1,"paid":{{"amount":12900,"currency":"CNY"}},"buyer":"b-{}"}})",
            i, i, i % 5));
    writer.Add(
        "parcel", StoreOf(i),
        fmt::format(
            R"({{"parcel":"w-{}","order":"o-{}","carrier":"Example Express","weight_g":760}})", i,
            i));
  }
  if (i % 8 == 4) {
    writer.Add(
        "refund", StoreOf(i),
        fmt::format(
            R"({{"refund":"f-{}","order":"o-{}","listing":"l-{}","reason":"counterfeit","requested_at":"2017-03-29T13:56:00+08:00","outcome":"open","amount":{{"amount":12900,"currency":"CNY"}}}})",
            i, i, i));
  }
  if (i % 5 == 1) {
    writer.Add("listing", StoreOf(i), ListingData(i, 2, i % 3 != 0));
  }
  if (i % 9 == 2) {
    writer.AddAgain();
  }
  if (i % 13 == 3) {
    writer.AddOtherContent();
  }
  if (i % 17 == 4) {
    writer.AddRaw(R"({"specversion":"1.0","id":"cut)");
  }
  if (i % 19 == 5) {
    writer.Add("listing.removed", StoreOf(i - 1),
               fmt::format(R"({{"listing":"l-{}","reason":"seller"}})", i - 1));
  }
  if (i == 30) {
    writer.Add(
        "authorisation", "nike",
        R"({"authorisation":"a-1","brand":"nike","store":"s-1","from":"2016-01-01T00:00:00+08:00","withdrawn":true})",
        kRegistry);
    writer.Add("brand", "gucci",
               R"({"name":"Gucci","owner":"Owner of Gucci","categories":["bags"]})", kRegistry);
  }
  if (i == 110) {
    writer.At(2);
    writer.Add("listing", StoreOf(7), ListingData(500, 1, true));  // Four days late.
  }
}

struct Measure {
  std::string id;
  std::string store;
};

// The measures that the first part of the market brings about: decisions need their ids.
std::vector<Measure> MeasuresOf(const Input& input) {
  files::SimulatedDisk disk;
  const sqlite::SimulatedVfs vfs(disk);
  const Keys keys;
  auto installation =
      OpenMarket(disk, "data", {.sqlite_vfs = vfs.name(), .first_configuration = {}});
  if (!installation || !IngestInput(**installation, keys, input, {})) {
    throw std::runtime_error("the first part of the market cannot be read");
  }
  std::vector<Measure> measures;
  const std::string actions = disk.ContentOf("data/actions.ndjson");
  for (std::size_t begin = 0; begin < actions.size();) {
    const std::size_t end = actions.find('\n', begin);
    const auto action = nlohmann::json::parse(actions.substr(begin, end - begin));
    if (action["type"] == "assay.measure.requested.v1") {
      measures.push_back({action["data"]["measure"], action["subject"]});
    }
    begin = end + 1;
  }
  return measures;
}

std::vector<Input> MakeInputs() {
  Writer writer;
  WriteReferenceData(writer);
  int hour = 0;
  for (; hour < 24; ++hour) {
    WriteTrade(writer, hour);
  }
  std::vector<Input> inputs = {{"first.ndjson", flows::Channel::kFeed, writer.Take()}};
  const std::vector<Measure> measures = MeasuresOf(inputs[0]);
  if (measures.size() < 6) {
    throw std::runtime_error("the first part of the market must bring measures about");
  }
  for (std::size_t i = 0; i < 4; ++i) {
    writer.Add("decision", measures[i].store,
               fmt::format(R"({{"measure":"{}","kind":"{}","actor":"reviewer-1"}})", measures[i].id,
                           i % 2 == 0 ? "confirm" : "lift"),
               "assay:people");
  }
  inputs.push_back({"people.ndjson", flows::Channel::kPeople, writer.Take()});
  for (std::size_t i = 4; i < 6; ++i) {
    writer.Add("measure.executed", measures[i].store,
               fmt::format(R"({{"measure":"{}"}})", measures[i].id));
  }
  for (; hour < 130; ++hour) {
    WriteTrade(writer, hour);
  }
  inputs.push_back({"rest.ndjson", flows::Channel::kFeed, writer.Take()});
  return inputs;
}

}  // namespace

Keys::Keys()
    : master_{.key = KeyOf(0x11)},
      token_key_{.key = KeyOf(0x22)},
      store_(memory::MakeKeyStore()),
      fields_(flows::MakePersonalFields().value()),
      ring_(*store_, master_, entropy_),
      splitter_(ring_, token_key_, fields_, entropy_) {}

const std::vector<Input>& MarketInputs() {
  static const std::vector<Input> inputs = MakeInputs();
  return inputs;
}

Result<engine::Settings> MakeTestSettings(std::string_view text) {
  static const auto model = screening::Model::Make(screening::EmbeddedModelSources());
  if (!model) {
    return Fail(model.error());
  }
  ASSAY_ASSIGN(auto configuration, configuration::Parse(text));
  return engine::Settings{std::move(configuration), *model};
}

Result<void> IngestInput(flows::Installation& installation, const Keys& keys, const Input& input,
                         const IngestSettings& settings) {
  const FixedClock clock;
  ASSAY_TRY(flows::IngestEvents(
      {.installation = installation, .splitter = keys.splitter(), .clock = clock},
      [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
        return std::make_unique<ingest::TextSource>(input.text);
      },
      {.input = input.name,
       .mapping = nullptr,
       .channel = input.channel,
       .batch_lines = settings.batch_lines,
       .workers = settings.workers,
       .month_end_snapshots = settings.month_end_snapshots},
      [&](const flows::IngestProgress&) { settings.after_batch(); }));
  return {};
}

Result<void> IngestMarket(flows::Installation& installation, const Keys& keys,
                          const IngestSettings& settings) {
  for (const Input& input : MarketInputs()) {
    ASSAY_TRY(IngestInput(installation, keys, input, settings));
  }
  ASSAY_TRY(installation.DrainOutbox());
  return installation.Close();
}

Result<std::unique_ptr<flows::Installation>> OpenMarket(files::FileSystem& files,
                                                        const std::string& directory,
                                                        Options options) {
  options.first_configuration = std::string(configuration::DefaultText());
  return OpenFolder(files, directory, std::move(options), MakeTestSettings);
}

std::string DumpOf(flows::Installation& installation, flows::DumpPart part) {
  std::string dump;
  const auto dumped = installation.Dump(part, [&](std::string_view line) {
    dump += line;
    dump += '\n';
  });
  return dumped ? dump : "no dump: " + dumped.error().message;
}

}  // namespace assay::folder
