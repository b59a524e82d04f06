#include "gtest_redis/report/table.h"

#include <gmock/gmock.h>

#include <sstream>

#include "report/sample_report.h"
#include "report/text_layout.h"
#include "report/utf8.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Written(const RunReport& report, std::size_t width = 80) {
  std::ostringstream out;
  WriteTable(out, report, width);
  return out.str();
}

AnswerReport Answer(Phase phase, int status) {
  AnswerReport answer;
  answer.phase = phase;
  answer.request = "get";
  answer.sent = "GET /";
  answer.status = status;
  answer.statuses = std::to_string(status);
  answer.expected = answer.statuses + " within 1000 ms";
  answer.time = microseconds(1500);
  return answer;
}

StateReport Held() {
  StateReport state;
  state.name = "hung";
  state.requests = {"get"};
  state.answers = {Answer(Phase::kHealthy, 200), Answer(Phase::kDegraded, 503),
                   Answer(Phase::kRecovered, 200)};
  return state;
}

// A run of so many rounds of one state, the first `failed` of which fail.
RunReport Rounds(int rounds, int failed) {
  RunReport report;
  report.duration = microseconds(2'500'000);
  for (int i = 0; i < rounds; ++i) {
    StateReport state = Held();
    state.round = i + 1;
    if (i < failed) {
      const std::string key = "'k" + std::to_string(i) + "'";
      state.answers[1].status = 201;
      state.answers[1].findings = {{FindingKind::kSwallowedRefusal, "lost its SET " + key}};
    }
    report.states.push_back(state);
  }
  return report;
}

TEST(TableTest, SaysThatARunHeld) {
  EXPECT_EQ(Written(Rounds(1, 0)),
            "  state  request  expected  got  redis refused    time\n"
            "  hung   get      503       503  nothing        1.5 ms\n"
            "\n"
            "1 state: 1 held; 0 findings; 2.5 s\n");
}

TEST(TableTest, MarksWhatFailedAndSaysWhy) {
  EXPECT_EQ(Written(Rounds(1, 1)),
            "  state  request  expected  got  redis refused    time\n"
            "! hung   get      503       201  nothing        1.5 ms\n"
            "\n"
            "hung, get (GET /):\n"
            "  - swallowed-refusal: lost its SET 'k0'\n"
            "      expected 503 within 1000 ms; answered 201 after 1.5 ms; redis refused\n"
            "      nothing\n"
            "\n"
            "1 state: 1 failed; 1 finding; 2.5 s\n");
}

TEST(TableTest, RoundsAreOneRowAndTheirFindingsOne) {
  const std::string table = Written(Rounds(100, 3), 100);
  EXPECT_THAT(table, HasSubstr("! hung   get      503       503 x97, 201 x3; failed 3 of 100  "));
  EXPECT_THAT(table, HasSubstr("- 3 times: swallowed-refusal: lost its SET 'k0'\n"));
  EXPECT_THAT(table, Not(HasSubstr("'k1'")));
  EXPECT_THAT(table, EndsWith("\n1 state: 1 failed; 100 rounds; 1 finding; 2.5 s\n"));
}

TEST(TableTest, FindingsOfOneRoundAreToldEach) {
  RunReport report = Rounds(1, 1);
  report.states[0].answers[1].findings.push_back(
      {FindingKind::kSwallowedRefusal, "lost its SET 'k1'"});
  EXPECT_THAT(Written(report), HasSubstr("; 2 findings;"));
}

TEST(TableTest, SaysInWhichPhaseSomethingWasFound) {
  RunReport report = Rounds(1, 0);
  report.states[0].answers[2].findings = {{FindingKind::kNoRecovery, "answered 503 for ever"}};
  EXPECT_THAT(Written(report), HasSubstr("- recovered: no-recovery: answered 503 for ever\n"));
  EXPECT_THAT(Written(report), HasSubstr("! hung"));
}

TEST(TableTest, TellsWhyNoAnswerCame) {
  RunReport report = Rounds(1, 1);
  report.states[0].answers[1].status = 0;
  report.states[0].answers[1].error = "no answer within 5 ms";
  EXPECT_THAT(Written(report), HasSubstr("not answered: no answer within 5 ms;"));
}

