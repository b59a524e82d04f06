// A 503 is believed when Redis refused something, and only then.
#include <gtest_redis/gtest_redis.h>

namespace {

using namespace gtest_redis;

const char kPath[] = "/api/v1/signals";

class EvidenceTest : public RedisTest {
 protected:
  Service gateway = StartService({ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
};

TEST_F(EvidenceTest, SaysUnavailableBecauseRedisRefused) {
  StateGuard full = Enter(OutOfMemory());
  RefusalWatch watch(server());
  const HttpResponse response = gateway.Post(kPath, R"({"source": "a", "name": "b"})");
  EXPECT_THAT(response, HasStatus(503));
  EXPECT_THAT(response, HasHeader("Retry-After", "1"));
  EXPECT_THAT(response, HasJson("/code", "OOM"));
  EXPECT_GE(watch.Count("OOM"), 1);
}

TEST_F(EvidenceTest, KnowsADuplicateWithoutWriting) {
  ASSERT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(201));
  StateGuard full = Enter(OutOfMemory());
  RefusalWatch watch(server());
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(202));
  EXPECT_EQ(watch.Total(), 0);
}

TEST_F(EvidenceTest, CountsAnyRefusal) {
  // What cannot be a state by name is a directive: no replica is there to take the write too.
  ConfigOverride replicas(server(), {{"min-replicas-to-write", "1"}});
  RefusalWatch watch(server());
  EXPECT_THAT(gateway.Post(kPath, R"({"source": "a", "name": "b"})"), HasStatus(503));
  EXPECT_GE(watch.Count("NOREPLICAS"), 1);
}

}  // namespace
