// SPDX-License-Identifier: Apache-2.0
// Actions to a receiver in the network, each as one POST that is signed as Standard Webhooks 1.0.0
// asks: headers webhook-id (the action's id, the same with every attempt), webhook-timestamp,
// webhook-signature. At least once: a receiver tells repetitions by webhook-id.
//
// Where it may go: the host's addresses are looked up anew for each batch, all of them judged
// (address.h), and the connection goes to one that was judged, so that a name cannot come to mean
// something else in between. Redirects are not followed, proxies not used.
//
// After the first refusal of a batch nothing more of it is tried.
//
// Threads: one caller a sink.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/webhook/address.h"
#include "adapters/webhook/secret.h"
#include "core/clock.h"
#include "core/result.h"
#include "flows/action_sink.h"

namespace assay::webhook {

struct WebhookSettings {
  std::string url;
  std::vector<Secret> secrets;  // One at least; all sign, so that they can be changed in turn.
  // Lets it go to private and loopback addresses, and over plain http.
  bool allow_private = false;
  std::string ca_file;  // Trusted instead of the system's certificates; empty: the system's.
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t timeout_ms = 15'000;
  std::size_t connections_max = 16;
};

// Blocks, as long as the system's resolver allows it. Errors: kUnavailable "webhook.no_address".
using Resolve = std::function<Result<std::vector<Address>>(const std::string& host)>;
Result<std::vector<Address>> ResolveWithSystem(const std::string& host);

// Errors: kInvalidArgument "webhook.bad_url", "webhook.bad_ca_file", "webhook.no_secret",
// "webhook.plain_http". The clock must outlive the sink.
Result<std::unique_ptr<flows::ActionSink>> MakeWebhookSink(WebhookSettings settings,
                                                           const Clock& clock, Resolve resolve);

}  // namespace assay::webhook
