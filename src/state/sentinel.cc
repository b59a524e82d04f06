#include "state/sentinel.h"

#include <sys/stat.h>

#include <cerrno>
#include <fstream>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"
#include "process/deadline.h"
#include "process/log_file.h"
#include "process/remove_tree.h"
#include "process/system_error.h"
#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kStartTime{10};
constexpr std::chrono::seconds kFailoverTime{20};

std::string Place(const RedisServer& server) {
  return server.host() + " " + std::to_string(server.port());
}

}  // namespace

Sentinel::Sentinel(const RedisServer& master, const RedisServer& replica, const std::string& name)
    : name_(name), directory_(replica.directory() + "/sentinel") {
  if (mkdir(directory_.c_str(), S_IRWXU) != 0) {
    throw StateError("cannot make the directory '" + directory_ + "': " + ErrnoText(errno));
  }
  const std::string config_file = directory_ + "/sentinel.conf";
  const std::string password = Url::Parse(master.url()).password;
  std::ofstream config(config_file);
  config << "port " << port_.number() << "\nbind 127.0.0.1\ndir " << Quoted(directory_) << "\n"
         << "sentinel monitor " << name << " " << Place(master)
         << " 1\n"
         // Nobody fails over but by request.
         << "sentinel down-after-milliseconds " << name << " 3600000\n";
  if (!password.empty()) config << "sentinel auth-pass " << name << " " << Quoted(password) << "\n";
  // Else it finds the replica in the master's INFO, a few hundred milliseconds later.
  config << "sentinel known-replica " << name << " " << Place(replica) << "\n";
  config.close();
  if (!config) throw StateError("cannot write '" + config_file + "'");
  const std::string log_file = directory_ + "/sentinel.log";
  child_ =
      Child::Start({{master.executable(), config_file, "--sentinel"}, {}, directory_, log_file});
  const bool answered = WaitUntil(Deadline(kStartTime), [this] {
    try {
      return !child_.running() || redis().Command("PING").string() == "PONG";
    } catch (const ConnectionError&) {
      redis_.reset();
      return false;
    }
  });
  if (answered && child_.running()) return;
  const auto& end = child_.exit_status();
  throw StateError("'" + master.executable() + " --sentinel' " +
                   (end ? end->ToString() : "does not answer") + ";" + QuoteTail(log_file));
}

Sentinel::~Sentinel() {
  child_.Stop(std::chrono::milliseconds(0));
  RemoveTree(directory_.c_str());
}

Connection& Sentinel::redis() {
  if (!redis_) redis_.emplace(url());
  return *redis_;
}

std::string Sentinel::url() const { return "redis://127.0.0.1:" + std::to_string(port_.number()); }

int Sentinel::MasterPort() {
  const Reply reply = redis().Command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name_);
  if (reply.type() != Reply::Type::kArray) return 0;
  return std::stoi(reply.array().at(1).string());
}

void Sentinel::FailOver(int replica_port) {
  const Deadline deadline(kFailoverTime);
  Reply reply;
  // Until it has heard of the replica, there is none that it could promote.
  const bool begun = WaitUntil(deadline, [&] {
    reply = redis().Command("SENTINEL", "FAILOVER", name_);
    return reply.is_ok();
  });
  if (!begun)
    throw StateError("sentinel does not fail over: it answers '" + reply.ToString() + "'");
  if (!WaitUntil(deadline, [&] { return MasterPort() == replica_port; })) {
    throw StateError("sentinel does not name the new master; its log ends:\n" +
                     ReadTail(directory_ + "/sentinel.log", 2000));
  }
}

void Sentinel::Hurry() {
  // It must have heard of the new master within two info-periods, and acts every 50 to 100 ms.
  const Reply reply = redis().Command("SENTINEL", "DEBUG", "info-period", 50, "publish-period", 1);
  if (reply.is_error()) throw StateError("cannot hurry sentinel: " + reply.error_message());
}

}  // namespace gtest_redis
