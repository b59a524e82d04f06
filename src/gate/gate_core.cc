#include "gate/gate_core.h"

#include <unistd.h>

#include <atomic>

#include "gate/gate_connection.h"
#include "gtest_redis/redis/error.h"
#include "process/keeper.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{1};

std::string NewPath() {
  static std::atomic<int> count{0};
  return Keeper::Get().directory() + "/gate-" + std::to_string(++count) + ".sock";
}

}  // namespace

GateCore::GateCore(const std::string& redis_socket, const std::string& redis_host, int redis_port)
    : relay_(Relay::Get()),
      path_(NewPath()),
      dialer_(std::make_shared<Dialer>(relay_.context(), redis_socket, redis_host, redis_port)),
      tcp_door_(relay_.context(), port_.number()),
      unix_door_(relay_.context(), path_),
      look_timer_(relay_.context()) {}

GateCore::~GateCore() = default;

void GateCore::Open(bool redis_is_up) {
  up_ = redis_is_up;
  const auto welcome = [this](int client) { Welcome(client); };
  tcp_door_.Open(welcome);
  unix_door_.Open(welcome);
  MoveDoors();
  if (!up_) LookLater();
}

void GateCore::Shut() {
  shut_ = true;
  MoveDoors();
  unlink(path_.c_str());
  look_timer_.cancel();
  for (const auto& connection : std::set(connections_)) connection->Close();
}

void GateCore::MoveDoors() {
  const bool open = !shut_ && !plan_.refuses() && (up_ || plan_.cut());
  for (Door* const door : {&tcp_door_, &unix_door_}) {
    if (!open) {
      door->Close();
      continue;
    }
    try {
      door->Open([this](int client) { Welcome(client); });
    } catch (const Error&) {
      LookLater();  // Too many files are open, say: it is tried again.
    }
  }
}

void GateCore::RedisIs(bool up) {
  if (shut_) return;
  up_ = up;
  if (!up_) CatchUp();  // Connections end with Redis, before anybody is told that it has ended.
  MoveDoors();
  if (!up_) LookLater();
}

void GateCore::CatchUp() {
  for (const auto& connection : std::set(connections_)) connection->CatchUp();
}

void GateCore::LookForRedis() {
  if (up_) Look();
}

void GateCore::LookLater() {
  if (looking_ || shut_) return;
  looking_ = true;
  look_timer_.expires_after(kBetweenLooks);
  look_timer_.async_wait([self = shared_from_this()](boost::system::error_code) {
    self->looking_ = false;
    if (self->up_) {
      self->MoveDoors();
    } else {
      self->Look();
    }
  });
}

void GateCore::Look() {
  if (looking_ || shut_) return;
  looking_ = true;
  const auto wanted = [self = shared_from_this()] { return !self->shut_; };
  dialer_->Dial(wanted, [self = shared_from_this()](int redis) {
    self->looking_ = false;
    if (redis >= 0) close(redis);
    self->RedisIs(redis >= 0);
  });
}

void GateCore::Welcome(int client) {
  const auto connection = std::make_shared<GateConnection>(*this, client);
  connections_.insert(connection);
  connection->Start();
}

void GateCore::Forget(const std::shared_ptr<GateConnection>& connection) {
  connections_.erase(connection);
}

void GateCore::Inject(std::uint64_t id, const Fault& fault) {
  plan_.Add(id, fault);
  const bool refuses = fault.action == Fault::Action::kRefuse;
  if (refuses || fault.action == Fault::Action::kCut) {
    ledger_.Strike(static_cast<std::int64_t>(connections_.size()));
  }
  MoveDoors();
  if (!refuses) return;
  for (const auto& connection : std::set(connections_)) connection->EndAs(End::kReset);
}

void GateCore::Remove(std::uint64_t id) {
  const auto fault = plan_.Remove(id);
  if (fault == nullptr) return;
  MoveDoors();
  const bool slow = plan_.Delay().count() > 0 || plan_.cut();
  for (const auto& connection : std::set(connections_)) {
    connection->FaultsChanged(fault.get(), !slow);
  }
}

}  // namespace gtest_redis
