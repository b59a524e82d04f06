#include "verdict/trial_course.h"

#include <algorithm>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"
#include "verdict/describe.h"

namespace gtest_redis {
namespace {

using Outcome = GateCommand::Outcome;

// For the gate to see that Redis is back.
constexpr std::chrono::milliseconds kReturn{1000};
// Between two calls of on_pause.
constexpr std::chrono::milliseconds kLoadSlice{20};
// Fewer failed requests than these tell nothing of a leak.
constexpr std::int64_t kFewestFailures = 3;

// Whether a request that was refused may have been stored nevertheless: its last write was done, or
// nobody knows.
bool MayBeStored(const Evidence& evidence) {
  const bool known = evidence.gate && !evidence.cut && evidence.together == 1;
  if (!known || MayHaveWritten(evidence.commands)) return true;
  bool done = false;
  for (const CommandFate& fate : FatesOf(evidence.commands)) {
    if (fate.command->writes && IsData(*fate.command)) done = fate.outcome == Outcome::kAnswered;
  }
  return done;
}

}  // namespace

TrialCourse::TrialCourse(Service& service, RedisServer& server, const std::vector<TrialCase>& cases,
                         const TrialOptions& options, int first_number)
    : service_(service),
      server_(server),
      cases_(cases),
      options_(options),
      judge_(service, server),
      next_number_(first_number) {}

TrialResult TrialCourse::Run(const State& state) {
  result_.state = state.name();
  judge_.Mark();
  Begin(Phase::kHealthy);
  AskHealthy();
  if (Ends()) return result_;
  {
    const std::int64_t open_before = OpenConnections();
    StateGuard guard = Enter(server_, state);
    judge_.Mark();
    Begin(Phase::kDegraded);
    AskDegraded();
    if (!IsStopped()) LookForLeaks(open_before);
    if (options_.before_leaving && !IsStopped()) options_.before_leaving();
    guard.Leave();
    judge_.AwaitRedis(kReturn);
    judge_.Mark();
    Begin(Phase::kRecovered);
  }
  if (Ends()) return result_;
  if (options_.keys_expire) LookForLastingKeys();
  if (Ends()) return result_;
  if (!service_.exit_reason().empty()) service_.Restart();
  AskRecovered();
  if (Ends()) return result_;
  AskAgain();
  return result_;
}

void TrialCourse::AskHealthy() {
  for (const TrialCase& one : cases_) {
    const int number = NumberFor(one);
    healthy_numbers_[one.name] = number;
    Record({Phase::kHealthy, one.name, number, judge_.Ask(one.request(number), one.healthy)});
    if (Ends()) return;
  }
}

void TrialCourse::AskDegraded() {
  for (const TrialCase& one : cases_) {
    for (int i = 0; i < (one.load ? 1 : one.asks); ++i) {
      if (!service_.exit_reason().empty() || Ends()) return;
      AskDegraded(one);
    }
  }
}

void TrialCourse::AskDegraded(const TrialCase& one) {
  if (one.load) return AskLoad(one);
  std::vector<int> numbers;
  std::vector<HttpRequest> requests;
  for (int i = 0; i < one.together; ++i) {
    numbers.push_back(NumberFor(one));
    requests.push_back(one.request(numbers.back()));
  }
  std::vector<Verdict> verdicts = judge_.AskTogether(requests, one.degraded);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    Record({Phase::kDegraded, one.name, numbers[i], std::move(verdicts[i])});
  }
}

void TrialCourse::AskLoad(const TrialCase& one) {
  TrialStep step{Phase::kDegraded, one.name, next_number_, {}};
  const auto run = [&] { return *(step.load = RunLoad(one)); };
  step.verdict = judge_.JudgeLoad(one.request(next_number_), run, one.degraded, one.load->share);
  next_number_ += static_cast<int>(step.load->Count());
  Record(std::move(step));
}

LoadResult TrialCourse::RunLoad(const TrialCase& one) {
  LoadPlan plan;
  plan.make_request = [request = one.request, first = next_number_](std::size_t number) {
    return request(first + static_cast<int>(number));
  };
  plan.timeout = one.request(next_number_).timeout;
  plan.rate = one.load->rate;
  plan.concurrency = one.load->concurrency;
  plan.duration = one.load->duration;
  LoadRun run = service_.StartLoad(plan);
  while (run.Elapsed() < one.load->duration && !IsStopped()) {
    run.RunFor(kLoadSlice);
    if (options_.on_pause) options_.on_pause();
  }
  return run.Finish();
}

void TrialCourse::AskRecovered() {
  for (const TrialCase& one : cases_) {
    int number = 0;
    const auto request = [&] { return one.request(number = NumberFor(one)); };
    Verdict verdict = judge_.AwaitRecovery(request, one.recovered, options_.recovery);
    Record({Phase::kRecovered, one.name, number, std::move(verdict)});
    if (Ends()) return;
  }
}

