// SPDX-License-Identifier: Apache-2.0
// Lines of a made-up market for benchmarks, the same on every machine, and what an ingest of them needs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/clock.h"
#include "core/time.h"
#include "ingest/byte_source.h"

namespace assay::bench {

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

inline constexpr const char* kWords[] = {
    "cotton",  "summer",  "women",   "dress",  "casual",  "loose",   "fit",    "new",     "style",
    "纯棉",    "连衣裙",  "夏季",    "宽松",   "显瘦",    "百搭",    "女装",   "学生",    "透气",
    "shoes",   "running", "mesh",    "sole",   "light",   "men",     "sport",  "outdoor", "walking",
    "运动鞋",  "男鞋",    "轻便",    "防滑",   "耐磨",    "舒适",    "休闲",   "户外",    "跑步",
    "kitchen", "steel",   "knife",   "set",    "handle",  "storage", "box",    "home",    "office",
    "厨房",    "不锈钢",  "收纳",    "家用",   "多功能",  "便携",    "保温杯", "茶具",    "礼盒",
    "phone",   "cable",   "charger", "fast",   "adapter", "stand",   "holder", "screen",  "glass",
    "数据线",  "充电器",  "支架",    "钢化膜", "蓝牙",    "耳机",    "音箱",   "键盘",    "鼠标"};
inline constexpr const char* kBrands[] = {"Nike",  "Adidas", "Gucci", "耐克",
                                          "Apple", "Casio",  "Lego",  "Sony"};

// About 650 bytes of text; one in twenty names a brand, one in four hundred speaks the trade's
// words.
inline std::string TextOf(std::uint64_t seed) {
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

inline constexpr std::int64_t kStartMs = 1'488'326'400'000;  // 2017-03-01T00:00:00Z
inline constexpr std::uint64_t kListingsPerStore = 40;

inline std::string ListingLine(std::uint64_t id, std::uint64_t number, std::uint64_t text,
                               std::uint64_t price, Instant time) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"l-{}","source":"//market.example","type":"assay.listing.v1",)"
      R"("time":"{}","subject":"store-{}","data":{{"listing":"i-{}","version":{},{},"category":"Shoes",)"
      R"("price":{{"amount":{},"currency":"CNY"}}}}}})"
      "\n",
      number, FormatRfc3339(time), id / kListingsPerStore, id, number + 1, TextOf(text),
      1'000 + price % 100'000);
}

inline std::string TradeLine(std::uint64_t id, std::uint64_t number, Instant at) {
  const std::string time = FormatRfc3339(at);
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

}  // namespace assay::bench
