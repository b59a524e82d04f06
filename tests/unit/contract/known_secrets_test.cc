#include "contract/known_secrets.h"

#include <gtest/gtest.h>

#include "process/environment_variable.h"

namespace gtest_redis {
namespace {

TEST(KnownSecretsTest, AreReplacedInEachForm) {
  KnownSecrets secrets;
  secrets.Add("a b\"/@");
  EXPECT_EQ(secrets.Replace(R"(<a b"/@> "a b\"/@" redis://:a%20b%22%2F%40@host)"),
            R"(<***> "***" redis://:***@host)");
}

TEST(KnownSecretsTest, AreReplacedInsideOfWordsWhenTheyAreLong) {
  KnownSecrets secrets;
  secrets.Add("long");
  secrets.Add("abc");
  secrets.Add("");
  EXPECT_EQ(secrets.Replace("long,xlongx,abc,xabcx,abc"), "***,x***x,***,xabcx,***");
}

TEST(KnownSecretsTest, MayBePartsOfEachOther) {
  KnownSecrets secrets;
  secrets.Add("hunter");
  secrets.Add("hunter2");
  EXPECT_EQ(secrets.Replace("hunter2 hunter"), "*** ***");
}

TEST(KnownSecretsTest, AreWordsOfTheirOwnWhenOnlyTheirNamesTell) {
  const EnvironmentVariable token("KNOWN_SECRETS_TEST_TOKEN", "planted");
  const EnvironmentVariable small("KNOWN_SECRETS_TEST_SECRET", "abc");
  const EnvironmentVariable other("KNOWN_SECRETS_TEST_NAME", "harmless");
  KnownSecrets secrets;
  secrets.AddEnvironment();
  EXPECT_EQ(secrets.Replace("planted xplanted planted-x harmless abc"),
            "*** xplanted planted-x harmless abc");
}

TEST(KnownSecretsTest, AreNoStatusesOfAContract) {
  KnownSecrets secrets;
  secrets.AddContract(
      R"({"environment": {"TOKEN": "planted"}, "expect": {"token": 200, "auth": 5034}})");
  EXPECT_EQ(secrets.Replace("planted 200 5034"), "*** 200 ***");
}

}  // namespace
}  // namespace gtest_redis