TEST(TableTest, TellsWhereTheEvidenceIsKeptAsAWordOfAShell) {
  RunReport report = Rounds(1, 1);
  report.states[0].kept = "kept things/hung";
  EXPECT_THAT(Written(report), HasSubstr("\n    gtest-redis replay 'kept things/hung'\n"));
}

TEST(TableTest, TellsErrorsLineByLine) {
  RunReport report = Rounds(1, 0);
  report.states[0].answers.clear();
  report.states[0].error = "redis did not start\nits log:\n  \x1b[31mno";
  const std::string table = Written(report);
  EXPECT_THAT(table, HasSubstr("\n! hung   could not be run to its end\n"));
  EXPECT_THAT(table, HasSubstr("\nhung:\n"
                               "  error: redis did not start\n"
                               "         its log:\n"
                               "           \\x1b[31mno\n"));
}

TEST(TableTest, SaysWhatWasSkipped) {
  RunReport report = Rounds(1, 0);
  report.states[0].skipped = "no cluster";
  const std::string table = Written(report);
  EXPECT_THAT(table, HasSubstr("\n  hung   skipped: no cluster\n"));
  EXPECT_THAT(table, HasSubstr("\nNothing was proved: no state was run to its end.\n"));
}

TEST(TableTest, SaysThatItWasInterrupted) {
  RunReport report = Rounds(2, 0);
  report.interrupted = true;
  report.states[1].interrupted = true;
  report.states[1].answers.pop_back();
  const std::string table = Written(report, 100);
  EXPECT_THAT(table, HasSubstr("503 x2; not finished 1 of 2"));
  EXPECT_THAT(table, HasSubstr("\nThe run was interrupted: nothing is known of what was not run."));
  EXPECT_THAT(table, Not(HasSubstr("Nothing was proved")));
}

TEST(TableTest, SaysThatNothingWasRun) {
  EXPECT_EQ(Written({}),
            "Nothing was proved: no state was run to its end.\n0 states; 0 findings; 0 ms\n");
}

TEST(TableTest, NoLineIsTooLong) {
  for (const std::size_t width : {60, 80, 120, 200}) {
    std::istringstream lines(Written(SampleReport(), width));
    std::string line;
    while (std::getline(lines, line)) {
      if (line.find("gtest-redis replay") != std::string::npos) continue;  // To be copied.
      EXPECT_LE(DecodeUtf8(line).size(), width) << line;
    }
  }
}

TEST(TableTest, ColumnsAreAlignedByCharacters) {
  RunReport report = Rounds(1, 0);
  report.states[0].name = "f\xc3\xbcll";
  EXPECT_THAT(Written(report), HasSubstr("\n  f\xc3\xbcll   get      503  "));
}

TEST(TableTest, NothingReachesTheTerminalThatItWouldObey) {
  const std::string table = Written(SampleReport());
  EXPECT_THAT(table, HasSubstr("\\x1b[31mred"));
  for (const char32_t character : DecodeUtf8(table)) {
    EXPECT_TRUE(character == '\n' || (character >= 0x20 && (character < 0x7f || character > 0x9f)));
  }
}

std::vector<std::string> Wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::u32string& line : Wrap(OneLine(text), width)) lines.push_back(EncodeUtf8(line));
  return lines;
}

TEST(TextLayoutTest, BreaksAtSpacesThenAtHyphensThenShortens) {
  using ::testing::ElementsAre;
  EXPECT_THAT(Wrapped("one two three", 13), ElementsAre("one two three"));
  EXPECT_THAT(Wrapped("one two three", 12), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("out-of-memory full", 8), ElementsAre("out-of-", "memory", "full"));
  EXPECT_THAT(Wrapped("abcdefghijkl m", 9), ElementsAre("abc...jkl", "m"));
  EXPECT_THAT(Wrapped("abcdef", 2), ElementsAre("ab"));
  EXPECT_THAT(Wrapped("", 5), ElementsAre(""));
}

}  // namespace
}  // namespace gtest_redis
