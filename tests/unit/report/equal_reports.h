#pragma once

#include <tuple>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

// Whether two reports are the same, in every member: where a struct gets one more, its line here no
// longer compiles, as a reminder that it is to be written and read, too.

inline auto Members(const Finding& it) {
  const auto& [kind, text] = it;
  return std::tie(kind, text);
}

inline auto Members(const LoadSample& it) {
  const auto& [number, due, sent, duration, status, failure] = it;
  return std::tie(number, due, sent, duration, status, failure);
}

inline auto Members(const LoadMark& it) {
  const auto& [name, at] = it;
  return std::tie(name, at);
}

inline auto Members(const RedisSample& it) {
  const auto& [at, answered, used_memory, maxmemory, evicted_keys, refused] = it;
  return std::tie(at, answered, used_memory, maxmemory, evicted_keys, refused);
}

inline bool operator==(const Finding& a, const Finding& b) { return Members(a) == Members(b); }
inline bool operator==(const LoadSample& a, const LoadSample& b) {
  return Members(a) == Members(b);
}
inline bool operator==(const LoadMark& a, const LoadMark& b) { return Members(a) == Members(b); }
inline bool operator==(const RedisSample& a, const RedisSample& b) {
  return Members(a) == Members(b);
}
inline bool operator==(const LoadResult& a, const LoadResult& b) {
  return a.samples() == b.samples() && a.marks() == b.marks() && a.length() == b.length() &&
         a.unsent() == b.unsent();
}

inline auto Members(const AnswerReport& it) {
  const auto& [phase, request, sent, at, time, status, error, expected, statuses, refused, findings,
               story, load] = it;
  return std::tie(phase, request, sent, at, time, status, error, expected, statuses, refused,
                  findings, story, load);
}
inline bool operator==(const AnswerReport& a, const AnswerReport& b) {
  return Members(a) == Members(b);
}

inline auto Members(const StateReport& it) {
  const auto& [name, state, meaning, why, round, line, skipped, error, interrupted, requests,
               answers, leftovers, samples, entered, left, duration, kept] = it;
  return std::tie(name, state, meaning, why, round, line, skipped, error, interrupted, requests,
                  answers, leftovers, samples, entered, left, duration, kept);
}
inline bool operator==(const StateReport& a, const StateReport& b) {
  return Members(a) == Members(b);
}

inline auto Members(const RunReport& it) {
  const auto& [contract, about, file, redis, service, seed, started, duration, interrupted,
               states] = it;
  return std::tie(contract, about, file, redis, service, seed, started, duration, interrupted,
                  states);
}
inline bool operator==(const RunReport& a, const RunReport& b) { return Members(a) == Members(b); }

}  // namespace gtest_redis
