// SPDX-License-Identifier: Apache-2.0
#include "flows/personal_fields.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "ingest/event_types.h"
#include "privacy/world.h"

namespace assay::flows {
namespace {

bool Has(const privacy::PersonalFields& fields, EventType type, std::string_view path) {
  const auto of_type = fields.Of(type);
  return std::any_of(of_type.begin(), of_type.end(),
                     [path](const privacy::PersonalField& field) { return field.path == path; });
}

TEST(PersonalFieldsOfSchemas, AreFoundInObjectsAndInElementsOfArrays) {
  const auto fields = MakePersonalFields();
  ASSERT_TRUE(fields) << fields.error().message;
  EXPECT_TRUE(Has(*fields, EventType::kStoreOpened, "/person/document"));
  EXPECT_TRUE(Has(*fields, EventType::kStoreOpened, "/phones/*/number"));
  EXPECT_TRUE(Has(*fields, EventType::kMessage, "/text"));
  EXPECT_FALSE(Has(*fields, EventType::kListing, "/title"));
}

TEST(PersonalFieldsOfSchemas, AreThereForEveryTypeThatSaysSo) {
  const auto fields = MakePersonalFields();
  ASSERT_TRUE(fields);
  for (const ingest::EventSchema& schema : ingest::AllEventSchemas()) {
    EXPECT_EQ(fields->Of(schema.type).empty(), !schema.has_personal_fields) << schema.name;
  }
}

TEST(PersonalFieldsOfSchemas, SealAStoreWithAllItsIdentifiers) {
  privacy::World world;
  world.fields = *MakePersonalFields();
  const auto sealed = privacy::SplitAndFlush(
      world,
      {.data =
           R"({"name":"Sun & Moon","person":{"name":"Wang Xiaowu","document":"11010519491231002X"},)"
           R"("operator":{"name":"Li Dazhao"},"phones":[{"number":"+86 138 0013 8000"}],)"
           R"("emails":[{"address":"wang@example.com"}],"ips":[{"address":"203.0.113.77"}],)"
           R"("bank_accounts":[{"number":"4111111111111111"}],"devices":[{"id":"dev-4711-0815"}],)"
           R"("addresses":[{"text":"12 Harbour Lane, Putian"}]})"});
  ASSERT_TRUE(sealed);
  for (const char* plain :
       {"Wang", "11010519491231002X", "Li Dazhao", "138 0013", "13800138000", "wang@example",
        "203.0.113", "4111111111111111", "dev-4711", "Harbour"}) {
    EXPECT_EQ(sealed->find(plain), std::string::npos) << plain;
  }
  EXPECT_EQ(world.opener.OpenLine(*sealed, "S-17")->opened, 9U);
}

}  // namespace
}  // namespace assay::flows
