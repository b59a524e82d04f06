#include "server/server_process.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/server_error.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "process/remove_tree.h"
#include "process/system_error.h"
#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

// Executables found to be older, so that only the first start of each pays for the attempt.
class OlderServers {
 public:
  bool Contains(const std::string& executable) {
    const std::lock_guard lock(mutex_);
    return executables_.count(executable) > 0;
  }
  void Add(const std::string& executable) {
    const std::lock_guard lock(mutex_);
    executables_.insert(executable);
  }

 private:
  std::mutex mutex_;
  std::set<std::string> executables_;
};

OlderServers& Older() {
  static auto* const servers = new OlderServers;
  return *servers;
}

std::string Locate(const ServerOptions& options) {
  const char* variable = std::getenv("GTEST_REDIS_SERVER");
  const bool by_variable = options.executable.empty() && variable != nullptr;
  const std::string wanted = by_variable ? variable : options.executable;
  if (!wanted.empty()) {
    std::string found = FindProgram(wanted);
    if (!found.empty()) return found;
    throw ServerError("there is no '" + wanted + "' on PATH" +
                      (by_variable ? ", which GTEST_REDIS_SERVER names" : "") +
                      "; install a redis-server, for example with " +
                      "'apt-get install redis-server', or name another in GTEST_REDIS_SERVER");
  }
  for (const char* name : {"redis-server", "valkey-server"}) {
    std::string found = FindProgram(name);
    if (!found.empty()) return found;
  }
  throw UnavailableError(
      "there is no redis-server and no valkey-server on PATH; 'apt-get install redis-server' "
      "brings one, or "
      "GTEST_REDIS_SERVER names one elsewhere");
}

std::string NewDirectory() {
  static std::atomic<int> count{0};
  std::string directory;
  try {
    directory = Keeper::Get().directory() + "/" + std::to_string(++count);
  } catch (const Error& error) {
    throw ServerError(error.what());
  }
  if (mkdir(directory.c_str(), S_IRWXU) != 0) {
    throw ServerError("cannot make the directory '" + directory + "': " + ErrnoText(errno));
  }
  return directory;
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::trunc | std::ios::binary);
  file << content;
  file.close();
  if (!file) throw ServerError("cannot write '" + path + "'");
}

}  // namespace

ServerProcess::ServerProcess(const ServerOptions& options)
    : owner_(getpid()), options_(options), configured_(options), executable_(Locate(options)) {
  CheckOptions(options);
  directory_ = NewDirectory();
}

ServerProcess::~ServerProcess() {
  if (owner_ != getpid()) return;
  child_.Stop(options_.stop_grace);
  RemoveTree(directory_.c_str());
}

Url ServerProcess::url() const {
  Url url;
  url.port = port_.number();
  url.password = options_.password;
  url.database = options_.database;
  return url;
}

Url ServerProcess::control_url() const {
  Url url = this->url();
  url.scheme = Url::Scheme::kUnix;
  url.socket = socket();
  return url;
}

void ServerProcess::Configure(const std::map<std::string, std::string>& config) {
  configured_ = WithDirectives(options_, config);
}

void ServerProcess::Start() {
  optional_directives_ = !Older().Contains(executable_);
  if (TryStart() == Outcome::kReady) return;
  optional_directives_ = false;
  RemoveTree(log_file().c_str());  // Its complaint would mislead whoever reads the log later.
  TryStart();
  Older().Add(executable_);
}

