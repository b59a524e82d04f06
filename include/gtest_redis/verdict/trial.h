#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/service/http_client.h"
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

/// A request, and what it must get in each phase. Plain data.
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
};

/// One request of a trial.
struct TrialStep {
  Phase phase = Phase::kHealthy;
  std::string name;  ///< Of its case.
  int number = 0;    ///< That its request was made of.
  Verdict verdict;
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
///   2. degraded: each case as often as it says.
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
