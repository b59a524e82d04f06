#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class RefusalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "Redis counts its refusals from 6.2 on";
    server_.Command("SET", "k", "v");
  }

  RedisServer server_ = RedisServer::Start();
};

TEST_F(RefusalsTest, AreCountedByErrorCodeWhoeverWasRefused) {
  EXPECT_THAT(server_.Refusals(), IsEmpty());
  server_.Command("LPUSH", "k", "x");
  server_.Connect().Command("LPUSH", "k", "x");
  server_.Command("NOSUCH");
  EXPECT_THAT(server_.Refusals(), UnorderedElementsAre(Pair("WRONGTYPE", 2), Pair("ERR", 1)));
}

TEST_F(RefusalsTest, DoNotCountProbes) {
  server_.Command("LPUSH", "k", "x");
  EXPECT_EQ(server_.Probe({"LPUSH", "k", "x"}).error_code(), "WRONGTYPE");
  EXPECT_EQ(server_.Probe({"GET", "k"}).string(), "v");
  EXPECT_THAT(server_.Refusals(), UnorderedElementsAre(Pair("WRONGTYPE", 1)));
}

TEST_F(RefusalsTest, StartAnewWithTheServer) {
  server_.Probe({"LPUSH", "k", "x"});
  server_.Command("LPUSH", "k", "x");
  server_.Restart();
  EXPECT_THAT(server_.Refusals(), IsEmpty());
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since it started: nothing");
  server_.Command("SET", "k", "v");
  server_.Command("LPUSH", "k", "x");
  EXPECT_THAT(server_.Refusals(), UnorderedElementsAre(Pair("WRONGTYPE", 1)));
}

TEST_F(RefusalsTest, AreDescribedSinceTheMark) {
  server_.Command("LPUSH", "k", "x");
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since it started: WRONGTYPE 1");
  server_.MarkRefusals("'out-of-memory' was entered");
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since 'out-of-memory' was entered: nothing");
  server_.Command("LPUSH", "k", "x");
  server_.Command("NOSUCH");
  server_.Command("NOSUCH");
  EXPECT_EQ(server_.DescribeRefusals(),
            "redis refused since 'out-of-memory' was entered: ERR 2, WRONGTYPE 1");
}

TEST_F(RefusalsTest, AreNotKnownOfADeadServer) {
  server_.Kill();
  EXPECT_THAT(server_.DescribeRefusals(),
              AllOf(StartsWith("redis refused since it started: not known ("),
                    HasSubstr("was killed by signal 9")));
  EXPECT_THROW(server_.Refusals(), ServerError);
}

TEST_F(RefusalsTest, AreNotKnownOfAPausedServer) {
  server_.Pause();
  EXPECT_THAT(server_.DescribeRefusals(), HasSubstr("not known (redis-server is paused"));
}

TEST_F(RefusalsTest, AreNotWaitedForWhenTheServerHangs) {
  kill(server_.pid(), SIGSTOP);  // Behind the library's back.
  for (int round = 0; round < 2; ++round) {
    const Deadline deadline(std::chrono::seconds(2));
    EXPECT_THAT(server_.DescribeRefusals(), HasSubstr("nothing came within 250 ms"));
    EXPECT_FALSE(deadline.passed());
  }
  kill(server_.pid(), SIGCONT);
  EXPECT_EQ(server_.DescribeRefusals(), "redis refused since it started: nothing");
}

TEST_F(RefusalsTest, LeaveTheServersPatienceAsItWas) {
  kill(server_.pid(), SIGSTOP);
  server_.DescribeRefusals();
  kill(server_.pid(), SIGCONT);
  EXPECT_THAT(server_.DescribeRefusals(), HasSubstr("nothing"));
  EXPECT_TRUE(server_.Command("DEBUG", "SLEEP", "0.5").is_ok());
}

}  // namespace
}  // namespace gtest_redis
