#include "gtest_redis/server/redis_server.h"

#include <atomic>
#include <csignal>
#include <mutex>
#include <optional>

#include "process/log_file.h"
#include "server/server_process.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kGlance{250};

int LeadingNumber(std::string_view& version) {
  int number = 0;
  while (!version.empty() && version.front() >= '0' && version.front() <= '9') {
    number = number * 10 + (version.front() - '0');
    version.remove_prefix(1);
  }
  if (!version.empty()) version.remove_prefix(1);
  return number;
}

}  // namespace

class RedisServer::Impl {
 public:
  explicit Impl(const ServerOptions& options) : options_(options), process_(options) {
    process_.Start();
  }

  Url UnixUrl(int database) const {
    Url url;
    url.scheme = Url::Scheme::kUnix;
    url.socket = process_.socket();
    url.password = options_.password;
    url.database = database;
    return url;
  }

  std::vector<Reply> Pipeline(const std::vector<std::vector<std::string>>& commands) {
    const std::lock_guard lock(mutex_);
    return PipelineLocked(commands, options_.command_timeout);
  }

  Reply Probe(const std::vector<std::string>& command) {
    const std::lock_guard lock(mutex_);
    Reply reply = PipelineLocked({command}, options_.command_timeout).front();
    if (reply.is_error()) ++probed_[reply.error_code()];
    return reply;
  }

  RefusalCounts Refusals() {
    const std::lock_guard lock(mutex_);
    return RefusalsLocked(options_.command_timeout);
  }

  void MarkRefusals(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    mark_reason_ = reason;
    try {
      mark_ = RefusalsLocked(options_.command_timeout);
    } catch (const Error&) {
      mark_.clear();  // Too old to count, or dead: DescribeRefusals() will say so.
    }
  }

  std::string DescribeRefusals() {
    const std::lock_guard lock(mutex_);
    const std::string since = "redis refused since " + mark_reason_ + ": ";
    try {
      const RefusalCounts counts = Since(mark_, RefusalsLocked(kGlance));
      std::string text;
      for (const auto& [code, count] : counts) {
        text += (text.empty() ? "" : ", ") + code + " " + std::to_string(count);
      }
      return since + (text.empty() ? "nothing" : text);
    } catch (const Error& error) {
      return since + "not known (" + error.what() + ")";
    }
  }

  void Forget() {
    const std::lock_guard lock(mutex_);
    control_.reset();
    probed_.clear();
    mark_.clear();
    mark_reason_ = "it started";
  }

  const Info& Server() {
    if (!server_info_) {
      const Reply reply = Pipeline({{"INFO", "server"}}).front();
      if (reply.is_error()) throw ServerError("redis refuses INFO: " + reply.error_message());
      server_info_ = Info(reply.string());
    }
    return *server_info_;
  }

  /// Does something with the server's process; one thread at a time, whatever another one waits for
  /// on the connection.
  template <typename Function>
  auto WithProcess(const Function& function) {
    const std::lock_guard lock(process_mutex_);
    return function(process_);
  }

  void End(std::chrono::milliseconds grace) {
    ended_by_us_ = true;
    WithProcess([&](ServerProcess& process) { process.child().Stop(grace); });
    paused_ = false;
    Forget();
  }

  const ServerOptions options_;
  ServerProcess process_;
  std::atomic<bool> paused_ = false;
  std::atomic<bool> ended_by_us_ = false;

 private:
  std::vector<Reply> PipelineLocked(const std::vector<std::vector<std::string>>& commands,
                                    std::chrono::milliseconds timeout) {
    const auto running = [](ServerProcess& process) { return process.child().running(); };
    if (paused_ && WithProcess(running)) {
      throw ServerError("redis-server is paused and cannot answer; call Resume() first");
    }
    try {
      if (!control_ || !control_->alive()) {
        control_.emplace(UnixUrl(0), ConnectOptions{timeout, timeout});
      }
      control_->SetCommandTimeout(timeout);
      return control_->Pipeline(commands);
    } catch (const ConnectionError&) {
      // Connections break a moment before their process has ended.
      const std::string end = WithProcess([](ServerProcess& process) {
        const bool ended = process.child().WaitForExit(Deadline(std::chrono::milliseconds(100)));
        return ended ? process.child().exit_status()->ToString() : "";
      });
      if (end.empty()) throw;
      throw ServerError("redis-server " + end + " and cannot answer; Restart() starts it again;" +
                        QuoteTail(process_.log_file()));
    }
  }