ServerProcess::Outcome ServerProcess::TryStart() {
  const Deadline deadline(options_.start_timeout);
  memory_limit_.reset();
  killed_by_kernel_ = false;
  WriteConfig();
  try {
    // With SIGXFSZ's default, a Redis whose file size limit is reached dies, instead of answering
    // MISCONF.
    child_ = Child::Start({{executable_, config_file()}, {}, directory_, log_file(), {SIGXFSZ}});
  } catch (const Error& error) {
    throw ServerError(error.what());
  }
  const Url url = control_url();
  std::string last_error = "it never listened on its unix socket";
  const bool answered = WaitUntil(deadline, [&] {
    if (!child_.running()) return true;
    struct stat status {};
    if (stat(socket().c_str(), &status) != 0) return false;
    try {
      const auto rest = std::max(deadline.remaining(), std::chrono::milliseconds(1));
      const Reply reply = Connection(url, {rest, rest}).Command("PING");
      // Any other error means that it serves, in a state that its configuration put it into.
      if (reply.error_code() != "LOADING") return true;
      last_error = reply.error_message();
    } catch (const ConnectionError& error) {
      last_error = error.what();
    }
    return false;
  });
  if (!child_.running()) {
    if (optional_directives_ && RefusedOptionalDirective(ReadTail(log_file(), 2000))) {
      return Outcome::kRefusedOptional;
    }
    throw ServerError("'" + executable_ + "' " + child_.exit_status()->ToString() +
                      " before it answered PING;" + QuoteTail(log_file()));
  }
  if (!answered) {
    child_.Stop(std::chrono::milliseconds(0));
    throw ServerError("'" + executable_ + "' runs, but did not answer PING within " +
                      std::to_string(options_.start_timeout.count()) + " ms: " + last_error + ";" +
                      QuoteTail(log_file()));
  }
  return Outcome::kReady;
}

void ServerProcess::WriteConfig() const {
  ServerPlace place;
  place.port = port_.number();
  place.socket = socket();
  place.directory = directory_;
  if (!options_.config_file.empty()) {
    place.config_file = std::filesystem::absolute(options_.config_file);
  }
  if (!options_.acl_file.empty()) {
    place.acl_file = directory_ + "/users.acl";
    WriteFile(place.acl_file, ReadOptionFile(options_.acl_file));
  }
  WriteFile(config_file(), RedisConf(configured_, place, optional_directives_));
}

void ServerProcess::Pause() {
  child_.Signal(SIGSTOP);
  const bool stopped = WaitUntil(Deadline(std::chrono::seconds(5)), [this] {
    // Left to be seen again, by the next call for a process that has stopped already.
    constexpr int kLook = WSTOPPED | WNOHANG | WNOWAIT;
    siginfo_t info{};
    return !child_.running() ||
           (waitid(P_PID, static_cast<id_t>(child_.pid()), &info, kLook) == 0 && info.si_pid != 0);
  });
  if (!stopped) throw ServerError("'" + executable_ + "' did not stop within 5 s of SIGSTOP");
  if (!child_.running()) {
    throw ServerError("cannot pause redis-server: it " + child_.exit_status()->ToString());
  }
}

void ServerProcess::Resume() { child_.Signal(SIGCONT); }

void ServerProcess::LimitMemory(std::uint64_t bytes) {
  if (!child_.running()) {
    throw ServerError("cannot limit the memory of '" + executable_ + "': it does not run");
  }
  const CgroupPlace place = CgroupPlace::Find();
  if (place.parent.empty()) {
    throw UnsupportedError("cannot limit the memory of '" + executable_ + "': " + place.why_not);
  }
  // Were it exempt, as what descends from some daemons is, the kernel would kill nothing.
  std::ofstream("/proc/" + std::to_string(child_.pid()) + "/oom_score_adj") << 1000;
  try {
    memory_limit_.emplace(place, child_.pid(), bytes);
  } catch (const Error& error) {
    throw ServerError("cannot limit the memory of '" + executable_ + "': " + error.what());
  }
}

std::string ServerProcess::exit_reason() {
  const auto& status = child_.exit_status();
  if (!status) return "";
  if (memory_limit_) {
    killed_by_kernel_ =
        status->by_signal && status->number == SIGKILL && memory_limit_->kills() > 0;
    memory_limit_.reset();
  }
  return killed_by_kernel_ ? "was killed by the kernel: out of memory" : status->ToString();
}

std::string ServerProcess::Log(std::size_t bytes) const { return ReadTail(log_file(), bytes); }

}  // namespace gtest_redis
