// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::webhook {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Secret, SignsAsThePublishedExampleOfStandardWebhooks) {
  const auto secret = Secret::Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret) << secret.error().message;
  EXPECT_EQ(secret->Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Secret, IgnoresSpacesAroundIt) {
  EXPECT_TRUE(Secret::Parse("  whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"));
}

TEST(Secret, RefusesWhatIsNoKeyOf24To64Bytes) {
  for (const std::string text :
       {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILA==", "whsec_====", "whsec_MfKQ 9r8GKYqrTwjUPD8ILPZIo2LaLaS"}) {
    const auto secret = Secret::Parse(text);
    ASSERT_FALSE(secret) << text;
    EXPECT_EQ(secret.error().reason, "webhook.bad_secret");
  }
  EXPECT_FALSE(Secret::Parse("whsec_" + std::string(88, 'A')));
  EXPECT_TRUE(Secret::Parse("whsec_" + std::string(84, 'A')));
}

TEST(Secret, ItsErrorsDoNotRepeatIt) {
  EXPECT_THAT(Secret::Parse("whsec_SECRETSECRET").error().message, Not(HasSubstr("SECRET")));
}

TEST(Secret, SeveralSignaturesStandSideBySide) {
  const auto one = *Secret::Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const auto two = *Secret::Parse("whsec_" + std::string(32, 'A'));
  EXPECT_EQ(SignatureHeader({one, two}, "a", 1, "{}"),
            one.Sign("a", 1, "{}") + " " + two.Sign("a", 1, "{}"));
}

}  // namespace
}  // namespace assay::webhook