  RefusalCounts RefusalsLocked(std::chrono::milliseconds timeout) {
    const Reply reply = PipelineLocked({{"INFO", "errorstats"}}, timeout).front();
    if (reply.is_error()) throw ServerError("redis refuses INFO: " + reply.error_message());
    if (reply.string().find("# Errorstats") == std::string::npos) {
      throw ServerError("this redis does not count its refusals by error code; 6.2 and newer do");
    }
    return Since(probed_, Info(reply.string()).Errors());
  }

  std::mutex process_mutex_;
  std::mutex mutex_;  // Of all below.
  std::optional<Connection> control_;
  RefusalCounts probed_;
  RefusalCounts mark_;
  std::string mark_reason_ = "it started";
  std::optional<Info> server_info_;
};

RedisServer RedisServer::Start(const ServerOptions& options) {
  return RedisServer(std::make_unique<Impl>(options));
}

RedisServer::RedisServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedisServer::~RedisServer() = default;
RedisServer::RedisServer(RedisServer&& other) noexcept = default;
RedisServer& RedisServer::operator=(RedisServer&& other) noexcept = default;

std::string RedisServer::url() const {
  Url url;
  url.port = port();
  url.password = options().password;
  url.database = database();
  return url.ToString();
}

std::string RedisServer::host() const { return "127.0.0.1"; }
int RedisServer::port() const { return impl_->process_.port(); }
std::string RedisServer::unix_socket() const { return impl_->process_.socket(); }
int RedisServer::database() const { return options().database; }
Backend RedisServer::backend() const { return options().backend; }
const ServerOptions& RedisServer::options() const { return impl_->options_; }
std::string RedisServer::executable() const { return impl_->process_.executable(); }
std::string RedisServer::directory() const { return impl_->process_.directory(); }

std::string RedisServer::version() {
  const Info& info = impl_->Server();
  const auto valkey = info.Find("valkey_version");
  return valkey ? std::string(*valkey) : info.Text("redis_version");
}

std::string RedisServer::product() {
  return impl_->Server().Find("valkey_version") ? "valkey" : "redis";
}

bool RedisServer::AtLeast(int major, int minor) {
  const std::string text = impl_->Server().Text("redis_version");
  std::string_view version = text;
  const int own_major = LeadingNumber(version);
  return own_major > major || (own_major == major && LeadingNumber(version) >= minor);
}

Connection RedisServer::Connect(const ConnectOptions& options) const {
  return Connection(impl_->UnixUrl(database()), options);
}

std::vector<Reply> RedisServer::Pipeline(const std::vector<std::vector<std::string>>& commands) {
  return impl_->Pipeline(commands);
}

Reply RedisServer::Probe(const std::vector<std::string>& command) { return impl_->Probe(command); }

RefusalCounts RedisServer::Refusals() { return impl_->Refusals(); }
void RedisServer::MarkRefusals(const std::string& reason) { impl_->MarkRefusals(reason); }
std::string RedisServer::DescribeRefusals() { return impl_->DescribeRefusals(); }

bool RedisServer::running() {
  return impl_->WithProcess([](ServerProcess& process) { return process.child().running(); });
}

bool RedisServer::paused() const { return impl_->paused_; }
bool RedisServer::died() { return !impl_->ended_by_us_ && !running(); }

std::string RedisServer::exit_reason() {
  return impl_->WithProcess([](ServerProcess& process) {
    const auto& status = process.child().exit_status();
    return status ? status->ToString() : "";
  });
}

int RedisServer::pid() const {
  return impl_->WithProcess([](ServerProcess& process) { return process.child().pid(); });
}

void RedisServer::Restart() {
  Stop();
  impl_->WithProcess([](ServerProcess& process) { process.Start(); });
  impl_->ended_by_us_ = false;
}

void RedisServer::Kill() { impl_->End(std::chrono::milliseconds(0)); }
void RedisServer::Stop() { impl_->End(options().stop_grace); }

void RedisServer::Pause() {
  impl_->WithProcess([](ServerProcess& process) { process.Suspend(); });
  impl_->paused_ = true;
}

void RedisServer::Resume() {
  impl_->WithProcess([](ServerProcess& process) { process.child().Signal(SIGCONT); });
  impl_->paused_ = false;
}

std::string RedisServer::Log(std::size_t bytes) const {
  return ReadTail(impl_->process_.log_file(), bytes);
}

}  // namespace gtest_redis
