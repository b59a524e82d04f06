// The incident, both ways: a suite of 33 integration tests fills the Redis that they share until
// every one of them gets 503; the same suite does not when Redis is flushed before each test.

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Lt;

constexpr int kTests = 33;
constexpr std::int64_t kOneAlert = 150'000;  // bytes
const std::string kLabel(kOneAlert, 'x');

/// A fixture as the incident's suite had it: what a test writes stays.
class NeverCleansUp : public ::testing::Test {
  void TestBody() override {}
};

/// The same on RedisTest.
class CleansUp : public RedisTest {
  void TestBody() override {}
};

/// What one test of the suite came to.
struct Outcome {
  int status;
  std::int64_t refused;      // how often Redis said OOM
  std::int64_t used_memory;  // of Redis, after the test
};

class IncidentTest : public GatewayTest {
 protected:
  IncidentTest() : GatewayTest({"--max-body", "1000000"}) {}

  void SetUp() override {
    // Of the incident; a server that is somebody else's may have another.
    limit_.emplace(server(), Directives{{"maxmemory", "4mb"}});
  }

  /// Runs the suite as GoogleTest does, with a new fixture for each test. Each test posts an alert
  /// that nobody posted before.
  template <typename Fixture>
  std::vector<Outcome> RunSuite() {
    std::vector<Outcome> outcomes;
    for (int test = 1; test <= kTests; ++test) {
      [[maybe_unused]] Fixture fixture;
      const RefusalWatch refused(server());
      const std::string name = "Alert" + std::to_string(test);
      const int status = gateway.Post(kSignals, Signal(kLabel, name)).status;
      outcomes.push_back({status, refused.Count("OOM"), Memory("used_memory")});
    }
    return outcomes;
  }

  std::int64_t Memory(const std::string& field) {
    return Info::Of(redis(), "memory").Integer(field);
  }

  /// One line for all tests in a row with the same status.
  void Print(const std::string& title, const std::vector<Outcome>& outcomes) {
    const auto megabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / kMiB; };
    std::printf("\n  %s: %d tests, maxmemory %.2f MB\n\n", title.c_str(), kTests,
                megabytes(Memory("maxmemory")));
    std::printf("  tests    answer           used memory         redis refused\n");
    for (auto first = outcomes.begin(); first != outcomes.end();) {
      const auto end = std::find_if(first, outcomes.end(), [&](const Outcome& outcome) {
        return outcome.status != first->status;
      });
      std::int64_t refused = 0;
      for (auto outcome = first; outcome != end; ++outcome) refused += outcome->refused;
      std::printf("  %2d - %2d  %d %-11s  %.2f MB to %.2f MB  %s\n",
                  static_cast<int>(first - outcomes.begin()) + 1,
                  static_cast<int>(end - outcomes.begin()), first->status,
                  first->status == 201 ? "created" : "unavailable", megabytes(first->used_memory),
                  megabytes((end - 1)->used_memory),
                  refused == 0 ? "nothing" : ("OOM x" + std::to_string(refused)).c_str());
      first = end;
    }
    std::printf("\n");
    std::fflush(stdout);
  }

 private:
  std::optional<ConfigOverride> limit_;
};

MATCHER(IsCreated, "") { return arg.status == 201 && arg.refused == 0; }
MATCHER(IsOutOfMemory, "") { return arg.status == 503 && arg.refused > 0; }

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << outcome.status << " with " << outcome.refused << " OOM, " << outcome.used_memory
       << " bytes in use";
}

TEST_F(IncidentTest, ASuiteThatNeverCleansUpDriftsIntoUnavailable) {
  const std::vector<Outcome> outcomes = RunSuite<NeverCleansUp>();
  Print("the incident, never cleaning up", outcomes);

  // Where exactly it begins depends on what an empty Redis of this version uses; and near the limit
  // a buffer that shrinks may let one more in. But only as many as fit.
  const std::vector<Outcome> first_ten(outcomes.begin(), outcomes.begin() + 10);
  EXPECT_THAT(first_ten, Each(IsCreated()));
  EXPECT_THAT(outcomes, Each(AnyOf(IsCreated(), IsOutOfMemory())));
  EXPECT_THAT(std::count_if(outcomes.begin(), outcomes.end(),
                            [](const Outcome& outcome) { return outcome.status == 503; }),
              Ge(10));
  // Full, up to less than what two alerts take.
  EXPECT_THAT(Memory("used_memory") + 2 * kOneAlert, Ge(Memory("maxmemory")));
  EXPECT_THAT(redis().Command("SET", "key", kLabel + kLabel), IsRedisError("OOM"));
}

TEST_F(IncidentTest, TheSameSuiteWithAFlushBeforeEachTestDoesNot) {
  const std::vector<Outcome> outcomes = RunSuite<CleansUp>();
  Print("the same, flushed before each test as by RedisTest", outcomes);

  EXPECT_THAT(outcomes, Each(IsCreated()));
  const std::int64_t growth = outcomes.back().used_memory - outcomes.front().used_memory;
  EXPECT_THAT(growth, Lt(kOneAlert));  // after 33 of them
}

}  // namespace
}  // namespace alert_gateway_test
