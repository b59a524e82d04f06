#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "cli/given_request.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// What a service asked of Redis for one request.
struct RedisUse {
  std::set<std::string> reads;   ///< Names of commands: {"GET"}.
  std::set<std::string> writes;  ///< Those that may change data: {"SET"}.

  bool asks() const { return !reads.empty() || !writes.empty(); }
};

/// What a service that is well answered to one request, sent twice. A value.
struct FirstLook {
  GivenRequest given;
  int first = 0;   ///< Its status; zero: no whole answer came.
  int second = 0;  ///< Of the same, sent again.
  std::string error;
  RedisUse first_use;
  RedisUse second_use;
  /// The body, if it is JSON.
  std::optional<nlohmann::ordered_json> body;
  /// Where in `body` the text is that has to be another one, so that the request is answered as at
  /// first again; none when it was answered in the same way twice, or there is no such text.
  std::optional<nlohmann::ordered_json::json_pointer> novelty;
};

/// Asks. The service must have a gate, and nobody else must ask it. Each look is of a number of its
/// own, from 1 on.
FirstLook LookAt(Service& service, const GivenRequest& given, int number);

}  // namespace gtest_redis
