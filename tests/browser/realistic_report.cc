#include "realistic_report.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::uint64_t kMegabyte = 1024 * 1024;
constexpr int kRequests = 4;
constexpr const char* kNames[kRequests] = {"new_signal", "again", "alive", "ready"};
constexpr const char* kSent[kRequests] = {"POST /api/v1/signals", "POST /api/v1/signals",
                                          "GET /healthz", "GET /readyz"};
constexpr int kHealthy[kRequests] = {201, 202, 200, 200};

AnswerReport Answer(Phase phase, int request, microseconds at, int status) {
  AnswerReport answer;
  answer.phase = phase;
  answer.request = kNames[request];
  answer.sent = kSent[request];
  answer.at = at;
  answer.time = microseconds(1300 + 170 * request);
  answer.status = status;
  answer.statuses = std::to_string(status);
  answer.expected = answer.statuses + " within 500 ms";
  if (status == 503) answer.expected += ", with Retry-After";
  answer.story = answer.sent + R"( {"name":"High-5eed-7","severity":"critical"}
  expected )" + answer.expected +
                 "\n  answered " + answer.statuses + R"( after 1.3 ms: {"id":"7","status":"stored"}
  redis was asked meanwhile:
    EXISTS 'signal:High-5eed-7' was answered after 0.1 ms
    SET 'signal:High-5eed-7' was answered after 0.1 ms
  found nothing wrong)";
  return answer;
}

StateReport State(const std::string& name, const std::string& words, const std::string& meaning) {
  StateReport state;
  state.name = name;
  state.state = words;
  state.meaning = meaning;
  state.line = 40;
  state.requests.assign(std::begin(kNames), std::end(kNames));
  state.entered = milliseconds(200);
  state.left = milliseconds(600);
  state.duration = milliseconds(1000);
  return state;
}

RedisSample Sample(microseconds at, std::uint64_t used, std::uint64_t limit) {
  RedisSample sample;
  sample.at = at;
  sample.answered = true;
  sample.used_memory = used;
  sample.maxmemory = limit;
  return sample;
}

// Healthy at 50 ms and on, the state from 200 to 600 ms, recovered from 700 ms on.
void Ask(StateReport& state, const int (&degraded)[kRequests]) {
  for (int i = 0; i < kRequests; ++i) {
    state.answers.push_back(Answer(Phase::kHealthy, i, milliseconds(50 + 30 * i), kHealthy[i]));
  }
  for (int i = 0; i < kRequests; ++i) {
    state.answers.push_back(Answer(Phase::kDegraded, i, milliseconds(300 + 60 * i), degraded[i]));
  }
  for (int i = 0; i < kRequests; ++i) {
    state.answers.push_back(Answer(Phase::kRecovered, i, milliseconds(700 + 50 * i), kHealthy[i]));
  }
}

// Memory grows to the limit while the state holds, and is refused there.
StateReport Full() {
  StateReport state =
      State("out-of-memory", "out-of-memory fill=64mb",
            "used memory is at maxmemory: Redis refuses every write that needs more");
  state.why = "The incident of March: the gateway answered 200, and 14,000 alerts were lost";
  Ask(state, {201, 202, 200, 503});
  AnswerReport& wrong = state.answers[4];
  wrong.expected = "503 within 500 ms, with Retry-After";
  wrong.statuses = "503";
  wrong.refused = {{"OOM", 3}};
  wrong.findings = {
      {FindingKind::kSwallowedRefusal,
       "answered 201, but redis refused its SET 'signal:High-5eed-9' (OOM command not allowed "
       "when used memory > 'maxmemory'.)"},
      {FindingKind::kRetryStorm, "sent 'SET' 5 times for one request, 3 are allowed"}};
  AnswerReport& lost = state.answers[8];
  lost.status = 201;
  lost.findings = {{FindingKind::kLostWrite,
                    "answered 201 while redis was degraded, and the same request answered 201 "
                    "afterwards: it was never stored, or is lost"}};
  for (int i = 0; i <= 100; ++i) {
    const bool full = i >= 20 && i < 60;
    RedisSample sample =
        Sample(milliseconds(10 * i), full ? 64 * kMegabyte - 2048 : 3 * kMegabyte, 64 * kMegabyte);
    if (i >= 15 && i < 20)
      sample.used_memory = static_cast<unsigned>(3 + 12 * (i - 15)) * kMegabyte;
    sample.refused = i < 31 ? 0 : i < 40 ? 3 : 7;
    state.samples.push_back(sample);
  }
  state.kept = "build/kept/alert gateway/out-of-memory-1";
  return state;
}

