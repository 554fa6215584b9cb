// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/webhook_sink.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <netdb.h>

#include "adapters/webhook/detail/answer.h"
#include "adapters/webhook/detail/connections.h"
#include "adapters/webhook/detail/url.h"

namespace assay::webhook {
namespace {

using flows::Answer;
using flows::Handover;
using flows::SendResult;

class WebhookSink : public flows::ActionSink {
 public:
  WebhookSink(WebhookSettings settings, Url url, std::unique_ptr<Connections> connections,
              const Clock& clock, Resolve resolve)
      : settings_(std::move(settings)),
        url_(std::move(url)),
        connections_(std::move(connections)),
        clock_(clock),
        resolve_(std::move(resolve)) {}

  std::size_t batch_items_max() const override { return 256; }
  bool keeps_order() const override { return false; }

  Result<SendResult> Send(std::span<const engine::OutboxRow> actions, std::uint64_t mark) override {
    SendResult result{.handovers = std::vector<Handover>(actions.size()), .mark = mark};
    const auto addresses = AllowedAddresses();
    if (!addresses) {
      result.handovers.front() = Refusal(addresses.error().message);
      return result;
    }
    // The libraries below throw where memory or handles run out; this is the door where that ends.
    try {
      SendTo(*addresses, actions, result.handovers);
    } catch (const std::exception& exception) {
      return Fail(ErrorCode::kUnavailable, "webhook.failed",
                  fmt::format("cannot send to {}: {}", url_.host, exception.what()));
    }
    return result;
  }

 private:
  static Handover Refusal(std::string message) {
    return {.answer = Answer::kRefused, .message = std::move(message), .wait_ms = 0};
  }

  Result<std::vector<Address>> AllowedAddresses() const {
    std::vector<Address> addresses;
    if (const auto literal = ParseAddress(url_.host)) {
      addresses.push_back(*literal);
    } else {
      ASSAY_ASSIGN(addresses, resolve_(url_.host));
    }
    const AddressPolicy policy =
        settings_.allow_private ? AddressPolicy::kPrivateAllowed : AddressPolicy::kPublicOnly;
    // One bad address is enough: whoever answers so is not to be trusted with the others.
    for (const Address& address : addresses) {
      if (const auto why = WhyRefused(address, policy)) {
        return Fail(ErrorCode::kForbidden, "webhook.address_refused",
                    fmt::format("{} is {}, {}: not sent{}", url_.host, FormatAddress(address), *why,
                                settings_.allow_private
                                    ? ""
                                    : "; a receiver in your own network needs allow_private = true "
                                      "in sinks.toml"));
      }
    }
    return addresses;
  }

  void SendTo(const std::vector<Address>& addresses, std::span<const engine::OutboxRow> actions,
              std::vector<Handover>& handovers) {
    std::size_t next = 0;
    bool stopped = false;
    const auto give = [&]() -> std::optional<Request> {
      if (stopped || next == actions.size()) {
        return std::nullopt;
      }
      const engine::OutboxRow& action = actions[next];
      const std::string id = fmt::format("{:016x}", action.id);
      const std::int64_t timestamp = clock_.Now().ms / 1'000;
      return Request{.number = next++,
                     .headers = {{"webhook-id", id},
                                 {"webhook-timestamp", std::to_string(timestamp)},
                                 {"webhook-signature",
                                  SignatureHeader(settings_.secrets, id, timestamp, action.body)}},
                     .body = action.body};
    };
    const auto done = [&](std::size_t number, const Exchanged& exchanged) {
      handovers[number] = Judge(exchanged, clock_.Now());
      stopped = stopped || handovers[number].answer != Answer::kTaken;
    };
    connections_->Run(addresses, settings_.connections_max, give, done);
  }

  WebhookSettings settings_;
  Url url_;
  std::unique_ptr<Connections> connections_;
  const Clock& clock_;
  Resolve resolve_;
};

}  // namespace

Result<std::vector<Address>> ResolveWithSystem(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* entry = code == 0 ? found : nullptr; entry != nullptr;
       entry = entry->ai_next) {
    Address address;
    if (entry->ai_family == AF_INET6) {
      const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(entry->ai_addr);
      std::copy_n(v6->sin6_addr.s6_addr, 16, address.bytes.begin());
    } else if (entry->ai_family == AF_INET) {
      const auto* const v4 = reinterpret_cast<const sockaddr_in*>(entry->ai_addr);
      const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&v4->sin_addr);
      address.bytes[10] = address.bytes[11] = 0xff;
      std::copy_n(bytes, 4, address.bytes.begin() + 12);
    } else {
      continue;
    }
    addresses.push_back(address);
  }
  if (addresses.empty()) {
    return Fail(ErrorCode::kUnavailable, "webhook.no_address",
                fmt::format("no address was found for {}: {}", host,
                            code != 0 ? gai_strerror(code) : "the answer was empty"));
  }
  return addresses;
}

Result<std::unique_ptr<flows::ActionSink>> MakeWebhookSink(WebhookSettings settings,
                                                           const Clock& clock, Resolve resolve) {
  ASSAY_ASSIGN(Url url, ParseUrl(settings.url));
  if (settings.secrets.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "webhook.no_secret",
                "a webhook needs a secret: without a signature a receiver cannot tell who sends");
  }
  if (!url.is_tls && !settings.allow_private) {
    return Fail(ErrorCode::kInvalidArgument, "webhook.plain_http",
                "plain http:// goes only with allow_private = true, within your own network; use "
                "https://");
  }
  ASSAY_ASSIGN(auto connections,
               Connections::Make({.url = url,
                                  .ca_file = settings.ca_file,
                                  .connect_timeout_ms = settings.connect_timeout_ms,
                                  .timeout_ms = settings.timeout_ms,
                                  .connections_max = settings.connections_max}));
  return std::make_unique<WebhookSink>(std::move(settings), std::move(url), std::move(connections),
                                       clock, std::move(resolve));
}

}  // namespace assay::webhook
