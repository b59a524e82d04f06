#include "gtest_redis/verdict/trial.h"

#include <gmock/gmock.h>

#include <sstream>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/fixture/verdict_matchers.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/healthy.h"
#include "gtest_redis/state/memory.h"
#include "gtest_redis/state/network.h"
#include "service/service_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Targets = std::function<std::string(int number)>;

Expectation Must(int status) {
  Expectation expectation;
  expectation.role = Role::kStore;
  expectation.statuses = {status};
  return expectation;
}

// A case that asks for these targets, of a service that writes when it is asked for /key.
TrialCase Asking(const Targets& target) {
  TrialCase one;
  one.name = "write";
  one.request = [target](int number) {
    HttpRequest request;
    request.target = target(number);
    return request;
  };
  one.healthy = Must(201);
  one.degraded = Must(503);
  one.recovered = Must(201);
  return one;
}

std::string Key(int /*number*/) { return "/key"; }

/// Tries a service that does not know duplicates, and whose one key never expires.
class TrialTest : public ServiceTest {
 protected:
  TrialTest() {
    server().Flush();
    options_.keeps_data = false;
    options_.recovery = std::chrono::milliseconds(0);
  }

  static Service StartWriter() {
    ServiceOptions options;
    options.environment = {{"REDIS_PORT", "{redis_port}"}};
    return Start("sound", options);
  }

  TrialResult Try(const TrialCase& one) {
    return Trial(service_, server(), {one}, options_).Run(OutOfMemory());
  }

  Service service_ = StartWriter();
  TrialOptions options_;
};

TEST_F(TrialTest, AsksInThreePhasesAndOnceAgain) {
  TrialCase one = Asking(Key);
  one.asks = 2;
  const TrialResult result = Try(one);
  EXPECT_THAT(result, Holds());
  EXPECT_EQ(result.state, "out-of-memory");
  std::vector<std::string> steps;
  for (const TrialStep& step : result.steps) {
    steps.push_back(ToString(step.phase) + " " + std::to_string(step.number) + " " +
                    std::to_string(step.verdict.evidence.response.status));
  }
  EXPECT_THAT(steps,
              ElementsAre("healthy 1 201", "degraded 2 503", "degraded 3 503", "recovered 4 201",
                          "recovered 1 201", "recovered 2 201", "recovered 3 201"));
}

TEST_F(TrialTest, JudgesEachPhase) {
  const auto broken_from = [this](int first) {
    return Try(Asking([first](int number) { return number == first ? "/nowhere" : "/key"; }));
  };
  EXPECT_EQ(broken_from(1).steps[0].verdict.findings.size(), 1);
  EXPECT_EQ(broken_from(2).steps[1].verdict.findings.size(), 1);
  EXPECT_THAT(broken_from(3), HasFinding(FindingKind::kLateRecovery));
}

TEST_F(TrialTest, RepeatsTheHealthyRequest) {
  TrialCase again = Asking(Key);
  again.name = "again";
  again.repeats = "write";
  const TrialResult result =
      Trial(service_, server(), {Asking(Key), again}, options_).Run(OutOfMemory(), 7);
  EXPECT_EQ(result.steps[0].number, 7);
  EXPECT_EQ(result.steps[1].number, 7);
  EXPECT_EQ(result.steps[2].number, 8);
  EXPECT_EQ(result.steps[3].number, 7);
}

TEST_F(TrialTest, AsksManyAtATime) {
  TrialCase one = Asking(Key);
  one.together = 5;
  const TrialResult result = Try(one);
  EXPECT_THAT(result, Holds());
  EXPECT_EQ(result.steps[5].verdict.evidence.together, 5);
}

TEST_F(TrialTest, FindsWritesThatAreGone) {
  options_.keeps_data = true;
  EXPECT_THAT(Try(Asking(Key)), HasFinding(FindingKind::kLostWrite));
}

TEST_F(TrialTest, FindsKeysThatNeverExpire) {
  options_.keys_expire = true;
  EXPECT_THAT(Try(Asking(Key)), HasFinding(FindingKind::kKeyWithoutTtl));
}

TEST_F(TrialTest, StartsAServiceThatCrashedAgain) {
  const TrialResult result =
      Try(Asking([](int number) { return number == 2 ? "/crash" : "/key"; }));
  EXPECT_THAT(result.steps[1].verdict, HasFinding(FindingKind::kCrash));
  EXPECT_THAT(result.steps[2].verdict, Holds());
}

TEST_F(TrialTest, StopsWhenItIsToldTo) {
  options_.stop_at = {FindingKind::kUnexpectedStatus};
  const TrialResult result =
      Try(Asking([](int number) { return number == 1 ? "/nowhere" : "/key"; }));
  EXPECT_EQ(result.steps.size(), 1);
}

