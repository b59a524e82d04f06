#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "gate/gate_core.h"

namespace gtest_redis {

/// The gates of this program, by the server that they stand before (RedisServer::id()), and the
/// faults that concern all gates of a server. Any thread but the relay's.
class GateRegistry {
 public:
  static GateRegistry& Get();

  /// From here on it has the faults of its server's gates.
  void Add(const void* server, const std::shared_ptr<GateCore>& gate);
  void Remove(const void* server, const GateCore* gate);

  /// Injects a fault into one gate; returns its number.
  std::uint64_t Inject(GateCore& gate, const Fault& fault);
  /// Into all gates of a server, those included that are added until it is removed.
  std::uint64_t InjectAll(const void* server, const Fault& fault);
  void RemoveAll(const void* server, std::uint64_t fault);

  /// Does something with each gate of a server.
  template <typename Function>
  void ForEach(const void* server, const Function& function) {
    const std::lock_guard lock(mutex_);
    const auto found = gates_.find(server);
    if (found == gates_.end()) return;
    for (const auto& gate : found->second) function(*gate);
  }

 private:
  std::mutex mutex_;
  std::uint64_t last_fault_ = 0;
  std::map<const void*, std::vector<std::shared_ptr<GateCore>>> gates_;
  std::map<const void*, std::vector<std::pair<std::uint64_t, Fault>>> faults_;
};

}  // namespace gtest_redis
