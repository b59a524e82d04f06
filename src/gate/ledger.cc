#include "gate/ledger.h"

#include <algorithm>
#include <utility>

namespace gtest_redis {

std::uint64_t Ledger::Connect() {
  const std::lock_guard lock(mutex_);
  ++traffic_.open;
  return static_cast<std::uint64_t>(++traffic_.connections);
}

void Ledger::Disconnect() {
  const std::lock_guard lock(mutex_);
  --traffic_.open;
}

void Ledger::Drop() {
  const std::lock_guard lock(mutex_);
  ++traffic_.dropped;
}

std::uint64_t Ledger::Begin(GateCommand command) {
  const std::lock_guard lock(mutex_);
  ++traffic_.commands[command.name];
  ++traffic_.pending;
  commands_.push_back(std::move(command));
  if (commands_.size() > kMostCommands) commands_.pop_front();
  return count_++;
}

void Ledger::Describe(std::uint64_t command, std::string key, std::uint64_t digest) {
  const std::lock_guard lock(mutex_);
  if (GateCommand* const found = Find(command)) {
    found->key = std::move(key);
    found->digest = digest;
  }
}

void Ledger::Pass(std::uint64_t command) {
  const std::lock_guard lock(mutex_);
  if (GateCommand* const found = Find(command)) found->reached_redis = true;
}

void Ledger::Finish(const Ending& ending) {
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - ending.sent);
  const std::lock_guard lock(mutex_);
  traffic_.waited += duration;
  if (ending.outcome == GateCommand::Outcome::kLost) ++traffic_.lost;
  for (const auto& [code, count] : ending.codes) traffic_.refusals[code] += count;
  if (GateCommand* const found = Find(ending.command)) {
    found->outcome = ending.outcome;
    found->error = ending.error;
    found->duration = duration;
  }
  EndPending();
}

void Ledger::Abandon(std::uint64_t /*command*/) {
  const std::lock_guard lock(mutex_);
  EndPending();
}

void Ledger::EndPending() {
  if (--traffic_.pending == 0) quiet_.notify_all();
}

void Ledger::Refuse(const RefusalCounts& codes) {
  const std::lock_guard lock(mutex_);
  for (const auto& [code, count] : codes) traffic_.refusals[code] += count;
}

void Ledger::Strike(std::int64_t count) {
  const std::lock_guard lock(mutex_);
  traffic_.strikes += count;
}

Traffic Ledger::traffic() const {
  const std::lock_guard lock(mutex_);
  return traffic_;
}

Traffic Ledger::SinceMark() const {
  const std::lock_guard lock(mutex_);
  return Since(mark_, traffic_);
}

void Ledger::Mark() {
  const std::lock_guard lock(mutex_);
  mark_ = traffic_;
}

std::vector<GateCommand> Ledger::Commands(std::uint64_t first) const {
  const std::lock_guard lock(mutex_);
  const std::uint64_t oldest = count_ - commands_.size();
  const std::uint64_t skipped = std::min(std::max(first, oldest), count_) - oldest;
  return {commands_.begin() + static_cast<std::ptrdiff_t>(skipped), commands_.end()};
}

std::uint64_t Ledger::command_count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool Ledger::AwaitQuiet(std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return quiet_.wait_for(lock, timeout, [this] { return traffic_.pending == 0; });
}

GateCommand* Ledger::Find(std::uint64_t command) {
  const std::uint64_t oldest = count_ - commands_.size();
  return command < oldest ? nullptr : &commands_[static_cast<std::size_t>(command - oldest)];
}

}  // namespace gtest_redis
