// SPDX-License-Identifier: Apache-2.0
// The journal of deliveries in the database of a data folder (tables `sink`, `delivery`, `outbox`).
#pragma once

#include <memory>
#include <string>

#include "adapters/sqlite/database.h"
#include "core/result.h"
#include "flows/delivery_journal.h"

namespace assay::sqlite {

// On a connection that must outlive it.
std::unique_ptr<flows::DeliveryJournal> MakeDeliveryJournal(Database& database);

struct DeliveryJournalOptions {
  bool read_only = false;
  // Long: a commit of an ingest beside it is waited for.
  int busy_timeout_ms = 30'000;
};

// On a connection of its own, beside whoever writes events into the folder. Errors: as BringToDate
// (migrations.h); kNotFound "storage.empty" where there is no installation.
Result<std::unique_ptr<flows::DeliveryJournal>> OpenDeliveryJournal(
    const std::string& database_path, const DeliveryJournalOptions& options);

}  // namespace assay::sqlite
