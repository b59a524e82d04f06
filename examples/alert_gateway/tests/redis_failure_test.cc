#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::Ge;

/// A Redis of its own for every test: these do to it what no other test should have to live with.
class RedisFailureTest : public FreshRedisTest {
 protected:
  RedisFailureTest() : FreshRedisTest(GatewayRedis()) {}

  Service gateway = StartService(GatewayCommand());
};

TEST_F(RedisFailureTest, AKilledRedisIsUnavailable) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  server().Kill();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), AllOf(HasStatus(503), HasHeader("Retry-After", "1"),
                                                    HasJson("/code", "unreachable")));
  EXPECT_TRUE(gateway.running());
}

TEST_F(RedisFailureTest, IsAliveButNotReadyWithoutRedis) {
  server().Kill();
  EXPECT_THAT(gateway.Get("/healthz"), HasStatus(200));
  EXPECT_THAT(gateway.Get("/readyz"), AllOf(HasStatus(503), HasHeader("Retry-After", "1")));
}

TEST_F(RedisFailureTest, AsksNothingOfRedisToBeAlive) {
  server().Pause();
  EXPECT_THAT(gateway.Get("/healthz"), HasStatus(200));
}

TEST_F(RedisFailureTest, TheFirstRequestAfterARestartIsRight) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  server().Restart();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));  // the new Redis knows nothing
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
}

TEST_F(RedisFailureTest, TheFirstRequestAfterAnOutageIsRight) {
  server().Kill();
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
  server().Restart();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

TEST_F(RedisFailureTest, ConnectionsThatRedisClosesAreReplaced) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  ASSERT_THAT(server().Command("CLIENT", "KILL", "TYPE", "normal"),
              IsInteger(Ge(1)));  // all but the one that says so
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
}

TEST_F(RedisFailureTest, APausedRedisIsUnavailableWithinTheDeadline) {
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  server().Pause();
  const HttpResponse answer = gateway.Post(kSignals, kAlert);
  EXPECT_THAT(answer,
              AllOf(HasStatus(503), HasHeader("Retry-After", "1"), HasJson("/code", "timeout")));
  EXPECT_LT(answer.duration, std::chrono::seconds(1));  // --deadline
}

TEST_F(RedisFailureTest, TheFirstRequestAfterAPauseIsRight) {
  server().Pause();
  ASSERT_THAT(gateway.Post(kSignals, kAlert), HasStatus(503));
  server().Resume();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(202));
}

TEST_F(RedisFailureTest, AReplicaTakesNoNewAlertsButKnowsTheOldOnes) {
  ASSERT_THAT(gateway.Post(kSignals, Signal("node-1")), HasStatus(201));
  // Of a master that is not there: it keeps what it has.
  ASSERT_THAT(server().Command("REPLICAOF", "127.0.0.1", "1"), IsOk());
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-2")),
              AllOf(HasStatus(503), HasJson("/code", "READONLY")));
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-1")), HasStatus(202));
  ASSERT_THAT(server().Command("REPLICAOF", "NO", "ONE"), IsOk());
  EXPECT_THAT(gateway.Post(kSignals, Signal("node-2")), HasStatus(201));
}

TEST_F(RedisFailureTest, AMasterWithoutItsReplicasTakesNoNewAlerts) {
  ConfigOverride alone(server(), {{"min-replicas-to-write", "1"}});
  const RefusalWatch refused(server());
  EXPECT_THAT(gateway.Post(kSignals, kAlert),
              AllOf(HasStatus(503), HasJson("/code", "NOREPLICAS")));
  EXPECT_THAT(refused.Count("NOREPLICAS"), Ge(1));
  alone.Leave();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

TEST_F(RedisFailureTest, AMissingPasswordIsUnavailable) {
  ConfigOverride locked(server(), {{"requirepass", "secret"}});
  EXPECT_THAT(gateway.Post(kSignals, kAlert), AllOf(HasStatus(503), HasJson("/code", "NOAUTH")));
  locked.Leave();
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

ServerOptions WithPassword() {
  ServerOptions options = GatewayRedis();
  options.password = "secret";
  return options;
}

class PasswordTest : public FreshRedisTest {
 protected:
  PasswordTest() : FreshRedisTest(WithPassword()) {}
};

TEST_F(PasswordTest, IsTakenFromTheUrl) {
  Service gateway = StartService(GatewayCommand());
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

TEST_F(PasswordTest, IsUnavailableWhenItIsWrong) {
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis",
                                  "redis://:guess@{redis_host}:{redis_port}/{redis_db}"});
  EXPECT_THAT(gateway.Post(kSignals, kAlert), AllOf(HasStatus(503), HasJson("/code", "WRONGPASS")));
}

}  // namespace
}  // namespace alert_gateway_test
