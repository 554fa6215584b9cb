// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "feedback/reader.h"

namespace assay::feedback {

// Generated from data/lexicon and data/model (cmake/embed.cmake).
std::string_view EmbeddedPhrases();
std::string_view EmbeddedContacts();
std::string_view EmbeddedReviewModel();
std::string_view EmbeddedMessageModel();

const ReaderSources& EmbeddedReaderSources() {
  static const ReaderSources sources = {
      .phrases_tsv = std::string(EmbeddedPhrases()),
      .contact_tsv = std::string(EmbeddedContacts()),
      .review_model = std::string(EmbeddedReviewModel()),
      .message_model = std::string(EmbeddedMessageModel()),
  };
  return sources;
}

}  // namespace assay::feedback