TEST_F(TrialTest, TellsOfPhasesAndStepsAsTheyCome) {
  std::vector<std::string> told;
  options_.on_phase = [&](Phase phase) { told.push_back("begins " + ToString(phase)); };
  options_.on_step = [&](const TrialStep& step) {
    told.push_back(std::to_string(step.verdict.evidence.response.status));
  };
  options_.before_leaving = [&] {
    EXPECT_THAT(server().Command("SET", "k", "v"), IsRedisError("OOM"));
    told.push_back("leaves");
  };
  Try(Asking(Key));
  EXPECT_THAT(told, ElementsAre("begins healthy", "201", "begins degraded", "503", "leaves",
                                "begins recovered", "201", "201", "201"));
}

TEST_F(TrialTest, EndsWhenItIsStopped) {
  int steps = 0;
  options_.on_step = [&](const TrialStep&) { ++steps; };
  options_.stop = [&] { return steps == 2; };
  options_.before_leaving = [] { ADD_FAILURE() << "it is stopped already"; };
  TrialCase one = Asking(Key);
  one.asks = 5;
  EXPECT_EQ(Try(one).steps.size(), 2);
  EXPECT_THAT(server().Command("SET", "k", "v"), IsOk());
}

TEST_F(TrialTest, SaysNothingOfWhatWasOnItsWayWhenItWasStopped) {
  bool asked = false;
  TrialCase one = Asking([&](int) {
    asked = true;
    return "/nowhere";
  });
  options_.stop = [&] { return asked; };
  EXPECT_THAT(Try(one).steps, IsEmpty());
}

TEST_F(TrialTest, DoesNotAskAgainWhatIsNeverStored) {
  TrialCase one = Asking(Key);
  one.recovered.statuses = {503};
  const TrialResult result = Try(one);
  EXPECT_EQ(result.steps.size(), 3);
}

TEST_F(TrialTest, KnowsWhenTheGateCouldNotSee) {
  TrialCase one = Asking([](int) { return "/nowhere"; });
  const TrialResult result = Trial(service_, server(), {one}, options_).Run(CutNetwork());
  EXPECT_FALSE(result.steps[0].verdict.evidence.cut);
  EXPECT_TRUE(result.steps[1].verdict.evidence.cut);
}

TEST_F(TrialTest, JudgesALoadAsAWhole) {
  TrialCase one = Asking(Key);
  one.load = TrialLoad{500, 4, std::chrono::milliseconds(100), 1};
  int pauses = 0;
  options_.on_pause = [&] { ++pauses; };
  const TrialResult result = Try(one);
  EXPECT_THAT(result, Holds());
  EXPECT_GE(pauses, 2);
  ASSERT_TRUE(result.steps[1].load);
  EXPECT_EQ(result.steps[1].load->Count(503), result.steps[1].load->Count());
  EXPECT_EQ(result.steps[1].verdict.evidence.together, result.steps[1].load->Count());
}

TEST_F(TrialTest, TakesALoadOfWhichEnoughIsAsExpected) {
  const auto try_share = [this](double share) {
    TrialCase one = Asking([](int number) { return number % 4 == 0 ? "/nowhere" : "/key"; });
    one.load = TrialLoad{1000, 1, std::chrono::milliseconds(100), share};
    return Try(one).steps[1].verdict;
  };
  EXPECT_THAT(try_share(0.5), Holds());
  const Verdict verdict = try_share(0.95);
  ASSERT_EQ(verdict.findings.size(), 1);
  EXPECT_THAT(verdict.findings[0].text,
              HasSubstr(" answers of the load were not as expected; one: answered 404"));
}

TEST_F(TrialTest, TellsOfWhatWasFoundOnly) {
  const TrialResult result =
      Try(Asking([](int number) { return number == 2 ? "/nowhere" : "/key"; }));
  std::ostringstream out;
  out << result;
  EXPECT_THAT(out.str(), HasSubstr("'out-of-memory': 5 requests, findings: 2\n"
                                   "degraded, write: GET /nowhere"));
  EXPECT_THAT(out.str(), Not(HasSubstr("healthy, write")));
}

TEST_F(TrialTest, RefusesCasesThatMakeNoSense) {
  const auto error = [this](auto change) -> std::string {
    TrialCase one = Asking(Key);
    change(one);
    try {
      const Trial trial(service_, server(), {one});
    } catch (const Error& wrong) {
      return wrong.what();
    }
    return "";
  };
  EXPECT_EQ(error([](TrialCase& one) { one.request = nullptr; }),
            "the case 'write' of a trial has no request");
  EXPECT_EQ(error([](TrialCase& one) { one.asks = 0; }),
            "the case 'write' of a trial is asked less than once");
  EXPECT_EQ(error([](TrialCase& one) { one.repeats = "read"; }),
            "the case 'write' of a trial repeats 'read', which is no case before it");
  EXPECT_THROW(Trial(service_, server(), {Asking(Key), Asking(Key)}), Error);
  TrialCase again = Asking(Key);
  again.name = "again";
  again.repeats = "write";
  again.load = TrialLoad();
  EXPECT_THROW(Trial(service_, server(), {Asking(Key), again}), Error);
}

}  // namespace
}  // namespace gtest_redis
