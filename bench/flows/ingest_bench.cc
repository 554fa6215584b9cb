// SPDX-License-Identifier: Apache-2.0
// Bytes to durable decisions: how many events a second one folder takes, and what it costs to start
// again.
//
//   flows_ingest_bench --live 1000000 --events 2000000 --kind listing --data DIR
//   flows_ingest_bench --live 1000000 --events 2000000 --from LIVE --data DIR
//
// First `live` listings are made (reported, not gated), or copied from a folder that an earlier run
// made with the same number and `--events 0`. Then `events` of the kind asked for are measured, from
// NDJSON lines in memory to the last database commit on the disk: for listings, 80 % change only the
// price of a listing and 20 % its text; orders, refunds and parcels come 6:1:3. At the end the folder
// is left as a crash leaves it and opened, then closed and opened again. One line of JSON a phase.
//
// The measured lines are made before the clock starts, in blocks that are read again in turn, so
// that making them costs nothing; the lines of the first phase are made on the way.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "adapters/memory/key_store.h"
#include "configuration/configuration.h"
#include "flows/ingest_events.h"
#include "flows/personal_fields.h"
#include "privacy/key_ring.h"
#include "screening/screen.h"

namespace assay {
namespace {

struct Arguments {
  std::uint64_t live = 100'000;
  std::uint64_t events = 1'000'000;
  std::string kind = "listing";
  std::string data = "/tmp/assay-bench";
  std::string from;
  std::size_t workers = 2;
  std::size_t batch = 8'192;
  std::uint64_t checkpoint_events = 2'000'000;
};

// xorshift64*: the same lines on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 2'685'821'657'736'338'717ULL;
  }
  std::uint64_t Below(std::uint64_t limit) { return Next() % limit; }

 private:
  std::uint64_t state_;
};

constexpr const char* kWords[] = {
    "cotton",  "summer",  "women",   "dress",  "casual",  "loose",   "fit",    "new",     "style",
    "纯棉",    "连衣裙",  "夏季",    "宽松",   "显瘦",    "百搭",    "女装",   "学生",    "透气",
    "shoes",   "running", "mesh",    "sole",   "light",   "men",     "sport",  "outdoor", "walking",
    "运动鞋",  "男鞋",    "轻便",    "防滑",   "耐磨",    "舒适",    "休闲",   "户外",    "跑步",
    "kitchen", "steel",   "knife",   "set",    "handle",  "storage", "box",    "home",    "office",
    "厨房",    "不锈钢",  "收纳",    "家用",   "多功能",  "便携",    "保温杯", "茶具",    "礼盒",
    "phone",   "cable",   "charger", "fast",   "adapter", "stand",   "holder", "screen",  "glass",
    "数据线",  "充电器",  "支架",    "钢化膜", "蓝牙",    "耳机",    "音箱",   "键盘",    "鼠标"};
constexpr const char* kBrands[] = {"Nike",  "Adidas", "Gucci", "耐克",
                                   "Apple", "Casio",  "Lego",  "Sony"};

// About 650 bytes of text; one in twenty names a brand, one in four hundred speaks the trade's
// words.
std::string TextOf(std::uint64_t seed) {
  Random random(seed * 0x9E3779B97F4A7C15ULL + 1);
  std::string title;
  std::string description;
  for (int i = 0; i < 6; ++i) {
    title += fmt::format("{}{}", i > 0 ? " " : "", kWords[random.Below(std::size(kWords))]);
  }
  if (random.Below(20) == 0) {
    title = fmt::format("{} {}", kBrands[random.Below(std::size(kBrands))], title);
  }
  while (description.size() < 560) {
    description += fmt::format("{} {} ", kWords[random.Below(std::size(kWords))],
                               random.Below(7) == 0 ? std::to_string(random.Below(1'000)) : "");
  }
  if (random.Below(400) == 0) {
    description += "高仿 1:1 replica 加微信";
  }
  return fmt::format(R"("title":"{}","description":"{}")", title, description);
}

constexpr std::int64_t kStartMs = 1'488'326'400'000;  // 2017-03-01T00:00:00Z
constexpr std::uint64_t kListingsPerStore = 40;

std::string ListingLine(std::uint64_t id, std::uint64_t number, std::uint64_t text,
                        std::uint64_t price) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"l-{}","source":"//market.example","type":"assay.listing.v1",)"
      R"("time":"{}","subject":"store-{}","data":{{"listing":"i-{}","version":{},{},"category":"Shoes",)"
      R"("price":{{"amount":{},"currency":"CNY"}}}}}})"
      "\n",
      number, FormatRfc3339(Instant{kStartMs + static_cast<std::int64_t>(number / 50)}),
      id / kListingsPerStore, id, number + 1, TextOf(text), 1'000 + price % 100'000);
}

