#include "gtest_redis/service/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gtest_redis/fixture/load_matchers.h"
#include "gtest_redis/state/memory.h"
#include "gtest_redis/state/state.h"
#include "process/deadline.h"
#include "service/service_fixture.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Le;

class ServiceLoadTest : public ServiceTest {
 protected:
  // What was on its way when a state began or ended may have met either.
  static constexpr std::size_t kOnItsWay = 8;

  static LoadPlan Ask(const std::string& target) {
    LoadPlan plan;
    plan.request.target = target;
    plan.concurrency = kOnItsWay;
    plan.timeout = seconds(20);
    return plan;
  }

  static void AwaitAnswers(LoadRun& load, std::size_t more) {
    const std::size_t before = load.Count();
    ASSERT_TRUE(WaitUntil(Deadline(seconds(20)), [&] { return load.Count() >= before + more; }));
  }
};

TEST_F(ServiceLoadTest, SeesAStateComeAndGo) {
  ServiceOptions options;
  options.environment = {{"REDIS_PORT", "{redis_port}"}};
  Service service = Start("sound", options);
  LoadRun load = service.StartLoad(Ask("/key"));
  AwaitAnswers(load, 50);
  load.Mark("entering");
  StateGuard full = Enter(server(), OutOfMemory());
  load.Mark("full");
  AwaitAnswers(load, 50);
  load.Mark("leaving");
  full.Leave();
  load.Mark("left");
  AwaitAnswers(load, 50);
  const LoadResult result = load.Finish();
  const LoadResult met = result.Since("full").Before("leaving");
  EXPECT_THAT(result.CountByStatus(), testing::SizeIs(2)) << result;
  EXPECT_THAT(result.Before("entering").Count(503), Le(kOnItsWay)) << result;
  EXPECT_THAT(met.Count(201), Le(kOnItsWay)) << result;
  EXPECT_GE(met.Count(503), 50 - kOnItsWay) << result;
  EXPECT_THAT(result.Since("left"), HasShare(201, 1));
}

TEST_F(ServiceLoadTest, ShowsACrash) {
  Service service = Start("sound");
  LoadPlan plan = Ask("/missing");
  plan.make_request = [](std::size_t number) {
    HttpRequest request;
    request.target = number == 100 ? "/crash" : "/missing";
    return request;
  };
  LoadRun load = service.StartLoad(plan);
  ASSERT_TRUE(WaitUntil(Deadline(seconds(20)), [&] { return !service.running(); }));
  load.Mark("crashed");
  AwaitAnswers(load, 20);
  const LoadResult result = load.Finish();
  EXPECT_GE(result.Count(404), 90U);
  const LoadResult crashed = result.Since("crashed");
  ASSERT_THAT(crashed, HasShare(0, 1));
  EXPECT_EQ(crashed.samples().front().failure, HttpFailure::kRefused);
}

TEST_F(ServiceLoadTest, HasNoAnswersOfAServiceThatWasNotStarted) {
  LoadPlan plan;
  plan.requests = 10;
  EXPECT_THAT(Service().Load(plan), HasShare(0, 1));
}

}  // namespace
}  // namespace gtest_redis
