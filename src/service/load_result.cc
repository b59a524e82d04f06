#include "gtest_redis/service/load_result.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kMaxParts = 1'000'000;

bool SentBefore(const LoadSample& sample, microseconds time) { return sample.sent < time; }

std::string Milliseconds(microseconds time) {
  return "'" + std::to_string(time.count() / 1000) + "' ms";
}

}  // namespace

LoadResult::LoadResult(std::vector<LoadSample> samples, std::vector<LoadMark> marks,
                       microseconds length, std::size_t unsent)
    : samples_(std::move(samples)), marks_(std::move(marks)), length_(length), unsent_(unsent) {
  std::stable_sort(samples_.begin(), samples_.end(),
                   [](const LoadSample& a, const LoadSample& b) { return a.sent < b.sent; });
  // The last one was sent within, too.
  if (!samples_.empty()) length_ = std::max(length_, samples_.back().sent + microseconds(1));
}

std::size_t LoadResult::Count(int status) const {
  return static_cast<std::size_t>(
      std::count_if(samples_.begin(), samples_.end(),
                    [status](const LoadSample& sample) { return sample.status == status; }));
}

std::map<int, std::size_t> LoadResult::CountByStatus() const {
  std::map<int, std::size_t> counts;
  for (const LoadSample& sample : samples_) ++counts[sample.status];
  return counts;
}

double LoadResult::Share(int status) const {
  if (samples_.empty()) {
    throw Error("cannot tell the share of status '" + std::to_string(status) +
                "': no request was sent in this part of the load");
  }
  return static_cast<double>(Count(status)) / static_cast<double>(Count());
}

microseconds LoadResult::Percentile(double percent) const {
  if (!(percent >= 0 && percent <= 100)) {
    throw Error("cannot tell percentile '" + std::to_string(percent) + "': it is from 0 to 100");
  }
  if (samples_.empty()) {
    throw Error("cannot tell a latency: no request was sent in this part of the load");
  }
  std::vector<microseconds> latencies;
  latencies.reserve(samples_.size());
  for (const LoadSample& sample : samples_) latencies.push_back(sample.latency());
  // A hair less, because 99.9 percent of 1000 are 999.0000000000001 in binary.
  const double rank = std::ceil(percent / 100 * static_cast<double>(latencies.size()) - 1e-9);
  const auto nth = latencies.begin() + std::max<std::ptrdiff_t>(std::lround(rank) - 1, 0);
  std::nth_element(latencies.begin(), nth, latencies.end());
  return *nth;
}

microseconds LoadResult::Moment(const std::string& mark) const {
  const auto found = std::find_if(marks_.rbegin(), marks_.rend(),
                                  [&mark](const LoadMark& each) { return each.name == mark; });
  if (found != marks_.rend()) return found->at;
  std::string set;
  for (const LoadMark& each : marks_) set += (set.empty() ? "'" : ", '") + each.name + "'";
  throw Error("the load has no mark '" + mark +
              "'; marks were set: " + (set.empty() ? "none" : set));
}

LoadResult LoadResult::Since(const std::string& mark) const { return After(Moment(mark)); }

LoadResult LoadResult::Before(const std::string& mark) const {
  return Between(std::min(microseconds(0), Moment(mark)), Moment(mark));
}

LoadResult LoadResult::After(microseconds from) const { return Between(from, microseconds::max()); }

LoadResult LoadResult::Between(microseconds from, microseconds to) const {
  if (to < from) {
    throw Error("a part of a load cannot end at " + Milliseconds(to) + ", before it begins at " +
                Milliseconds(from));
  }
  LoadResult part;
  part.samples_.assign(std::lower_bound(samples_.begin(), samples_.end(), from, SentBefore),
                       std::lower_bound(samples_.begin(), samples_.end(), to, SentBefore));
  for (LoadSample& sample : part.samples_) {
    sample.due -= from;
    sample.sent -= from;
  }
  part.marks_ = marks_;
  for (LoadMark& mark : part.marks_) mark.at -= from;
  part.length_ = std::max(microseconds(0), std::min(to, length_) - from);
  return part;
}

std::vector<LoadResult> LoadResult::Timeline(microseconds bucket) const {
  if (bucket.count() <= 0 || length_ / bucket >= kMaxParts) {
    throw Error("a load of " + Milliseconds(length_) + " cannot be told in parts of " +
                Milliseconds(bucket));
  }
  std::vector<LoadResult> parts;
  for (microseconds from{0}; from < length_; from += bucket) {
    parts.push_back(Between(from, std::min(from + bucket, length_)));
  }
  return parts;
}

}  // namespace gtest_redis
