#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>
#include <string>

#include "gate/dialer.h"
#include "gate/door.h"
#include "gate/fault_plan.h"
#include "gate/ledger.h"
#include "gate/outlet.h"
#include "gate/relay.h"
#include "process/reserved_port.h"

namespace gtest_redis {

class GateConnection;

/// What a gate consists of. On the relay thread, unless said otherwise.
class GateCore : public std::enable_shared_from_this<GateCore> {
 public:
  /// To the Redis at this unix socket, or else at host and port. Throws Error. Any thread.
  GateCore(const std::string& redis_socket, const std::string& redis_host, int redis_port);
  ~GateCore();
  GateCore(const GateCore&) = delete;
  GateCore& operator=(const GateCore&) = delete;

  // Any thread.
  int port() const { return port_.number(); }
  const std::string& socket_path() const { return path_; }
  Ledger& ledger() { return ledger_; }
  Relay& relay() { return relay_; }

  /// Begins. Throws Error when it cannot listen.
  void Open(bool redis_is_up);
  /// Ends all connections, and takes no more.
  void Shut();
  void Inject(std::uint64_t id, const Fault& fault);
  void Remove(std::uint64_t id);
  /// Passes on what Redis has said or done by now.
  void CatchUp();
  /// Somebody knows whether Redis takes connections.
  void RedisIs(bool up);

  // For its connections.
  /// One of these was ended by Redis, which may be gone.
  void LookForRedis();
  void Forget(const std::shared_ptr<GateConnection>& connection);
  FaultPlan& plan() { return plan_; }
  const std::shared_ptr<Dialer>& dialer() { return dialer_; }
  Throttle to_redis;
  Throttle to_client;

 private:
  void MoveDoors();
  void LookLater();
  void Look();
  void Welcome(int client);

  Relay& relay_;
  const ReservedPort port_;
  const std::string path_;
  Ledger ledger_;
  FaultPlan plan_;
  const std::shared_ptr<Dialer> dialer_;
  Door tcp_door_;
  Door unix_door_;
  boost::asio::steady_timer look_timer_;
  bool looking_ = false;
  bool up_ = true;
  bool shut_ = false;
  std::set<std::shared_ptr<GateConnection>> connections_;
};

}  // namespace gtest_redis
