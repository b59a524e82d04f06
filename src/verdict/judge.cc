#include "gtest_redis/verdict/judge.h"

#include <algorithm>
#include <future>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"
#include "process/deadline.h"
#include "verdict/describe.h"

namespace gtest_redis {
namespace {

// For what a service still asks of Redis when it has answered.
constexpr std::chrono::milliseconds kAftermath{20};
// For a process to have ended after its connections have.
constexpr std::chrono::milliseconds kEnd{200};
// How long a service that has not recovered in time is given to do so late.
constexpr std::chrono::milliseconds kGrace{500};
// For one look whether Redis is reached through the gate.
constexpr std::chrono::milliseconds kLook{200};
// Between two looks whether a service has recovered.
constexpr std::chrono::milliseconds kBetweenLooks{5};

bool Broke(const HttpResponse& response) {
  return response.failure == HttpFailure::kClosed || response.failure == HttpFailure::kRefused;
}

// A load keeps no more of an answer than this.
HttpResponse ResponseOf(const LoadSample& sample) {
  HttpResponse response;
  response.status = sample.status;
  response.duration = sample.duration;
  response.failure = sample.failure;
  if (sample.status == 0) response.error = "a request of the load got no whole answer";
  return response;
}

}  // namespace

/// What the gate had seen, and the time, before something is asked.
struct Judge::Before {
  std::uint64_t commands = 0;
  Traffic traffic;
  std::chrono::steady_clock::time_point time;
};

Judge::Judge(Service& service, RedisServer& server) : service_(&service), server_(&server) {
  Mark();
}

Verdict Judge::Ask(const HttpRequest& request, const Expectation& expectation) {
  return AskTogether({request}, expectation).front();
}

std::vector<Verdict> Judge::AskTogether(const std::vector<HttpRequest>& requests,
                                        const Expectation& expectation) {
  const Before before = LookBefore();
  std::vector<std::future<HttpResponse>> others;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    others.push_back(std::async(
        std::launch::async, [this, &request = requests[i]] { return service_->Request(request); }));
  }
  std::vector<HttpResponse> responses = {service_->Request(requests.front())};
  for (std::future<HttpResponse>& other : others) responses.push_back(other.get());

  Evidence evidence = LookAfter(before, requests.size());
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    evidence.response = responses[i];
    if (Broke(responses[i])) {
      WaitUntil(Deadline(kEnd), [&] { return !service_->running(); });
    }
    evidence.ended = service_->exit_reason();
    const bool forgotten =
        expectation.role == Role::kRepeat && responses[i].status == expectation.created;
    evidence.keys = forgotten ? DescribeKeys() : "";
    verdicts.push_back({requests[i], expectation, evidence, Examine(evidence, expectation)});
    // A connection that was refused leaves no trace at the gate.
    if (verdicts.back().Has(FindingKind::kUnfoundedRefusal) && !RedisIsReached()) {
      verdicts.back().evidence.redis_down = true;
      verdicts.back().findings = Examine(verdicts.back().evidence, expectation);
    }
  }
  return verdicts;
}

Verdict Judge::JudgeLoad(const HttpRequest& request, const std::function<LoadResult()>& run,
                         const Expectation& expectation, double share) {
  const Before before = LookBefore();
  const LoadResult result = run();
  const std::vector<LoadSample>& all = result.samples();
  if (all.empty()) throw Error("a load sent no request, so that nothing can be said of it");
  Evidence evidence = LookAfter(before, all.size());
  evidence.ended = service_->exit_reason();

  const auto good = [&](const LoadSample& sample) {
    return expectation.statuses.count(sample.status) > 0 && sample.duration <= expectation.deadline;
  };
  const auto count = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), good));
  const bool enough = static_cast<double>(count) >= share * static_cast<double>(all.size());
  const auto shown = std::find_if(all.begin(), all.end(),
                                  [&](const LoadSample& sample) { return good(sample) == enough; });
  evidence.response = ResponseOf(shown == all.end() ? all.front() : *shown);

  Verdict verdict{request, expectation, evidence, {}};
  verdict.expectation.headers.clear();
  verdict.expectation.check = nullptr;
  verdict.findings = Examine(evidence, verdict.expectation);
  if (enough) return verdict;
  for (Finding& finding : verdict.findings) {
    finding.text = std::to_string(all.size() - count) + " of " + std::to_string(all.size()) +
                   " answers of the load were not as expected; one: " + finding.text;
  }
  return verdict;
}

