#include "report/sample_report.h"

#include <tuple>
#include <utility>

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr char kOom[] = "OOM command not allowed when used memory > 'maxmemory'.";

AnswerReport Answer(Phase phase, const std::string& request, int at_ms, int status) {
  AnswerReport answer;
  answer.phase = phase;
  answer.request = request;
  answer.sent = request == "ready" ? "GET /readyz" : "POST /api/v1/signals";
  answer.at = microseconds(at_ms * 1000);
  answer.time = microseconds(900 + 7 * at_ms);
  answer.status = status;
  answer.statuses = std::to_string(status);
  answer.expected = answer.statuses + " within 500 ms";
  answer.story =
      answer.sent + "\n  expected " + answer.expected + "\n  answered " + answer.statuses;
  return answer;
}

AnswerReport Found(AnswerReport answer, FindingKind kind, const std::string& text) {
  answer.story += "\n  found " + ToString(kind) + ": " + text;
  answer.findings.push_back({kind, text});
  return answer;
}

StateReport State(const std::string& name, const std::string& state, int line) {
  StateReport report;
  report.name = name;
  report.state = state;
  report.meaning = "Redis is " + name + ", as its catalogue says";
  report.line = line;
  report.requests = {"new_signal", "ready"};
  report.duration = microseconds(812'000);
  report.entered = microseconds(100'000);
  report.left = microseconds(600'000);
  for (int i = 0; i < 8; ++i) {
    RedisSample sample;
    sample.at = microseconds(i * 100'000);
    sample.answered = i != 4;
    sample.used_memory = sample.answered ? 1'000'000u + 900'000u * static_cast<unsigned>(i) : 0;
    sample.maxmemory = i > 0 && i < 6 && sample.answered ? 4'600'000 : 0;
    sample.evicted_keys = sample.answered ? i * 3 : 0;
    sample.refused = i / 2;
    report.samples.push_back(sample);
  }
  return report;
}

StateReport Held() {
  StateReport state = State("out-of-memory", "out-of-memory", 31);
  state.why = "Redis full was the incident of spring";
  for (const auto& [phase, at, status] :
       {std::make_tuple(Phase::kHealthy, 20, 201), std::make_tuple(Phase::kDegraded, 150, 503),
        std::make_tuple(Phase::kRecovered, 620, 201)}) {
    state.answers.push_back(Answer(phase, "new_signal", at, status));
    state.answers.push_back(Answer(phase, "ready", at + 20, status == 201 ? 200 : status));
  }
  state.answers[2].refused = {{"LOADING", 1}, {"OOM", 2}};
  return state;
}

// One request swallows the refusal; the other one holds; both rounds leave something behind.
StateReport Swallowed(int round) {
  StateReport state = State("out-of-memory-by-filling", "out-of-memory fill=8mb", 44);
  state.round = round;
  state.answers.push_back(Answer(Phase::kHealthy, "new_signal", 20, 201));
  AnswerReport answer = Answer(Phase::kDegraded, "new_signal", 150, 503);
  answer.refused = {{"LOADING", 1}, {"OOM", 2}};
  if (round == 2) {
    answer.status = 201;
    answer =
        Found(std::move(answer), FindingKind::kSwallowedRefusal,
              std::string("answered 201, but redis refused its SET 'signal:5' (") + kOom + ")");
    state.leftovers = {{FindingKind::kKeyWithoutTtl, "left 2 keys that never expire: 'a', 'b'"}};
    state.kept = "build/kept/alert_gateway/out-of-memory-by-filling-2";
  }
  state.answers.push_back(std::move(answer));
  state.answers.push_back(Answer(Phase::kDegraded, "ready", 190, 503));
  AnswerReport after = Answer(Phase::kRecovered, "new_signal", 620, 201);
  if (round == 2) {
    after = Found(std::move(after), FindingKind::kLostWrite,
                  "answered 201 to 'signal:5' while redis was full, and does not know it now");
  }
  state.answers.push_back(std::move(after));
  state.answers.push_back(Answer(Phase::kRecovered, "ready", 640, 200));
  return state;
}

StateReport Loaded() {
  StateReport state = State("slow-network", "slow-network delay=100ms", 58);
  state.requests = {"new_signal"};
  AnswerReport answer = Answer(Phase::kDegraded, "new_signal", 200, 503);
  std::vector<LoadSample> samples;
  for (std::size_t i = 0; i < 12; ++i) {
    LoadSample sample;
    sample.number = i;
    sample.due = microseconds(10'000 * i);
    sample.sent = sample.due + microseconds(150);
    sample.duration = microseconds(100'000 + 1'000 * i);
    sample.status = i < 10 ? 503 : 0;
    sample.failure = i < 10 ? HttpFailure::kNone : HttpFailure::kTimeout;
    samples.push_back(sample);
  }
  answer.load = LoadResult(samples, {{"half", microseconds(60'000)}}, microseconds(120'000), 3);
  answer.status = 0;
  answer.time = microseconds(5'000'000);
  answer.error = "no answer within 5000 ms to POST http://127.0.0.1:1/api/v1/signals";
  answer = Found(std::move(answer), FindingKind::kHang,
                 "2 of 12 requests got no answer within 5000 ms, from a service that runs");
  state.answers.push_back(Answer(Phase::kHealthy, "new_signal", 20, 201));
  state.answers.push_back(std::move(answer));
  state.answers.push_back(Answer(Phase::kRecovered, "new_signal", 700, 201));
  return state;
}

StateReport Hostile() {
  StateReport state = State("garbage-reply", "garbage-reply text=" + HostileText(), 70);
  state.requests = {"new_signal"};
  state.why = HostileText();
  AnswerReport answer = Answer(Phase::kDegraded, "new_signal", 150, 503);
  answer.sent = "GET /" + HostileText();
  answer.status = 500;
  answer.story += "\n" + HostileText() + std::string(3000, 'y');
  answer =
      Found(std::move(answer), FindingKind::kUnexpectedContent, "its body is " + HostileText());
  answer = Found(std::move(answer), FindingKind::kUnexpectedContent,
                 "its '/error' is '" + std::string(900, 'x') + "', expected 'unavailable'");
  state.answers.push_back(Answer(Phase::kHealthy, "new_signal", 20, 201));
  state.answers.push_back(std::move(answer));
  state.answers.push_back(Answer(Phase::kRecovered, "new_signal", 700, 201));
  return state;
}

StateReport NotHad(const std::string& name, const std::string& skipped, const std::string& error) {
  StateReport state = State(name, name, 80);
  state.skipped = skipped;
  state.error = error;
  state.samples.clear();
  state.entered.reset();
  state.left.reset();
  state.duration = microseconds(skipped.empty() ? 30'400 : 0);
  return state;
}

StateReport Interrupted() {
  StateReport state = State("read-only", "read-only", 95);
  state.interrupted = true;
  state.left.reset();
  state.samples.resize(3);
  state.answers.push_back(Answer(Phase::kHealthy, "new_signal", 20, 201));
  state.answers.push_back(Answer(Phase::kDegraded, "new_signal", 150, 503));
  return state;
}

}  // namespace

std::string HostileText() {
  return std::string(
             "<script>alert('1')</script> ]]> \"&amp;\" \xf0\x9f\x92\xa5 \x1b[31mred "
             "\xc2\x9b\xff\xc3(") +
         '\0' + "\r\n\ttail";
}

RunReport SampleReport() {
  RunReport report;
  report.contract = "alert_gateway";
  report.about = "The gateway takes a signal once, or says that it cannot";
  report.file = "fixtures/contracts/alert_gateway.json";
  report.redis = "redis 7.0.15, process";
  report.service = "./alert_gateway --listen {listen} --redis {redis}";
  report.seed = "5eed";
  report.started = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
  report.duration = microseconds(12'345'678);
  report.interrupted = true;
  report.states = {Held(),
                   Swallowed(1),
                   Swallowed(2),
                   Loaded(),
                   Hostile(),
                   NotHad("cluster-down",
                          "redis 7.0.15 is no cluster: give the contract a "
                          "redis.role of 'cluster'",
                          ""),
                   NotHad("oom-killed", "",
                          "the service did not start within 10 s: it exited with 1\nits log ends "
                          "with:\n  cannot bind 127.0.0.1:8080"),
                   Interrupted()};
  return report;
}

}  // namespace gtest_redis
