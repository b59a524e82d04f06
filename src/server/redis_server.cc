#include "gtest_redis/server/redis_server.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <optional>

#include "process/log_file.h"
#include "server/attached_server.h"
#include "server/doors.h"
#include "server/make_host.h"
#include "server/shared_container.h"

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

// Asks a server for something; what it cannot do for what it is, is told first to whom it concerns.
template <typename Function>
auto Ask(ServerHost& host, const Function& function) {
  try {
    return function(host);
  } catch (const UnsupportedError& error) {
    if (host.on_unsupported) host.on_unsupported(error);
    throw;
  }
}

}  // namespace

class RedisServer::Impl {
 public:
  Impl(const ServerOptions& options, std::shared_ptr<ServerHost> host)
      : options_(options), host_(std::move(host)) {}

  Connection Connect(const ConnectOptions& options) const {
    Connection connection(host_->control_url(), options);
    if (host_->backend() != Backend::kAttach) return connection;
    // Weak: the connection may outlive this.
    connection.SetCheck([host = std::weak_ptr(host_)](const auto& command) {
      const auto alive = host.lock();
      if (alive) Ask(*alive, [&](ServerHost& server) { server.CheckCommand(command); });
    });
    return connection;
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

  std::string mark_reason() {
    const std::lock_guard lock(mutex_);
    return mark_reason_;
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

  const std::vector<std::string>& FlushCommand(RedisServer& server) {
    if (flush_.empty()) {
      flush_ = {"FLUSHDB"};
      // Valkey, asked for nothing, frees in the background.
      if (server.AtLeast(6, 2)) flush_.emplace_back("SYNC");
    }
    return flush_;
  }

  const Info& Server() {
    if (!server_info_) {
      const Reply reply = Pipeline({{"INFO", "server"}}).front();
      if (reply.is_error()) throw ServerError("redis refuses INFO: " + reply.error_message());
      server_info_ = Info(reply.string());
    }
    return *server_info_;
  }

  /// Does something with the server itself; one thread at a time, whatever another one waits for on
  /// the connection.
  template <typename Function>
  auto WithHost(const Function& function) {
    const std::lock_guard lock(host_mutex_);
    return Ask(*host_, function);
  }

  void End(std::chrono::milliseconds grace) {
    WithHost([&](ServerHost& host) {
      host.Stop(grace);
      ended_by_us_ = true;
    });
    paused_ = false;
    Forget();
    Doors::Get().Tell(this, News::kDown);
  }

  const ServerOptions options_;
  const std::shared_ptr<ServerHost> host_;
  std::atomic<bool> paused_ = false;
  std::atomic<bool> ended_by_us_ = false;
  std::map<std::string, std::string> extra_config_;  // Of the last RestartWith().

 private:
  std::vector<Reply> PipelineLocked(const std::vector<std::vector<std::string>>& commands,
                                    std::chrono::milliseconds timeout) {
    const auto running = [](ServerHost& host) { return host.running(); };
    if (paused_ && WithHost(running)) {
      throw ServerError("redis-server is paused and cannot answer; call Resume() first");
    }
    try {
      if (!control_ || !control_->alive()) {
        control_.emplace(Connect({timeout, timeout}));
      }
      control_->SetCommandTimeout(timeout);
      return control_->Pipeline(commands);
    } catch (const ConnectionError&) {
      // Connections break a moment before their process has ended.
      const std::string end = WithHost([](ServerHost& host) {
        const bool ended = host.WaitForExit(Deadline(std::chrono::milliseconds(100)));
        return ended ? host.exit_reason() : "";
      });
      if (end.empty()) throw;
      throw ServerError("redis-server " + end + " and cannot answer; Restart() starts it again;" +
                        QuoteLog(host_->Log(2000)));
    }
  }

  RefusalCounts RefusalsLocked(std::chrono::milliseconds timeout) {
    const Reply reply = PipelineLocked({{"INFO", "errorstats"}}, timeout).front();
    if (reply.is_error()) {
      ++probed_[reply.error_code()];
      throw ServerError("redis refuses INFO: " + reply.error_message());
    }
    if (reply.string().find("# Errorstats") == std::string::npos) {
      throw ServerError("this redis does not count its refusals by error code; 6.2 and newer do");
    }
    return Since(probed_, Info(reply.string()).Errors());
  }

  std::mutex host_mutex_;
  std::mutex mutex_;  // Of all below.
  std::optional<Connection> control_;
  RefusalCounts probed_;
  RefusalCounts mark_;
  std::string mark_reason_ = "it started";
  std::optional<Info> server_info_;
  std::vector<std::string> flush_;
};

RedisServer RedisServer::Start(const ServerOptions& options) {
  std::shared_ptr<ServerHost> host = MakeHost(options);
  host->Start();
  return RedisServer(std::make_unique<Impl>(options, std::move(host)));
}

RedisServer RedisServer::Attach(const std::string& url, const AttachOptions& options) {
  ServerOptions own;
  own.backend = Backend::kAttach;
  own.command_timeout = options.command_timeout;
  auto host = std::make_shared<AttachedServer>(Url::Parse(url), options);
  host->Start();
  host->Use();
  return RedisServer(std::make_unique<Impl>(own, std::move(host)));
}

RedisServer RedisServer::Share(const std::string& file, const ServerOptions& options,
                               std::chrono::milliseconds turn_timeout) {
  auto host = std::make_shared<SharedContainer>(file, options, turn_timeout);
  host->Start();
  return RedisServer(std::make_unique<Impl>(options, std::move(host)));
}

RedisServer::RedisServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedisServer::~RedisServer() = default;
RedisServer::RedisServer(RedisServer&& other) noexcept = default;
RedisServer& RedisServer::operator=(RedisServer&& other) noexcept = default;

std::string RedisServer::url() const { return impl_->host_->url().ToString(); }
std::string RedisServer::host() const { return impl_->host_->url().host; }
int RedisServer::port() const { return impl_->host_->url().port; }
std::string RedisServer::unix_socket() const { return impl_->host_->control_url().socket; }
int RedisServer::database() const { return impl_->host_->url().database; }
Backend RedisServer::backend() const { return impl_->host_->backend(); }
const ServerOptions& RedisServer::options() const { return impl_->options_; }
const std::map<std::string, std::string>& RedisServer::extra_config() const {
  return impl_->extra_config_;
}
std::string RedisServer::executable() const { return impl_->host_->executable(); }
std::string RedisServer::directory() const { return impl_->host_->directory(); }

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
  return impl_->Connect(options);
}

std::vector<Reply> RedisServer::Pipeline(const std::vector<std::vector<std::string>>& commands) {
  std::vector<Reply> replies = impl_->Pipeline(commands);
  Doors::Get().Tell(id(), News::kAsked);
  return replies;
}

Reply RedisServer::Probe(const std::vector<std::string>& command) { return impl_->Probe(command); }

void RedisServer::Flush() {
  if (impl_->WithHost([](ServerHost& host) { return host.Flush(); })) return;
  const Reply reply = Pipeline({impl_->FlushCommand(*this)}).front();
  if (reply.is_error()) throw ServerError("cannot flush redis: " + reply.error_message());
}

void RedisServer::Use() {
  impl_->WithHost([](ServerHost& host) { host.Use(); });
}

void RedisServer::Yield() {
  impl_->WithHost([](ServerHost& host) { host.Yield(); });
}

void RedisServer::TakeWhole(bool erases) {
  impl_->WithHost([&](ServerHost& host) { host.TakeWhole(erases); });
}

void RedisServer::ReleaseWhole() {
  impl_->WithHost([](ServerHost& host) { host.ReleaseWhole(); });
}

std::vector<std::string> RedisServer::notices() const { return impl_->host_->notices(); }

void RedisServer::OnUnsupported(std::function<void(const UnsupportedError&)> handler) {
  impl_->WithHost([&](ServerHost& host) { host.on_unsupported = std::move(handler); });
}

void RedisServer::ThrowUnsupported(const std::string& reason) {
  Ask(*impl_->host_, [&](ServerHost&) { throw UnsupportedError(reason); });
  std::abort();  // Not reached.
}

RefusalCounts RedisServer::Refusals() { return impl_->Refusals(); }
void RedisServer::MarkRefusals(const std::string& reason) {
  impl_->MarkRefusals(reason);
  Doors::Get().Tell(id(), News::kMarked);
}

std::string RedisServer::mark_reason() const { return impl_->mark_reason(); }
std::string RedisServer::DescribeRefusals() { return impl_->DescribeRefusals(); }

bool RedisServer::running() {
  return impl_->WithHost([](ServerHost& host) { return host.running(); });
}

bool RedisServer::paused() const { return impl_->paused_; }
bool RedisServer::died() { return !impl_->ended_by_us_ && !running(); }

std::string RedisServer::exit_reason() {
  return impl_->WithHost([](ServerHost& host) { return host.exit_reason(); });
}

int RedisServer::pid() const {
  return impl_->WithHost([](ServerHost& host) { return host.pid(); });
}

void RedisServer::Restart() {
  Stop();
  impl_->WithHost([](ServerHost& host) { host.Start(); });
  impl_->ended_by_us_ = false;
  Doors::Get().Tell(id(), News::kUp);
}

void RedisServer::RestartWith(const std::map<std::string, std::string>& config) {
  impl_->WithHost([&](ServerHost& host) { host.Configure(config); });
  Stop();
  impl_->WithHost([&](ServerHost& host) {
    try {
      host.Start();
    } catch (...) {
      host.Configure(impl_->extra_config_);
      throw;
    }
  });
  impl_->extra_config_ = config;
  impl_->ended_by_us_ = false;
  Doors::Get().Tell(id(), News::kUp);
}

void RedisServer::Kill() { impl_->End(std::chrono::milliseconds(0)); }
void RedisServer::Stop() { impl_->End(options().stop_grace); }

void RedisServer::Pause() {
  impl_->WithHost([](ServerHost& host) { host.Pause(); });
  impl_->paused_ = true;
}

void RedisServer::Resume() {
  impl_->WithHost([](ServerHost& host) { host.Resume(); });
  impl_->paused_ = false;
}

void RedisServer::LimitMemory(std::uint64_t bytes) {
  impl_->WithHost([&](ServerHost& host) { host.LimitMemory(bytes); });
}

void RedisServer::LiftMemoryLimit() {
  impl_->WithHost([](ServerHost& host) { host.LiftMemoryLimit(); });
}

void RedisServer::ExcuseEnd() {
  impl_->ended_by_us_ = true;
  impl_->paused_ = false;
  impl_->Forget();
  Doors::Get().Tell(id(), News::kDown);
}

std::string RedisServer::Log(std::size_t bytes) const { return impl_->host_->Log(bytes); }

}  // namespace gtest_redis
