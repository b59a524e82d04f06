#include "gtest_redis/server/redis_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <string>

#include "process/child.h"
#include "process/deadline.h"
#include "process/reserved_port.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr ConnectOptions kImpatient = {milliseconds(100), milliseconds(50)};

bool IsSuspended(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return stat >> number >> name >> state && state == "T";
}

// What every server program must be able to do.
class RedisServerTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (FindProgram(GetParam()).empty()) {
      GTEST_SKIP() << "there is no '" << GetParam() << "' on PATH";
    }
  }
  RedisServer Start(ServerOptions options = {}) const {
    options.executable = GetParam();
    return RedisServer::Start(options);
  }
};

TEST_P(RedisServerTest, AnswersOverTcpAndItsUnixSocket) {
  RedisServer server = Start();
  EXPECT_TRUE(server.running());
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  EXPECT_EQ(Connection(server.url()).Command("PING").string(), "PONG");
  EXPECT_EQ(server.Connect().Command("PING").string(), "PONG");
  EXPECT_EQ(server.Pipeline({{"SET", "n", "1"}, {"INCR", "n"}}).back().integer(), 2);
}

TEST_P(RedisServerTest, TellsWhereItIs) {
  const RedisServer server = Start();
  EXPECT_EQ(server.url(), "redis://127.0.0.1:" + std::to_string(server.port()) + "/0");
  EXPECT_EQ(server.host(), "127.0.0.1");
  EXPECT_EQ(server.database(), 0);
  EXPECT_EQ(server.backend(), Backend::kProcess);
  EXPECT_EQ(server.executable(), FindProgram(GetParam()));
  EXPECT_THAT(server.unix_socket(), ::testing::StartsWith(server.directory() + "/"));
  EXPECT_EQ(server.options().executable, GetParam());
}

TEST_P(RedisServerTest, TellsWhatItIs) {
  RedisServer server = Start();
  EXPECT_EQ(server.product() + "-server", GetParam());
  EXPECT_THAT(server.version(), ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+.*"));
  const int major = std::stoi(server.version());
  EXPECT_TRUE(server.AtLeast(2, 99));
  EXPECT_TRUE(server.AtLeast(server.product() == "redis" ? major : 7, 0));
  EXPECT_FALSE(server.AtLeast(99, 0));
}

TEST_P(RedisServerTest, WritesNothingToDiskAndOpensWhatStatesNeed) {
  RedisServer server = Start();
  EXPECT_EQ(server.Command("CONFIG", "GET", "save").array().at(1).string(), "");
  EXPECT_EQ(server.Command("CONFIG", "GET", "appendonly").array().at(1).string(), "no");
  EXPECT_EQ(server.Command("DEBUG", "SLEEP", 0).ToString(), "OK");
  if (server.AtLeast(7, 0)) {
    EXPECT_EQ(server.Command("CONFIG", "GET", "latency-tracking").array().at(1).string(), "no");
  }
}

TEST_P(RedisServerTest, KeepsItsDirectoryToItself) {
  const RedisServer server = Start();
  struct stat status {};
  ASSERT_EQ(stat(server.directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_P(RedisServerTest, RestartsOnTheSameAddressWithoutItsData) {
  RedisServer server = Start();
  const std::string url = server.url();
  const std::string socket = server.unix_socket();
  const int pid = server.pid();
  Connection redis(url);
  redis.Command("SET", "k", "v");
  for (int round = 0; round < 3; ++round) {
    server.Restart();
    EXPECT_EQ(server.url(), url);
    EXPECT_EQ(server.unix_socket(), socket);
    EXPECT_NE(server.pid(), pid);
    EXPECT_TRUE(server.running());
    EXPECT_FALSE(server.died());
    EXPECT_EQ(server.exit_reason(), "");
    EXPECT_EQ(Connection(url).Command("DBSIZE").integer(), 0);
    EXPECT_EQ(server.Command("PING").string(), "PONG");
  }
  EXPECT_FALSE(redis.alive());
}

TEST_P(RedisServerTest, KeepsItsDataOverARestartWhenToldTo) {
  ServerOptions options;
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  RedisServer server = Start(options);
  server.Command("SET", "k", "v");
  server.Restart();
  EXPECT_EQ(server.Command("GET", "k").string(), "v");
}

TEST_P(RedisServerTest, SavesWithinItsGrace) {
  ServerOptions options;
  options.config = {{"save", "3600 1"}};
  options.stop_grace = std::chrono::seconds(10);
  RedisServer server = Start(options);
  server.Command("SET", "k", "v");
  server.Stop();
  EXPECT_EQ(server.exit_reason(), "exited with status 0");
  server.Restart();
  EXPECT_EQ(server.Command("GET", "k").string(), "v");
}

TEST_P(RedisServerTest, RefusesConnectionsAfterAKill) {
  RedisServer server = Start();
  server.Command("PING");
  const std::string directory = server.directory();
  server.Kill();
  EXPECT_FALSE(server.running());
  EXPECT_FALSE(server.died());
  EXPECT_EQ(server.exit_reason(), "was killed by signal 9 (Killed)");
  EXPECT_THAT([&] { Connection redis(server.url()); },
              ThrowsMessage<ConnectionError>(HasSubstr("Connection refused")));
  EXPECT_THAT([&] { server.Connect(); },
              ThrowsMessage<ConnectionError>(HasSubstr("Connection refused")));
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(HasSubstr("was killed by signal 9 (Killed)")));
  server.Kill();
  server.Stop();
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST_P(RedisServerTest, TellsThatItDied) {
  RedisServer server = Start();
  kill(server.pid(), SIGSEGV);
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return server.died(); }));
  EXPECT_FALSE(server.running());
  EXPECT_EQ(server.exit_reason(), "was killed by signal 11 (Segmentation fault)");
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(AllOf(HasSubstr("was killed by signal 11"),
                                               HasSubstr("Restart() starts it again"),
                                               HasSubstr("its log ends:"))));
  server.Restart();
  EXPECT_FALSE(server.died());
  server.Kill();
  server.Restart();
  kill(server.pid(), SIGKILL);
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return server.died(); }));
}

