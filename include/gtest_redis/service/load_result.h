#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gtest_redis/service/http_response.h"

namespace gtest_redis {

/// One request of a load, and what became of it.
struct LoadSample {
  std::size_t number = 0;          ///< In the order in which they were due: 0, 1, ...
  std::chrono::microseconds due;   ///< When it should have been sent, since the beginning.
  std::chrono::microseconds sent;  ///< When it was. Without a rate, `due` is the same.
  std::chrono::microseconds
      duration;    ///< From there to the end of the answer, connecting included.
  int status = 0;  ///< Zero when no whole answer came.
  HttpFailure failure = HttpFailure::kNone;

  /// From when it was due to the end of the answer.
  std::chrono::microseconds latency() const { return sent + duration - due; }
};

/// A moment of a load that was given a name.
struct LoadMark {
  std::string name;
  std::chrono::microseconds at;  ///< Since the beginning.
};

/// What happened during a load, or a part of it. A value.
///
/// A part holds the requests that were *sent* in it: those sent after a state was entered have all
/// met it. Its times count from its own beginning: `Since("full").Between(0ms, 100ms)` are the
/// first 100 ms of it. Of no requests at all there is no share and no percentile: these throw
/// Error, so that a test cannot pass for want of requests.
class LoadResult {
 public:
  LoadResult() = default;
  /// `samples` in any order; `length` is how long requests were sent; `unsent` as unsent().
  LoadResult(std::vector<LoadSample> samples, std::vector<LoadMark> marks,
             std::chrono::microseconds length, std::size_t unsent = 0);

  /// In the order of their sending.
  const std::vector<LoadSample>& samples() const& { return samples_; }
  /// The same of a temporary, by value: `for (const LoadSample& sample :
  /// result.Since("full").samples())`.
  std::vector<LoadSample> samples() && { return std::move(samples_); }
  const std::vector<LoadMark>& marks() const& { return marks_; }
  std::vector<LoadMark> marks() && { return std::move(marks_); }
  /// For how long requests were sent.
  std::chrono::microseconds length() const { return length_; }
  /// How many requests were due by the end and could not be sent, because all connections were
  /// busy. Of the whole load; zero for a part of it.
  std::size_t unsent() const { return unsent_; }

  /// How many requests.
  std::size_t Count() const { return samples_.size(); }
  /// How many were answered with this status; 0: had no whole answer.
  std::size_t Count(int status) const;
  std::map<int, std::size_t> CountByStatus() const;
  /// The share of this status, from 0 to 1. Throws Error when there are no requests.
  double Share(int status) const;

  /// The latency that `percent` of the requests did not exceed: Percentile(50) is the median,
  /// Percentile(100) the longest. By nearest rank: always that of a request. Throws Error for less
  /// than 0 or more than 100, and when there are no requests.
  std::chrono::microseconds Percentile(double percent) const;
  /// The longest latency. Throws Error when there are no requests.
  std::chrono::microseconds Longest() const { return Percentile(100); }

  /// The part from the named moment on, up to it, or between two times ([from, to), since the
  /// beginning of this one). Throws Error for a mark that was never set, naming those that were,
  /// and for a part that ends before it begins.
  LoadResult Since(const std::string& mark) const;
  LoadResult Before(const std::string& mark) const;
  LoadResult Between(std::chrono::microseconds from, std::chrono::microseconds to) const;
  /// From this time on.
  LoadResult After(std::chrono::microseconds from) const;
  /// All of it, in parts of this length (the last may be shorter), those without requests included.
  /// Throws Error for a length of zero or less, and for one that would make a million parts.
  std::vector<LoadResult> Timeline(std::chrono::microseconds bucket) const;

 private:
  std::chrono::microseconds Moment(const std::string& mark) const;

  std::vector<LoadSample> samples_;
  std::vector<LoadMark> marks_;
  std::chrono::microseconds length_{0};
  std::size_t unsent_ = 0;
};

/// A table for people, at most 80 columns wide: counts by status, percentiles, and the time line
/// with its marks.
std::ostream& operator<<(std::ostream& out, const LoadResult& result);

}  // namespace gtest_redis
