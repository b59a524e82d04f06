#include <gmock/gmock.h>

#include "verdict/evidence_of.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const GateCommand kRead = Sent("GET", "k", Outcome::kAnswered);
const GateCommand kWritten = Sent("SET", "k", Outcome::kAnswered);
const GateCommand kRefusedWrite = Sent("SET", "k", Outcome::kRefused, kOom);
const GateCommand kLostWrite = Sent("SET", "k", Outcome::kLost);

const Expectation kNew = Expect(Role::kStore, {201});
const Expectation kUnavailable = Expect(Role::kStore, {503});

std::vector<std::string> Found(const Evidence& evidence, const Expectation& expectation) {
  std::vector<std::string> kinds;
  for (const Finding& finding : Examine(evidence, expectation)) {
    kinds.push_back(ToString(finding.kind));
  }
  return kinds;
}

std::string Told(const Evidence& evidence, const Expectation& expectation) {
  const std::vector<Finding> findings = Examine(evidence, expectation);
  return findings.size() == 1 ? findings[0].text : std::to_string(findings.size()) + " findings";
}

TEST(ExamineTest, FindsNothingWhereAllIsWell) {
  EXPECT_THAT(Found(Answered(201, {kRead, kWritten}), kNew), IsEmpty());
  EXPECT_THAT(Found(Answered(503, {kRead, kRefusedWrite}), kUnavailable), IsEmpty());
  EXPECT_THAT(Found(Answered(202, {kRead}), Expect(Role::kRepeat, {202})), IsEmpty());
  EXPECT_THAT(Found(Answered(200), Expect(Role::kLiveness, {200})), IsEmpty());
}

TEST(ExamineTest, TellsWhatWasAnsweredAndExpected) {
  EXPECT_EQ(Told(Answered(500, {kRefusedWrite}), Expect(Role::kStore, {202, 503})),
            "answered 500, expected 202 or 503");
}

TEST(ExamineTest, DoesNotBelieveARefusalWithoutAReason) {
  EXPECT_THAT(Found(Answered(503, {kRead}), kUnavailable), ElementsAre("unfounded-refusal"));
  EXPECT_THAT(Found(Answered(503), kNew), ElementsAre("unfounded-refusal"));
}

TEST(ExamineTest, BelievesARefusalOfWhatRedisDidSinceTheStateWasEntered) {
  const auto founded = [](auto change) {
    Evidence evidence = Answered(503);
    change(evidence);
    return Found(evidence, kUnavailable).empty();
  };
  EXPECT_TRUE(founded([](Evidence& e) { e.since_state.refusals["OOM"] = 1; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.since_state.lost = 1; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.since_state.dropped = 1; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.since_state.strikes = 1; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.since_state.pending = 1; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.redis_down = true; }));
  EXPECT_TRUE(founded([](Evidence& e) { e.traffic.waited = std::chrono::milliseconds(50); }));
  EXPECT_FALSE(founded([](Evidence& e) { e.traffic.waited = std::chrono::milliseconds(49); }));
  EXPECT_FALSE(founded([](Evidence& e) { e.traffic.refusals["OOM"] = 1; }));
}

TEST(ExamineTest, WithoutAGateBelievesRedissOwnCount) {
  Evidence evidence;
  evidence.response.status = 503;
  EXPECT_THAT(Found(evidence, kUnavailable), IsEmpty()) << "nothing is known";
  evidence.refusals_known = true;
  EXPECT_THAT(Found(evidence, kUnavailable), ElementsAre("unfounded-refusal"));
  evidence.refusals = {{"OOM", 1}};
  EXPECT_THAT(Found(evidence, kUnavailable), IsEmpty());
}

TEST(ExamineTest, WithoutAGateClaimsNothingOfCommands) {
  Evidence evidence;
  evidence.response.status = 201;
  EXPECT_THAT(Found(evidence, kNew), IsEmpty());
}

TEST(ExamineTest, FindsASwallowedRefusal) {
  EXPECT_EQ(Told(Answered(201, {kRead, kRefusedWrite}), kNew),
            "answered 201, but redis refused its SET 'k' (" + std::string(kOom) + ")");
}

TEST(ExamineTest, FindsASwallowedRefusalOfATransaction) {
  const Evidence evidence = Answered(
      201, {kRead, Sent("MULTI", "", Outcome::kAnswered), Sent("SET", "k", Outcome::kAnswered),
            Sent("EXEC", "", Outcome::kRefused, "EXECABORT Transaction discarded")});
  EXPECT_EQ(Told(evidence, kNew),
            "answered 201, but redis refused its SET 'k' (EXECABORT Transaction discarded)");
}

