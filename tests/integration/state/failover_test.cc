#include "gtest_redis/state/failover.h"

#include <csignal>

#include "gtest_redis/fixture/redis_matchers.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

class FailoverTest : public StateTest {
 protected:
  /// "127.0.0.1:<port>", whom `failover`'s Sentinel names.
  static std::string MasterBySentinel(const Failover& failover) {
    const Reply reply = Connection(failover.sentinel())
                            .Command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", failover.master_name());
    return reply.array().at(0).string() + ":" + reply.array().at(1).string();
  }
  std::string Role() { return server_.Command("ROLE").array().at(0).string(); }
};

TEST_F(FailoverTest, MakesTheServerAReplicaOfAnother) {
  redis_.Command("SET", "key", "value");
  Failover failover;
  const StateGuard guard = Enter(server_, failover);
  EXPECT_FALSE(redis_.alive()) << "its connections have ended";
  EXPECT_EQ(Role(), "slave");
  EXPECT_THAT(server_.Command("SET", "key", "x"), IsRedisError("READONLY"));
  EXPECT_THAT(server_.Command("GET", "key"), IsString("value"));
}

TEST_F(FailoverTest, HasTheDataAtTheNewMasterThatSentinelNames) {
  redis_.Command("SET", "key", "value");
  Failover failover("gateway-1.state");
  const StateGuard guard = Enter(server_, failover);
  EXPECT_EQ("redis://" + MasterBySentinel(failover) + "/0", failover.new_master());
  EXPECT_NE(failover.new_master(), server_.url());
  Connection redis(failover.new_master());
  EXPECT_THAT(redis.Command("GET", "key"), IsString("value"));
  EXPECT_THAT(redis.Command("SET", "key", "new"), IsOk());
  EXPECT_THAT(redis.Command("DBSIZE"), IsInteger(1));
}

TEST_F(FailoverTest, LeavesAMasterWithWhatTheNewOneWasTold) {
  redis_.Command("SET", "key", "value");
  Failover failover;
  StateGuard guard = Enter(server_, failover);
  const std::string sentinel = failover.sentinel();
  const std::string new_master = failover.new_master();
  {
    Connection redis(new_master);
    for (int i = 0; i < 1000; ++i) redis.Command("RPUSH", "list", std::string(1000, 'x'));
  }
  Connection before = server_.Connect();
  guard.Leave();
  EXPECT_EQ(Role(), "master");
  EXPECT_TRUE(before.alive());
  EXPECT_THAT(server_.Command("LLEN", "list"), IsInteger(1000));
  EXPECT_THAT(server_.Command("GET", "key"), IsString("value"));
  EXPECT_THAT(server_.Command("DBSIZE"), IsInteger(2));
  EXPECT_THROW(Connection{sentinel}, ConnectionError);
  EXPECT_THROW(Connection{new_master}, ConnectionError);
  EXPECT_THAT(failover.sentinel(), IsEmpty());
  EXPECT_THAT(failover.new_master(), IsEmpty());
}

TEST_F(FailoverTest, EndsWhenTheServerIsMadeAMasterAgain) {
  StateGuard guard = Enter(server_, Failover());
  guard.Check();
  server_.Command("REPLICAOF", "NO", "ONE");
  EXPECT_THAT([&] { guard.Leave(); },
              ThrowsMessage<StateError>(AllOf(HasSubstr("'failover' did not hold to its end"),
                                              HasSubstr("a write on the old master"))));
  EXPECT_EQ(Role(), "master");
}

TEST_F(FailoverTest, IsLeftWhenTheNewMasterIsDead) {
  redis_.Command("SET", "key", "value");
  Failover failover;
  StateGuard guard = Enter(server_, failover);
  Connection redis(failover.new_master());
  kill(static_cast<pid_t>(Info::Of(redis, "server").Integer("process_id")), SIGKILL);
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(5)), [&] { return !redis.alive(); }));
  EXPECT_NO_THROW(guard.Leave());
  EXPECT_EQ(Role(), "master");
  EXPECT_THAT(server_.Command("GET", "key"), IsString("value"));
}

TEST_F(FailoverTest, NeedsAMaster) {
  server_.Command("REPLICAOF", "127.0.0.1", "1");
  EXPECT_THAT([&] { auto guard = Enter(server_, Failover()); },
              ThrowsMessage<StateError>(HasSubstr("'failover' needs a master")));
}

TEST(FailoverPasswordTest, GoesWithAPasswordAndAnotherDatabase) {
  ServerOptions options;
  options.password = "a \"b\" \\c";
  options.database = 17;
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "key", "value");
  Failover failover;
  StateGuard guard = Enter(server, failover);
  EXPECT_THAT(Connection(failover.new_master()).Command("GET", "key"), IsString("value"));
  guard.Leave();
  EXPECT_THAT(server.Command("CONFIG", "GET", "masterauth").array().at(1), IsString(""));
}

TEST(FailoverNameTest, IsOneThatSentinelTakes) {
  for (const char* bad : {"", "my master", "m\nx", "m\"", "\xc3\xa4"}) {
    EXPECT_THROW(Failover{bad}, StateError) << bad;
  }
}

TEST_F(FailoverTest, LeavesNoSnapshotForARestart) {
  redis_.Command("SET", "key", "value");
  Enter(server_, Failover()).Leave();
  server_.Restart();
  EXPECT_THAT(server_.Command("DBSIZE"), IsInteger(0));
}

}  // namespace
}  // namespace gtest_redis
