#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command.h"
#include "gtest_redis/server/redis_server.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// Where nothing can be used: no program, no engine, and only the server at `url`.
Variables Nothing(const ScratchDirectory& empty, const std::string& url = "") {
  return {{"PATH", empty.path()},
          {"GTEST_REDIS_SERVER", ""},
          {"GTEST_REDIS_URL", url},
          {"DOCKER_HOST", "unix://" + empty.File("docker.sock")}};
}

TEST(DoctorTest, SaysOfEachBackEndAndOfTheMachineWhetherItIsGood) {
  const CommandResult result = RunCommand({"doctor"}, {{"GTEST_REDIS_URL", ""}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output,
              AllOf(ContainsRegex("(^|\n)process     yes  (redis|valkey) [0-9.]+, '/"),
                    ContainsRegex("\ncontainer   (yes|no ) "),
                    HasSubstr("\nattach      no   GTEST_REDIS_URL names no redis; export "),
                    ContainsRegex("\novercommit  (yes|no )  vm.overcommit_memory is "),
                    ContainsRegex("\ncgroup      (yes|no )  "),
                    ContainsRegex("\nversions    yes  gtest-redis 0[^,]*, hiredis [0-9.]+, ")));
}

TEST(DoctorTest, FailsWhereNoRedisCanBeUsedAndSaysWhatToDo) {
  const ScratchDirectory empty;
  const CommandResult result = RunCommand({"doctor"}, Nothing(empty));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.output, AllOf(ContainsRegex("(^|\n)process     no   .*apt-get install"),
                                   ContainsRegex("\ncontainer   no   .*docker.sock"),
                                   ContainsRegex("\nattach      no   ")));
}

TEST(DoctorTest, AttachesToTheRedisOfTheEnvironment) {
  const ScratchDirectory empty;
  RedisServer server = RedisServer::Start();
  const CommandResult result = RunCommand({"doctor"}, Nothing(empty, server.url()));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output,
              ContainsRegex("\nattach      yes  (redis|valkey) [0-9.]+ at redis://"));
}

TEST(DoctorTest, PrintsJson) {
  const ScratchDirectory empty;
  const CommandResult result = RunCommand({"doctor", "--json"}, Nothing(empty));
  EXPECT_EQ(result.exit_code, 3);
  const auto rows = nlohmann::json::parse(result.output);
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0]["name"], "process");
  EXPECT_EQ(rows[0]["good"], false);
  EXPECT_THAT(rows[0]["mend"].get<std::string>(), HasSubstr("apt-get install"));
  EXPECT_EQ(rows[5]["good"], true);
}

}  // namespace
}  // namespace gtest_redis
