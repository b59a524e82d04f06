#include "gateway_test.h"

#include <chrono>

namespace alert_gateway_test {
namespace {

// Before the first test, because initialising a variable of a namespace comes before main().
const bool kConfigured = RedisEnvironment::Configure(GatewayRedis());

std::int64_t Minute() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::minutes>(now).count();
}

}  // namespace

std::string Signal(const std::string& instance, const std::string& name,
                   const std::string& source) {
  return R"({"source": ")" + source + R"(", "name": ")" + name + R"(", "labels": {"instance": ")" +
         instance + R"("}})";
}

std::string Alert(const std::string& status, const std::string& instance) {
  return R"({"status": ")" + status + R"(", "labels": {"alertname": "HighLoad", "instance": ")" +
         instance + R"("}})";
}

std::string Webhook(const std::vector<std::string>& alerts) {
  std::string list;
  for (const std::string& alert : alerts) list += (list.empty() ? "" : ", ") + alert;
  return R"({"version": "4", "receiver": "on-call", "alerts": [)" + list + "]}";
}

ServerOptions GatewayRedis() {
  ServerOptions options;
  options.database = 2;
  options.maxmemory = "4mb";
  return options;
}

std::vector<std::string> GatewayCommand(const std::vector<std::string>& flags) {
  std::vector<std::string> command = {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"};
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

std::vector<HttpResponse> GatewayTest::PostWithinAMinute(const std::string& path,
                                                         const std::vector<std::string>& bodies) {
  // Twice at most: what fits into a minute does not meet the end of the next one.
  std::vector<HttpResponse> answers;
  std::int64_t minute = 0;
  do {
    answers.clear();
    redis().Command("FLUSHDB");
    minute = Minute();
    for (const std::string& body : bodies) answers.push_back(gateway.Post(path, body));
  } while (minute != Minute());
  return answers;
}

std::vector<std::string> GatewayTest::Keys(const std::string& pattern) {
  const Reply reply = redis().Command("KEYS", pattern);
  std::vector<std::string> keys;
  for (const Reply& key : reply.array()) keys.push_back(key.string());
  return keys;
}

}  // namespace alert_gateway_test
