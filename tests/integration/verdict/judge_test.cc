#include "gtest_redis/verdict/judge.h"

#include <gmock/gmock.h>

#include "gtest_redis/fixture/verdict_matchers.h"
#include "gtest_redis/gate/gate.h"
#include "gtest_redis/state/memory.h"
#include "gtest_redis/verdict/refusal_watch.h"
#include "service/service_fixture.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

HttpRequest Get(const std::string& target) {
  HttpRequest request;
  request.target = target;
  request.timeout = std::chrono::milliseconds(200);
  return request;
}

Expectation Must(int status, Role role = Role::kRequest) {
  Expectation expectation;
  expectation.role = role;
  expectation.statuses = {status};
  return expectation;
}

/// Judges a service that writes a key when it is asked for /key.
class JudgeTest : public ServiceTest {
 protected:
  static Service StartWriter() {
    ServiceOptions options;
    options.environment = {{"REDIS_PORT", "{redis_port}"}};
    return Start("sound", options);
  }

  Verdict Ask(const std::string& target, const Expectation& expectation) {
    return judge_.Ask(Get(target), expectation);
  }

  Service service_ = StartWriter();
  Judge judge_{service_, server()};
};

TEST_F(JudgeTest, FindsNothingWhereAllIsWell) {
  const Verdict verdict = Ask("/key", Must(201, Role::kStore));
  EXPECT_THAT(verdict, Holds());
  EXPECT_THAT(verdict.evidence.commands, ElementsAre(Field(&GateCommand::name, "SET")));
}

TEST_F(JudgeTest, SeesOnlyWhatWasSentMeanwhile) {
  Ask("/key", Must(201));
  Ask("/key", Must(201));
  EXPECT_THAT(Ask("/key", Must(201)).evidence.commands, SizeIs(1));
  EXPECT_EQ(Ask("/key", Must(201)).evidence.traffic.TotalCommands(), 1);
}

TEST_F(JudgeTest, BelievesARefusalThatRedisIsTheReasonOf) {
  const StateGuard full = Enter(server(), OutOfMemory());
  EXPECT_THAT(Ask("/key", Must(503, Role::kStore)), Holds());
}

TEST_F(JudgeTest, DoesNotBelieveARefusalWithoutAReason) {
  EXPECT_THAT(Ask("/ready", Must(503)), HasFinding(FindingKind::kUnfoundedRefusal));
}

TEST_F(JudgeTest, CountsReasonsFromTheStateOn) {
  Enter(server(), OutOfMemory()).Leave();
  {
    const StateGuard full = Enter(server(), OutOfMemory());
    Ask("/key", Must(503));
    EXPECT_THAT(Ask("/ready", Must(503)), Holds());
  }
  EXPECT_THAT(Ask("/ready", Must(503)), HasFinding(FindingKind::kUnfoundedRefusal));
}

TEST_F(JudgeTest, BelievesARefusalOfADeadRedis) {
  RedisServer dying = RedisServer::Start();
  ServiceOptions options;
  options.environment = {{"REDIS_PORT", "{redis_port}"}};
  Service service = Service::Start(dying, {program(), "sound", "{listen}"}, options);
  Judge judge(service, dying);
  dying.Kill();
  EXPECT_THAT(judge.Ask(Get("/key"), Must(503)), Holds());
}

TEST_F(JudgeTest, TellsHowNoAnswerCame) {
  EXPECT_THAT(Ask("/garbage", Must(200)), HasFinding(FindingKind::kMalformedAnswer));
  EXPECT_THAT(Ask("/half", Must(200)), HasFinding(FindingKind::kDroppedConnection));
  const Verdict crash = Ask("/crash", Must(200));
  EXPECT_THAT(crash, HasFinding(FindingKind::kCrash));
  EXPECT_THAT(crash.findings[0].text, HasSubstr("was killed by signal 11"));
}

TEST_F(JudgeTest, TellsAHang) {
  EXPECT_THAT(Ask("/nothing", Must(200)), HasFinding(FindingKind::kHang));
}

TEST_F(JudgeTest, JudgesManyAtATime) {
  const std::vector<Verdict> verdicts =
      judge_.AskTogether({Get("/key"), Get("/key"), Get("/nowhere")}, Must(201, Role::kStore));
  ASSERT_THAT(verdicts, SizeIs(3));
  EXPECT_THAT(verdicts[0], Holds());
  EXPECT_THAT(verdicts[1], Holds());
  EXPECT_THAT(verdicts[2], HasFinding(FindingKind::kUnexpectedStatus));
  EXPECT_EQ(verdicts[0].evidence.together, 3);
  EXPECT_THAT(verdicts[0].evidence.commands, SizeIs(2));
}

TEST_F(JudgeTest, KnowsWhatRedisCountsWhereThereIsNoGate) {
  Service stranger = Service::At(service_.url());
  Judge judge(stranger, server());
  const Verdict unfounded = judge.Ask(Get("/ready"), Must(503));
  EXPECT_FALSE(unfounded.evidence.gate);
  EXPECT_THAT(unfounded, HasFinding(FindingKind::kUnfoundedRefusal));
  const StateGuard full = Enter(server(), OutOfMemory());
  judge.Mark();
  EXPECT_THAT(judge.Ask(Get("/key"), Must(503)), Holds());
}

TEST_F(JudgeTest, WatchesWhatIsRefusedToOneServiceOnly) {
  const RefusalWatch watch(service_);
  const StateGuard full = Enter(server(), OutOfMemory());
  server().Connect().Command("SET", "k", "v");
  EXPECT_EQ(watch.Total(), 0);
  Ask("/key", Must(503));
  EXPECT_EQ(watch.Count("OOM"), 1);
  Service stranger = Service::At(service_.url());
  EXPECT_THROW(RefusalWatch{stranger}, ServerError);
}

class RecoveryTest : public JudgeTest {
 protected:
  Verdict Await(const std::string& target, int status, std::chrono::milliseconds time) {
    return judge_.AwaitRecovery([target] { return Get(target); }, Must(status), time);
  }
};

// The first two requests for /ready are answered 503.
TEST_F(RecoveryTest, TakesTheFirstRightAnswerInTime) {
  EXPECT_THAT(Await("/ready", 204, std::chrono::seconds(5)), Holds());
}

TEST_F(RecoveryTest, FindsThatItCameLate) {
  EXPECT_THAT(Await("/ready", 204, std::chrono::milliseconds(0)),
              HasFinding(FindingKind::kLateRecovery));
}

TEST_F(RecoveryTest, FindsThatItTookARestart) {
  for (int i = 0; i < 3; ++i) Ask("/ready", Must(503));
  EXPECT_THAT(Await("/ready", 503, std::chrono::milliseconds(0)),
              HasFinding(FindingKind::kUnexpectedStatus));
  const Verdict crashed = Await("/crash", 200, std::chrono::milliseconds(0));
  EXPECT_THAT(crashed, HasFinding(FindingKind::kNoRecovery));
}

TEST_F(RecoveryTest, FindsThatItNeverCame) {
  EXPECT_THAT(Await("/nowhere", 200, std::chrono::milliseconds(0)),
              HasFinding(FindingKind::kNoRecovery));
}

}  // namespace
}  // namespace gtest_redis
