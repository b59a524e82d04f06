#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const Variables kProcess = {{"GTEST_REDIS_BACKEND", "process"}};

TEST(StatesTest, ListsEachStateWithItsParameters) {
  const CommandResult result = RunCommand({"states"}, kProcess);
  EXPECT_EQ(result.exit_code, 0);
  for (const StateEntry& entry : StateCatalogue()) {
    EXPECT_THAT(result.output, ContainsRegex("(^|\n)" + entry.name + " +(yes|no ) "));
  }
  EXPECT_THAT(result.output, AllOf(ContainsRegex("\nout-of-memory +yes  answers OOM"),
                                   HasSubstr("  ratio=0.9: of maxmemory that is in use"),
                                   ContainsRegex("\n(redis|valkey) [0-9.]+, back end 'process'")));
}

TEST(StatesTest, SaysWhatSomebodyElsesServerCannotHaveAndWhy) {
  RedisServer server = RedisServer::Start();
  const CommandResult result = RunCommand({"states", "--json", "--url", server.url()});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  int impossible = 0;
  for (const auto& row : nlohmann::json::parse(result.output)) {
    const std::string needs = row["needs"];
    if (needs != "own server" && needs != "own process") continue;
    ++impossible;
    EXPECT_EQ(row["possible"], false);
    EXPECT_EQ(row["why_not"], "it needs an " + needs + ", and this is the back end 'attach'");
  }
  EXPECT_GT(impossible, 0);
}

TEST(StatesTest, ListsThemWithoutARedisToo) {
  const ScratchDirectory empty;
  const CommandResult result = RunCommand(
      {"states", "--json"},
      {{"PATH", empty.path()}, {"GTEST_REDIS_BACKEND", "process"}, {"GTEST_REDIS_SERVER", ""}});
  EXPECT_EQ(result.exit_code, 3);
  const auto rows = nlohmann::json::parse(result.output);
  EXPECT_THAT(rows, SizeIs(StateCatalogue().size()));
  EXPECT_EQ(rows[0]["possible"], false);
  EXPECT_THAT(rows[0]["why_not"].get<std::string>(), HasSubstr("apt-get install redis-server"));
}

TEST(StatesTest, PrintsTheTablesOfTheDocumentation) {
  const CommandResult result = RunCommand({"states", "--markdown"});
  EXPECT_EQ(result.exit_code, 0);
  std::ifstream file(DOCUMENTED_STATES);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(result.output))
      << "docs/states.md is not what `gtest-redis states --markdown` prints";
}

}  // namespace
}  // namespace gtest_redis