TEST(ExamineTest, TakesARefusalThatWasMadeGood) {
  EXPECT_THAT(Found(Answered(201, {kRefusedWrite, kWritten}), kNew), IsEmpty());
  EXPECT_THAT(Found(Answered(201, {kWritten, kRefusedWrite}), kNew),
              ElementsAre("swallowed-refusal"));
  EXPECT_THAT(Found(Answered(201, {kRefusedWrite, Sent("SET", "other", Outcome::kAnswered)}), kNew),
              ElementsAre("swallowed-refusal"));
  EXPECT_THAT(
      Found(Answered(201, {Sent("EVALSHA", "f0", Outcome::kRefused, "NOSCRIPT No matching script."),
                           Sent("EVAL", "return 1", Outcome::kAnswered)}),
            kNew),
      IsEmpty());
}

TEST(ExamineTest, LeavesRedirectsToTheOtherNode) {
  EXPECT_THAT(Found(Answered(200, {Sent("GET", "k", Outcome::kRefused, "MOVED 1 127.0.0.1:1")}),
                    Expect(Role::kRequest, {200})),
              IsEmpty());
}

TEST(ExamineTest, FindsASuccessWithoutAReply) {
  EXPECT_EQ(Told(Answered(201, {kRead, kLostWrite}), kNew),
            "answered 201, but its SET 'k' got no whole reply");
  EXPECT_THAT(Found(Answered(202, {Sent("GET", "k", Outcome::kLost)}), Expect(Role::kStore, {201})),
              ElementsAre("unfounded-success"));
}

TEST(ExamineTest, FindsASuccessThatAskedNothing) {
  EXPECT_EQ(Told(Answered(201), kNew), "answered 201, but redis was asked nothing");
  EXPECT_EQ(Told(Answered(201, {kRead}), kNew), "answered 201, but redis did no write for it");
  EXPECT_THAT(Found(Answered(200), Expect(Role::kRequest, {200})), IsEmpty());
}

TEST(ExamineTest, FindsAForgottenDuplicate) {
  Evidence evidence = Answered(201, {kRead, kWritten});
  evidence.keys = "redis has evicted 3 keys";
  EXPECT_EQ(Told(evidence, Expect(Role::kRepeat, {202})),
            "answered 201, expected 202: it was stored before; redis has evicted 3 keys");
}

TEST(ExamineTest, FindsProbesThatLookAtTheWrongThing) {
  EXPECT_THAT(Found(Answered(503, {kRefusedWrite}), Expect(Role::kLiveness, {200})),
              ElementsAre("liveness-follows-redis"));
  EXPECT_THAT(Found(Answered(200), Expect(Role::kReadiness, {503})),
              ElementsAre("readiness-ignores-redis"));
}

TEST(ExamineTest, TellsHowNoAnswerCame) {
  const auto found = [](HttpFailure failure, const std::string& ended) {
    Evidence evidence = Answered(0);
    evidence.response.failure = failure;
    evidence.ended = ended;
    return Found(evidence, kUnavailable);
  };
  EXPECT_THAT(found(HttpFailure::kTimeout, ""), ElementsAre("hang"));
  EXPECT_THAT(found(HttpFailure::kClosed, ""), ElementsAre("dropped-connection"));
  EXPECT_THAT(found(HttpFailure::kRefused, ""), ElementsAre("dropped-connection"));
  EXPECT_THAT(found(HttpFailure::kMalformed, ""), ElementsAre("malformed-answer"));
  EXPECT_THAT(found(HttpFailure::kClosed, "exited with status 1"), ElementsAre("exit"));
  EXPECT_THAT(found(HttpFailure::kClosed, "was killed by signal 6 (Aborted)"),
              ElementsAre("crash"));
}

TEST(ExamineTest, FindsALateAnswer) {
  Evidence evidence = Answered(503, {kRefusedWrite});
  evidence.response.duration = std::chrono::milliseconds(1001);
  EXPECT_EQ(Told(evidence, kUnavailable), "answered after 1001 ms, with a deadline of 1000 ms");
  evidence.response.duration = std::chrono::milliseconds(1000);
  EXPECT_THAT(Found(evidence, kUnavailable), IsEmpty());
}

TEST(ExamineTest, FindsAMissingHeader) {
  Expectation expectation = kUnavailable;
  expectation.headers = {{503, {"Retry-After"}}};
  Evidence evidence = Answered(503, {kRefusedWrite});
  EXPECT_EQ(Told(evidence, expectation), "answered 503 without a Retry-After header");
  evidence.response.headers = {{"retry-after", "1"}};
  EXPECT_THAT(Found(evidence, expectation), IsEmpty());
}