Verdict Judge::AwaitRecovery(const std::function<HttpRequest()>& request,
                             const Expectation& expectation, std::chrono::milliseconds time) {
  const Deadline deadline(time);
  const Deadline last(time + kGrace);
  Verdict verdict = Ask(request(), expectation);
  if (verdict.holds()) return verdict;
  const auto find = [&](FindingKind kind, const std::string& text) {
    if (!expectation.Allows(kind)) verdict.findings.push_back({kind, text});
  };
  const auto start = std::chrono::steady_clock::now();
  while (!last.passed()) {
    Pause(kBetweenLooks);
    const bool in_time = !deadline.passed();
    Verdict next = Ask(request(), expectation);
    if (!next.holds()) continue;
    if (in_time) return next;
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    find(FindingKind::kLateRecovery, "answered as expected " + DescribeTime(passed) +
                                         " after the first request to a redis that was well again; "
                                         "within " +
                                         std::to_string(time.count()) + " ms is expected");
    return verdict;
  }

  const std::string late = "did not answer as expected within " +
                           std::to_string((time + kGrace).count()) +
                           " ms after redis was well again";
  if (service_->pid() < 0 && service_->exit_reason().empty()) {
    find(FindingKind::kNoRecovery, late);
    return verdict;
  }
  service_->Restart();
  if (Ask(request(), expectation).holds()) {
    find(FindingKind::kRecoveryByRestart, late + ", but did so when it was started anew");
  } else {
    find(FindingKind::kNoRecovery, late + ", nor when it was started anew");
  }
  return verdict;
}

void Judge::Mark() {
  bool known = false;
  refusals_before_ = {};
  refusals_before_ = RefusalsOf(&known);
}

// Asked only where it can be: a state may be about exactly that.
RefusalCounts Judge::RefusalsOf(bool* known) {
  *known = false;
  if (service_->gate() != nullptr || RedisIsDown()) return {};
  try {
    RefusalCounts counts = Since(refusals_before_, server_->Refusals());
    *known = true;
    return counts;
  } catch (const Error&) {
    return {};
  }
}

Judge::Before Judge::LookBefore() const {
  const Gate* const gate = service_->gate();
  const auto now = std::chrono::steady_clock::now();
  if (gate == nullptr) return {0, {}, now};
  return {gate->command_count(), gate->traffic(), now};
}

Evidence Judge::LookAfter(const Before& before, std::size_t together) {
  Evidence evidence;
  evidence.sent = before.time;
  evidence.together = together;
  evidence.database = server_->database();
  evidence.redis_down = RedisIsDown();
  const Gate* const gate = service_->gate();
  if (gate == nullptr) {
    evidence.refusals = RefusalsOf(&evidence.refusals_known);
    return evidence;
  }
  gate->AwaitQuiet(kAftermath);
  evidence.gate = true;
  evidence.commands = gate->Commands(before.commands);
  evidence.cut = gate->cut();
  evidence.traffic = Since(before.traffic, gate->traffic());
  evidence.since_state = gate->TrafficSinceMark();
  return evidence;
}

bool Judge::RedisIsDown() { return !server_->running() || server_->paused(); }

bool Judge::RedisIsReached() {
  if (service_->gate() == nullptr) return true;
  try {
    return Connection(service_->gate()->url(), {kLook, kLook}).alive();
  } catch (const ConnectionError&) {
    return false;
  }
}

bool Judge::AwaitRedis(std::chrono::milliseconds time) {
  return WaitUntil(Deadline(time), [this] { return RedisIsReached(); });
}

std::string Judge::DescribeKeys() {
  if (RedisIsDown()) return "";
  try {
    const Info stats(server_->Probe({"INFO", "stats"}).string());
    return "redis has evicted " + std::to_string(stats.Integer("evicted_keys")) + " keys and " +
           std::to_string(stats.Integer("expired_keys")) +
           " have expired since it started, and holds " +
           std::to_string(server_->Probe({"DBSIZE"}).integer()) + " now";
  } catch (const Error&) {
    return "";
  }
}

}  // namespace gtest_redis
