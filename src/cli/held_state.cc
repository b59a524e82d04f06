#include "cli/held_state.h"

#include <filesystem>
#include <string>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/url.h"

namespace gtest_redis {
namespace {

// " (process 4711, log /tmp/...)", as far as they are on this machine. Both programs write their
// logs as their output.
std::string Process(int pid) {
  if (pid <= 0) return "";
  const std::string process = std::to_string(pid);
  std::error_code none;
  const std::string log = std::filesystem::read_symlink("/proc/" + process + "/fd/1", none);
  return "process " + process + (log.empty() ? "" : ", log " + log);
}

std::string RedisCli(const Url& url) {
  std::string line = "redis-cli -h " + url.host + " -p " + std::to_string(url.port);
  if (url.scheme == Url::Scheme::kUnix) line = "redis-cli -s " + url.socket;
  if (url.scheme == Url::Scheme::kRediss) line += " --tls";
  if (url.database != 0) line += " -n " + std::to_string(url.database);
  if (!url.user.empty()) line += " --user " + url.user;
  return line + (url.password.empty() ? "" : " --askpass");
}

void Tell(std::ostream& out, const std::string& name, const std::string& value) {
  if (!value.empty()) out << "  " << name << std::string(11 - name.size(), ' ') << value << "\n";
}

}  // namespace

void DescribeHeld(std::ostream& out, RedisServer& server, Service& service) {
  const Url direct = Url::Parse(server.url());
  const Url redis = service.gate() == nullptr ? direct : Url::Parse(service.gate()->url());
  Tell(out, "service", service.url());
  Tell(out, "", Process(service.pid()));
  if (service.gate() != nullptr) {
    Tell(out, "redis", redis.Redacted() + ", as the service has it: its gate");
    Tell(out, "itself", direct.Redacted());
  } else {
    Tell(out, "redis", direct.Redacted());
  }
  Tell(out, "", Process(server.pid()));
  Tell(out, "redis-cli", RedisCli(redis));
}

}  // namespace gtest_redis
