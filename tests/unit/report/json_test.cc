#include "gtest_redis/report/json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "gtest_redis/redis/error.h"
#include "report/equal_reports.h"
#include "report/sample_report.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;

std::string Written(const RunReport& report) {
  std::ostringstream out;
  WriteJson(out, report);
  return out.str();
}

// A report with one of each, none of whose members has its default.
RunReport FullReport() {
  RunReport report;
  report.contract = "gateway";
  report.about = "a gateway";
  report.file = "gateway.json";
  report.redis = "redis 7.0.15";
  report.service = "./gateway";
  report.seed = "5eed";
  report.started = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'234'567'891));
  report.duration = std::chrono::microseconds(3'000'001);
  report.interrupted = true;
  StateReport state = SampleReport().states.at(3);
  state.why = "why";
  state.round = 3;
  state.skipped = "skipped";
  state.error = "error \xf0\x9f\x92\xa5 \x1b\n" + std::string(1, '\0');
  state.interrupted = true;
  state.leftovers = {{FindingKind::kConnectionLeak, "left 3 connections"}};
  state.kept = "kept/folder";
  for (AnswerReport& answer : state.answers) {
    answer.error = "error";
    answer.refused = {{"OOM", 2}, {"", 1}};
  }
  report.states = {state, StateReport{}};
  return report;
}

TEST(JsonTest, WhatIsWrittenIsReadAgain) {
  const RunReport report = FullReport();
  EXPECT_TRUE(ReadJson(Written(report)) == report) << Written(report);
}

TEST(JsonTest, NothingIsReadAgainAsNothing) {
  EXPECT_TRUE(ReadJson(Written({})) == RunReport{}) << Written({});
}

TEST(JsonTest, AllKindsOfFindingsPhasesAndFailuresAreReadAgain) {
  RunReport report = FullReport();
  std::vector<Finding>& findings = report.states[0].leftovers;
  for (const FindingKind kind : AllFindingKinds()) findings.push_back({kind, ""});
  std::vector<LoadSample> samples(5);
  for (int i = 0; i < 5; ++i)
    samples[static_cast<std::size_t>(i)].failure = static_cast<HttpFailure>(i);
  report.states[0].answers[0].load = LoadResult(samples, {}, {});
  EXPECT_TRUE(ReadJson(Written(report)) == report) << Written(report);
}

TEST(JsonTest, WhatIsNoUtf8IsReplaced) {
  RunReport report;
  report.about = "a\xff\xc3(b";
  EXPECT_EQ(ReadJson(Written(report)).about, "a\xef\xbf\xbd\xef\xbf\xbd(b");
}

TEST(JsonTest, SaysWhatBecameOfIt) {
  const ordered_json report = ordered_json::parse(Written(SampleReport()));
  EXPECT_EQ(report["holds"], false);
  EXPECT_EQ(report["states"][0]["outcome"], "held");
  EXPECT_EQ(report["states"][2]["cells"][0]["outcome"], "failed");
  EXPECT_EQ(report["states"][3]["cells"][0]["got"], "503 x10, none x2");
}

TEST(JsonTest, MembersThatItDoesNotKnowArePassedOver) {
  ordered_json report = ordered_json::parse(Written(FullReport()));
  report["weather"] = "fine";
  report["states"][0]["weather"] = 3;
  EXPECT_TRUE(ReadJson(report.dump()) == FullReport());
}

// The message for a report in which the member at `pointer` is `value`.
std::string ErrorFor(const std::string& pointer, const ordered_json& value) {
  ordered_json report = ordered_json::parse(Written(FullReport()));
  report[ordered_json::json_pointer(pointer)] = value;
  try {
    ReadJson(report.dump());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(JsonTest, NamesTheMemberThatIsWrong) {
  const std::string sample = "/states/0/answers/1/load/samples/0/";
  EXPECT_EQ(ErrorFor("/states/0/round", "x"),
            "the report cannot be read: /states/0/round is '\"x\"', expected a whole number from "
            "-2147483647 to 2147483647");
  EXPECT_EQ(ErrorFor("/states/0/answers/1/phase", "broken"),
            "the report cannot be read: /states/0/answers/1/phase is '\"broken\"', expected "
            "'healthy', 'degraded' or 'recovered'");
  EXPECT_THAT(ErrorFor("/states", 3), HasSubstr("/states is '3', expected a list"));
  EXPECT_THAT(ErrorFor("/interrupted", 0), HasSubstr("expected true or false"));
  EXPECT_THAT(ErrorFor("/about", nullptr), HasSubstr("/about is 'null', expected a text"));
  EXPECT_THAT(ErrorFor("/duration", "1 s"), HasSubstr("expected a number of milliseconds"));
  EXPECT_THAT(ErrorFor("/duration", 1e13), HasSubstr("expected a number of milliseconds"));
  EXPECT_THAT(ErrorFor("/started", -1), HasSubstr("expected a whole number from 0 to 9000"));
  EXPECT_THAT(ErrorFor("/states/0/line", 1.5), HasSubstr("/states/0/line is '1.5', expected a"));
  EXPECT_THAT(ErrorFor("/states/0/line", 1ull << 63), HasSubstr("expected a whole number"));
  EXPECT_THAT(ErrorFor("/states/0/answers/0/refused", ordered_json::array()),
              HasSubstr("/states/0/answers/0/refused is '[]', expected an object"));
  EXPECT_THAT(ErrorFor("/states/0/leftovers/0/kind", "odd"),
              HasSubstr("/states/0/leftovers/0/kind is '\"odd\"', expected the name of a kind"));
  EXPECT_THAT(ErrorFor(sample + "failure", "odd"), HasSubstr(sample + "failure is '\"odd\"'"));
  EXPECT_THAT(ErrorFor("/states/1", 7), HasSubstr("/states/1 is '7', expected an object"));
}

TEST(JsonTest, NamesTheMemberThatIsMissing) {
  ordered_json report = ordered_json::parse(Written(FullReport()));
  report["states"][0].erase("kept");
  try {
    ReadJson(report.dump());
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the report cannot be read: /states/0 is '{"));
    EXPECT_THAT(error.what(), HasSubstr("expected a member 'kept' in it"));
  }
}

TEST(JsonTest, SaysWhereItIsNoJson) {
  try {
    ReadJson("{\"contract\": ");
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the report cannot be read: it is no JSON"));
    EXPECT_THAT(error.what(), HasSubstr("line 1, column 14"));
  }
}

}  // namespace
}  // namespace gtest_redis
