// SPDX-License-Identifier: Apache-2.0
// A small installation for tests: keys from a fixed seed, a key store in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/memory/key_store.h"
#include "core/clock.h"
#include "core/event.h"
#include "privacy/key_ring.h"
#include "privacy/opener.h"
#include "privacy/splitter.h"

namespace assay::privacy {

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : engine_(seed) {}
  void Fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      byte = static_cast<std::byte>(engine_() & 0xFFU);
    }
  }

 private:
  std::mt19937_64 engine_;
};

inline SecretKey KeyFilledWith(unsigned char byte) {
  SecretKey::Bytes bytes{};
  bytes.fill(byte);
  return SecretKey(bytes);
}

inline Instant At(std::string_view rfc3339) {
  return ParseRfc3339(rfc3339)->instant;
}

struct World {
  explicit World(std::uint64_t seed = 1, unsigned char token_byte = 0x22) : entropy(seed) {
    token_key.key = KeyFilledWith(token_byte);
    master.key = KeyFilledWith(0x11);
  }

  World& With(EventType type, std::string path, PersonalKind kind, std::vector<TokenPart> parts) {
    const auto added =
        fields.Add(type, {std::move(path), kind, "linkage", 1'095, std::move(parts)});
    return added ? *this : throw std::invalid_argument(added.error().message);
  }

  SeededEntropy entropy;
  MasterKey master;
  TokenKey token_key;
  std::unique_ptr<KeyStore> store = memory::MakeKeyStore();
  PersonalFields fields;
  KeyRing ring{*store, master, entropy};
  Splitter splitter{ring, token_key, fields, entropy};
  Opener opener{ring, token_key};
};

// An event of which the splitter sees type, subject and time; the rest stands in the line.
struct EventOf {
  EventType type = EventType::kStoreOpened;
  std::string subject = "S-17";
  std::string data;
  std::string id = "e1";
  std::string time = "2017-03-01T22:04:05+08:00";

  std::string Line() const {
    return R"({"specversion":"1.0","id":")" + id + R"(","source":"/shop","type":")" +
           WireNameOf(type) + R"(","time":")" + time + R"(","subject":")" + subject +
           R"(","data":)" + data + "}";
  }
  Event Decoded() const {
    Event event;
    event.type = type;
    event.source = "/shop";
    event.id = id;
    event.subject = subject;
    event.time = *ParseRfc3339(time);
    return event;
  }
};

inline Result<std::string> SplitAndFlush(World& world, const EventOf& event) {
  ASSAY_ASSIGN(std::string line, world.splitter.Split(event.Decoded(), event.Line()));
  ASSAY_TRY(world.splitter.Flush());
  return line;
}

}  // namespace assay::privacy