TEST_P(RedisServerTest, AcceptsAndAnswersNothingWhilePaused) {
  RedisServer server = Start();
  Connection before = server.Connect(kImpatient);
  server.Pause();
  EXPECT_TRUE(IsSuspended(server.pid()));
  EXPECT_TRUE(server.paused());
  EXPECT_TRUE(server.running());
  EXPECT_THROW(before.Command("PING"), ConnectionError);
  Connection during(server.url(), kImpatient);
  EXPECT_THROW(during.Command("PING"), ConnectionError);
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(HasSubstr("is paused and cannot answer; call Resume()")));
  server.Pause();
  server.Resume();
  EXPECT_FALSE(server.paused());
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  server.Resume();
}

TEST_P(RedisServerTest, EndsAlsoWhilePaused) {
  RedisServer server = Start();
  server.Pause();
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  server.Pause();
  server.Kill();
  EXPECT_FALSE(server.running());
  EXPECT_FALSE(server.paused());
  server.Restart();
  server.Pause();
  server.Stop();
  EXPECT_FALSE(server.running());
}

TEST_P(RedisServerTest, CannotBePausedWhenItIsDead) {
  RedisServer server = Start();
  server.Kill();
  EXPECT_THAT([&] { server.Pause(); },
              ThrowsMessage<ServerError>(HasSubstr("was killed by signal 9 (Killed)")));
  EXPECT_FALSE(server.paused());
}

TEST_P(RedisServerTest, SaysThatItDiedWhilePaused) {
  RedisServer server = Start();
  server.Pause();
  kill(server.pid(), SIGKILL);
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return server.died(); }));
  EXPECT_THAT([&] { server.Command("PING"); },
              ThrowsMessage<ServerError>(HasSubstr("was killed by signal 9 (Killed)")));
}

TEST_P(RedisServerTest, ReconnectsWhenItsOwnConnectionWasDropped) {
  RedisServer server = Start();
  server.Command("PING");
  server.Connect().Command("CLIENT", "KILL", "SKIPME", "yes");
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST_P(RedisServerTest, ShowsTheEndOfItsLog) {
  RedisServer server = Start();
  EXPECT_THAT(server.Log(), HasSubstr("eady to accept connections"));
  EXPECT_LE(server.Log(100).size(), 100u);
  server.Stop();
  EXPECT_THAT(server.Log(), HasSubstr("eady to accept connections"));
}

INSTANTIATE_TEST_SUITE_P(Programs, RedisServerTest,
                         ::testing::Values("redis-server", "valkey-server"),
                         [](const auto& program) {
                           return std::string(program.param) == "redis-server" ? "Redis" : "Valkey";
                         });

}  // namespace
}  // namespace gtest_redis