std::string TradeLine(std::uint64_t id, std::uint64_t number) {
  const std::string time =
      FormatRfc3339(Instant{kStartMs + static_cast<std::int64_t>(number / 50)});
  const std::uint64_t store = id / kListingsPerStore;
  const std::uint64_t pick = number % 10;
  if (pick < 6) {
    return fmt::format(
        R"({{"specversion":"1.0","id":"o-{0}","source":"//market.example","type":"assay.order.v1",)"
        R"("time":"{1}","subject":"store-{2}","data":{{"order":"o-{0}","listing":"i-{3}","quantity":1,)"
        R"("paid":{{"amount":9900,"currency":"CNY"}},"buyer":"b{4:08x}"}}}})"
        "\n",
        number, time, store, id, number % 1'000'003);
  }
  if (pick == 6) {
    return fmt::format(
        R"({{"specversion":"1.0","id":"r-{0}","source":"//market.example","type":"assay.refund.v1",)"
        R"("time":"{1}","subject":"store-{2}","data":{{"refund":"r-{0}","order":"o-{0}","reason":"quality",)"
        R"("requested_at":"{1}","outcome":"open","amount":{{"amount":9900,"currency":"CNY"}}}}}})"
        "\n",
        number, time, store);
  }
  return fmt::format(
      R"({{"specversion":"1.0","id":"p-{0}","source":"//market.example","type":"assay.parcel.v1",)"
      R"("time":"{1}","subject":"store-{2}","data":{{"parcel":"p-{0}","order":"o-{0}"}}}})"
      "\n",
      number, time, store);
}

// Makes lines on the way, or hands out lines made before.
class Lines : public ingest::ByteSource {
 public:
  explicit Lines(std::string text) : text_(std::move(text)) {}
  Lines(std::uint64_t count, std::function<std::string(std::uint64_t)> make)
      : count_(count), make_(std::move(make)) {}

  Result<std::size_t> Read(std::span<char> buffer) override {
    if (make_ && at_ == text_.size() && made_ < count_) {
      text_.clear();
      at_ = 0;
      while (text_.size() < buffer.size() && made_ < count_) {
        text_ += make_(made_++);
      }
    }
    const std::size_t size = std::min(buffer.size(), text_.size() - at_);
    std::memcpy(buffer.data(), text_.data() + at_, size);
    at_ += size;
    return size;
  }
  std::uint64_t raw_bytes_read() const override { return at_; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return std::nullopt; }

 private:
  std::string text_;
  std::size_t at_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t made_ = 0;
  std::function<std::string(std::uint64_t)> make_;
};

class FixedClock : public Clock {
 public:
  Instant Now() const override { return Instant{kStartMs + 400 * kMillisecondsPerDay}; }
};

class NoEntropy : public Entropy {  // Nothing personal is in these events.
 public:
  void Fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, std::byte{1}); }
};

class Bench {
 public:
  explicit Bench(const Arguments& arguments)
      : arguments_(arguments),
        fields_(*flows::MakePersonalFields()),
        keys_(*store_, master_, entropy_),
        splitter_(keys_, token_key_, fields_, entropy_) {}

  int Run() {
    std::filesystem::remove_all(arguments_.data);
    MakeLiveListings();
    if (arguments_.events != 0) {
      Measure();
      installation_.reset();  // As a crash leaves it: without the last images.
      Open("open after a crash");
    }
    const auto before_close = std::chrono::steady_clock::now();
    Must(installation_->Close());
    fmt::print("{{\"phase\":\"close\",\"seconds\":{:.2f}}}\n", Since(before_close));
    installation_.reset();
    Open("open after a clean close");
    installation_.reset();
    return 0;
  }

 private:
  void MakeLiveListings() {
    if (arguments_.from.empty()) {
      Open("first open");
      Phase("new listings", arguments_.live,
            std::make_unique<Lines>(arguments_.live,
                                    [](std::uint64_t i) { return ListingLine(i, i, i, i); }));
      return;
    }
    std::filesystem::copy(arguments_.from, arguments_.data,
                          std::filesystem::copy_options::recursive);
    Open("open of the copy");
    // An order to each store brings every bucket into memory before the clock starts.
    const std::uint64_t stores = arguments_.live / kListingsPerStore;
    Phase("orders to load the buckets", stores,
          std::make_unique<Lines>(
              stores, [](std::uint64_t i) { return TradeLine(i * kListingsPerStore, 10 * i); }));
  }

