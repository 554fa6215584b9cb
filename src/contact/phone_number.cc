// SPDX-License-Identifier: Apache-2.0
#include "contact/phone_number.h"

#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

namespace assay::contact {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// The library writes to standard output otherwise.
class Silence : public i18n::phonenumbers::Logger {
 public:
  void WriteMessage(const std::string& /*message*/) override {}
};

const PhoneNumberUtil& Util() {
  static const PhoneNumberUtil& util = []() -> const PhoneNumberUtil& {
    auto* const instance = PhoneNumberUtil::GetInstance();
    instance->SetLogger(new Silence);  // Owned by the library, as is the instance.
    return *instance;
  }();
  return util;
}

}  // namespace

bool IsPrivatePhone(std::string_view digits, Plan plan) {
  constexpr std::size_t kDigitsMax = 15;
  if (digits.empty() || digits.size() > kDigitsMax) {
    return false;
  }
  std::string dialled(plan == Plan::kWorld ? "+" : "");
  dialled.append(digits);
  PhoneNumber number;
  const char* const region = plan == Plan::kChina          ? "CN"
                             : plan == Plan::kNorthAmerica ? "US"
                                                           : "ZZ";
  if (Util().Parse(dialled, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
      !Util().IsValidNumber(number)) {
    return false;
  }
  switch (Util().GetNumberType(number)) {
    case PhoneNumberUtil::FIXED_LINE:
    case PhoneNumberUtil::MOBILE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
    case PhoneNumberUtil::PERSONAL_NUMBER:
    case PhoneNumberUtil::VOIP:
    case PhoneNumberUtil::PAGER:
      return true;
    case PhoneNumberUtil::TOLL_FREE:
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
    case PhoneNumberUtil::UAN:
    case PhoneNumberUtil::VOICEMAIL:
    case PhoneNumberUtil::UNKNOWN:
      return false;
  }
  return false;
}

}  // namespace assay::contact
