#include "server/claim_name.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace gtest_redis {
namespace {

TEST(ClaimNameTest, IsReadAsItIsWritten) {
  for (const ClaimMode mode :
       {ClaimMode::kSeek, ClaimMode::kIdle, ClaimMode::kUse, ClaimMode::kWant, ClaimMode::kWhole}) {
    const ClaimName name = {mode == ClaimMode::kSeek ? -1 : 3, mode, "host:17"};
    const auto read = ClaimName::Parse(name.ToString());
    ASSERT_TRUE(read) << name.ToString();
    EXPECT_EQ(read->database, name.database);
    EXPECT_EQ(read->mode, mode);
    EXPECT_EQ(read->holder, "host:17");
  }
}

TEST(ClaimNameTest, SaysWhoHoldsWhat) {
  EXPECT_EQ((ClaimName{3, ClaimMode::kUse, "host:17"}.ToString()), "gtest-redis:3:use:host:17");
  EXPECT_EQ((ClaimName{-1, ClaimMode::kSeek, "h:1"}.ToString()), "gtest-redis:-:seek:h:1");
}

TEST(ClaimNameTest, IsNoOtherName) {
  for (const char* name :
       {"", "worker", "gtest-redis", "gtest-redis:", "gtest-redis:3", "gtest-redis:3:own:host:17",
        "gtest-redis:x:use:host:17", "gtest-redis:-3:use:host:17", "xgtest-redis:3:use:host:17"}) {
    EXPECT_FALSE(ClaimName::Parse(name)) << name;
  }
}

TEST(ClaimNameTest, NamesThisProcessWithoutASpace) {
  const std::string process = ClaimName::ThisProcess();
  EXPECT_EQ(process.find(' '), std::string::npos);
  EXPECT_EQ(process.substr(process.rfind(':') + 1), std::to_string(getpid()));
}

}  // namespace
}  // namespace gtest_redis