TEST(ExamineTest, FindsContentThatIsNotAsExpected) {
  Expectation told = kUnavailable;
  told.check = [](const HttpResponse& response) {
    return response.body == "full" ? "" : "its body is '" + response.body + "'";
  };
  Evidence evidence = Answered(503, {kRefusedWrite});
  evidence.response.body = "full";
  EXPECT_THAT(Found(evidence, told), IsEmpty());
  evidence.response.body = "oops";
  EXPECT_EQ(Told(evidence, told), "answered 503, but its body is 'oops'");
  EXPECT_THAT(Found(evidence, told), ElementsAre("unexpected-content"));
  evidence.response.status = 500;
  EXPECT_THAT(Found(evidence, told), ElementsAre("unexpected-status"));
}

TEST(ExamineTest, FindsARefusalForAnotherReason) {
  Expectation full = kUnavailable;
  full.refusals = {"OOM", "MISCONF"};
  EXPECT_THAT(Found(Answered(503, {kRefusedWrite}), full), IsEmpty());
  const Evidence other = Answered(503, {Sent("SET", "k", Outcome::kRefused, "READONLY You can't")});
  EXPECT_EQ(Told(other, full),
            "redis refused its SET 'k' (READONLY You can't), expected MISCONF or OOM");
  EXPECT_THAT(Found(other, full), ElementsAre("unexpected-refusal"));
  const GateCommand exec = Sent("EXEC", "", Outcome::kRefused, "EXECABORT Transaction discarded");
  EXPECT_THAT(Found(Answered(503, {kRefusedWrite, exec}), full), IsEmpty());
}

TEST(ExamineTest, FindsThatNothingWasRefusedAsExpected) {
  Expectation full = kUnavailable;
  full.refusals = {"OOM"};
  EXPECT_EQ(Told(Answered(503, {kLostWrite}), full),
            "answered 503, but redis refused nothing with OOM since the state was entered or left");
  Evidence earlier = Answered(503, {kRead});
  earlier.since_state.refusals = {{"OOM", 1}};
  EXPECT_THAT(Found(earlier, full), IsEmpty());
  EXPECT_THAT(Found(Answered(201, {kWritten}),
                    [] {
                      Expectation made = kNew;
                      made.refusals = {"OOM"};
                      return made;
                    }()),
              IsEmpty());
}

TEST(ExamineTest, FindsARetryStorm) {
  const std::vector<GateCommand> three(3, kRefusedWrite);
  const std::vector<GateCommand> four(4, kRefusedWrite);
  EXPECT_THAT(Found(Answered(503, three), kUnavailable), IsEmpty());
  EXPECT_EQ(Told(Answered(503, four), kUnavailable),
            "sent SET 'k' 4 times; at most 3 times for a request is expected");
  Evidence evidence = Answered(503, three);
  evidence.traffic.connections = 5;
  EXPECT_EQ(Told(evidence, kUnavailable),
            "connected to redis 5 times; at most 4 times for a request is expected");
  evidence.together = 2;
  EXPECT_THAT(Found(evidence, kUnavailable), IsEmpty());
}

TEST(ExamineTest, FindsAWriteThatWasRepeated) {
  EXPECT_EQ(Told(Answered(503, {kLostWrite, kLostWrite}), kUnavailable),
            "sent SET 'k' again, though redis may have done it: the first one reached redis, and "
            "got no whole reply");
  GateCommand kept = kLostWrite;
  kept.reached_redis = false;
  EXPECT_THAT(Found(Answered(201, {kept, kWritten}), kNew), IsEmpty());
  EXPECT_THAT(Found(Answered(201, {kRefusedWrite, kWritten}), kNew), IsEmpty());
}

TEST(ExamineTest, FindsAWrongDatabase) {
  GateCommand stray = kWritten;
  stray.database = 0;
  EXPECT_EQ(Told(Answered(201, {kRead, stray}), kNew), "sent SET 'k' to database 0 instead of 2");
  GateCommand select = Sent("SELECT", "2", Outcome::kAnswered);
  select.database = 0;
  EXPECT_THAT(Found(Answered(201, {select, kWritten}), kNew), IsEmpty());
}

TEST(ExamineTest, DoesNotFindWhatIsIntended) {
  Expectation without_cache = kNew;
  without_cache.intended = {FindingKind::kSwallowedRefusal};
  EXPECT_THAT(Found(Answered(201, {kRefusedWrite}), without_cache), IsEmpty());
  Expectation ends = kUnavailable;
  ends.intended = {FindingKind::kExit};
  Evidence evidence = Answered(0);
  evidence.ended = "exited with status 1";
  EXPECT_THAT(Found(evidence, ends), IsEmpty());
}

}  // namespace
}  // namespace gtest_redis
