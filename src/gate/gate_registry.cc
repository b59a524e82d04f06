#include "gate/gate_registry.h"

#include <algorithm>

namespace gtest_redis {

GateRegistry& GateRegistry::Get() {
  static auto* const registry = new GateRegistry;
  return *registry;
}

void GateRegistry::Add(const void* server, const std::shared_ptr<GateCore>& gate) {
  const std::lock_guard lock(mutex_);
  gates_[server].push_back(gate);
  const auto found = faults_.find(server);
  if (found == faults_.end()) return;
  gate->relay().Run([&] {
    for (const auto& [id, fault] : found->second) gate->Inject(id, fault);
  });
}

void GateRegistry::Remove(const void* server, const GateCore* gate) {
  const std::lock_guard lock(mutex_);
  auto& gates = gates_[server];
  gates.erase(std::remove_if(gates.begin(), gates.end(),
                             [gate](const auto& each) { return each.get() == gate; }),
              gates.end());
  if (gates.empty()) gates_.erase(server);
}

std::uint64_t GateRegistry::Inject(GateCore& gate, const Fault& fault) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = ++last_fault_;
  gate.relay().Run([&] { gate.Inject(id, fault); });
  return id;
}

std::uint64_t GateRegistry::InjectAll(const void* server, const Fault& fault) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = ++last_fault_;
  faults_[server].emplace_back(id, fault);
  for (const auto& gate : gates_[server]) {
    gate->relay().Run([&, id] { gate->Inject(id, fault); });
  }
  return id;
}

void GateRegistry::RemoveAll(const void* server, std::uint64_t fault) {
  const std::lock_guard lock(mutex_);
  auto& faults = faults_[server];
  faults.erase(std::remove_if(faults.begin(), faults.end(),
                              [fault](const auto& each) { return each.first == fault; }),
               faults.end());
  if (faults.empty()) faults_.erase(server);
  const auto found = gates_.find(server);
  if (found == gates_.end()) return;
  for (const auto& gate : found->second) {
    gate->relay().Run([&] { gate->Remove(fault); });
  }
}

}  // namespace gtest_redis
