#include "verdict/describe.h"

#include <cstdio>

#include "process/printable.h"

namespace gtest_redis {
namespace {

using Outcome = GateCommand::Outcome;

constexpr std::size_t kKeyShown = 64;
constexpr std::size_t kErrorShown = 100;

// Their first argument is no key.
const std::set<std::string>& Keyless() {
  static const auto* const names = new std::set<std::string>{
      "ACL",      "ASKING",  "AUTH",     "CLIENT",  "CLUSTER",  "COMMAND",   "CONFIG",     "DEBUG",
      "DISCARD",  "ECHO",    "EXEC",     "FLUSHDB", "HELLO",    "INFO",      "LATENCY",    "MEMORY",
      "MODULE",   "MULTI",   "PING",     "PUBLISH", "QUIT",     "READONLY",  "READWRITE",  "RESET",
      "ROLE",     "SCRIPT",  "SELECT",   "SLOWLOG", "SENTINEL", "SUBSCRIBE", "PSUBSCRIBE", "TIME",
      "FUNCTION", "UNWATCH", "FLUSHALL", "WAIT"};
  return *names;
}

}  // namespace

bool IsData(const GateCommand& command) {
  return !command.key.empty() && Keyless().count(command.name) == 0;
}

std::string Describe(const GateCommand& command) {
  return IsData(command) ? command.name + " '" + Printable(command.key, kKeyShown) + "'"
                         : command.name;
}

std::string DescribeFate(const CommandFate& fate) {
  switch (fate.outcome) {
    case Outcome::kAnswered:
      return "was answered";
    case Outcome::kRefused:
      return "was refused (" + Printable(fate.error, kErrorShown) + ")";
    case Outcome::kLost:
      return std::string("got no whole reply") +
             (fate.reached_redis ? "" : ", and never reached redis");
    case Outcome::kPending:
      return "got no reply";
  }
  return "";
}

std::string DescribeTime(std::chrono::microseconds time) {
  char text[32];
  const double milliseconds = static_cast<double>(time.count()) / 1000;
  std::snprintf(text, sizeof(text), milliseconds < 10 ? "%.1f ms" : "%.0f ms", milliseconds);
  return text;
}

std::string DescribeAnswer(const HttpResponse& response) {
  return response.status == 0 ? "not answered" : "answered " + std::to_string(response.status);
}

std::string DescribeStatuses(const std::set<int>& statuses) {
  std::string text;
  for (auto it = statuses.begin(); it != statuses.end();) {
    const int first = *it;
    int last = first;
    while (++it != statuses.end() && *it == last + 1) last = *it;
    text += text.empty() ? "" : " or ";
    if (first % 100 == 0 && last == first + 99) {
      text += std::to_string(first / 100) + "xx";
    } else if (last > first + 1) {
      text += std::to_string(first) + " to " + std::to_string(last);
    } else {
      text += std::to_string(first);
      if (last > first) text += " or " + std::to_string(last);
    }
  }
  return text;
}

}  // namespace gtest_redis
