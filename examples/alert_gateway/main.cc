#include <httplib.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <future>
#include <string>
#include <vector>

#include "alert_gateway/defective_api.h"
#include "alert_gateway/defective_client.h"
#include "alert_gateway/defective_gateway.h"
#include "alert_gateway/gateway.h"
#include "alert_gateway/http_api.h"
#include "alert_gateway/log.h"
#include "alert_gateway/options.h"
#include "alert_gateway/redis_client.h"

namespace alert_gateway {
namespace {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kBacklog = 128;

/// Blocks the signals that stop the program, in this thread and all that it starts, so that
/// sigwait() alone gets them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

/// Returns the port, or -1 with errno set.
int Bind(const HostPort& listen_at, httplib::Server* server) {
  int listener = -1;
  server->set_socket_options([&](socket_t socket) {
    // httplib's default is SO_REUSEPORT, with which two gateways would silently share a port.
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    listener = socket;
  });
  errno = 0;
  const int port = listen_at.port == 0 ? server->bind_to_any_port(listen_at.host.c_str())
                   : server->bind_to_port(listen_at.host.c_str(), listen_at.port) ? listen_at.port
                                                                                  : -1;
  // httplib lets 5 connections wait; in a burst, others would lose a second each.
  if (port >= 0) listen(listener, kBacklog);
  return port;
}

/// Serves until a stop signal comes; false if it could not.
bool Serve(const sigset_t& stop_signals, httplib::Server* server) {
  std::future<bool> serving = std::async(std::launch::async, [server] {
    const bool stopped_as_told = server->listen_after_bind();
    kill(getpid(), SIGTERM);  // wakes sigwait() when nobody told
    return stopped_as_told;
  });
  const auto is_over = [&](int milliseconds) {
    return serving.wait_for(std::chrono::milliseconds(milliseconds)) == std::future_status::ready;
  };
  // stop() does nothing to a server that is not running yet.
  while (!server->is_running()) {
    if (is_over(1)) break;
  }
  int signal_number = 0;
  sigwait(&stop_signals, &signal_number);
  if (!is_over(0)) server->stop();
  return serving.get();
}

int Serve(const Options& options, HttpApi* api) {
  const sigset_t stop_signals = BlockStopSignals();
  std::signal(SIGPIPE, SIG_IGN);  // hiredis writes to connections that Redis may have closed

  httplib::Server server;
  api->Install(&server);

  const int port = Bind(options.listen, &server);
  if (port < 0) {
    Log("cannot listen on '" + options.listen.host + ":" + std::to_string(options.listen.port) +
        "': " + (errno != 0 ? std::strerror(errno) : "no such host"));
    return kExitFailure;
  }
  Log("listening on " + options.listen.host + ":" + std::to_string(port) + ", " +
      options.redis.ToString());
  if (!Serve(stop_signals, &server)) {
    Log("cannot accept connections any more");
    return kExitFailure;
  }
  Log("stopped");
  return 0;
}

int Run(const Options& options) {
  const std::chrono::milliseconds timeout(options.redis_timeout_ms);
  if (options.defect != Defect::kNone) {
    DefectiveClient redis(options.redis, timeout, options.defect);
    DefectiveGateway gateway(options, &redis);
    DefectiveApi api(options, &gateway);
    return Serve(options, &api);
  }
  RedisClient redis(options.redis, timeout);
  Gateway gateway(options, &redis);
  HttpApi api(options, &gateway);
  return Serve(options, &api);
}

int Main(const std::vector<std::string>& arguments) {
  try {
    const Options options = ParseOptions(arguments);
    if (!options.help && !options.list_defects) return Run(options);
    std::fputs(options.help ? kUsage : ListDefects().c_str(), stdout);
    return 0;
  } catch (const UsageError& error) {
    Log(std::string(error.what()) + "; see 'alert_gateway --help'");
    return kExitUsage;
  }
}

}  // namespace
}  // namespace alert_gateway

int main(int argc, char** argv) { return alert_gateway::Main({argv + 1, argv + argc}); }
