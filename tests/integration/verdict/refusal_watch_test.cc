#include "gtest_redis/verdict/refusal_watch.h"

#include <gmock/gmock.h>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/memory.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class RefusalWatchTest : public ::testing::Test {
 protected:
  void BeRefused(const std::string& code, int times) {
    for (int i = 0; i < times; ++i) {
      const Reply reply = code == "OOM" ? redis_.Command("SET", "k", "v")
                                        : redis_.Command("EVALSHA", std::string(40, '0'), 0);
      ASSERT_EQ(reply.error_code(), code);
    }
  }

  RedisServer server_ = RedisServer::Start();
  Connection redis_ = server_.Connect();
};

TEST_F(RefusalWatchTest, CountsNothingAtFirst) {
  const RefusalWatch watch(server_);
  EXPECT_THAT(watch.Counts(), IsEmpty());
  EXPECT_EQ(watch.Count("OOM"), 0);
  EXPECT_EQ(watch.Total(), 0);
}

TEST_F(RefusalWatchTest, CountsByCode) {
  const RefusalWatch watch(server_);
  const StateGuard full = Enter(server_, OutOfMemory());
  BeRefused("OOM", 3);
  BeRefused("NOSCRIPT", 2);
  EXPECT_THAT(watch.Counts(), ElementsAre(Pair("NOSCRIPT", 2), Pair("OOM", 3)));
  EXPECT_EQ(watch.Count("OOM"), 3);
  EXPECT_EQ(watch.Count("WRONGTYPE"), 0);
  EXPECT_EQ(watch.Total(), 5);
}

TEST_F(RefusalWatchTest, CountsOnlyWhatComesAfterIt) {
  BeRefused("NOSCRIPT", 2);
  const RefusalWatch watch(server_);
  EXPECT_THAT(watch.Counts(), IsEmpty());
  BeRefused("NOSCRIPT", 1);
  EXPECT_EQ(watch.Count("NOSCRIPT"), 1);
}

TEST_F(RefusalWatchTest, DoesNotCountTheLibrarysOwnProbes) {
  const RefusalWatch watch(server_);
  for (int i = 0; i < 3; ++i) Enter(server_, OutOfMemory()).Leave();
  EXPECT_THAT(watch.Counts(), IsEmpty());
  server_.Probe({"EVALSHA", std::string(40, '0'), "0"});
  EXPECT_THAT(watch.Counts(), IsEmpty());
}

TEST_F(RefusalWatchTest, CountsTheServersOwnCommandsThatAreNoProbes) {
  const RefusalWatch watch(server_);
  server_.Command("EVALSHA", std::string(40, '0'), 0);
  EXPECT_EQ(watch.Count("NOSCRIPT"), 1);
}

TEST_F(RefusalWatchTest, StartsAnewAfterResetStat) {
  BeRefused("NOSCRIPT", 5);
  const RefusalWatch watch(server_);
  server_.Command("CONFIG", "RESETSTAT");
  EXPECT_THAT(watch.Counts(), IsEmpty());
  BeRefused("NOSCRIPT", 2);
  EXPECT_EQ(watch.Count("NOSCRIPT"), 2);
}

TEST_F(RefusalWatchTest, StartsAnewAfterResetStatWithProbesBefore) {
  const StateGuard full = Enter(server_, OutOfMemory());
  for (int i = 0; i < 5; ++i) server_.Probe({"SET", "k", "v"});
  const RefusalWatch watch(server_);
  server_.Command("CONFIG", "RESETSTAT");
  BeRefused("OOM", 2);
  EXPECT_EQ(watch.Count("OOM"), 2);
}

TEST_F(RefusalWatchTest, StartsAnewAfterARestart) {
  BeRefused("NOSCRIPT", 5);
  const RefusalWatch watch(server_);
  server_.Restart();
  EXPECT_THAT(watch.Counts(), IsEmpty());
  redis_ = server_.Connect();
  BeRefused("NOSCRIPT", 2);
  EXPECT_EQ(watch.Count("NOSCRIPT"), 2);
}

TEST_F(RefusalWatchTest, CountsMoreAfterARestartThanBefore) {
  BeRefused("NOSCRIPT", 2);
  const RefusalWatch watch(server_);
  server_.Restart();
  redis_ = server_.Connect();
  BeRefused("NOSCRIPT", 5);
  EXPECT_EQ(watch.Count("NOSCRIPT"), 5);
}

TEST_F(RefusalWatchTest, ThrowsWhenTheServerCannotAnswer) {
  const RefusalWatch watch(server_);
  server_.Pause();
  EXPECT_THROW(watch.Counts(), ServerError);
  server_.Resume();
  server_.Kill();
  EXPECT_THROW(watch.Counts(), ServerError);
  EXPECT_THROW(RefusalWatch{server_}, ServerError);
}

}  // namespace
}  // namespace gtest_redis
