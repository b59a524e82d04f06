#include "gtest_redis/report/junit.h"

#include <cstddef>
#include <cstdio>
#include <ctime>
#include <sstream>
#include <string>
#include <vector>

#include "report/report_text.h"
#include "report/state_rounds.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

// What the schemas of Jenkins and of Ant both allow: CI systems read one of these, or less.

struct TestCase {
  std::string name;
  std::chrono::microseconds time{0};
  std::string result;  // The element that says so: "failure", "error", "skipped"; empty: it held.
  std::string type;
  std::string message;
  std::string text;
};

std::string Seconds(std::chrono::microseconds time) {
  char text[32];
  std::snprintf(text, sizeof(text), "%lld.%03lld", static_cast<long long>(time.count() / 1'000'000),
                static_cast<long long>(time.count() / 1'000 % 1'000));
  return text;
}

// UTC; the schema of Ant allows neither a zone nor a fraction.
std::string Timestamp(std::chrono::system_clock::time_point moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm parts{};
  char text[32];
  gmtime_r(&seconds, &parts);
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  return text;
}

// With `round`, because two test cases of the same name are one to CI systems.
std::string CaseName(const std::string& name, const StateReport& state) {
  return state.round <= 1 ? name : name + " (round " + std::to_string(state.round) + ")";
}

void Skip(TestCase& test, const std::string& why) {
  test.result = "skipped";
  test.message = why;
}

void Fail(TestCase& test, const std::vector<Finding>& findings) {
  test.result = "failure";
  test.type = ToString(findings.front().kind);
  test.message = findings.front().text;
  if (findings.size() > 1)
    test.message += " (and " + std::to_string(findings.size() - 1) + " more)";
  std::ostringstream text;
  for (const Finding& finding : findings) text << finding << "\n";
  test.text = text.str();
}

void Err(TestCase& test, const StateReport& state) {
  test.result = "error";
  test.type = "error";
  test.message = state.error.substr(0, state.error.find('\n'));
  test.text = state.error;
}

TestCase CaseOf(const StateReport& state, const ReportCell& cell) {
  TestCase test;
  test.name = CaseName(cell.request, state);
  test.time = cell.time;
  switch (cell.outcome) {
    case ReportOutcome::kHeld:
      break;
    case ReportOutcome::kFailed:
      Fail(test, cell.findings);
      for (const AnswerReport& answer : state.answers) {
        if (answer.findings.empty() || answer.request != cell.request) continue;
        test.text += "\n" + ToString(answer.phase) + ": " + answer.story + "\n";
      }
      break;
    case ReportOutcome::kSkipped:
      Skip(test, state.skipped);
      break;
    case ReportOutcome::kNotRun:
      if (state.error.empty()) {
        Skip(test, "not run to its end: the run was interrupted");
      } else {
        Err(test, state);
      }
  }
  return test;
}

// What is wrong with the state, and with no request of it; it is there also when nothing is, so
// that CI systems see it come and go.
TestCase LeftoversOf(const StateReport& state, bool error_is_told) {
  TestCase test;
  test.name = CaseName("leftovers", state);
  if (!state.leftovers.empty()) {
    Fail(test, state.leftovers);
  } else if (!state.error.empty() && !error_is_told) {
    Err(test, state);
  } else if (!state.skipped.empty()) {
    Skip(test, state.skipped);
  } else if (!state.error.empty() || state.interrupted) {
    Skip(test, "not looked for: the state was not run to its end");
  }
  return test;
}

std::vector<TestCase> CasesOf(const StateRounds& rounds) {
  std::vector<TestCase> tests;
  for (const StateReport* round : rounds.all()) {
    bool error_is_told = false;
    for (const ReportCell& cell : round->Cells()) {
      tests.push_back(CaseOf(*round, cell));
      error_is_told = error_is_told || tests.back().result == "error";
    }
    tests.push_back(LeftoversOf(*round, error_is_told));
  }
  return tests;
}

std::string Count(const std::vector<TestCase>& tests, const char* result) {
  std::size_t count = 0;
  for (const TestCase& test : tests) count += test.result == result ? 1 : 0;
  return std::to_string(count);
}

void WriteProperties(XmlElement& suite, const RunReport& report, const StateReport& state) {
  XmlElement properties(suite, "properties");
  const auto add = [&properties](const char* name, const std::string& value) {
    XmlElement(properties, "property").Attribute("name", name).Attribute("value", value);
  };
  add("contract", report.file);
  add("redis", report.redis);
  add("service", report.service);
  add("seed", report.seed);
  add("state", state.state);
  add("meaning", state.meaning);
  add("why", state.why);
}

void WriteCase(XmlElement& suite, const std::string& class_name, const TestCase& test) {
  XmlElement element(suite, "testcase");
  element.Attribute("name", test.name)
      .Attribute("classname", class_name)
      .Attribute("time", Seconds(test.time));
  if (test.result.empty()) return;
  XmlElement result(element, test.result.c_str());
  if (!test.type.empty()) result.Attribute("type", test.type);
  result.Attribute("message", test.message);
  if (!test.text.empty()) result.Text(test.text);
}

std::string KeptText(const StateRounds& rounds) {
  std::string text;
  for (const StateReport* round : rounds.all()) {
    if (round->kept.empty()) continue;
    text += "kept; to see it again: gtest-redis replay " + ShellWord(round->kept) + "\n";
  }
  return text;
}

void WriteSuite(XmlElement& suites, const RunReport& report, const StateRounds& rounds,
                std::size_t id) {
  const std::vector<TestCase> tests = CasesOf(rounds);
  std::chrono::microseconds time{0};
  for (const StateReport* round : rounds.all()) time += round->duration;
  // Jenkins and others take what stands before the last dot for a package: contracts and their
  // states have no dots in their names.
  const std::string name = report.contract + "." + rounds.name();
  XmlElement suite(suites, "testsuite");
  suite.Attribute("name", name)
      .Attribute("id", std::to_string(id))
      .Attribute("package", report.contract)
      .Attribute("timestamp", Timestamp(report.started))
      .Attribute("hostname", "localhost")  // Where it ran is not known.
      .Attribute("tests", std::to_string(tests.size()))
      .Attribute("failures", Count(tests, "failure"))
      .Attribute("errors", Count(tests, "error"))
      .Attribute("skipped", Count(tests, "skipped"))
      .Attribute("time", Seconds(time));
  WriteProperties(suite, report, rounds.first());
  for (const TestCase& test : tests) WriteCase(suite, name, test);
  XmlElement(suite, "system-out").Text(KeptText(rounds));
  XmlElement(suite, "system-err").Text("");
}

}  // namespace

void WriteJUnit(std::ostream& out, const RunReport& report) {
  const std::vector<StateRounds> states = GroupRounds(report);
  XmlElement suites(out, "testsuites");
  for (std::size_t i = 0; i < states.size(); ++i) WriteSuite(suites, report, states[i], i);
}

}  // namespace gtest_redis
