#include "contract/state_run.h"

#include <algorithm>
#include <memory>

#include "contract/answer_report.h"
#include "contract/contract_data.h"
#include "contract/contract_service.h"
#include "contract/stop_watch.h"
#include "contract/time_line.h"
#include "gtest_redis/state/catalogue.h"
#include "state/event_loop.h"

namespace gtest_redis {
namespace {

std::string InWords(const StateModel& state) {
  std::string text = state.state;
  for (const auto& [name, value] : state.values) text += " " + name + "=" + value;
  return text;
}

// Whether Redis answers at once while it is in that state, as far as that is known.
bool Answers(const State& state) {
  const std::vector<std::string> changes = state.changes();
  return std::find(changes.begin(), changes.end(), kEventLoop) == changes.end();
}

}  // namespace

StateRun::StateRun(const ContractModel& model, const StateModel& state,
                   const ContractRunOptions& options, ContractServer& servers,
                   EnvironmentText& environment, int round)
    : model_(model),
      state_(state),
      options_(options),
      servers_(servers),
      environment_(environment),
      evidence_(model, options, environment, state.name) {
  report_.name = state.name;
  report_.state = InWords(state);
  report_.meaning = FindState(state.state).meaning;
  report_.why = state.why;
  report_.round = round;
  report_.line = state.line;
  report_.requests = WithThoseNeeded(model, options.requests);
}

StateReport StateRun::Go(const std::function<RunReport()>& run) {
  report_.interrupted = IsStopped();
  if (report_.interrupted) return report_;
  Guarded([this] { Prepare(); });
  if (report_.error.empty() && !report_.interrupted) {
    Guarded([this] { servers_.Release(); });
  }
  report_.duration = Elapsed();
  if (Failed()) {
    Guarded([this] {
      if (server_ != nullptr && server_->running() && !server_->paused()) {
        evidence_.KeepServer(*server_);
      }
    });
    Guarded([&] { evidence_.KeepReport(report_, run(), servers_); });
  }
  if (!report_.error.empty() || report_.interrupted) servers_.Forget();
  return report_;
}

void StateRun::Prepare() {
  server_ = &servers_.Prepare(state_.redis);
  const std::string impossible = WhyImpossible(FindState(state_.state), *server_);
  if (!impossible.empty()) throw UnsupportedError(impossible);
  PutData(servers_.writable(), model_.data, environment_);
  servers_.AwaitReplication();
  Service service;
  Guarded([&] { service = StartServiceFor(*server_, model_, state_, options_, environment_); });
  if (!report_.error.empty()) {
    if (IsStopped()) Interrupt();
    return;
  }
  Guarded([&] { Ask(*server_, service); });
  if (Failed()) evidence_.KeepService(service);
}

void StateRun::Ask(RedisServer& server, Service& service) {
  StateValues values = state_.values;
  for (auto& [name, value] : values) value = environment_.Fill(value);
  const std::unique_ptr<State> state = MakeState(state_.state, values);
  ContractCases cases(model_, state_, options_.seed, environment_);
  TimeLine line(server, service, begin_, report_.samples);
  const StopWatch watch(options_.stop, [&service] { service.Stop(); });

  TrialOptions options = Options(server, service);
  options.stop = [&watch] { return watch.stopped(); };
  options.on_pause = [&line] { line.Sample(); };
  options.on_phase = [&](Phase phase) {
    if (phase == Phase::kDegraded) report_.entered = Elapsed();
    if (phase == Phase::kRecovered) report_.left = Elapsed();
    refused_before_.clear();
    line.Begin(phase != Phase::kDegraded || Answers(*state));
  };
  options.on_step = [&](const TrialStep& step) {
    Take(step);
    cases.Capture(step);
    line.Sample();
    // As it is now it may not be at the end.
    const bool in_state = step.phase == Phase::kDegraded;
    if (in_state && !step.verdict.holds() && line.answers()) evidence_.KeepServer(server);
  };
  Guarded([&] {
    Trial trial(service, server, cases.Make(report_.requests), options);
    report_.leftovers = Hidden(trial.Run(*state).findings, environment_);
  });
  if (watch.stopped()) Interrupt();
}

bool StateRun::IsStopped() const { return options_.stop && options_.stop(); }

// Whatever went wrong did so because it was stopped.
void StateRun::Interrupt() {
  report_.interrupted = true;
  report_.error.clear();
  report_.skipped.clear();
}

TrialOptions StateRun::Options(RedisServer& server, Service& service) const {
  TrialOptions options;
  options.recovery = state_.recovers_within;
  options.keeps_data = state_.keeps_data;
  options.keys_expire = state_.keys_expire;
  if (options_.hold) {
    options.before_leaving = [&, hold = options_.hold] { hold(server, service); };
  }
  return options;
}

void StateRun::Take(const TrialStep& step) {
  AnswerReport answer = MakeAnswerReport(step, begin_, environment_);
  if (!step.verdict.evidence.gate) {
    answer.refused = Since(refused_before_, step.verdict.evidence.refusals);
    refused_before_ = step.verdict.evidence.refusals;
  }
  report_.answers.push_back(std::move(answer));
}

void StateRun::Guarded(const std::function<void()>& act) {
  std::string* reason = &report_.error;
  std::string what;
  try {
    return act();
  } catch (const UnsupportedError& error) {
    // What was found until then is not to be hidden.
    if (!Failed()) reason = &report_.skipped;
    what = error.what();
  } catch (const std::exception& error) {
    what = error.what();
    if (!servers_.was_had()) throw;
  }
  *reason += (reason->empty() ? "" : "\n") + environment_.Hide(what);
}

std::chrono::microseconds StateRun::Elapsed() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               begin_);
}

}  // namespace gtest_redis
