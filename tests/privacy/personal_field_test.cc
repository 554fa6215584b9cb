// SPDX-License-Identifier: Apache-2.0
#include "privacy/personal_field.h"

#include <gtest/gtest.h>

namespace assay::privacy {
namespace {

TEST(PersonalFields, RefusesAFieldThatIsNotFullyDeclared) {
  PersonalFields fields;
  const PersonalField good{"/phone", PersonalKind::kPhone, "linkage", 1'095, {}};
  const auto with = [&](auto change) {
    PersonalField field = good;
    change(field);
    return fields.Add(EventType::kStoreOpened, field);
  };
  for (const char* path : {"", "/", "phone", "/a/", "/a//b"}) {
    EXPECT_FALSE(with([&](PersonalField& field) { field.path = path; })) << path;
  }
  EXPECT_FALSE(with([](PersonalField& field) { field.purpose.clear(); }));
  EXPECT_FALSE(with([](PersonalField& field) { field.retention_days = 0; }));
  EXPECT_TRUE(fields.Of(EventType::kStoreOpened).empty());
  EXPECT_TRUE(fields.Add(EventType::kStoreOpened, good));
  EXPECT_EQ(fields.Add(EventType::kStoreOpened, good).error().reason, "privacy.bad_field");
  EXPECT_EQ(fields.Of(EventType::kStoreOpened).size(), 1U);
  EXPECT_TRUE(fields.Of(EventType::kListing).empty());
}

TEST(PersonalFields, NamesOfKindsAndPartsCanBeReadBack) {
  for (const char* name :
       {"document", "bank_account", "phone", "email", "device", "ip", "address", "name", "text"}) {
    ASSERT_TRUE(FindPersonalKind(name)) << name;
    EXPECT_EQ(NameOf(*FindPersonalKind(name)), name);
  }
  for (const char* name :
       {"whole", "last8", "prefix_mask", "slash24", "near", "validity", "issuer", "region"}) {
    ASSERT_TRUE(FindTokenPart(name)) << name;
    EXPECT_EQ(NameOf(*FindTokenPart(name)), name);
  }
  EXPECT_FALSE(FindPersonalKind("passport"));
  EXPECT_FALSE(FindTokenPart("first3"));
}

}  // namespace
}  // namespace assay::privacy
