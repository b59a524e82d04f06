#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/content_matcher.h"
#include "gtest_redis/contract/contract.h"
#include "gtest_redis/server/server_options.h"
#include "gtest_redis/service/http_response.h"
#include "gtest_redis/state/catalogue.h"
#include "gtest_redis/verdict/trial.h"

namespace gtest_redis {

// What a contract says, checked. Texts still have their placeholders, {env:NAME} included.

struct ServiceModel {
  std::vector<std::string> command;  // Either this
  std::string url;                   // or this.
  std::map<std::string, std::string> environment;
  std::string directory;  // Absolute, or empty: where the program runs.
  std::string ready;      // Path to be asked.
  std::chrono::milliseconds starts_within{10000};
  std::chrono::milliseconds stops_within{2000};
};

enum class RedisRole { kStandalone, kMaster, kReplica };

struct RedisModel {
  ServerOptions options;  // maxmemory, policy, database, password and config of it.
  RedisRole role = RedisRole::kStandalone;
  std::string at_least;  // "6.2"; empty: any version.
};

/// Keys that are there before the service is.
struct FillModel {
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  std::optional<std::chrono::milliseconds> ttl;
  std::string prefix;
};
struct DataModel {
  std::vector<std::vector<std::string>> commands;
  std::vector<FillModel> fills;
};

/// What an answer must be like.
struct ExpectationModel {
  std::set<int> statuses;
  std::optional<std::chrono::milliseconds> within;
  std::vector<std::pair<std::string, ContentMatcher>> headers;
  std::vector<std::pair<std::string, ContentMatcher>> json;  // By JSON pointer.
  std::optional<ContentMatcher> body;
  std::set<std::string> refused;
  std::set<FindingKind> intended;
  std::optional<TrialLoad> load;
};

struct CaptureModel {
  std::string pointer;  // Into the JSON of the answer; or
  std::string header;   // the header of that name.
};

struct RequestModel {
  std::string name;
  Role role = Role::kRequest;
  std::string method;
  std::string path;
  HttpHeaders headers;
  std::string body;       // A "text" or "json", or what a "file" holds.
  bool verbatim = false;  // The body is a file's: no placeholders in it.
  bool is_json = false;
  std::string repeats;         // The name of an earlier one.
  std::set<std::string> uses;  // Earlier ones whose captured values stand in it.
  std::map<std::string, CaptureModel> captures;
  int asks = 1;
  int together = 1;
  std::chrono::milliseconds timeout{0};  // Zero: that of the defaults.
  ExpectationModel expect;
};

struct StateModel {
  std::string name;   // Its label.
  std::string state;  // In the catalogue.
  StateValues values;
  std::string why;
  int line = 0;
  std::map<std::string, ExpectationModel> expect;      // By request; others: as when healthy.
  std::map<std::string, ExpectationModel> afterwards;  // Likewise.
  std::optional<std::chrono::milliseconds> within;     // For all of its requests
  std::optional<std::chrono::milliseconds> timeout;    // that do not say otherwise.
  std::chrono::milliseconds recovers_within{1000};
  bool keeps_data = true;
  bool keys_expire = false;
  std::vector<std::string> arguments;  // Added to the service's.
  std::map<std::string, std::string> environment;
  RedisModel redis;  // The contract's, with what this state says otherwise.
};

/// What holds where nothing else is said.
struct DefaultsModel {
  std::chrono::milliseconds within{1000};
  std::chrono::milliseconds timeout{5000};
  int most_sends = 3;
  int most_connections = 4;
  int created = 201;
  int duplicate = 202;
  /// Headers that every answer of a status must have.
  std::map<int, std::vector<std::pair<std::string, ContentMatcher>>> headers;
};

struct ContractModel {
  std::string name;
  std::string about;
  std::string file;
  std::string text;  // As it was read.
  ServiceModel service;
  RedisModel redis;
  DataModel data;
  DefaultsModel defaults;
  std::vector<RequestModel> requests;
  std::vector<StateModel> states;
  /// Files with bodies, by the path that the contract gives, with what they hold.
  std::map<std::string, std::string> files;

  // For Contract's accessors.
  std::vector<std::string> request_names;
  std::vector<Contract::State> state_list;

  const RequestModel& Request(const std::string& wanted) const;
  const StateModel& State(const std::string& wanted) const;
};

}  // namespace gtest_redis
