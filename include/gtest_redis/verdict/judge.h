#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "gtest_redis/service/http_client.h"
#include "gtest_redis/service/load_result.h"
#include "gtest_redis/verdict/expectation.h"
#include "gtest_redis/verdict/verdict.h"

namespace gtest_redis {

class RedisServer;
class Service;

/// Asks a service, and judges its answers by what Redis did meanwhile, as the service's gate saw
/// it. For a service without a gate (Service::At) the server's own count of refusals (INFO
/// errorstats) is the only witness; what cannot be known then is not claimed.
///
///     Judge judge(gateway, server);
///     const StateGuard full = Enter(server, OutOfMemory());
///     EXPECT_THAT(judge.Ask({"POST", "/api/v1/signals", {}, kAlert}, unavailable), Holds());
///
/// Evidence is exact while nobody else asks the service. Service and server must outlive the judge
/// and stay where they are. One thread at a time.
class Judge {
 public:
  Judge(Service& service, RedisServer& server);

  /// Sends `request`, and judges the answer. Waits a moment, 20 ms at most, for what the service
  /// still asks of Redis after it has answered.
  Verdict Ask(const HttpRequest& request, const Expectation& expectation);

  /// Sends them all at the same time, and judges each answer.
  std::vector<Verdict> AskTogether(const std::vector<HttpRequest>& requests,
                                   const Expectation& expectation);

  /// Judges a load as a whole: `run` starts it on this service, and returns what came of it;
  /// `request` is one of its requests. At least this `share` of
  /// its answers must be as expected. The verdict is that of one answer: of the first that is not
  /// as expected when they are too few, else of one that is. Matchers of headers and bodies are not
  /// asked, since a load keeps none.
  Verdict JudgeLoad(const HttpRequest& request, const std::function<LoadResult()>& run,
                    const Expectation& expectation, double share);

  /// Asks until the answer is as expected; for `time` at most, and once at least: zero says that
  /// the first answer must be right. If it is not, the verdict is the first one, with a finding
  /// more: the service is asked for half a second more (kLateRecovery when that helped), then
  /// started anew (kRecoveryByRestart), and if that was no help either, it is kNoRecovery; so it is
  /// for a service that is not ours to restart. `request` is called for each time.
  Verdict AwaitRecovery(const std::function<HttpRequest()>& request, const Expectation& expectation,
                        std::chrono::milliseconds time);

  /// What Redis refused is counted from here on, where there is no gate: call it after a state was
  /// entered or left.
  void Mark();

  /// Waits until Redis takes connections through the service's gate, which notices a moment after
  /// the fact that Redis is back; false when the time passes first.
  bool AwaitRedis(std::chrono::milliseconds time);

 private:
  struct Before;
  Before LookBefore() const;
  Evidence LookAfter(const Before& before, std::size_t together);
  bool RedisIsDown();
  bool RedisIsReached();
  RefusalCounts RefusalsOf(bool* known);
  std::string DescribeKeys();

  Service* service_;
  RedisServer* server_;
  RefusalCounts refusals_before_;
};

}  // namespace gtest_redis
