#include "server/server_process.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/server_error.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "process/remove_tree.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Directives that only newer servers know. They stand first in the file, so that a refusal of one
// of them is told from a refusal of the user's by its line number.
constexpr const char* kOptionalDirectives =
    "enable-debug-command yes\n"
    "enable-protected-configs yes\n"
    "latency-tracking no\n"
    "crash-memcheck-enabled no\n";
constexpr int kOptionalLines = 4;

// Redis takes the names of directives in either case.
bool IsOwnDirective(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  static const auto* const directives = new std::set<std::string>{
      "bind", "daemonize", "dir", "logfile", "port", "unixsocket", "unixsocketperm"};
  return directives->count(name) > 0;
}

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

// As redis.conf wants it: any byte may stand in it.
std::string Quoted(const std::string& value) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      quoted += "\\x";
      quoted += kHex[byte >> 4];
      quoted += kHex[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

ServerProcess::ServerProcess(const ServerOptions& options)
    : owner_(getpid()), options_(options), executable_(Locate(options)) {
  for (const auto& [name, value] : options.config) {
    if (IsOwnDirective(name)) {
      throw ServerError("the directive '" + name +
                        "' is not open to change: a private server listens and "
                        "lives where the library puts it; see RedisServer::url() and directory()");
    }
    if (name.empty() || name.find_first_of(" \t\r\n") != std::string::npos) {
      throw ServerError("'" + name + "' is no directive of redis.conf");
    }
  }
  if (options.database < 0) {
    throw ServerError("database '" + std::to_string(options.database) + "' is below 0");
  }
  directory_ = NewDirectory();
}

ServerProcess::~ServerProcess() {
  if (owner_ != getpid()) return;
  child_.Stop(options_.stop_grace);
  RemoveTree(directory_.c_str());
}

void ServerProcess::Start() {
  optional_directives_ = !Older().Contains(executable_);
  if (TryStart() == Outcome::kReady) return;
  optional_directives_ = false;
  Older().Add(executable_);
  RemoveTree(log_file().c_str());  // Its complaint would mislead whoever reads the log later.
  TryStart();
}

ServerProcess::Outcome ServerProcess::TryStart() {
  const Deadline deadline(options_.start_timeout);
  WriteConfig();
  try {
    child_ = Child::Start({{executable_, config_file()}, {}, directory_, log_file()});
  } catch (const Error& error) {
    throw ServerError(error.what());
  }
  Url url;
  url.scheme = Url::Scheme::kUnix;
  url.socket = socket();
  url.password = options_.password;
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
    if (optional_directives_ && RefusedOptional()) return Outcome::kRefusedOptional;
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
  std::ofstream file(config_file(), std::ios::trunc);
  if (optional_directives_) file << kOptionalDirectives;
  file << "port " << port() << "\nbind 127.0.0.1\nunixsocket " << Quoted(socket())
       << "\nunixsocketperm 700\ndir " << Quoted(directory_)
       << "\ndaemonize no\nlogfile \"\"\nsave \"\"\nappendonly no\nrepl-diskless-sync-delay 0\n";
  if (options_.database >= 16) file << "databases " << options_.database + 1 << "\n";
  if (!options_.maxmemory.empty()) file << "maxmemory " << options_.maxmemory << "\n";
  if (!options_.maxmemory_policy.empty()) {
    file << "maxmemory-policy " << options_.maxmemory_policy << "\n";
  }
  if (!options_.password.empty()) file << "requirepass " << Quoted(options_.password) << "\n";
  for (const auto& [name, value] : options_.config) {
    std::istringstream lines(value);
    std::string line;
    do {
      std::getline(lines, line);
      file << name << " " << line << "\n";
    } while (!lines.eof());
  }
  file.close();
  if (!file) throw ServerError("cannot write '" + config_file() + "'");
}

bool ServerProcess::RefusedOptional() const {
  const std::string log = ReadTail(log_file(), 2000);
  static const std::string kAtLine = "at line ";
  const auto at = log.rfind(kAtLine);
  if (at == std::string::npos || log.find("CONFIG FILE ERROR") == std::string::npos) return false;
  return std::strtol(log.c_str() + at + kAtLine.size(), nullptr, 10) <= kOptionalLines;
}

void ServerProcess::Suspend() {
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

}  // namespace gtest_redis
