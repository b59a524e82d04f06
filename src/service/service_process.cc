#include "service/service_process.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "gtest_redis/server/redis_server.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "service/listening.h"
#include "service/placeholders.h"
#include "service/port_probe.h"
#include "service/service_logs.h"

namespace gtest_redis {
namespace {

// One look whether the service is ready. One that hangs may have missed the moment at which it
// became so; the last one may outlast the deadline, because one cut short tells nothing.
constexpr std::chrono::milliseconds kLongestLook{1000};
constexpr std::chrono::milliseconds kShortestLook{100};
// Between two requests for ready_path: they may fill its log.
constexpr std::chrono::milliseconds kBetweenRequests{5};

std::string NewLogFile() {
  static std::atomic<int> count{0};
  return Keeper::Get().directory() + "/service-" + std::to_string(++count) + ".log";
}

// Null where there is none to be had.
std::unique_ptr<Gate> NewGate(RedisServer& server, const ServiceOptions& options) {
  const bool tls = Url::Parse(server.url()).scheme == Url::Scheme::kRediss;
  return options.gate && !tls ? std::make_unique<Gate>(server) : nullptr;
}

Placeholders Words(const RedisServer& server, const Gate* gate, const std::string& address,
                   int port) {
  const Url direct = Url::Parse(server.url());
  const Url url = gate == nullptr ? direct : Url::Parse(gate->url());
  return {{"listen", address},
          {"port", std::to_string(port)},
          {"redis", url.ToString()},
          {"redis_host", url.host},
          {"redis_port", std::to_string(url.port)},
          {"redis_socket", gate == nullptr ? server.unix_socket() : gate->unix_socket()},
          {"redis_db", std::to_string(server.database())},
          {"redis_user", url.user},
          {"redis_password", url.password},
          {"redis_direct", direct.ToString()},
          {"redis_direct_host", direct.host},
          {"redis_direct_port", std::to_string(direct.port)}};
}

bool SaysWhereToListen(const std::string& text) {
  return text.find("{listen}") != std::string::npos || text.find("{port}") != std::string::npos;
}

}  // namespace

ServiceProcess::ServiceProcess(RedisServer& server, const std::vector<std::string>& command,
                               const ServiceOptions& options)
    : options_(options),
      log_file_(NewLogFile()),
      owner_(getpid()),
      server_(&server),
      gate_(NewGate(server, options)) {
  const Placeholders words = Words(server, gate_.get(), Address(), port_.number());
  command_.working_directory = options.working_directory;
  command_.log_file = log_file_;
  for (const std::string& argument : command) {
    command_.arguments.push_back(Fill(argument, words));
    told_where_to_listen_ = told_where_to_listen_ || SaysWhereToListen(argument);
  }
  for (const auto& [name, value] : options.environment) {
    command_.environment.emplace_back(name, Fill(value, words));
    told_where_to_listen_ = told_where_to_listen_ || SaysWhereToListen(value);
  }
  child_ = Child::Start(command_);
}

ServiceProcess::~ServiceProcess() { End(); }

void ServiceProcess::WaitUntilReady(HttpClient& client) {
  const Deadline deadline(options_.start_timeout);
  std::string seen;
  bool given_up = false;
  const bool ready = WaitUntil(deadline, [&] {
    given_up = options_.stop && options_.stop();
    if (given_up || !running()) return true;
    seen = Look(client, std::clamp(deadline.remaining(), kShortestLook, kLongestLook));
    return seen.empty();
  });
  if (given_up) {
    throw ServiceError("service '" + command_.arguments.front() +
                       "' was to be stopped before it was ready");
  }
  if (!running()) {
    throw ServiceError("service '" + command_.arguments.front() + "' " + exit_reason() +
                       " before it was ready;" + QuoteTail(log_file_));
  }
  if (!ready) {
    throw ServiceError("service '" + command_.arguments.front() +
                       "' runs, but was not ready within " +
                       std::to_string(options_.start_timeout.count()) + " ms: " + seen +
                       DescribeListening() + ";" + QuoteTail(log_file_));
  }
}

std::string ServiceProcess::Look(HttpClient& client, std::chrono::milliseconds time) {
  if (options_.ready_path.empty()) return ProbePort(port_.number(), Deadline(time));
  HttpRequest request;
  request.target = options_.ready_path;
  request.timeout = time;
  const HttpResponse response = client.Request(request);
  if (response.status / 100 == 2) return "";
  if (response.failure != HttpFailure::kRefused) Pause(kBetweenRequests);
  if (response.failure != HttpFailure::kNone) return response.error;
  return "GET " + options_.ready_path + " answered " + std::to_string(response.status);
}

std::string ServiceProcess::DescribeListening() {
  const std::set<std::string> addresses = ListeningAddresses(pid());
  const std::string port = ":" + std::to_string(port_.number());
  for (const char* host : {"127.0.0.1", "0.0.0.0", "[::]"}) {
    if (addresses.count(host + port) > 0) return "";
  }
  if (addresses.empty()) return "; it listens on no tcp port";
  std::string list;
  for (const std::string& address : addresses) list += (list.empty() ? "" : ", ") + address;
  return "; it listens on " + list + " instead" +
         (told_where_to_listen_ ? "" : "; pass {listen} or {port} in its command");
}

int ServiceProcess::pid() {
  const std::lock_guard lock(mutex_);
  return child_.pid();
}

bool ServiceProcess::running() {
  const std::lock_guard lock(mutex_);
  return child_.running();
}

std::string ServiceProcess::exit_reason() {
  const std::lock_guard lock(mutex_);
  const auto& status = child_.exit_status();
  return status ? status->ToString() : "";
}

std::string ServiceProcess::Log(std::size_t bytes) const { return ReadTail(log_file_, bytes); }

void ServiceProcess::Stop() {
  const std::lock_guard lock(mutex_);
  child_.Stop(options_.stop_grace);
}

void ServiceProcess::Restart() {
  const std::lock_guard lock(mutex_);
  child_.Stop(options_.stop_grace);
  child_ = Child::Start(command_);
}

std::string ServiceProcess::DescribeRefusals() {
  if (gate_ == nullptr) return server_->DescribeRefusals();
  std::string text;
  for (const auto& [code, count] : gate_->TrafficSinceMark().refusals) {
    text += (text.empty() ? "" : ", ") + code + " " + std::to_string(count);
  }
  return "redis refused this service since " + server_->mark_reason() + ": " +
         (text.empty() ? "nothing" : text);
}

std::string ServiceProcess::Diagnose(bool broke) {
  const std::lock_guard lock(mutex_);
  if (server_ == nullptr) return last_words_;
  // Connections break a moment before their process has ended.
  if (broke) child_.WaitForExit(Deadline(std::chrono::milliseconds(100)));
  const std::string state = child_.running() ? "runs" : child_.exit_status()->ToString();
  return DescribeRefusals() + "\nthe service " + state + ";" + QuoteTail(log_file_);
}

void ServiceProcess::End() {
  const std::lock_guard lock(mutex_);
  if (server_ == nullptr || owner_ != getpid()) return;
  server_ = nullptr;
  const std::string state =
      child_.running() ? "ran until its Service was destroyed" : child_.exit_status()->ToString();
  child_.Stop(options_.stop_grace);
  gate_.reset();
  last_words_ = "the service " + state + ";" + QuoteTail(log_file_);
  GiveServiceLog(command_.environment, log_file_);
  unlink(log_file_.c_str());
}

}  // namespace gtest_redis
