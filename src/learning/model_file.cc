// SPDX-License-Identifier: Apache-2.0
// The file of a model (docs/formats/linear-model.md): a head of named lines, the weights as gaps and values in
// base 64, and the SHA-256 of all that stands before it.
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/hash.h"
#include "learning/linear_model.h"

namespace assay::learning {
namespace {

constexpr std::string_view kMagic = "assay linear text model 1";
constexpr std::size_t kLineWidth = 96;
constexpr std::size_t kViewsMax = 8;
constexpr std::int64_t kUnitMax = 100'000;
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

tl::unexpected<Error> Bad(std::string_view why) {
  return Fail(ErrorCode::kCorrupted, "learning.bad_model",
              fmt::format("no model that this version can read: {}", why));
}

// Base 64 without padding: every byte string has exactly one form.
std::string Encoded(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    count += 8;
    for (; count >= 6; count -= 6) {
      text.push_back(kDigits[(bits >> (count - 6)) & 63]);
    }
  }
  if (count > 0) {
    text.push_back(kDigits[(bits << (6 - count)) & 63]);
  }
  return text;
}

std::optional<std::string> Decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) {
      return std::nullopt;
    }
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>((bits >> count) & 255));
    }
  }
  // What is left over is less than a digit and zero.
  if (count >= 6 || (bits & ((1U << count) - 1)) != 0) {
    return std::nullopt;
  }
  return bytes;
}

void AppendVarint(std::string& bytes, std::uint64_t value) {
  for (; value >= 128; value >>= 7) {
    bytes.push_back(static_cast<char>((value & 127) | 128));
  }
  bytes.push_back(static_cast<char>(value));
}

// At most five bytes, the shortest form only.
std::optional<std::uint64_t> TakeVarint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 35 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 127U} << shift;
    if (byte < 128) {
      return byte == 0 && shift > 0 ? std::nullopt : std::optional(value);
    }
  }
  return std::nullopt;
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 32 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

template <typename Number>
std::optional<Number> NumberOf(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// "folded:1-2"
std::optional<ViewSpec> ViewOfText(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.size() != colon + 4 || text[colon + 2] != '-' ||
      !IsName(text.substr(0, colon))) {
    return std::nullopt;
  }
  const auto order_min = NumberOf<unsigned>(text.substr(colon + 1, 1));
  const auto order_max = NumberOf<unsigned>(text.substr(colon + 3, 1));
  if (!order_min || !order_max || *order_min < 1 || *order_min > *order_max ||
      *order_max > kOrderMax) {
    return std::nullopt;
  }
  return ViewSpec{std::string(text.substr(0, colon)), *order_min, *order_max};
}

// Takes lines off the front of a file.
class Lines {
 public:
  explicit Lines(std::string_view rest) : rest_(rest) {}

  std::optional<std::string_view> Next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  // The value of a line "name value", or nothing.
  std::optional<std::string_view> Value(std::string_view name) {
    const auto line = Next();
    if (!line || line->size() < name.size() + 2 || !line->starts_with(name) ||
        (*line)[name.size()] != ' ') {
      return std::nullopt;
    }
    return line->substr(name.size() + 1);
  }

 private:
  std::string_view rest_;
};

Result<std::vector<ViewSpec>> ViewsOf(std::string_view text) {
  std::vector<ViewSpec> views;
  while (true) {
    const std::size_t space = text.find(' ');
    const auto view = ViewOfText(text.substr(0, space));
    if (!view || views.size() == kViewsMax) {
      return Bad("its views");
    }
    views.push_back(*view);
    if (space == std::string_view::npos) {
      return views;
    }
    text.remove_prefix(space + 1);
  }
}

Result<ModelHead> HeadOf(Lines& lines) {
  ModelHead head;
  if (lines.Next() != kMagic) {
    return Bad("its first line");
  }
  const auto task = lines.Value("task");
  if (!task || !IsName(*task)) {
    return Bad("its task");
  }
  head.task = *task;
  const auto views = lines.Value("views");
  if (!views) {
    return Bad("its views");
  }
  ASSAY_ASSIGN(head.views, ViewsOf(*views));
  const auto reading = lines.Value("reading");
  const auto reading_number =
      reading && reading->size() == 16 ? NumberOf<std::uint64_t>(*reading, 16) : std::nullopt;
  if (!reading_number) {
    return Bad("its reading");
  }
  head.reading = *reading_number;
  const auto bits = lines.Value("bits");
  const auto bits_number = bits ? NumberOf<unsigned>(*bits) : std::nullopt;
  if (!bits_number || *bits_number < 8 || *bits_number > 24) {
    return Bad("its bits");
  }
  head.bucket_bits = *bits_number;
  const auto bias = lines.Value("bias");
  const auto bias_number = bias ? NumberOf<std::int64_t>(*bias) : std::nullopt;
  if (!bias_number || *bias_number > kLogOddsLimit.micros || *bias_number < -kLogOddsLimit.micros) {
    return Bad("its bias");
  }
  head.bias = {*bias_number};
  const auto unit = lines.Value("unit");
  const auto unit_number = unit ? NumberOf<std::int64_t>(*unit) : std::nullopt;
  if (!unit_number || *unit_number < 1 || *unit_number > kUnitMax) {
    return Bad("its unit");
  }
  head.unit_micros = *unit_number;
  return head;
}

