#include "service/placeholders.h"

#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

const Placeholders& Words() {
  static const auto* const words =
      new Placeholders{{"port", "41001"}, {"empty", ""}, {"odd", "{port}"}};
  return *words;
}

TEST(PlaceholdersTest, AreFilledWhereverTheyStand) {
  EXPECT_EQ(Fill("{port}", Words()), "41001");
  EXPECT_EQ(Fill("--listen=:{port},{port};", Words()), "--listen=:41001,41001;");
  EXPECT_EQ(Fill("a{empty}b", Words()), "ab");
}

TEST(PlaceholdersTest, LeaveOtherBracesAsTheyAre) {
  EXPECT_EQ(Fill("", Words()), "");
  EXPECT_EQ(Fill("{unknown}", Words()), "{unknown}");
  EXPECT_EQ(Fill(R"({"port": {port}})", Words()), R"({"port": 41001})");
  EXPECT_EQ(Fill("{port", Words()), "{port");
  EXPECT_EQ(Fill("}{", Words()), "}{");
  EXPECT_EQ(Fill("{ port}", Words()), "{ port}");
}

TEST(PlaceholdersTest, AreNotFilledASecondTime) { EXPECT_EQ(Fill("{odd}", Words()), "{port}"); }

}  // namespace
}  // namespace gtest_redis