StateReport Evicting() {
  StateReport state =
      State("evicting", "evicting policy=allkeys-lru", "Redis makes room by throwing keys away");
  Ask(state, {201, 202, 200, 200});
  for (int i = 0; i <= 50; ++i) {
    RedisSample sample =
        Sample(milliseconds(20 * i),
               (i < 10 ? 2 : 8) * kMegabyte + 9000u * static_cast<unsigned>(i % 7), 9 * kMegabyte);
    sample.evicted_keys = i < 12 ? 0 : i < 30 ? 40 * (i - 12) : 720;
    state.samples.push_back(sample);
  }
  return state;
}

// Redis is not heard of while it is hung.
StateReport Hung() {
  StateReport state =
      State("hung", "hung", "Redis takes connections and commands, and answers none");
  Ask(state, {503, 0, 200, 503});
  AnswerReport& wrong = state.answers[5];
  wrong.time = milliseconds(230);
  wrong.statuses = "503";
  wrong.expected = "503 within 100 ms, with Retry-After";
  wrong.error = "no answer within 230 ms to POST http://127.0.0.1:41873/api/v1/signals";
  wrong.findings = {{FindingKind::kHang, "no answer within 230 ms, from a service that runs"}};
  for (const int at : {0, 100, 195, 200, 620, 800, 1000}) {
    RedisSample sample =
        Sample(milliseconds(at), 1300 * 1024 + 900u * static_cast<unsigned>(at), 0);
    sample.answered = at != 200;
    state.samples.push_back(sample);
  }
  state.leftovers = {{FindingKind::kConnectionLeak, "4 connections more than before are open"}};
  return state;
}

// 200 requests a second: refused at once, answered again some time after.
StateReport Loaded() {
  StateReport state = State("slow-network", "slow-network delay=100ms",
                            "each packet to and from Redis takes its time");
  state.requests = {"new_signal"};
  std::vector<LoadSample> samples;
  for (std::size_t i = 0; i < 120; ++i) {
    LoadSample sample{};
    sample.number = i;
    sample.due = sample.sent = milliseconds(5 * i);
    sample.duration = milliseconds(i < 20 ? 3 : 40);
    sample.status = i < 16 ? 201 : i % 9 == 0 ? 0 : i % 4 == 0 ? 429 : i < 100 ? 503 : 201;
    samples.push_back(sample);
  }
  AnswerReport load = Answer(Phase::kDegraded, 0, milliseconds(200), 503);
  load.load = LoadResult(samples, {}, milliseconds(600));
  load.time = milliseconds(40);
  load.expected = "503 within 500 ms";
  state.answers = {Answer(Phase::kHealthy, 0, milliseconds(60), 201), load,
                   Answer(Phase::kRecovered, 0, milliseconds(900), 201)};
  state.left = milliseconds(810);
  for (int i = 0; i <= 40; ++i)
    state.samples.push_back(Sample(milliseconds(25 * i), 5 * kMegabyte, 0));
  return state;
}

StateReport Plain(const std::string& name, const std::string& meaning) {
  StateReport state = State(name, name, meaning);
  Ask(state, {503, 202, 200, 503});
  for (int i = 0; i <= 10; ++i)
    state.samples.push_back(Sample(milliseconds(100 * i), kMegabyte, 0));
  return state;
}

StateReport Odd(const std::string& name) {
  StateReport state = State(name, name, "something odd");
  state.requests = {"new_signal"};
  state.entered.reset();
  state.left.reset();
  state.duration = {};
  return state;
}

RunReport Report(std::vector<StateReport> states) {
  RunReport report;
  report.contract = "alert_gateway";
  report.about = "The gateway takes each alert once, or says that it cannot, and never loses one";
  report.file = "fixtures/contracts/alert_gateway.json";
  report.redis = "redis 7.0.15, process";
  report.service = "build/dev/examples/alert_gateway --listen {listen} --redis {redis}";
  report.seed = "5eed";
  report.started = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
  report.duration = milliseconds(11'840);
  report.states = std::move(states);
  return report;
}

}  // namespace

