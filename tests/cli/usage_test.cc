#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(UsageTest, TellsItsVersion) {
  const CommandResult result = RunCommand({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, StartsWith("gtest-redis 0."));
}

TEST(UsageTest, ListsTheSubcommands) {
  const CommandResult result = RunCommand({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, AllOf(HasSubstr("doctor"), HasSubstr("cleanup"), HasSubstr("share"),
                                   HasSubstr("unshare")));
}

struct Wrong {
  std::vector<std::string> arguments;
  std::string message;
};

class WrongUsageTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongUsageTest, IsToldInOneLine) {
  const CommandResult result = RunCommand(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.output, "gtest-redis: " + GetParam().message + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Cases, WrongUsageTest,
    ::testing::Values(
        Wrong{{}, "a subcommand is required; see `gtest-redis --help`"},
        Wrong{{"doktor"}, "there is no subcommand 'doktor'; see `gtest-redis --help`"},
        Wrong{{"doctor", "who"},
              "the following argument was not expected: who; see `gtest-redis doctor --help`"},
        Wrong{{"share"}, "FILE is required; see `gtest-redis share --help`"},
        Wrong{
            {"share", "file", "--backend", "docker"},
            "--backend: docker not in {process,container,attach}; see `gtest-redis share --help`"},
        Wrong{{"share", "file", "--backend", "container", "--for", "999999999"},
              "there is no process 999999999 to share with"},
        Wrong{{"share", "/no/such/directory/file"}, "cannot write '/no/such/directory/file'"},
        Wrong{{"share", "/no/such/directory/file", "--backend", "container"},
              "cannot write '/no/such/directory/file'"}));

}  // namespace
}  // namespace gtest_redis
