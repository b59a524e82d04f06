#include "gate/fault_plan.h"

#include <algorithm>
#include <cctype>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using Action = Fault::Action;

bool ConcernsConnections(const Fault& fault) {
  return fault.action == Action::kCut || fault.action == Action::kRefuse;
}

bool IsSlow(const Fault& fault) {
  return fault.latency.count() > 0 || fault.jitter.count() > 0 || fault.bytes_per_second > 0;
}

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// What is wrong with it; empty when nothing is.
std::string Flaw(const Fault& fault) {
  if (fault.latency.count() < 0 || fault.jitter.count() < 0) {
    return "latency and jitter cannot be below zero";
  }
  if (fault.bytes_per_second > 0 && (!fault.command.empty() || fault.nth > 0)) {
    return "bytes_per_second is of a whole gate, and command and nth of some commands";
  }
  if (ConcernsConnections(fault) && IsSlow(fault)) {
    return "where nothing passes, nothing is slow: inject another fault for the time before it";
  }
  const bool speaks = fault.action == Action::kError || fault.action == Action::kGarbage;
  if (speaks && fault.text.empty()) return "a reply has a text, and it is empty";
  if (!speaks && !fault.text.empty()) return "only kError and kGarbage have a text";
  if (fault.action == Action::kError &&
      (fault.text.front() == '-' || fault.text.find_first_of("\r\n") != std::string::npos)) {
    return "the text of an error is one line without the '-' before it";
  }
  if (fault.action == Action::kTruncate && !fault.reaches_redis) {
    return "there is no reply to be truncated where reaches_redis is false";
  }
  if (fault.action == Action::kPass && !IsSlow(fault)) {
    return "it does nothing: name an action, a latency, or bytes_per_second";
  }
  return "";
}

}  // namespace

void CheckFault(const Fault& fault) {
  const std::string flaw = Flaw(fault);
  if (!flaw.empty()) throw Error("cannot inject this fault: " + flaw);
}

void FaultPlan::Add(std::uint64_t id, const Fault& fault) {
  active_.push_back({id, std::make_shared<const Fault>(fault), Upper(fault.command)});
}

std::shared_ptr<const Fault> FaultPlan::Remove(std::uint64_t id) {
  const auto found = std::find_if(active_.begin(), active_.end(),
                                  [id](const Active& active) { return active.id == id; });
  if (found == active_.end()) return nullptr;
  auto fault = std::move(found->fault);
  active_.erase(found);
  return fault;
}

Fate FaultPlan::Decide(const std::string& name) {
  Fate fate;
  for (Active& active : active_) {
    const Fault& fault = *active.fault;
    if (fault.action == Action::kRefuse) continue;
    if (!ConcernsConnections(fault)) {
      if (!active.command.empty() && active.command != name) continue;
      ++active.count;
      if (fault.nth > 0 && fault.nth != active.count) continue;
    }
    const bool acts = fault.action != Action::kPass && !ConcernsConnections(fault);
    // The first one that acts leaves nothing to be done to the others.
    if (acts && fate.fault != nullptr && !IsSlow(fault)) continue;
    ++fate.strikes;
    fate.delay += DelayOf(fault);
    if (acts && fate.fault == nullptr) {
      fate.action = fault.action;
      fate.fault = active.fault;
    }
  }
  return fate;
}

std::chrono::microseconds FaultPlan::Delay() {
  std::chrono::microseconds delay{0};
  for (const Active& active : active_) {
    if (active.command.empty() && active.fault->nth == 0) delay += DelayOf(*active.fault);
  }
  return delay;
}

std::uint64_t FaultPlan::bytes_per_second() const {
  std::uint64_t lowest = 0;
  for (const Active& active : active_) {
    const std::uint64_t rate = active.fault->bytes_per_second;
    if (rate > 0 && (lowest == 0 || rate < lowest)) lowest = rate;
  }
  return lowest;
}

bool FaultPlan::Has(Action action) const {
  return std::any_of(active_.begin(), active_.end(),
                     [action](const Active& active) { return active.fault->action == action; });
}

std::chrono::microseconds FaultPlan::DelayOf(const Fault& fault) {
  if (fault.jitter.count() == 0) return fault.latency;
  std::uniform_int_distribution<std::int64_t> jitter(0, fault.jitter.count());
  return fault.latency + std::chrono::microseconds(jitter(random_));
}

}  // namespace gtest_redis