RunReport RealisticReport() {
  StateReport cluster = Odd("cluster-down");
  cluster.meaning = "a Redis Cluster that has lost slots";
  cluster.skipped = "redis 7.0.15 is no cluster: give the contract a redis.role of 'cluster'";
  StateReport killed = Odd("oom-killed");
  killed.meaning = "the kernel killed Redis for want of memory";
  killed.error =
      "the service did not start within 10 s: it exited with 1\nits log ends with:\n"
      "  cannot bind 127.0.0.1:8080: Address already in use";
  killed.duration = milliseconds(10'020);
  return Report({Plain("healthy", "nothing is wrong"), Full(), Evicting(), Hung(), Loaded(),
                 Plain("read-only", "Redis is a replica: it refuses every write"),
                 Plain("busy", "a script runs, and Redis refuses everything else"), killed, cluster,
                 Plain("misconf-rdb", "the last snapshot failed: Redis refuses writes"),
                 Plain("auth-required", "Redis wants a password that the service does not know"),
                 Plain("too-many-clients", "Redis takes no connection more")});
}

RunReport OddReport() {
  StateReport single = Odd("one-sample");
  single.samples = {Sample(microseconds(0), 64 * kMegabyte, 0)};
  StateReport silent = Odd("only-silence");
  silent.samples = {RedisSample{}, RedisSample{}};
  silent.samples[1].at = milliseconds(3);
  StateReport instant = Odd("no-time");
  instant.entered = instant.left = microseconds(0);
  instant.answers = {Answer(Phase::kDegraded, 0, microseconds(0), 102)};
  instant.answers.front().time = {};
  StateReport huge = Odd("enormous");
  huge.duration = std::chrono::hours(200);
  huge.entered = std::chrono::hours(1);
  huge.samples = {Sample(microseconds(0), 1, 1),
                  Sample(std::chrono::hours(100), std::numeric_limits<std::uint64_t>::max(),
                         std::numeric_limits<std::uint64_t>::max())};
  huge.samples[1].evicted_keys = std::numeric_limits<std::int64_t>::max();
  huge.samples[1].refused = -5;
  huge.answers = {Answer(Phase::kHealthy, 0, -milliseconds(5), 301),
                  Answer(Phase::kDegraded, 0, std::chrono::hours(199), 999)};
  StateReport lowered = Odd("limit-lowered");
  lowered.duration = milliseconds(10);
  lowered.entered = milliseconds(4);
  for (int i = 0; i <= 10; ++i) {
    const std::uint64_t limit = i < 4 ? 0 : i < 8 ? 1 : 640 * kMegabyte;
    lowered.samples.push_back(Sample(milliseconds(i), 900'000, limit));
  }
  RunReport report = Report({single, silent, instant, huge, lowered, Odd("nothing-at-all")});
  report.redis.clear();
  report.about = std::string(400, 'w');
  return report;
}

RunReport HostileReport() {
  const std::string text =
      "</title></style></pre></svg>'\"><script>document.title='owned';alert(1)</script>"
      "<img src=\"http://127.0.0.1:9/x\" onerror=\"alert(2)\"><style>*{display:none}</style>"
      "\xe2\x80\xae turned \xff" +
      std::string(300, 'w');
  const Finding finding{FindingKind::kUnexpectedContent, text};
  StateReport state = Full();
  for (std::string* field : {&state.name, &state.state, &state.meaning, &state.why, &state.error,
                             &state.kept, &state.requests.front()}) {
    *field = text;
  }
  AnswerReport& answer = state.answers.front();
  for (std::string* field : {&answer.request, &answer.sent, &answer.error, &answer.expected,
                             &answer.statuses, &answer.story}) {
    *field = text;
  }
  answer.refused = {{text, 3}};
  answer.findings = state.leftovers = {finding};
  StateReport skipped = Odd(text + "2");
  skipped.skipped = text;
  RunReport report = Report({state, skipped});
  for (std::string* field : {&report.contract, &report.about, &report.file, &report.redis,
                             &report.service, &report.seed}) {
    *field = text;
  }
  return report;
}

RunReport LargeReport() {
  std::vector<StateReport> states;
  for (int state = 0; state < 42; ++state) {
    for (int round = 1; round <= 100; ++round) {
      StateReport report = state % 3 == 0 ? Full() : Plain("", "nothing is wrong");
      report.name = "state-" + std::to_string(state);
      report.round = round;
      states.push_back(std::move(report));
    }
  }
  return Report(std::move(states));
}

}  // namespace gtest_redis
