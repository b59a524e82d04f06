#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/service/http_client.h"
#include "gtest_redis/service/load_result.h"
#include "gtest_redis/state/state.h"
#include "gtest_redis/verdict/expectation.h"
#include "gtest_redis/verdict/verdict.h"

namespace gtest_redis {

class RedisServer;
class Service;

/// Redis before the state, in it, and after it.
enum class Phase { kHealthy, kDegraded, kRecovered };

/// "healthy", "degraded", "recovered".
std::string ToString(Phase phase);

/// Many requests in place of single ones; see LoadPlan.
struct TrialLoad {
  double rate = 0;
  int concurrency = 8;
  std::chrono::milliseconds duration{1000};
  /// The share of the answers, above 0 to 1, that must be as expected, the deadline included.
  double share = 1;
};

/// A request, and what it must get in each phase. A value.
struct TrialCase {
  std::string name;  ///< "new signal"
  /// Makes the request of a number: another number, another request (new content); the same number,
  /// the same request.
  std::function<HttpRequest(int number)> request;
  /// The name of the case, before this one, whose request of the healthy phase is sent again;
  /// empty: a new number each time.
  std::string repeats;
  Expectation healthy, degraded, recovered;
  int asks = 1;      ///< How often it is asked in the degraded phase, one after the other.
  int together = 1;  ///< How many of it are asked at the same time there.
  /// In place of both.
  std::optional<TrialLoad> load = {};
};

/// One request of a trial, or its load.
struct TrialStep {
  Phase phase = Phase::kHealthy;
  std::string name;  ///< Of its case.
  int number = 0;    ///< That its request was made of; of a load, the first one.
  Verdict verdict;   ///< Of a load: of the worst of its answers, with what was found in all.
  std::optional<LoadResult> load = {};
};

/// How a trial is held.
struct TrialOptions {
  /// How long after Redis is well again the service may go on answering otherwise than expected.
  std::chrono::milliseconds recovery{1000};
  /// Whether what Redis had before the state, it has after it, too: then what was answered as
  /// stored must be known afterwards.
  bool keeps_data = true;
  /// Whether all keys in the service's database should expire.
  bool keys_expire = false;
  /// Ends the trial when one of these was found.
  std::set<FindingKind> stop_at = {};

  // All of these are called by the thread that runs the trial; null for nothing.

  /// As each phase begins: healthy; degraded, when the state holds; recovered, when it is left.
  std::function<void(Phase phase)> on_phase = nullptr;
  /// After each step.
  std::function<void(const TrialStep& step)> on_step = nullptr;
  /// While a load runs, every 20 ms.
  std::function<void()> on_pause = nullptr;
  /// When all was asked that is to be asked in the state, before it is left.
  std::function<void()> before_leaving = nullptr;
  /// Before each step: true ends the trial, with what there is.
  std::function<bool()> stop = nullptr;
};

/// All that came of a trial. A value.
struct TrialResult {
  std::string state;
  std::vector<TrialStep> steps;
  /// What was found at its end, of no single request: connections and keys that are left.
  std::vector<Finding> findings;

  bool holds() const;
  bool Has(FindingKind kind) const;
  /// Those of the steps, too, in the order in which they were found.
  std::vector<Finding> AllFindings() const;
};

/// Tells of the steps in which something was found, and of the findings at the end.
std::ostream& operator<<(std::ostream& out, const TrialResult& result);

/// Asks a service before, in and after a state of Redis, and judges all that it answers:
///
///   1. healthy: each case once, in order.
///   2. degraded: each case as often as it says, or its load.
///   3. recovered: each case once, as Judge::AwaitRecovery(); then again what Role::kStore requests
///      sent before: what was answered `created` must be known (else kLostWrite), and what was
///      refused, and cannot have been stored, must be new (else kPhantomDuplicate).
///
/// What is left by the state is looked at when it is left: connections that were open at its end
/// (kConnectionLeak), keys that never expire (kKeyWithoutTtl). A service
/// that ends is not asked any more until Redis is well again; then it is restarted.
class Trial {
 public:
  /// Throws Error for cases that contradict each other. Service and server must outlive the trial
  /// and stay where they are.
  Trial(Service& service, RedisServer& server, std::vector<TrialCase> cases,
        const TrialOptions& options = {});

  /// Throws as Enter(), and StateError when the state did not hold until it was left. Numbers of
  /// requests begin with `first_number`.
  TrialResult Run(const State& state, int first_number = 1);

 private:
  Service* service_;
  RedisServer* server_;
  std::vector<TrialCase> cases_;
  TrialOptions options_;
};

}  // namespace gtest_redis
