#include "gtest_redis/verdict/verdict.h"

#include <gmock/gmock.h>

#include <sstream>

#include "gtest_redis/fixture/verdict_matchers.h"
#include "gtest_redis/redis/error.h"
#include "verdict/evidence_of.h"

namespace gtest_redis {
namespace {

Verdict Swallowed() {
  Expectation expectation = Expect(Role::kStore, {503});
  expectation.headers = {{503, {"Retry-After"}}, {429, {"Retry-After"}}};
  Evidence evidence = Answered(
      201, {Sent("GET", "k", Outcome::kAnswered), Sent("SET", "k", Outcome::kRefused, kOom)});
  evidence.response.body = R"({"status": "created"})";
  evidence.response.duration = std::chrono::microseconds(1500);
  return {{"POST", "/signals", {}, "{}"}, expectation, evidence, Examine(evidence, expectation)};
}

std::string Told(const Verdict& verdict) {
  std::ostringstream out;
  out << verdict;
  return out.str();
}

TEST(VerdictTest, TellsTheStory) {
  EXPECT_EQ(Told(Swallowed()),
            "POST /signals {}\n"
            "  expected 503 within 1000 ms, 503 with Retry-After\n"
            "  answered 201 after 1.5 ms: {\"status\": \"created\"}\n"
            "  redis was asked meanwhile:\n"
            "    GET 'k' was answered after 0.0 ms\n"
            "    SET 'k' was refused (OOM command not allowed when used memory > 'maxmemory'.) "
            "after 0.0 ms\n"
            "  found swallowed-refusal: answered 201, but redis refused its SET 'k' (OOM command "
            "not allowed when used memory > 'maxmemory'.)");
}

TEST(VerdictTest, TellsWhatIsNotKnown) {
  Verdict verdict;
  verdict.evidence.response.error = "no answer within 5 ms";
  EXPECT_THAT(Told(verdict), ::testing::HasSubstr("not answered: no answer within 5 ms"));
  EXPECT_THAT(Told(verdict), ::testing::HasSubstr("is not known: no gate stands before it"));
}

TEST(VerdictTest, ShortensALongStory) {
  Verdict verdict;
  verdict.evidence = Answered(503, std::vector<GateCommand>(20, Sent("GET", "k", Outcome::kLost)));
  EXPECT_THAT(Told(verdict), ::testing::HasSubstr("and 8 commands more"));
}

TEST(VerdictTest, ShowsNoPassword) {
  Verdict verdict;
  verdict.evidence = Answered(503, {Sent("AUTH", "secret", Outcome::kRefused, "WRONGPASS ...")});
  EXPECT_THAT(Told(verdict), ::testing::Not(::testing::HasSubstr("secret")));
}

TEST(VerdictMatchersTest, LookAtFindings) {
  EXPECT_THAT(Verdict(), Holds());
  EXPECT_THAT(Swallowed(), ::testing::Not(Holds()));
  EXPECT_THAT(Swallowed(), HasFinding(FindingKind::kSwallowedRefusal));
  EXPECT_THAT(Swallowed(), ::testing::Not(HasFinding(FindingKind::kCrash)));
}

TEST(ExpectationTest, TellsStatusesInRanges) {
  const auto statuses = [](const std::set<int>& all) {
    Expectation expectation;
    expectation.statuses = all;
    return ToString(expectation);
  };
  std::set<int> all;
  for (int status = 500; status < 600; ++status) all.insert(status);
  EXPECT_EQ(statuses(all), "5xx within 1000 ms");
  EXPECT_EQ(statuses({200, 201, 202, 503}), "200 to 202 or 503 within 1000 ms");
  EXPECT_EQ(statuses({201, 202}), "201 or 202 within 1000 ms");
}

TEST(FindingTest, HasAWordForEachKind) {
  std::set<std::string> words;
  for (const FindingKind kind : AllFindingKinds()) {
    EXPECT_EQ(FindFindingKind(ToString(kind)), kind);
    words.insert(ToString(kind));
  }
  EXPECT_EQ(words.size(), AllFindingKinds().size());
  EXPECT_EQ(words.count(""), 0);
  EXPECT_THROW(FindFindingKind("swallowed"), Error);
}

}  // namespace
}  // namespace gtest_redis