  void Measure() {
    Random random(7);
    std::string text;
    const std::uint64_t first = arguments_.live;
    for (std::uint64_t i = 0; i < arguments_.events; ++i) {
      const std::uint64_t id = random.Below(arguments_.live);
      text += arguments_.kind == "listing"
                  ? ListingLine(id, first + i, random.Below(5) == 0 ? first + i : id, random.Next())
                  : TradeLine(id, first + i);
    }
    const std::size_t bytes = text.size();
    Phase(arguments_.kind == "listing" ? "listing changes" : "orders, refunds, parcels",
          arguments_.events, std::make_unique<Lines>(std::move(text)));
    fmt::print("{{\"phase\":\"input\",\"bytes_an_event\":{}}}\n", bytes / arguments_.events);
  }

  static double Since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  static double CpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }
  static double PeakGigabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e6;
  }
  template <typename T>
  static void Must(const Result<T>& result) {
    if (!result) {
      fmt::print(stderr, "{}: {}\n", result.error().reason, result.error().message);
      std::exit(1);
    }
  }

  void Open(const char* what) {
    const auto start = std::chrono::steady_clock::now();
    static const auto model = screening::Model::Make(screening::EmbeddedModelSources());
    folder::Options options;
    options.checkpoint_events = arguments_.checkpoint_events;
    options.first_configuration = std::string(configuration::DefaultText());
    auto opened = folder::OpenFolder(*disk_, arguments_.data, options,
                                     [](std::string_view text) -> Result<engine::Settings> {
                                       ASSAY_ASSIGN(auto parsed, configuration::Parse(text));
                                       return engine::Settings{std::move(parsed), *model};
                                     });
    Must(opened);
    installation_ = std::move(*opened);
    fmt::print("{{\"phase\":\"{}\",\"seconds\":{:.3f},\"events_replayed\":{}}}\n", what,
               Since(start), installation_->statistics().events_replayed_at_open);
  }

  void Phase(const char* what, std::uint64_t events, std::unique_ptr<ingest::ByteSource> lines) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    double slowest = 0;
    auto last = start;
    flows::IngestOptions options;
    options.workers = arguments_.workers;
    options.batch_lines = arguments_.batch;
    const auto report = flows::IngestEvents(
        {.installation = *installation_, .splitter = splitter_, .clock = clock_},
        [&]() -> Result<std::unique_ptr<ingest::ByteSource>> { return std::move(lines); }, options,
        [&](const flows::IngestProgress&) {
          slowest = std::max(slowest, Since(last));
          last = std::chrono::steady_clock::now();
        });
    Must(report);
    const double seconds = Since(start);
    fmt::print(
        "{{\"phase\":\"{}\",\"events\":{},\"accepted\":{},\"rejected\":{},\"seconds\":{:.2f},"
        "\"per_second\":{:.0f},\"cpu_us_an_event\":{:.2f},\"slowest_batch_s\":{:.3f},"
        "\"red\":{},\"state_gb\":{:.3f},\"peak_gb\":{:.3f}}}\n",
        what, events, report->accepted, report->rejected, seconds,
        static_cast<double>(events) / seconds,
        (CpuSeconds() - cpu) / static_cast<double>(events) * 1e6, slowest, report->red_verdicts,
        static_cast<double>(installation_->statistics().state_bytes) / 1e9, PeakGigabytes());
    for (const auto& [reason, count] : report->rejects) {
      fmt::print(stderr, "rejected {}: {}\n", reason, count);
    }
    std::fflush(stdout);
  }

  const Arguments& arguments_;
  std::unique_ptr<files::FileSystem> disk_ = files::MakePosixFileSystem();
  FixedClock clock_;
  NoEntropy entropy_;
  std::unique_ptr<privacy::KeyStore> store_ = memory::MakeKeyStore();
  privacy::MasterKey master_;
  privacy::TokenKey token_key_;
  privacy::PersonalFields fields_;
  privacy::KeyRing keys_;
  privacy::Splitter splitter_;
  std::unique_ptr<flows::Installation> installation_;
};

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  assay::Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--live") {
      arguments.live = std::stoull(value);
    } else if (name == "--events") {
      arguments.events = std::stoull(value);
    } else if (name == "--kind") {
      arguments.kind = value;
    } else if (name == "--data") {
      arguments.data = value;
    } else if (name == "--from") {
      arguments.from = value;
    } else if (name == "--workers") {
      arguments.workers = std::stoull(value);
    } else if (name == "--batch") {
      arguments.batch = std::stoull(value);
    } else if (name == "--checkpoint-events") {
      arguments.checkpoint_events = std::stoull(value);
    } else {
      std::fprintf(stderr, "unknown option %s\n", name.c_str());
      return 2;
    }
  }
  return assay::Bench(arguments).Run();
}
