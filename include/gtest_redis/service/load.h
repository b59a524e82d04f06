#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gtest_redis/service/http_request.h"
#include "gtest_redis/service/http_response.h"
#include "gtest_redis/service/load_result.h"

namespace gtest_redis {

/// Many requests to one service: which, how many at a time, how many a second, and for how long.
///
/// Without a rate, a connection sends its next request when its last one is answered: a service
/// that stalls is then asked less, and its stall shows as a single slow answer for each connection.
/// With a rate, each request is due at a moment that does not depend on the answers before it, and
/// latency counts from there, also when all connections are busy and the request can only be sent
/// later: the stall shows in every request that met it, as it would to people who do not wait for
/// each other.
struct LoadPlan {
  HttpRequest request;
  /// Makes the request of this number (0, 1, ...) instead, for bodies that must differ. Called in
  /// the order of the numbers, by one thread at a time, which is not the test's.
  std::function<HttpRequest(std::size_t number)> make_request = nullptr;

  /// How many requests; zero: as many as there is time for.
  std::size_t requests = 0;
  /// For how long they are sent; zero: until all were. With both at zero, only Finish() is the end.
  std::chrono::milliseconds duration{0};
  /// How many at a time, each on a connection and in a thread of its own; 1 to 1000.
  int concurrency = 8;
  /// How many a second, on all connections together; zero: as fast as answers come. What
  /// `concurrency` cannot keep up with is sent late, and never twice.
  double rate = 0;
  /// For each request: connecting, sending and the whole answer together. Zero: the request's own,
  /// else the client's.
  std::chrono::milliseconds timeout{0};
};

/// A load that runs in the background. Move-only; one thread at a time.
///
///     LoadRun load = gateway.StartLoad(plan);
///     load.RunFor(std::chrono::milliseconds(200));
///     StateGuard full = Enter(OutOfMemory());
///     load.Mark("full");
///     load.RunFor(std::chrono::milliseconds(500));
///     LoadResult result = load.Finish();
///     EXPECT_GE(result.Since("full").Share(503), 0.99) << result;
class LoadRun {
 public:
  /// What sends a request and waits for its answer, in any thread, many at a time.
  using Ask = std::function<HttpResponse(const HttpRequest& request)>;

  /// Starts. Throws Error for a plan that makes no sense. Service::StartLoad() and
  /// HttpClient::StartLoad() are this with an `ask` of their own.
  LoadRun(const LoadPlan& plan, Ask ask);
  /// As Finish(), but nothing is thrown.
  ~LoadRun();
  LoadRun(LoadRun&& other) noexcept;
  LoadRun& operator=(LoadRun&& other) noexcept;

  /// Names this moment, for LoadResult::Since() and Before(). A name that is used again means the
  /// later moment.
  void Mark(const std::string& name);
  /// Since the start.
  std::chrono::microseconds Elapsed() const;
  /// How many requests have been answered, or failed.
  std::size_t Count() const;
  /// Lets it run: returns when so much time has passed, or the plan is done.
  void RunFor(std::chrono::milliseconds time);
  /// Sends no more, waits for the answers that are still to come (no longer than the timeout of a
  /// request), and returns what happened. Throws what `make_request` threw, and Error for a request
  /// that cannot be sent. Once only; then it is over.
  LoadResult Finish();
  /// As Finish(), but lets the plan come to its end first. Throws Error at once for one that has
  /// none.
  LoadResult AwaitEnd();

 private:
  class Impl;
  Impl& Running() const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gtest_redis
