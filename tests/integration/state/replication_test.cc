#include "gtest_redis/state/replication.h"

#include "gtest_redis/fixture/redis_matchers.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::StartsWith;

class ReplicationTest : public StateTest {
 protected:
  std::string Role() { return Info(server_.Command("INFO", "replication").string()).Text("role"); }
};

TEST_F(ReplicationTest, ReadOnlyRefusesWritesAndServesReads) {
  redis_.Command("SET", "k", "v");
  const StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_THAT(redis_.Command("SET", "k", "other"), IsRedisError("READONLY"));
  EXPECT_THAT(redis_.Command("DEL", "k"), IsRedisError("READONLY"));
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
  EXPECT_EQ(Role(), "slave");
}

TEST_F(ReplicationTest, ReadOnlyKeepsTheDataAndIsLeftAsAMaster) {
  redis_.Command("SET", "k", "v");
  SetDirective("replica-read-only", "no");
  Enter(server_, ReadOnly()).Leave();
  EXPECT_EQ(Role(), "master");
  EXPECT_EQ(Directive("replica-read-only"), "no");
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
  EXPECT_THAT(redis_.Command("SET", "k", "other"), IsOk());
}

TEST_F(ReplicationTest, ReadOnlyHoldsWhereReplicasMayBeWritten) {
  SetDirective("replica-read-only", "no");
  const StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("READONLY"));
}

TEST_F(ReplicationTest, ReadOnlySaysThatSomebodyMadeItAMaster) {
  StateGuard replica = Enter(server_, ReadOnly());
  EXPECT_NO_THROW(replica.Check());
  redis_.Command("REPLICAOF", "NO", "ONE");
  const std::string expected =
      "'read-only' did not hold to its end: a write was answered '(integer) 0', and not READONLY";
  EXPECT_EQ(ErrorOf<StateError>([&] { replica.Check(); }), expected);
  EXPECT_EQ(ErrorOf<StateError>([&] { replica.Leave(); }), expected);
  EXPECT_EQ(Role(), "master");
}

TEST_F(ReplicationTest, ReadOnlyIsRefusedOnAReplica) {
  RedisServer master = RedisServer::Start();
  redis_.Command("REPLICAOF", "127.0.0.1", master.port());
  EXPECT_EQ(ErrorOf<StateError>([&] { const auto replica = Enter(server_, ReadOnly()); }),
            "cannot enter 'read-only': the server is a replica of 127.0.0.1:" +
                std::to_string(master.port()) + " already");
  EXPECT_EQ(Role(), "slave");
}

TEST_F(ReplicationTest, ReadOnlyIsUnsupportedWhereThereIsNoReplicaof) {
  ServerOptions options;
  options.config = {{"rename-command", "REPLICAOF \"\""}};
  RedisServer server = RedisServer::Start(options);
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] { const auto replica = Enter(server, ReadOnly()); }),
              StartsWith("cannot enter 'read-only': redis refuses REPLICAOF: ERR unknown command"));
}

TEST_F(ReplicationTest, MasterDownRefusesReads) {
  redis_.Command("SET", "k", "v");
  StateGuard lonely = Enter(server_, MasterDown());
  EXPECT_THAT(redis_.Command("GET", "k"), IsRedisError("MASTERDOWN"));
  EXPECT_THAT(redis_.Command("SET", "k", "other"), IsRedisError("READONLY"));
  if (server_.AtLeast(7, 0)) {
    EXPECT_THAT(redis_.Command("PING"), IsRedisError("MASTERDOWN"));
  } else {
    EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
  }
  lonely.Leave();
  EXPECT_EQ(Role(), "master");
  EXPECT_EQ(Directive("replica-serve-stale-data"), "yes");
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
}

TEST_F(ReplicationTest, MasterDownSaysThatStaleDataAreServed) {
  StateGuard lonely = Enter(server_, MasterDown());
  SetDirective("replica-serve-stale-data", "yes");
  EXPECT_EQ(ErrorOf<StateError>([&] { lonely.Check(); }),
            "'master-down' did not hold to its end: a read was answered '(nil)', and not "
            "MASTERDOWN");
  EXPECT_THROW(lonely.Leave(), StateError);
}

TEST_F(ReplicationTest, NoReplicasRefusesWritesAndServesReads) {
  SetDirective("min-replicas-max-lag", "0");
  {
    const StateGuard alone = Enter(server_, NoReplicas());
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("NOREPLICAS"));
    EXPECT_THAT(redis_.Command("GET", "k"), IsNil());
  }
  EXPECT_EQ(Directive("min-replicas-to-write"), "0");
  EXPECT_EQ(Directive("min-replicas-max-lag"), "0");
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
}

TEST_F(ReplicationTest, NoReplicasHoldsWhereThereIsOne) {
  RedisServer replica = RedisServer::Start();
  replica.Command("REPLICAOF", "127.0.0.1", server_.port());
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] {
    const std::string info = server_.Command("INFO", "replication").string();
    return info.find("state=online") != std::string::npos;
  }));
  const StateGuard alone = Enter(server_, NoReplicas());
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("NOREPLICAS"));
  EXPECT_EQ(Directive("min-replicas-to-write"), "2");
}

TEST_F(ReplicationTest, NoReplicasSaysThatItEnded) {
  StateGuard alone = Enter(server_, NoReplicas());
  SetDirective("min-replicas-to-write", "0");
  EXPECT_EQ(ErrorOf<StateError>([&] { alone.Leave(); }),
            "'no-replicas' did not hold to its end: a write was answered '(integer) 0', and not "
            "NOREPLICAS");
}

}  // namespace
}  // namespace gtest_redis
