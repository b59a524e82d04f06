#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <regex>

#include "command.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/redis_server.h"
#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::chrono::seconds kPatience{30};

/// A running `gtest-redis serve`.
class Serving {
 public:
  explicit Serving(const std::vector<std::string>& arguments) {
    ChildOptions options;
    options.arguments = {GTEST_REDIS_COMMAND, "serve"};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {{"GTEST_REDIS_BACKEND", "process"}};
    options.log_file = scratch_.File("output");
    child_ = Child::Start(options);
  }

  std::string Output() const { return scratch_.Read("output"); }
  bool Await(const std::string& text) {
    return WaitUntil(Deadline(kPatience),
                     [&] { return Output().find(text) != std::string::npos || !child_.running(); });
  }
  /// The addresses that it printed: the gate's, and the server's.
  std::vector<Connection> Connections() const {
    const std::string output = Output();
    std::vector<Connection> connections;
    const std::regex url("redis://[0-9.:]+/[0-9]+");
    for (std::sregex_iterator found(output.begin(), output.end(), url), end; found != end;
         ++found) {
      connections.emplace_back(Url::Parse(found->str()));
    }
    return connections;
  }
  int End(int signal) {
    child_.Signal(signal);
    return Exit();
  }
  int Exit() {
    if (!child_.WaitForExit(Deadline(kPatience)) || child_.exit_status()->by_signal) return -1;
    return child_.exit_status()->number;
  }

 private:
  ScratchDirectory scratch_;
  Child child_;
};

TEST(ServeTest, HoldsARedisInAStateUntilItIsInterrupted) {
  Serving serving({"--state", "out-of-memory", "--maxmemory", "64mb", "--database", "3"});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  EXPECT_THAT(serving.Output(), HasSubstr("\n'out-of-memory' holds\n"));
  {
    std::vector<Connection> connections = serving.Connections();
    ASSERT_EQ(connections.size(), 2U) << serving.Output();
    for (Connection& redis : connections) {
      EXPECT_EQ(redis.Command("SET", "k", "v").error_code(), "OOM");
      EXPECT_EQ(redis.Command("GET", "k").ToString(), "(nil)");
    }
  }
  EXPECT_EQ(serving.End(SIGINT), 0) << serving.Output();
}

TEST(ServeTest, SaysWhenAStateHoldsNoLonger) {
  Serving serving({"--state", "out-of-memory"});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  serving.Connections()[1].Command("CONFIG", "SET", "maxmemory", 0);
  EXPECT_TRUE(serving.Await("'out-of-memory' did not hold to its end: ")) << serving.Output();
  EXPECT_EQ(serving.End(SIGTERM), 1) << serving.Output();
}

TEST(ServeTest, FailsForAStateThatDidNotHoldAllTheTime) {
  Serving serving({"--state", "out-of-memory"});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  Connection redis = std::move(serving.Connections()[1]);
  redis.Command("CONFIG", "SET", "maxmemory", 0);
  ASSERT_TRUE(serving.Await("'out-of-memory' did not hold to its end: ")) << serving.Output();
  redis.Command("CONFIG", "SET", "maxmemory", 1);
  EXPECT_EQ(serving.End(SIGTERM), 1) << serving.Output();
}

TEST(ServeTest, FailsForAStateThatCannotBeLeft) {
  Serving serving({"--state", "memory-at"});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  serving.Connections()[1].Command("CONFIG", "SET", "min-replicas-to-write", 1);
  EXPECT_EQ(serving.End(SIGTERM), 1) << serving.Output();
  EXPECT_THAT(serving.Output(),
              HasSubstr("cannot leave 'memory-at': redis refuses DEL: NOREPLICAS"));
}

TEST(ServeTest, FailsWhenRedisDies) {
  Serving serving({});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  EXPECT_THROW(serving.Connections()[1].Command("SHUTDOWN", "NOSAVE"), ConnectionError);
  EXPECT_EQ(serving.Exit(), 1) << serving.Output();
  EXPECT_THAT(serving.Output(), HasSubstr("redis-server exited"));
}

TEST(ServeTest, PassesDirectivesOn) {
  Serving serving({"--config", "timeout=77", "--policy", "allkeys-lru"});
  ASSERT_TRUE(serving.Await("until Ctrl-C")) << serving.Output();
  {
    Connection redis = std::move(serving.Connections()[1]);
    EXPECT_EQ(redis.Command("CONFIG", "GET", "timeout").array()[1].string(), "77");
    EXPECT_EQ(redis.Command("CONFIG", "GET", "maxmemory-policy").array()[1].string(),
              "allkeys-lru");
  }
  EXPECT_EQ(serving.End(SIGHUP), 0);
}

struct Wrong {
  std::vector<std::string> arguments;
  std::string message;
};

class WrongServeTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongServeTest, IsToldBeforeAnythingIsStarted) {
  std::vector<std::string> arguments = {"serve"};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const CommandResult result = RunCommand(arguments, {{"GTEST_REDIS_BACKEND", "process"}});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.output, StartsWith("gtest-redis: " + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, WrongServeTest,
    ::testing::Values(
        Wrong{{"--state", "out-of-memry"},
              "there is no state 'out-of-memry'; did you mean 'out-of-memory'? `gtest-redis "
              "states` lists them all\n"},
        Wrong{{"--state", "memory-at:share=1"},
              "'memory-at' has no parameter 'share'; it has 'ratio', 'maxmemory'\n"},
        Wrong{{"--state", "memory-at:0.9"}, "'0.9' is no NAME=VALUE, in 'memory-at:0.9'\n"},
        Wrong{{"--state", "memory-at:ratio=1.5"},
              "'memory-at' cannot have 'ratio' of '1.5': a ratio above 0 and up to 1, or a "
              "percentage, is asked for\n"},
        Wrong{{"--config", "timeout"}, "--config takes NAME=VALUE, and not 'timeout'\n"},
        Wrong{{"--database", "-1"}, "--database: "}));

TEST(ServeTest, SaysThatThereIsNoRedis) {
  const ScratchDirectory empty;
  const CommandResult result =
      RunCommand({"serve"}, {{"PATH", empty.path()}, {"GTEST_REDIS_BACKEND", "process"}});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.output, HasSubstr("apt-get install redis-server"));
}

}  // namespace
}  // namespace gtest_redis