void TrialCourse::AskAgain() {
  const std::vector<TrialStep> steps = result_.steps;
  for (const TrialStep& step : steps) {
    const bool before = step.phase != Phase::kRecovered && !step.load;
    const TrialCase& one = CaseOf(step.name);
    const std::set<int>& answers = one.recovered.statuses;
    const bool tells =
        answers.count(one.recovered.created) > 0 || answers.count(one.recovered.duplicate) > 0;
    if (before && tells && step.verdict.expectation.role == Role::kStore) AskAgain(step);
    if (Ends()) return;
  }
}

void TrialCourse::AskAgain(const TrialStep& before) {
  const TrialCase& one = CaseOf(before.name);
  Expectation either = one.recovered;
  either.role = Role::kRequest;
  either.statuses = {either.created, either.duplicate};
  either.check = nullptr;  // It is about one of them.
  Verdict verdict = judge_.Ask(one.request(before.number), either);

  const Evidence& evidence = before.verdict.evidence;
  const bool stored = evidence.response.status == either.created;
  const bool refused = evidence.response.status == 0 || evidence.response.status / 100 == 5;
  const bool stored_since =
      std::any_of(result_.steps.begin(), result_.steps.end(), [&](const TrialStep& step) {
        return step.number == before.number && step.verdict.evidence.response.status / 100 == 2;
      });
  const int status = verdict.evidence.response.status;
  const std::string answers = DescribeAnswer(evidence.response) + " while redis was " +
                              ToString(before.phase) + ", and the same request " +
                              DescribeAnswer(verdict.evidence.response) + " afterwards: ";
  const auto find = [&](FindingKind kind, const std::string& text) {
    if (!either.Allows(kind)) verdict.findings.push_back({kind, answers + text});
  };
  if (stored && options_.keeps_data && status == either.created) {
    find(FindingKind::kLostWrite, "it was never stored, or is lost");
  }
  if (refused && !stored_since && !MayBeStored(evidence) && status == either.duplicate) {
    find(FindingKind::kPhantomDuplicate, "it is taken for a duplicate, but was never stored");
  }
  Record({Phase::kRecovered, one.name, before.number, std::move(verdict)});
}

// Of requests that were asked one after the other: many at a time may need many connections.
void TrialCourse::LookForLeaks(std::int64_t open_before) {
  if (service_.gate() == nullptr || !service_.exit_reason().empty()) return;
  std::int64_t failures = 0;
  std::int64_t open = open_before;
  for (const TrialStep& step : result_.steps) {
    const Evidence& evidence = step.verdict.evidence;
    if (step.phase != Phase::kDegraded || evidence.together > 1 || step.load) continue;
    if (evidence.response.status / 100 == 2) continue;
    ++failures;
    open = evidence.traffic.open;
  }
  // The first one may have lost a connection that was there already.
  if (failures < kFewestFailures || open - open_before < failures - 1) return;
  result_.findings.push_back(
      {FindingKind::kConnectionLeak,
       "the service had " + std::to_string(open_before) + " connections to redis open, and after " +
           std::to_string(failures) + " failed requests " + std::to_string(open)});
}

void TrialCourse::LookForLastingKeys() {
  Connection redis = server_.Connect();
  std::string cursor = "0";
  do {
    const Reply page = redis.Command("SCAN", cursor, "COUNT", 1000);
    cursor = page.array().at(0).string();
    for (const Reply& key : page.array().at(1).array()) {
      if (redis.Command("PTTL", key.string()).integer() != -1) continue;
      result_.findings.push_back(
          {FindingKind::kKeyWithoutTtl, "the key '" + key.string() + "' never expires"});
      return;
    }
  } while (cursor != "0");
}

bool TrialCourse::Ends() const {
  return IsStopped() || std::any_of(options_.stop_at.begin(), options_.stop_at.end(),
                                    [this](FindingKind kind) { return result_.Has(kind); });
}

void TrialCourse::Begin(Phase phase) {
  if (options_.on_phase) options_.on_phase(phase);
}

int TrialCourse::NumberFor(const TrialCase& one) {
  return one.repeats.empty() ? next_number_++ : healthy_numbers_.at(one.repeats);
}

// What was on its way when the trial was stopped says nothing.
void TrialCourse::Record(TrialStep step) {
  if (IsStopped()) return;
  result_.steps.push_back(std::move(step));
  if (options_.on_step) options_.on_step(result_.steps.back());
}

const TrialCase& TrialCourse::CaseOf(const std::string& name) const {
  return *std::find_if(cases_.begin(), cases_.end(),
                       [&](const TrialCase& one) { return one.name == name; });
}

std::int64_t TrialCourse::OpenConnections() const {
  return service_.gate() == nullptr ? 0 : service_.gate()->traffic().open;
}

}  // namespace gtest_redis
