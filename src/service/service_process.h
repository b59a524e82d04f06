#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/service/http_client.h"
#include "gtest_redis/service/service.h"
#include "process/child.h"
#include "process/deadline.h"
#include "process/reserved_port.h"

namespace gtest_redis {

/// The process of a service, its port and its log. Shared with the responses, which may outlive the
/// Service. Any thread.
class ServiceProcess {
 public:
  /// Starts the process; it need not be ready yet. Throws ServiceError.
  ServiceProcess(RedisServer& server, const std::vector<std::string>& command,
                 const ServiceOptions& options);
  ~ServiceProcess();
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  std::string url() const { return "http://" + Address(); }
  /// Waits until the service answers `client`. Throws ServiceError, which says what was seen of it.
  void WaitUntilReady(HttpClient& client);

  int pid();
  bool running();
  std::string exit_reason();
  std::string Log(std::size_t bytes) const;
  void Stop();
  /// Stops it, and starts it anew; it need not be ready yet. Throws Error.
  void Restart();
  /// Null when it has none.
  Gate* gate() { return gate_.get(); }

  /// What Redis refused, how the process ended, its log's tail. `broke`: a connection to it just
  /// did, so that its end may be near.
  std::string Diagnose(bool broke);
  /// Stops the process, removes its log, and forgets the server. What Diagnose() says stays.
  void End();

 private:
  std::string Address() const { return "127.0.0.1:" + std::to_string(port_.number()); }
  /// Empty when the service is ready, else what was seen of it.
  std::string Look(HttpClient& client, std::chrono::milliseconds time);
  /// What Redis refused it, as far as is known.
  std::string DescribeRefusals();
  /// Where it listens, if not where it should.
  std::string DescribeListening();

  const ServiceOptions options_;
  const ReservedPort port_;
  const std::string log_file_;
  const pid_t
      owner_;  // A fork of this program (a death test) must leave its parent's service alone.
  ChildOptions command_;
  bool told_where_to_listen_ = false;

  std::mutex mutex_;
  RedisServer* server_;  // Null after End().
  std::unique_ptr<Gate> gate_;
  std::string last_words_;  // What Diagnose() says after End().
  Child child_;
};

}  // namespace gtest_redis
