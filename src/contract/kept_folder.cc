#include "contract/kept_folder.h"

#include <cctype>
#include <cerrno>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "contract/secrets.h"
#include "gtest_redis/redis/info.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"
#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kMostLog = 1 << 20;
constexpr std::size_t kMostData = 256 << 20;
constexpr std::chrono::seconds kMostDataTime{20};
// For each answer of the server.
constexpr std::chrono::milliseconds kAnswerTime{1000};

std::string FileName(std::string name) {
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (!plain && c != '.' && c != '-' && c != '_') c = '_';
  }
  return name.empty() || name.front() == '.' ? "_" + name : name;
}

// `name` in `parent`, or with a number behind it: one that was not there before.
std::string NewDirectory(const std::string& parent, const std::string& name) {
  const std::string path = (std::filesystem::path(parent) / FileName(name)).string();
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  for (int i = 1; !error; ++i) {
    const std::string numbered = i == 1 ? path : path + "-" + std::to_string(i);
    if (std::filesystem::create_directory(numbered, error)) return numbered;
  }
  throw Error("cannot make the folder '" + path + "', which is to keep what failed: " +
              error.message() + "; name a directory that can be written");
}

Reply Asked(const AskRedis& ask, const std::vector<std::string>& command) {
  Reply reply = ask({command}).front();
  if (reply.is_error()) throw Error("redis refuses it: " + reply.error_message());
  return reply;
}

// A way to ask that does not wait long. Where a new connection is refused (a server that wants
// another password, or has too many clients), the server's own one is left.
AskRedis WayToAsk(RedisServer& server) {
  if (!server.running()) throw Error("redis-server " + server.exit_reason());
  if (server.paused()) throw Error("redis-server is paused");
  const Deadline deadline(kAnswerTime);
  try {
    auto connection = std::make_shared<Connection>(server.Connect({kAnswerTime, kAnswerTime}));
    if (!connection->Command("INFO", "server").is_error()) {
      return [connection](const auto& commands) { return connection->Pipeline(commands); };
    }
  } catch (const ConnectionError&) {
    if (deadline.passed()) throw;
  }
  return [&server](const auto& commands) { return server.Pipeline(commands); };
}

std::string Version(const RedisServer& server, const AskRedis& ask) {
  const Info info(Asked(ask, {"INFO", "server"}).string());
  const auto valkey = info.Find("valkey_version");
  const std::string product =
      valkey ? "valkey " + std::string(*valkey) : "redis " + info.Text("redis_version");
  return product + "\nback end: " + ToString(server.backend()) +
         "\nprogram: " + server.executable() + "\n";
}

// Redis before 6.0 does not know "everything".
std::string AllInfo(const AskRedis& ask) {
  const std::string everything = Asked(ask, {"INFO", "everything"}).string();
  return everything.empty() ? Asked(ask, {"INFO", "all"}).string() : everything;
}

bool IsPassword(const std::string& directive) {
  return IsSecretName(directive) && directive != "masteruser";
}

}  // namespace

KeptFolder::KeptFolder(const std::string& parent, const std::string& name)
    : path_(NewDirectory(parent, name)) {
  secrets_.AddEnvironment();
}

void KeptFolder::KeepServer(RedisServer& server) {
  LearnSecrets(server);
  try {
    KeepAnswers(server, WayToAsk(server));
  } catch (const std::exception& error) {
    for (const char* name : {"version.txt", "config.txt", "info.txt", "dump.rdb"}) {
      if (kept_.count(name) == 0) Miss(name, error.what());
    }
  }
  KeepOnce("redis.log", [&] { return server.Log(kMostLog); });
}

void KeptFolder::KeepAnswers(RedisServer& server, const AskRedis& ask) {
  KeepOnce("version.txt", [&] { return Version(server, ask); });
  KeepOnce("config.txt", [&] {
    const std::vector<Reply> pairs = Asked(ask, {"CONFIG", "GET", "*"}).array();
    std::string text;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
      const std::string& name = pairs[i].string();
      const std::string& value = pairs[i + 1].string();
      if (IsPassword(name)) secrets_.Add(value);
      text += name + " " + Quoted(value) + "\n";
    }
    return text;
  });
  KeepOnce("info.txt", [&] { return AllInfo(ask); });
  std::string left_out;
  KeepOnce("dump.rdb", [&] {
    DataSet data = ReadDataSet(ask, server.database(), kMostData, Deadline(kMostDataTime));
    left_out = std::move(data.left_out);
    return std::move(data.rdb);
  });
  if (!left_out.empty()) Miss("dump.rdb", left_out);
}

void KeptFolder::KeepService(const Service& service) {
  KeepOnce("service.log", [&] { return service.Log(kMostLog); });
}

void KeptFolder::Keep(const std::string& name, const std::string& text) {
  const bool contract = std::filesystem::path(name).filename() == "contract.json";
  const std::string clean = contract ? ContractWithoutSecrets(text) : WithoutSecrets(text);
  Write(name, secrets_.Replace(clean));
}

bool KeptFolder::HasSecrets(const std::string& text) const {
  return secrets_.Replace(WithoutSecrets(text)) != text;
}

void KeptFolder::KeepOnce(const std::string& name, const std::function<std::string()>& content) {
  if (kept_.count(name) > 0) return;
  try {
    const std::string text = content();
    if (name == "dump.rdb") {
      Write(name, text);
    } else {
      Keep(name, text);
    }
    kept_.insert(name);
    Miss(name, "");
  } catch (const std::exception& error) {
    Miss(name, error.what());
  }
}

void KeptFolder::LearnSecrets(const RedisServer& server) {
  Conceal(Url::Parse(server.url()).password);
  Conceal(server.options().password);
  for (const auto& config : {server.options().config, server.extra_config()}) {
    for (const auto& [name, value] : config) {
      if (IsPassword(name)) Conceal(value);
    }
  }
}

void KeptFolder::Miss(const std::string& name, const std::string& reason) {
  if (reason.empty()) {
    if (missing_.erase(name) == 0) return;
  } else {
    missing_[name] = reason;
  }
  std::string text;
  for (const auto& [file, why] : missing_) text += file + ": " + why + "\n";
  try {
    Keep("missing.txt", text);
    if (text.empty()) std::filesystem::remove(path_ + "/missing.txt");
  } catch (const std::exception&) {
    // Best-effort: where this cannot be written, nothing can, and there is nobody to tell.
  }
}

void KeptFolder::Write(const std::string& name, const std::string& content) const {
  const std::string path = path_ + "/" + name;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (!file) throw Error("cannot write '" + path + "': " + std::generic_category().message(errno));
}

}  // namespace gtest_redis
