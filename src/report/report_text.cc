#include "report/report_text.h"

#include <cmath>
#include <cstddef>
#include <ctime>
#include <iterator>

namespace gtest_redis {

std::string Decimal(double value, int digits) {
  const auto power = static_cast<std::int64_t>(std::pow(10, digits));
  const std::int64_t all = std::llround(value * static_cast<double>(power));
  const std::int64_t size = all < 0 ? -all : all;
  std::string fraction = std::to_string(power + size % power).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return (all < 0 ? "-" : "") + std::to_string(size / power) +
         (fraction.empty() ? "" : "." + fraction);
}

std::string DurationText(std::chrono::microseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  if (seconds < 0.9995) return Decimal(seconds * 1000, seconds < 0.00995 ? 1 : 0) + " ms";
  if (seconds < 59.995) return Decimal(seconds, 2) + " s";
  const std::int64_t whole = std::llround(seconds);
  const auto pair = [](std::int64_t much, const char* unit, std::int64_t rest, const char* little) {
    return std::to_string(much) + unit + (rest == 0 ? "" : " " + std::to_string(rest) + little);
  };
  if (whole < 3600) return pair(whole / 60, " min", whole % 60, " s");
  return pair(whole / 3600, " h", whole / 60 % 60, " min");
}

std::string BytesText(double bytes) {
  static constexpr const char* kUnits[] = {" B", " KB", " MB", " GB", " TB", " PB", " EB"};
  std::size_t unit = 0;
  while (bytes >= 1023.95 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  return Decimal(bytes, bytes < 10 ? 2 : 1) + kUnits[unit];
}

std::string ShortCount(std::int64_t count) {
  static constexpr const char* kUnits[] = {"", "k", "M", "G", "T", "P", "E"};
  auto value = static_cast<double>(count);
  std::size_t unit = 0;
  while (value >= 9999.5 || (unit > 0 && value >= 999.5)) {
    value /= 1000;
    ++unit;
  }
  return Decimal(value, 1) + kUnits[unit];
}

std::string CountText(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string RefusalsText(const RefusalCounts& refusals) {
  std::string text;
  for (const auto& [code, count] : refusals) {
    text += (text.empty() ? "" : ", ") + code;
    if (count != 1) text += " x" + std::to_string(count);
  }
  return text.empty() ? "nothing" : text;
}

std::string StatusText(int status) { return status == 0 ? "none" : std::to_string(status); }

std::string MomentText(std::chrono::system_clock::time_point moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm parts{};
  char text[64];
  gmtime_r(&seconds, &parts);
  std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text;
}

std::string ShellWord(const std::string& word) {
  static constexpr char kPlain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

char StatusClass(int status) {
  if (status == 0) return '0';
  return status >= 200 && status < 600 ? static_cast<char>('0' + status / 100) : '1';
}

std::string StatusClassText(char status_class) {
  if (status_class == '0') return "none";
  return status_class == '1' ? "other" : std::string(1, status_class) + "xx";
}

std::string OutcomeClass(ReportOutcome outcome) {
  return outcome == ReportOutcome::kNotRun ? "not-run" : ToString(outcome);
}

std::string OutcomeSign(ReportOutcome outcome) {
  const char* sign = outcome == ReportOutcome::kHeld      ? "✓"
                     : outcome == ReportOutcome::kFailed  ? "✗"
                     : outcome == ReportOutcome::kSkipped ? "»"
                                                          : "○";
  return std::string("<span class=\"sign\" aria-hidden=\"true\">") + sign +
         "</span><span class=\"unseen\">" + ToString(outcome) + ": </span>";
}

}  // namespace gtest_redis
