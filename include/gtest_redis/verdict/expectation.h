#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/service/http_response.h"
#include "gtest_redis/verdict/finding.h"

namespace gtest_redis {

/// What a request is for, and with it, what its answer claims.
enum class Role {
  kRequest,    ///< Anything; a 2xx claims that Redis refused nothing that it needed.
  kStore,      ///< Something new: a 2xx claims that Redis has it now.
  kRepeat,     ///< The same as an earlier kStore: a 2xx claims that Redis knew it.
  kLiveness,   ///< Is the process alive? Redis must not matter.
  kReadiness,  ///< Can it work? A 2xx claims that Redis can be worked with.
};

/// What a request must get. A value.
///
///     Expectation unavailable;
///     unavailable.role = Role::kStore;
///     unavailable.statuses = {503};
///     unavailable.headers = {{503, {"Retry-After"}}};
struct Expectation {
  Role role = Role::kRequest;
  /// Any of these.
  std::set<int> statuses = {200};
  /// How long the whole answer may take. To tell late from never, a request is waited for beyond
  /// it: HttpRequest::timeout, or that of the service.
  std::chrono::milliseconds deadline{1000};
  /// The headers that an answer of that status must have.
  std::map<int, std::vector<std::string>> headers = {};

  /// What else an answer of an expected status must be like: returns what is wrong with it ("its
  /// '/error' is 'full', expected 'unavailable'"), or nothing. Null: it may be like anything.
  std::function<std::string(const HttpResponse& response)> check = nullptr;
  /// The codes of the errors that Redis may refuse commands with, {"OOM"}: any other is a finding,
  /// and so is a 503 when none of these was given since the state was entered. Empty: any code.
  std::set<std::string> refusals = {};

  /// The statuses of something new, and of something that was there already.
  int created = 201;
  int duplicate = 202;

  /// How often one command may be sent for one request, and how many connections be made for it.
  int most_sends = 3;
  int most_connections = 4;
  /// Redis gave a reason for a 503 also when it kept the service waiting, since the state was
  /// entered, for so long altogether, though it answered.
  std::chrono::milliseconds patience{50};

  /// What is intended, and therefore no finding: {FindingKind::kExit} for a service that is to end
  /// without Redis, {FindingKind::kSwallowedRefusal} for one that works without its cache.
  std::set<FindingKind> intended = {};

  bool Allows(FindingKind kind) const { return intended.count(kind) > 0; }
};

/// "503 within 500 ms, with Retry-After".
std::string ToString(const Expectation& expectation);

}  // namespace gtest_redis
