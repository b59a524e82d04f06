#include "cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

std::string Printed(const ordered_json& rows, std::size_t width) {
  std::ostringstream out;
  PrintTable(out, rows, width);
  return out.str();
}

const ordered_json& Rows() {
  static const auto* const rows = new ordered_json(
      {{{"name", "busy"}, {"possible", true}, {"what", "answers BUSY to everything"}},
       {{"name", ""}, {"possible", ""}, {"what", "  for=60s: after which it ends"}},
       {{"name", "hung"}, {"possible", false}, {"what", ""}}});
  return *rows;
}

TEST(TableTest, HasItsValuesInColumns) {
  EXPECT_EQ(Printed(Rows(), 0),
            "busy  yes  answers BUSY to everything\n"
            "             for=60s: after which it ends\n"
            "hung  no\n");
}

TEST(TableTest, BreaksLinesToTheWidthOfATerminal) {
  EXPECT_EQ(Printed(Rows(), 30),
            "busy  yes  answers BUSY to\n"
            "           everything\n"
            "             for=60s: after\n"
            "             which it ends\n"
            "hung  no\n");
}

TEST(TableTest, LeavesHalfATerminalToWhatIsBroken) {
  EXPECT_EQ(Printed(Rows(), 20),
            "busy  yes  answers\n"
            "          BUSY to\n"
            "          everything\n"
            "             for=60s: after which it ends\n"
            "hung  no\n");
}

TEST(TableTest, LeavesALongWordWhole) {
  EXPECT_EQ(Printed({{{"name", "a"}, {"what", "one-long-word-that-is-not-broken at all"}}}, 20),
            "a  one-long-word-that-is-not-broken at all\n");
}

}  // namespace
}  // namespace gtest_redis
