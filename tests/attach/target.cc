#include "target.h"

#include "gtest_redis/redis/info.h"

namespace gtest_redis {

Target::Target(const ServerOptions& options)
    : state_home_("XDG_STATE_HOME", state_.path()), server_(RedisServer::Start(options)) {}

Connection Target::Stranger(int database) const {
  Url url = this->url();
  url.database = database;
  return Connection(url);
}

Reply Target::Run(int database, const std::vector<std::string>& command) const {
  return Stranger(database).Execute(command);
}

void Target::Fill(int database, int keys) const {
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < keys; ++i) commands.push_back({"SET", "key:" + std::to_string(i), "value"});
  Stranger(database).Pipeline(commands);
}

std::int64_t Target::Keys(int database) const { return Run(database, {"DBSIZE"}).integer(); }

std::string Target::Directive(const std::string& name) const {
  return Run(0, {"CONFIG", "GET", name}).array().at(1).string();
}

bool Target::AtLeast(int major) const {
  return std::stoi(Info(Run(0, {"INFO", "server"}).string()).Text("redis_version")) >= major;
}

AttachOptions Impatient(int database) {
  AttachOptions options;
  options.database = database;
  options.claim_timeout = std::chrono::milliseconds(300);
  options.start_timeout = std::chrono::milliseconds(300);
  return options;
}

std::unique_ptr<AttachedServer> Attach(const Url& url, const AttachOptions& options) {
  auto server = std::make_unique<AttachedServer>(url, options);
  server->Start();
  return server;
}

std::string TakeAndFlush(const Url& url, const AttachOptions& options) {
  const std::string error = ErrorOf([&] {
    const auto server = Attach(url, options);
    server->Use();
    server->Flush();
  });
  return error == "no error" ? "taken" : error;
}

}  // namespace gtest_redis