Result<std::vector<std::int16_t>> WeightsOf(std::string_view bytes, std::size_t count,
                                            unsigned bucket_bits) {
  std::vector<std::int16_t> weights(std::size_t{1} << bucket_bits);
  std::size_t next = 0;  // The first bucket that may come.
  for (std::size_t i = 0; i < count; ++i) {
    const auto gap = TakeVarint(bytes);
    const auto folded = TakeVarint(bytes);
    if (!gap || !folded || *gap >= weights.size() - next || *folded == 0 ||
        *folded > 2 * std::uint64_t{LinearModel::kWeightMax}) {
      return Bad(fmt::format("weight {}", i + 1));
    }
    const auto magnitude = static_cast<std::int32_t>((*folded + 1) / 2);
    next += *gap;
    weights[next] = static_cast<std::int16_t>(*folded % 2 == 0 ? -magnitude : magnitude);
    ++next;
  }
  if (!bytes.empty()) {
    return Bad("more bytes than weights");
  }
  return weights;
}

}  // namespace

std::string LinearModel::Serialise() const {
  std::string views;
  for (const ViewSpec& view : head_.views) {
    views += fmt::format(" {}:{}-{}", view.name, view.order_min, view.order_max);
  }
  std::string bytes;
  std::size_t next = 0;
  for (std::size_t bucket = 0; bucket < weights_.size(); ++bucket) {
    const std::int64_t weight = weights_[bucket];
    if (weight != 0) {
      AppendVarint(bytes, bucket - next);
      AppendVarint(bytes, static_cast<std::uint64_t>(weight > 0 ? 2 * weight - 1 : -2 * weight));
      next = bucket + 1;
    }
  }
  std::string file =
      fmt::format("{}\ntask {}\nviews{}\nreading {:016x}\nbits {}\nbias {}\nunit {}\nweights {}\n",
                  kMagic, head_.task, views, head_.reading, head_.bucket_bits, head_.bias.micros,
                  head_.unit_micros, weight_count());
  const std::string text = Encoded(bytes);
  for (std::size_t at = 0; at < text.size(); at += kLineWidth) {
    file.append(text, at, kLineWidth).append("\n");
  }
  return file + fmt::format("sha256 {}\n", ToHex(Sha256Of(file)));
}

Result<LinearModel> LinearModel::Parse(std::string_view file) {
  constexpr std::string_view kSum = "sha256 ";
  const std::size_t sum_line =
      file.size() < 2 ? std::string_view::npos : file.rfind('\n', file.size() - 2);
  if (sum_line == std::string_view::npos || file.back() != '\n') {
    return Bad("it is cut off");
  }
  const std::string_view body = file.substr(0, sum_line + 1);
  if (file.substr(sum_line + 1) != fmt::format("{}{}\n", kSum, ToHex(Sha256Of(body)))) {
    return Bad("its checksum does not fit");
  }
  Lines lines(body);
  ASSAY_ASSIGN(ModelHead head, HeadOf(lines));
  const auto count = lines.Value("weights");
  const auto count_number = count ? NumberOf<std::size_t>(*count) : std::nullopt;
  if (!count_number || *count_number > std::size_t{1} << head.bucket_bits) {
    return Bad("the number of its weights");
  }
  std::string text;
  bool is_last = false;
  while (const auto line = lines.Next()) {
    if (line->empty() || line->size() > kLineWidth || is_last) {
      return Bad("the length of a line");
    }
    is_last = line->size() < kLineWidth;
    text += *line;
  }
  const auto bytes = Decoded(text);
  if (!bytes) {
    return Bad("characters that are no weights");
  }
  ASSAY_ASSIGN(auto weights, WeightsOf(*bytes, *count_number, head.bucket_bits));
  return LinearModel(std::move(head), std::move(weights));
}

}  // namespace assay::learning
