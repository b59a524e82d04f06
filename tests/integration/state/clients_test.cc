#include "gtest_redis/state/clients.h"

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/redis/url.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TooManyClientsTest : public StateTest {
 protected:
  Reply NewClient() { return Connection(Url::Parse(server_.url())).Command("PING"); }
};

TEST_F(TooManyClientsTest, RejectsNewClientsAndDropsThoseThereAre) {
  const StateGuard crowded = Enter(server_, TooManyClients());
  EXPECT_THROW(redis_.Command("PING"), ConnectionError);
  const auto rejected = InfoField("stats", "rejected_connections");
  EXPECT_EQ(NewClient().error_message(), "ERR max number of clients reached");
  EXPECT_EQ(InfoField("stats", "rejected_connections"), rejected + 1);
}

TEST_F(TooManyClientsTest, LetsThoseThereAreStayWhenAsked) {
  const StateGuard crowded = Enter(server_, TooManyClients(Connected::kStay));
  EXPECT_THAT(redis_.Command("PING"), IsString("PONG"));
  EXPECT_THAT(NewClient(), IsRedisError("ERR"));
}

TEST_F(TooManyClientsTest, RestoresWhatWasThereNotADefault) {
  SetDirective("maxclients", "123");
  Enter(server_, TooManyClients()).Leave();
  EXPECT_EQ(Directive("maxclients"), "123");
  EXPECT_THAT(NewClient(), IsString("PONG"));
}

TEST_F(TooManyClientsTest, SaysThatClientsAreTakenAgain) {
  StateGuard crowded = Enter(server_, TooManyClients());
  EXPECT_NO_THROW(crowded.Check());
  SetDirective("maxclients", "100");
  EXPECT_EQ(ErrorOf<StateError>([&] { crowded.Leave(); }),
            "'too-many-clients' did not hold to its end: a new client was answered 'PONG' to "
            "PING, and not rejected");
}

TEST_F(TooManyClientsTest, IsLeftAlsoWhenEveryConnectionIsKilledMeanwhile) {
  StateGuard crowded = Enter(server_, TooManyClients());
  server_.Command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no");
  try {
    crowded.Leave();
  } catch (const StateError&) {
    // Nobody is connected any more, so that a new client may have been taken.
  }
  EXPECT_EQ(Directive("maxclients"), "10000");
}

class ClientEvictedTest : public StateTest {
 protected:
  void SetUp() override {
    if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "clients are evicted since 7.0";
  }
};

// How many commands a new client is answered.
int Answered(const RedisServer& server) {
  Connection redis(Url::Parse(server.url()));
  for (int answered = 0;; ++answered) {
    if (answered == 10) return answered;
    try {
      redis.Command("PING");
    } catch (const ConnectionError&) {
      return answered;
    }
  }
}

TEST_F(ClientEvictedTest, EndsConnectionsThatThereAreAndNewOnes) {
  redis_.Command("PING");
  StateGuard evicted = Enter(server_, ClientEvicted());
  EXPECT_THROW(redis_.Command("PING"), ConnectionError);
  for (int i = 0; i < 10; ++i) EXPECT_LE(Answered(server_), 1);
  EXPECT_GT(InfoField("stats", "evicted_clients"), 10);
  EXPECT_NO_THROW(evicted.Leave());
  EXPECT_EQ(Directive("maxmemory-clients"), "0");
  EXPECT_EQ(Answered(server_), 10);
}

// Redis counts what clients use every 100 ms, and shrinks their buffers after 2 s.
TEST_F(ClientEvictedTest, HoldsWhenBuffersShrink) {
  StateGuard evicted = Enter(server_, ClientEvicted());
  const Deadline deadline(std::chrono::milliseconds(3500));
  while (!deadline.passed()) {
    ASSERT_LE(Answered(server_), 1);
    Pause(std::chrono::milliseconds(20));
  }
  EXPECT_NO_THROW(evicted.Leave());
}

TEST_F(ClientEvictedTest, EndsALargeRequestBeforeItIsCarriedOut) {
  const StateGuard evicted = Enter(server_, ClientEvicted());
  EXPECT_THROW(Connection(Url::Parse(server_.url())).Command("SET", "k", std::string(100'000, 'x')),
               ConnectionError);
  EXPECT_THAT(server_.Command("GET", "k"), IsNil());
}

TEST_F(ClientEvictedTest, RestoresWhatWasThereNotADefault) {
  SetDirective("maxmemory-clients", "123456789");
  Enter(server_, ClientEvicted()).Leave();
  EXPECT_EQ(Directive("maxmemory-clients"), "123456789");
  EXPECT_THAT(server_.Command("CLIENT", "LIST").string(), Not(HasSubstr("flags=e")));
}

TEST_F(ClientEvictedTest, SaysThatItEnded) {
  StateGuard evicted = Enter(server_, ClientEvicted());
  EXPECT_NO_THROW(evicted.Check());
  SetDirective("maxmemory-clients", "0");
  EXPECT_EQ(ErrorOf<StateError>([&] { evicted.Leave(); }),
            "'client-evicted' did not hold to its end: no new client was evicted within 1 s");
}

TEST(ClientEvictedVersionTest, IsUnsupportedBefore70) {
  RedisServer server = RedisServer::Start();
  if (server.AtLeast(7, 0)) GTEST_SKIP() << "this redis evicts clients";
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] { const auto guard = Enter(server, ClientEvicted()); }),
              StartsWith("cannot enter 'client-evicted': it needs Redis 7.0, and this is redis "));
}

}  // namespace
}  // namespace gtest_redis
