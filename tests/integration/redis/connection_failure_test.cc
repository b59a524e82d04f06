#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <string>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "process/deadline.h"
#include "process/reserved_port.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr ConnectOptions kImpatient = {milliseconds(100), milliseconds(50)};

std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const ConnectionError& error) {
    return error.what();
  }
  return "no error";
}

std::string ErrorOf(const std::string& url) {
  return ErrorOf([&] { Connection connection(url, kImpatient); });
}

TEST(ConnectionFailureTest, SaysThatAPortIsRefused) {
  const ReservedPort port;
  const std::string url = "redis://127.0.0.1:" + std::to_string(port.number());
  EXPECT_EQ(ErrorOf(url), "cannot connect to redis at '" + url + "/0': Connection refused");
}

TEST(ConnectionFailureTest, SaysThatAHostIsUnknown) {
  EXPECT_THAT(ErrorOf("redis://no-such-host.invalid"),
              AllOf(HasSubstr("cannot connect to redis at 'redis://no-such-host.invalid:6379/0'"),
                    AnyOf(HasSubstr("not known"), HasSubstr("name resolution"))));
}

TEST(ConnectionFailureTest, SaysThatASocketIsNotThere) {
  EXPECT_THAT(ErrorOf("unix:///nowhere/redis.sock"),
              AllOf(HasSubstr("'unix:///nowhere/redis.sock?db=0'"),
                    HasSubstr("No such file or directory")));
}

TEST(ConnectionFailureTest, SaysThatTheSocketsPathIsTooLong) {
  EXPECT_THAT(ErrorOf("unix:///" + std::string(107, 'x')),
              HasSubstr("the path of a unix socket has at most 107 bytes"));
  EXPECT_THAT(ErrorOf("unix:///" + std::string(106, 'x')), HasSubstr("No such file"));
}

TEST(ConnectionFailureTest, SaysThatAUrlIsMalformed) {
  EXPECT_THROW(Connection("localhost:6379"), UrlError);
}

TEST(ConnectionFailureTest, SaysThatThereIsNoTls) {
  const RedisServer server = RedisServer::Start();
  EXPECT_THAT(
      ErrorOf("rediss://127.0.0.1:" + std::to_string(server.port())),
      AnyOf(HasSubstr("gtest_redis was built without TLS"), HasSubstr("no TLS with redis")));
}

TEST(ConnectionFailureTest, SaysThatThePasswordIsWrong) {
  ServerOptions options;
  options.password = "right";
  const RedisServer server = RedisServer::Start(options);
  const std::string address = "@127.0.0.1:" + std::to_string(server.port());
  EXPECT_THAT(
      ErrorOf("redis://:wrong" + address),
      AllOf(HasSubstr("redis at 'redis://:***" + address), HasSubstr("WRONGPASS"),
            HasSubstr("refuses the user or password of the url"), Not(HasSubstr("wrong@"))));
  EXPECT_THAT(ErrorOf("redis://nobody:right" + address),
              AllOf(HasSubstr("'redis://nobody:***@"), HasSubstr("WRONGPASS")));
  EXPECT_EQ(Connection("redis://" + address.substr(1)).Command("PING").error_code(), "NOAUTH");
}

TEST(ConnectionFailureTest, SaysThatTheServerHasNoPassword) {
  const RedisServer server = RedisServer::Start();
  EXPECT_THAT(ErrorOf("redis://:secret@127.0.0.1:" + std::to_string(server.port())),
              AllOf(HasSubstr("without any password configured"), Not(HasSubstr("secret"))));
}

TEST(ConnectionFailureTest, SaysThatTheDatabaseIsOutOfRange) {
  const RedisServer server = RedisServer::Start();
  EXPECT_THAT(ErrorOf("unix://" + server.unix_socket() + "?db=16"),
              AllOf(HasSubstr("refuses database '16' of the url"),
                    HasSubstr("ERR DB index is out of range")));
}

class HungRedisTest : public ::testing::Test {
 protected:
  RedisServer server_ = RedisServer::Start();
};

TEST_F(HungRedisTest, DoesNotHoldACommandLongerThanItsTimeout) {
  Connection redis = server_.Connect(kImpatient);
  server_.Pause();
  const Deadline deadline(std::chrono::seconds(3));
  EXPECT_THAT(ErrorOf([&] { redis.Command("PING"); }),
              AllOf(HasSubstr("no reply to 'PING'"), HasSubstr("nothing came within 50 ms")));
  EXPECT_FALSE(deadline.passed());
}

TEST_F(HungRedisTest, DoesNotHoldTheGreetingLongerThanItsTimeout) {
  server_.Pause();
  const Deadline deadline(std::chrono::seconds(3));
  EXPECT_THAT(ErrorOf("redis://:p@127.0.0.1:" + std::to_string(server_.port())),
              AllOf(HasSubstr("no reply to 'AUTH'"), HasSubstr("nothing came within 100 ms")));
  EXPECT_FALSE(deadline.passed());
}

TEST_F(HungRedisTest, LeavesAConnectionBrokenThatSaysWhy) {
  Connection redis = server_.Connect(kImpatient);
  server_.Pause();
  EXPECT_THROW(redis.Command("ECHO", "late"), ConnectionError);
  server_.Resume();
  EXPECT_FALSE(redis.alive());
  EXPECT_THAT(ErrorOf([&] { redis.Command("ECHO", "next"); }),
              AllOf(HasSubstr("cannot send 'ECHO' to redis at '"),
                    HasSubstr("broke before (nothing came within 50 ms); make a new one")));
}

TEST_F(HungRedisTest, IsWaitedForAsLongAsTheTimeoutSaysNow) {
  Connection redis = server_.Connect();
  redis.SetCommandTimeout(milliseconds(20));
  server_.Pause();
  EXPECT_THAT(ErrorOf([&] { redis.Command("PING"); }), HasSubstr("within 20 ms"));
}

TEST_F(HungRedisTest, IsNeverWaitedForWithoutEnd) {
  for (const milliseconds timeout : {milliseconds(0), milliseconds(-5)}) {
    Connection redis = server_.Connect();
    redis.SetCommandTimeout(timeout);
    server_.Pause();
    EXPECT_THROW(redis.Command("PING"), ConnectionError);
    server_.Resume();
  }
}

TEST(KilledRedisTest, BreaksItsConnections) {
  RedisServer server = RedisServer::Start();
  Connection tcp(server.url());
  Connection local = server.Connect();
  server.Kill();
  for (Connection* redis : {&tcp, &local}) {
    EXPECT_THAT(ErrorOf([&] { redis->Command("PING"); }),
                AllOf(HasSubstr("no reply to 'PING' from redis at '"),
                      AnyOf(HasSubstr("closed the connection"), HasSubstr("reset by peer"),
                            HasSubstr("Broken pipe"))));
    EXPECT_FALSE(redis->alive());
  }
}

// The first write to a unix socket whose other end is closed raises SIGPIPE already.
TEST(KilledRedisTest, DoesNotKillTheProgramWithSigpipe) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        RedisServer server = RedisServer::Start();
        Connection redis = server.Connect();
        server.Kill();
        const std::string big(1'000'000, 'x');
        std::exit(ErrorOf([&] { redis.Command("SET", "k", big); }) == "no error" ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(KilledRedisTest, LeavesASigpipeHandlerOfTheProgramAlone) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        const auto own = [](int) {};
        std::signal(SIGPIPE, own);
        RedisServer server = RedisServer::Start();
        server.Connect();
        std::exit(std::signal(SIGPIPE, SIG_DFL) == static_cast<void (*)(int)>(own) ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gtest_redis
