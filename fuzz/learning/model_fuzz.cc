// SPDX-License-Identifier: Apache-2.0
// Any bytes as the file of a model, as they are and with a checksum that fits. What is accepted must be written
// again as the same model.
#include <string>
#include <string_view>

#include "core/check.h"
#include "core/hash.h"
#include "learning/linear_model.h"

namespace {

using assay::learning::LinearModel;

void Load(std::string_view bytes) {
  const auto model = LinearModel::Parse(bytes);
  if (!model) {
    CHECK_THAT(model.error().reason == "learning.bad_model", "every refusal has its reason");
    return;
  }
  const std::string file = model->Serialise();
  const auto again = LinearModel::Parse(file);
  CHECK_THAT(again.has_value(), "what is written is accepted");
  CHECK_THAT(again->head() == model->head() && again->Serialise() == file, "as the same model");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Load(bytes);
  const std::string body(bytes);
  Load(body + "sha256 " + ToHex(assay::Sha256Of(body)) + "\n");
  return 0;
}
