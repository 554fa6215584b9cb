// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/action_file.h"

#include <utility>

namespace assay::files {
namespace {

class ActionFile : public flows::ActionSink {
 public:
  ActionFile(FileSystem& files, std::string directory, std::string path)
      : files_(files), directory_(std::move(directory)), path_(std::move(path)) {}

  std::size_t batch_items_max() const override { return 1'000; }
  bool keeps_order() const override { return true; }

  Result<flows::SendResult> Send(std::span<const engine::OutboxRow> actions,
                                 std::uint64_t mark) override {
    if (file_ == nullptr) {
      ASSAY_ASSIGN(file_, files_.Open(path_, OpenMode::kCreate));
      // A new file's name is durable before anybody counts on its length.
      ASSAY_TRY(files_.SyncDirectory(directory_));
      ASSAY_TRY(file_->Truncate(mark));
    }
    std::string text;
    for (const engine::OutboxRow& action : actions) {
      text += action.body + "\n";
    }
    ASSAY_TRY(file_->WriteAt(mark, text));
    ASSAY_TRY(file_->Sync());
    return flows::SendResult{
        .handovers = {actions.size(),
                      {.answer = flows::Answer::kTaken, .message = "", .wait_ms = 0}},
        .mark = mark + text.size()};
  }

 private:
  FileSystem& files_;
  std::string directory_;
  std::string path_;
  std::unique_ptr<File> file_;
};

}  // namespace

std::unique_ptr<flows::ActionSink> MakeActionFile(FileSystem& files, std::string directory,
                                                  const std::string& name) {
  std::string path = directory + "/" + name;
  return std::make_unique<ActionFile>(files, std::move(directory), std::move(path));
}

}  // namespace assay::files
