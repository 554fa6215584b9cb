// SPDX-License-Identifier: Apache-2.0
#include "app/deliveries.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/file_system.h"
#include "adapters/sqlite/delivery_journal.h"
#include "adapters/webhook/webhook_sink.h"
#include "enforcement/measure.h"

namespace assay::app {
namespace {

constexpr std::size_t kFileBytesMax = 1'048'576;

Result<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad() || text.size() > kFileBytesMax) {
    return Fail(ErrorCode::kUnavailable, "actions.cannot_read",
                fmt::format("{} cannot be read, or is longer than 1 MiB", path));
  }
  return text;
}

Result<webhook::Secret> LoadSecret(const configuration::SecretSource& source) {
  std::string text;
  std::string where;
  if (source.kind == configuration::SecretSource::Kind::kEnvironment) {
    where = "the environment variable " + source.name;
    // Nothing in the program sets a variable, so no other thread can be in its way.
    const char* const value = std::getenv(source.name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) {
      return Fail(ErrorCode::kNotFound, "actions.no_secret", where + " is not set");
    }
    text = value;
  } else {
    where = source.name;
    struct stat status {};
    if (stat(source.name.c_str(), &status) != 0) {
      return Fail(ErrorCode::kNotFound, "actions.no_secret", where + " is not there");
    }
    if (!S_ISREG(status.st_mode) || (status.st_mode & 077U) != 0) {
      return Fail(ErrorCode::kForbidden, "actions.secret_readable",
                  fmt::format("{} must be a file that only its owner may read: chmod 600 {}", where,
                              source.name));
    }
    ASSAY_ASSIGN(text, ReadWhole(source.name));
  }
  auto secret = webhook::Secret::Parse(text);
  if (!secret) {
    return Fail(secret.error().code, secret.error().reason, where + ": " + secret.error().message);
  }
  return secret;
}

Result<std::unique_ptr<flows::ActionSink>> MakeSink(const configuration::WebhookSink& sink,
                                                    const Clock& clock) {
  webhook::WebhookSettings settings{.url = sink.url,
                                    .secrets = {},
                                    .allow_private = sink.allow_private,
                                    .ca_file = sink.ca_file,
                                    .connect_timeout_ms = sink.connect_timeout_ms,
                                    .timeout_ms = sink.timeout_ms,
                                    .connections_max = sink.connections_max};
  for (const configuration::SecretSource& source : sink.secrets) {
    ASSAY_ASSIGN(webhook::Secret secret, LoadSecret(source));
    settings.secrets.push_back(std::move(secret));
  }
  auto made = webhook::MakeWebhookSink(std::move(settings), clock, webhook::ResolveWithSystem);
  if (!made) {
    return Fail(made.error().code, made.error().reason,
                fmt::format("webhook \"{}\": {}", sink.name, made.error().message));
  }
  return made;
}

class FolderDeliveries : public cli::DeliverySite {
 public:
  std::span<cli::Outgoing> outgoing() override { return outgoing_; }
  flows::DeliveryJournal& journal() override { return *journal_; }

  Result<void> Open(const std::string& folder, cli::DeliveryPurpose purpose, const Clock& clock) {
    const std::string database = folder + "/assay.db";
    const bool read_only = purpose == cli::DeliveryPurpose::kLook;
    ASSAY_ASSIGN(journal_, sqlite::OpenDeliveryJournal(database, {.read_only = read_only}));
    if (purpose == cli::DeliveryPurpose::kDeliver) {
      disk_ = files::MakePosixFileSystem();
      ASSAY_ASSIGN(lock_, disk_->Lock(folder + "/deliver.lock"));
    }
    ASSAY_ASSIGN(const configuration::Sinks sinks, LoadSinks(folder));
    for (const configuration::WebhookSink& sink : sinks.webhooks) {
      cli::Outgoing outgoing{.plan = {.name = sink.name,
                                      .measures = sink.measures,
                                      .start = sink.from_beginning ? flows::StartAt::kBeginning
                                                                   : flows::StartAt::kNow},
                             .url = sink.url.substr(0, sink.url.find('?')),
                             .sink = nullptr,
                             .journal = nullptr};
      if (purpose == cli::DeliveryPurpose::kDeliver) {
        ASSAY_ASSIGN(outgoing.sink, MakeSink(sink, clock));
        ASSAY_ASSIGN(outgoing.journal, sqlite::OpenDeliveryJournal(database, {}));
      }
      outgoing_.push_back(std::move(outgoing));
    }
    return {};
  }

 private:
  std::unique_ptr<files::FileSystem> disk_;
  std::unique_ptr<files::FileLock> lock_;
  std::unique_ptr<flows::DeliveryJournal> journal_;
  std::vector<cli::Outgoing> outgoing_;
};

}  // namespace

Result<configuration::Sinks> LoadSinks(const std::string& folder) {
  const std::string path = folder + "/sinks.toml";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return configuration::Sinks{};
  }
  ASSAY_ASSIGN(const std::string text, ReadWhole(path));
  std::vector<std::string_view> measures;
  for (const enforcement::MeasureKind kind : enforcement::AllMeasureKinds()) {
    measures.push_back(NameOf(kind));
  }
  auto sinks = configuration::ParseSinks(text, measures);
  if (!sinks) {
    return Fail(sinks.error().code, sinks.error().reason, path + ": " + sinks.error().message);
  }
  return sinks;
}

Result<std::unique_ptr<cli::DeliverySite>> OpenDeliveries(const std::string& folder,
                                                          cli::DeliveryPurpose purpose,
                                                          const Clock& clock) {
  auto site = std::make_unique<FolderDeliveries>();
  ASSAY_TRY(site->Open(folder, purpose, clock));
  return site;
}

}  // namespace assay::app
