#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "gtest_redis/service/load_result.h"
#include "process/printable.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kColumns = 80;
constexpr int kMostRows = 20;
constexpr std::size_t kShownMark = 40;

template <typename... Values>
std::string Format(const char* format, const Values&... values) {
  std::array<char, 2 * kColumns> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

double Milliseconds(microseconds time) { return static_cast<double>(time.count()) / 1000; }

std::string Outcome(const LoadSample& sample) {
  switch (sample.failure) {
    case HttpFailure::kNone:
      return std::to_string(sample.status);
    case HttpFailure::kRefused:
      return "not connected";
    case HttpFailure::kTimeout:
      return "no answer in time";
    case HttpFailure::kClosed:
      return "closed";
    case HttpFailure::kMalformed:
      return "no HTTP";
  }
  return "";
}

std::map<std::string, std::size_t> Outcomes(const LoadResult& result) {
  std::map<std::string, std::size_t> counts;
  for (const LoadSample& sample : result.samples()) ++counts[Outcome(sample)];
  return counts;
}

// "201 x 97, 503 x 3", the most frequent first, as much as there is room for.
std::string Summary(const LoadResult& result, std::size_t room) {
  const auto counts = Outcomes(result);
  std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [outcome, count] : order) {
    text += (text.empty() ? "" : ", ") + outcome + " x " + std::to_string(count);
  }
  return text.size() <= room ? text : text.substr(0, room - 3) + "...";
}

// 1, 2 or 5 times a power of ten milliseconds.
microseconds RoundBucket(microseconds length) {
  for (microseconds decade(1000);; decade *= 10) {
    for (const int factor : {1, 2, 5}) {
      if (decade * factor * kMostRows >= length) return decade * factor;
    }
  }
}

void WriteTimeline(std::ostream& out, const LoadResult& result) {
  const microseconds bucket = RoundBucket(result.length());
  out << "\n   from ms  requests    p50 ms    p99 ms   longest  answers";
  microseconds from{0};
  for (const LoadResult& part : result.Timeline(bucket)) {
    std::string row = Format("%10.0f%10zu", Milliseconds(from), part.Count());
    if (part.Count() > 0) {
      row += Format("%10.1f%10.1f%10.1f  ", Milliseconds(part.Percentile(50)),
                    Milliseconds(part.Percentile(99)), Milliseconds(part.Longest()));
      row += Summary(part, kColumns - row.size());
    }
    out << "\n" << row;
    from += bucket;
    for (const LoadMark& mark : result.marks()) {
      const bool is_last = from >= result.length();
      if (mark.at < from - bucket || (mark.at >= from && !is_last) || mark.at > result.length()) {
        continue;
      }
      out << "\n"
          << Format("%12.1f", Milliseconds(mark.at)) << "  '" << Printable(mark.name, kShownMark)
          << "'";
    }
  }
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const LoadResult& result) {
  const double seconds = Milliseconds(result.length()) / 1000;
  out << result.Count() << (result.Count() == 1 ? " request" : " requests")
      << Format(" in %.1f ms", Milliseconds(result.length()));
  if (result.Count() == 0) return out;
  out << Format(", %.1f a second", static_cast<double>(result.Count()) / seconds);
  if (result.unsent() > 0) {
    out << "\n" << result.unsent() << " more were due and not sent: all connections were busy";
  }
  for (const auto& [outcome, count] : Outcomes(result)) {
    const double percent = 100 * static_cast<double>(count) / static_cast<double>(result.Count());
    out << "\n" << Format("  %-18s%10zu%8.1f %%", outcome.c_str(), count, percent);
  }
  out << "\nlatency in ms: "
      << Format("p50 %.1f, p90 %.1f, p99 %.1f, longest %.1f", Milliseconds(result.Percentile(50)),
                Milliseconds(result.Percentile(90)), Milliseconds(result.Percentile(99)),
                Milliseconds(result.Longest()));
  WriteTimeline(out, result);
  return out;
}

}  // namespace gtest_redis
