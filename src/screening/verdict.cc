// SPDX-License-Identifier: Apache-2.0
#include "screening/verdict.h"

namespace assay::screening {

std::string_view NameOf(Band band) {
  switch (band) {
    case Band::kUnknown:
      return "unknown";
    case Band::kClear:
      return "clear";
    case Band::kWatch:
      return "watch";
    case Band::kRed:
      return "red";
  }
  return "unknown";
}

std::string_view NameOf(Field field) {
  switch (field) {
    case Field::kTitle:
      return "title";
    case Field::kDescription:
      return "description";
    case Field::kBrand:
      return "brand";
    case Field::kCategory:
      return "category";
  }
  return "title";
}

}  // namespace assay::screening
