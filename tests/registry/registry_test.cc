// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::registry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AuthorisationData May(const char* id, const char* brand, const char* store) {
  return {.id = id,
          .brand = brand,
          .store = StoreId(store),
          .from = Instant{1'000},
          .until = Instant{2'000},
          .withdrawn = false};
}

TEST(Registry, AnAuthorisationHoldsFromItsFirstMomentToBeforeItsLast) {
  Registry registry;
  registry.Apply(BrandData{.brand = "b", .name = "Nike", .names = {}, .withdrawn = false});
  registry.Apply(May("a", "b", "s"));
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("s"), Instant{999}), IsEmpty());
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("s"), Instant{1'000}), ElementsAre("Nike"));
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("s"), Instant{2'000}), IsEmpty());
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("t"), Instant{1'000}), IsEmpty());
}

TEST(Registry, AWithdrawnAuthorisationIsGoneAndAMovedOneIsTheOtherStores) {
  Registry registry;
  registry.Apply(May("a", "b", "s"));
  EXPECT_TRUE(registry.Apply(May("a", "b", "t")));
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("s"), Instant{1'500}), IsEmpty());
  AuthorisationData withdrawn = May("a", "b", "t");
  withdrawn.withdrawn = true;
  EXPECT_TRUE(registry.Apply(withdrawn));
  EXPECT_FALSE(registry.Apply(withdrawn));
  EXPECT_THAT(registry.AuthorisedBrands(StoreId("t"), Instant{1'500}), IsEmpty());
}

TEST(Registry, CanonicalBytesDoNotDependOnTheOrderAndReadBack) {
  Registry one;
  Registry other;
  one.Apply(May("a", "b", "s"));
  one.Apply(May("c", "d", "s"));
  other.Apply(May("c", "d", "s"));
  other.Apply(May("a", "b", "s"));
  EXPECT_EQ(one.CanonicalBytes(), other.CanonicalBytes());
  const auto read = Registry::FromCanonicalBytes(one.CanonicalBytes());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->CanonicalBytes(), one.CanonicalBytes());
  EXPECT_FALSE(Registry::FromCanonicalBytes("{\"kind\":\"other\"}"));
}

}  // namespace
}  // namespace assay::registry
