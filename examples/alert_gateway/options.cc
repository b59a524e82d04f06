#include "alert_gateway/options.h"

#include <functional>
#include <limits>
#include <map>

namespace alert_gateway {
namespace {

constexpr int kMaxInt = std::numeric_limits<int>::max();
constexpr int kMaxSeconds = 365 * 24 * 3600;
constexpr int kMaxMilliseconds = 3600 * 1000;
constexpr int kMaxWorkers = 512;

using Setter = std::function<void(const std::string& value)>;

Setter Number(int minimum, int maximum, int* target) {
  return [=](const std::string& value) {
    *target = ParseNumber("the value", value, minimum, maximum);
  };
}

std::map<std::string, Setter> Setters(Options* options) {
  return {
      {"--listen", [=](const std::string& value) { options->listen = ParseHostPort(value); }},
      {"--redis", [=](const std::string& value) { options->redis = RedisUrl::Parse(value); }},
      {"--dedup-ttl", Number(1, kMaxSeconds, &options->dedup_ttl_seconds)},
      {"--storm-threshold", Number(1, kMaxInt, &options->storm_threshold)},
      {"--rate-limit", Number(1, kMaxInt, &options->rate_limit)},
      {"--max-body", Number(1, kMaxInt, &options->max_body_bytes)},
      {"--redis-timeout", Number(1, kMaxMilliseconds, &options->redis_timeout_ms)},
      {"--deadline", Number(1, kMaxMilliseconds, &options->deadline_ms)},
      {"--workers", Number(1, kMaxWorkers, &options->workers)},
      {"--defect",
       [=](const std::string& value) {
         options->list_defects = value == "list";
         options->defect = options->list_defects ? Defect::kNone : FindDefect(value);
       }},
  };
}

}  // namespace

const char kUsage[] = R"(usage: alert_gateway [flags]

Takes alerts over HTTP and keeps each one once, in Redis.

  --listen HOST:PORT     where to listen (127.0.0.1:8080); port 0 takes a free one
  --redis URL            redis://[user[:password]@]host[:port][/database]
                         (redis://127.0.0.1:6379/2)
  --dedup-ttl SECONDS    how long a signal is remembered (300)
  --storm-threshold N    signals per alert name and minute before they are aggregated (10)
  --rate-limit N         new signals per source and minute (100)
  --max-body BYTES       largest request body (65536)
  --redis-timeout MS     longest wait for one Redis operation (250)
  --deadline MS          longest time for one request (1000)
  --workers N            connections that are served at a time (8)
  --help                 print this and exit

For tests of tests:

  --defect NAME          do something wrong; 'list' prints what there is
)";

Options ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  const std::map<std::string, Setter> setters = Setters(&options);
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--help") {
      options.help = true;
      continue;
    }
    const size_t equals = arguments[i].find('=');
    const std::string flag = arguments[i].substr(0, equals);
    const auto setter = setters.find(flag);
    if (setter == setters.end()) throw UsageError("unknown flag '" + flag + "'");

    const bool inline_value = equals != std::string::npos;
    if (!inline_value && i + 1 == arguments.size()) {
      throw UsageError("flag '" + flag + "' needs a value");
    }
    const std::string value = inline_value ? arguments[i].substr(equals + 1) : arguments[++i];
    try {
      setter->second(value);
    } catch (const UsageError& error) {
      throw UsageError("flag '" + flag + "': " + error.what());
    }
  }
  return options;
}

}  // namespace alert_gateway
