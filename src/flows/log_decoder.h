// SPDX-License-Identifier: Apache-2.0
// Decodes the log on several threads and hands its events on, prepared and in its order, while more of it
// comes in. Results do not depend on the number of workers.
//
// Threads: one caller, on whose thread events are handed on. Memory: a frame or a megabyte of lines for each
// worker, and as much as that again. Errors: those of ingest::Decoder, of `load` and of `take`; after one
// nothing further is handed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "engine/engine.h"
#include "flows/ordered_workers.h"
#include "ingest/decode.h"

namespace assay::flows {

// One a core of this machine.
std::size_t WorkersOfMachine();

class LogDecoder {
 public:
  // Called on many threads. What it answers no to is not handed on; it may drop what nobody will read.
  using IsWanted = std::function<bool(Sequence, Event&)>;
  // Lines, each with its end. Called on many threads, `worker` telling which.
  using Load = std::function<Result<std::string>(std::size_t worker)>;
  using Take = std::function<Result<void>(engine::Prepared)>;

  LogDecoder(std::size_t workers, IsWanted is_wanted, Take take);

  // One line after the other, without their ends.
  Result<void> Add(Sequence sequence, std::string_view line);
  // Many at once, loaded where they are decoded.
  Result<void> Add(Sequence first, std::uint64_t lines, Load load);
  // What is under way; no Add after it.
  Result<void> Finish();

 private:
  // Lines that follow one another in the log.
  struct Piece {
    Sequence first;
    std::uint64_t lines = 0;
    std::string text;
    Load load;  // Null: the text is there.
  };
  using Events = Result<std::vector<engine::Prepared>>;

  Events Decode(std::size_t worker, Piece piece);
  Result<void> Push(Piece piece);
  // False: nothing is under way.
  Result<bool> TakeNext();

  IsWanted is_wanted_;
  Take take_;
  std::vector<ingest::Decoder> decoders_;  // One a worker.
  Piece filling_;
  OrderedWorkers<Piece, Events> workers_;
};

}  // namespace assay::flows
