#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gtest_redis/redis/error.h"
#include "gtest_redis/service/http_client.h"
#include "gtest_redis/service/load.h"

namespace gtest_redis {

class Gate;
class RedisServer;

/// A service could not be started. what() ends with its log's tail.
class ServiceError : public Error {
 public:
  using Error::Error;
};

/// How a service is started, watched and stopped.
struct ServiceOptions {
  /// Variables added to its environment; placeholders are filled in the values, as in the command.
  std::map<std::string, std::string> environment;
  /// Where it runs; empty: where the test program runs.
  std::string working_directory;
  /// It is ready when GET of this path answers 2xx; empty: when its port accepts a connection.
  std::string ready_path;
  /// Whether it is given a Gate as its Redis, which sees what it does there and can misbehave. A
  /// server that speaks TLS has none.
  bool gate = true;
  /// How long it may take to become ready.
  std::chrono::milliseconds start_timeout{10000};
  /// For each request: connecting, sending and the whole answer together.
  std::chrono::milliseconds request_timeout{5000};
  /// How long it may take to end after SIGTERM before it is killed.
  std::chrono::milliseconds stop_grace{2000};
  /// Asked between two looks whether it is ready, each of at most a second; true: it is waited for
  /// no longer, and stopped, and the start throws ServiceError. By the thread that starts it.
  std::function<bool()> stop = nullptr;
};

/// The program under test: a child process, or a URL. Move-only; a process that it started ends
/// with it, with its whole process group, and also when the test program is killed.
///
///     Service gateway =
///         Service::Start(server, {"./gateway", "--listen", "{listen}", "--redis", "{redis}"});
///     EXPECT_THAT(gateway.Post("/signals", R"({"name": "HighLoad"})"), HasStatus(201));
///
/// Placeholders in the command and in the environment's values:
///     {listen}      127.0.0.1:41001, where it is to listen; the port is reserved for it
///     {port}        41001
///     {redis}       redis://127.0.0.1:41000/0, its gate; with the password, if the server has one
///     {redis_host}, {redis_port}, {redis_db}, {redis_user}, {redis_password}
///     {redis_socket}  the gate's unix socket; without a gate the server's, empty where it has none
///     {redis_direct}  the server itself, for what shall not pass the gate
///     {redis_direct_host}, {redis_direct_port}
///
/// Requests may be sent from any thread, many at a time, and Stop() be called from any other
/// meanwhile: they end then. The rest is for one thread at a time.
class Service {
 public:
  /// Starts `command` and waits until it is ready. Throws ServiceError when it cannot be executed,
  /// exits, or is not ready within `options.start_timeout`; what() says what was seen of it: its
  /// log's tail, and where it listens instead. `server` must outlive the Service and stay where it
  /// is.
  static Service Start(RedisServer& server, const std::vector<std::string>& command,
                       const ServiceOptions& options = {});
  /// A service that somebody else runs. Nothing is waited for. Throws UrlError.
  static Service At(const std::string& url, const ServiceOptions& options = {});

  /// An inert service: every request gets status 0 and an error saying that it was not started.
  Service();
  ~Service();
  Service(Service&& other) noexcept;
  Service& operator=(Service&& other) noexcept;

  HttpResponse Get(const std::string& target, const HttpHeaders& headers = {});
  HttpResponse Post(const std::string& target, const std::string& body,
                    const HttpHeaders& headers = {});
  HttpResponse Put(const std::string& target, const std::string& body,
                   const HttpHeaders& headers = {});
  HttpResponse Patch(const std::string& target, const std::string& body,
                     const HttpHeaders& headers = {});
  HttpResponse Delete(const std::string& target, const HttpHeaders& headers = {});
  HttpResponse Request(const HttpRequest& request);
  /// Many requests, and what became of them; see HttpClient.
  LoadResult Load(const LoadPlan& plan);
  LoadRun StartLoad(const LoadPlan& plan);

  /// "http://127.0.0.1:41001"; empty when inert.
  std::string url() const;
  /// Its process; -1 when it has none (Service::At, inert).
  int pid() const;
  /// Whether its process exists. True for Service::At.
  bool running();
  /// How it ended: "exited with status 1"; empty while it runs.
  std::string exit_reason();
  /// The last lines of its output and errors, at most `bytes`.
  std::string Log(std::size_t bytes = 4000) const;
  /// SIGTERM to its process group, `stop_grace`, SIGKILL. Does nothing when it has ended.
  void Stop();
  /// Stop(), and starts it again: same command, same address, same gate; its log goes on. Returns
  /// when it is ready. Throws as Start(); for a service without a process, ServiceError.
  void Restart();

  /// The gate between it and its Redis, to be asked what passed, and to be made to misbehave. The
  /// service's. Null when there is none: Service::At, inert ones, a server that speaks TLS,
  /// ServiceOptions::gate.
  Gate* gate();

 private:
  class Impl;
  explicit Service(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gtest_redis
