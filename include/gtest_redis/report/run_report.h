#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gtest_redis/redis/info.h"
#include "gtest_redis/service/load_result.h"
#include "gtest_redis/verdict/finding.h"
#include "gtest_redis/verdict/trial.h"

namespace gtest_redis {

// The model of a run: plain data, filled by ContractRunner, and told by the writers beside this
// header (table, JSON, JUnit, HTML). Times named `at` count from the begin of the state's run.

/// What one request was answered.
struct AnswerReport {
  Phase phase = Phase::kHealthy;
  std::string request;  ///< Its name in the contract: "new_signal".
  std::string sent;     ///< "POST /api/v1/signals".
  std::chrono::microseconds at{0};
  std::chrono::microseconds time{0};  ///< From the first byte sent to the last byte read.
  int status = 0;                     ///< Zero when no whole answer came; `error` says why.
  std::string error;
  std::string expected;  ///< "503 within 500 ms, with Retry-After".
  std::string statuses;  ///< "503", "202 or 503": the statuses alone.
  /// What Redis refused meanwhile; of requests at the same time (the same `at`), to all of them.
  RefusalCounts refused;
  std::vector<Finding> findings;
  std::string story;  ///< The whole of the evidence, for people, of many lines: see Verdict.
  /// Of a load, all of its answers; `status`, `time` and `story` are then of the worst one.
  std::optional<LoadResult> load = {};
};

/// What Redis was like at a moment.
struct RedisSample {
  std::chrono::microseconds at{0};
  bool answered = false;  ///< Whether Redis could be asked; else only `refused` is known.
  std::uint64_t used_memory = 0;
  std::uint64_t maxmemory = 0;  ///< Zero: no limit.
  std::int64_t evicted_keys = 0;
  std::int64_t refused = 0;  ///< Commands of the service, altogether, as its gate saw it.
};

enum class ReportOutcome { kHeld, kFailed, kSkipped, kNotRun };

/// "held", "failed", "skipped", "not run".
std::string ToString(ReportOutcome outcome);

/// One request in one state, over its phases: what a cell of the matrix shows, a row of the table,
/// a test case of JUnit.
struct ReportCell {
  std::string request;
  ReportOutcome outcome = ReportOutcome::kNotRun;
  std::string expected;               ///< The statuses expected in the state: "503".
  std::string got;                    ///< Those that came in the state: "503 x2, none".
  RefusalCounts refused;              ///< In the state.
  std::chrono::microseconds time{0};  ///< The longest answer in the state.
  /// Of all phases; those of others than the state begin with them: "recovered: answered 503 ...".
  std::vector<Finding> findings;
};

/// One state of a contract, gone through once.
struct StateReport {
  std::string name;     ///< Its label in the contract: "out-of-memory-by-filling".
  std::string state;    ///< In the words of the catalogue: "out-of-memory fill=8mb".
  std::string meaning;  ///< The catalogue's line of it.
  std::string why;      ///< What the contract says of it; may be empty.
  int round = 1;        ///< When the contract is run several times.
  int line = 0;         ///< In the contract's file.
  std::string skipped;  ///< Why it was not run: Redis cannot have this state here. Mostly empty.
  /// What kept it from being run to its end, and is no finding about the service: Redis or the
  /// service did not start, the state did not hold. Mostly empty.
  std::string error;
  bool interrupted = false;           ///< It was ended before its end.
  std::vector<std::string> requests;  ///< Those to be asked, in the order of the contract.
  std::vector<AnswerReport> answers;  ///< In the order in which they were asked.
  std::vector<Finding> leftovers;     ///< Of no single request: connections and keys left.
  std::vector<RedisSample> samples;   ///< Of the time line, in order.
  std::optional<std::chrono::microseconds> entered = {};  ///< When the state was proved to hold,
  std::optional<std::chrono::microseconds> left = {};     ///< and when it was left.
  std::chrono::microseconds duration{0};
  std::string kept;  ///< The folder that keeps the evidence of a failure; empty: none was kept.

  ReportOutcome outcome() const;
  /// One for each of `requests`, in their order.
  std::vector<ReportCell> Cells() const;
  /// All findings, those of the answers first.
  std::vector<Finding> Findings() const;
};

/// All of a run.
struct RunReport {
  std::string contract;  ///< Its name.
  std::string about;     ///< What it says of itself; may be empty.
  std::string file;      ///< As it was given.
  std::string redis;     ///< "redis 7.0.15, process"; empty when none was had.
  std::string service;   ///< Its command, or its URL, without secrets.
  std::string seed;      ///< What {unique} was made of.
  std::chrono::system_clock::time_point started;
  std::chrono::microseconds duration{0};
  bool interrupted = false;
  std::vector<StateReport> states;

  /// Whether no state failed, and at least one was run to its end.
  bool holds() const;
  int Count(ReportOutcome outcome) const;
};

}  // namespace gtest_redis
