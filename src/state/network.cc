#include "gtest_redis/state/network.h"

#include <memory>

#include "gtest_redis/gate/gate.h"
#include "state/families.h"
#include "state/gate_proof.h"
#include "state/values.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Action = Fault::Action;

constexpr microseconds kLongest = std::chrono::minutes(1);
constexpr std::uint64_t kFewestBytes = 1000;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 40;
constexpr std::uint64_t kLastNth = 10000;

Fault OfCommand(const std::string& state, Action action, const std::string& command,
                std::uint64_t nth) {
  if (nth > kLastNth) {
    throw StateError("'" + state + "' cannot concern command number " + std::to_string(nth) +
                     "; a number from 1 to " + std::to_string(kLastNth) +
                     ", or 0 for each, is asked for");
  }
  Fault fault;
  fault.action = action;
  fault.command = command;
  fault.nth = nth;
  return fault;
}

Fault Slow(microseconds latency, microseconds jitter, std::uint64_t bytes_per_second) {
  if (latency.count() < 0 || latency > kLongest || jitter.count() < 0 || jitter > kLongest) {
    throw StateError(
        "'slow-network' cannot have this latency or jitter: a duration up to a minute is asked "
        "for");
  }
  if (bytes_per_second > 0 && bytes_per_second < kFewestBytes) {
    throw StateError("'slow-network' cannot have 'bytes-per-second' of '" +
                     std::to_string(bytes_per_second) + "': at least " +
                     std::to_string(kFewestBytes) + ", or 0 for no limit, is asked for");
  }
  if (latency.count() == 0 && jitter.count() == 0 && bytes_per_second == 0) {
    throw StateError(
        "'slow-network' is not slow: a latency, a jitter, or 'bytes-per-second' is asked for");
  }
  Fault fault;
  fault.latency = latency;
  fault.jitter = jitter;
  fault.bytes_per_second = bytes_per_second;
  return fault;
}

// What a state changes that concerns some commands. One that takes each command leaves none to
// another.
std::vector<std::string> ChangesOf(const std::string& what, const std::string& command,
                                   std::uint64_t nth) {
  std::vector<std::string> changes = {"gate:" + what};
  if (command.empty() && nth == 0) changes.emplace_back("gate:every command");
  return changes;
}

[[noreturn]] void DoesNotHold(const std::string& state, const std::string& expected,
                              const GateProof& proof) {
  throw StateError("'" + state + "' does not hold: a client of a gate expected " + expected +
                   ", and saw " + proof.Seen());
}

// The command, and its number, of the states that concern some commands.
std::vector<StateParameter> WithCommand(std::vector<StateParameter> parameters) {
  parameters.push_back(
      {"command", "", "", "the name of the commands that it concerns; empty: all"});
  parameters.push_back({"nth", "", "0", "only this one of them, from the entering on; 0: each"});
  return parameters;
}

std::uint64_t Nth(const Values& values) { return values.Number("nth", 0, kLastNth); }

bool CanAnswer(RedisServer& server) { return server.running() && !server.paused(); }

}  // namespace

NetworkState::NetworkState(std::string name, std::vector<std::string> changes, Fault fault)
    : name_(std::move(name)), changes_(std::move(changes)), fault_(std::move(fault)) {}

Entered NetworkState::Apply(RedisServer& server) const {
  Prove(server);
  const auto guard = std::make_shared<FaultGuard>(Gate::InjectAll(server, fault_));
  server.MarkRefusals("'" + name_ + "' was entered");
  // Whether the server runs, now or at the end, is nothing to it.
  return {[guard] { guard->Leave(); }, nullptr, Entered::Server::kIsDown};
}

SlowNetwork::SlowNetwork(microseconds latency, microseconds jitter, std::uint64_t bytes_per_second)
    : NetworkState("slow-network", {"gate:latency"}, Slow(latency, jitter, bytes_per_second)) {}

void SlowNetwork::Prove(RedisServer& server) const {
  if (!CanAnswer(server)) return;
  GateProof proof(server, fault());
  // As much as passes within 25 ms.
  const std::string text(std::max<std::uint64_t>(1, fault().bytes_per_second / 40), 'x');
  const auto least = fault().latency + milliseconds(fault().bytes_per_second > 0 ? 10 : 0);
  const auto begin = std::chrono::steady_clock::now();
  proof.Send("*2\r\n$4\r\nECHO\r\n$" + std::to_string(text.size()) + "\r\n" + text + "\r\n");
  const auto most = std::chrono::duration_cast<milliseconds>(fault().latency + fault().jitter);
  if (!proof.Read("\r\n", most + std::chrono::seconds(5)) ||
      std::chrono::steady_clock::now() - begin < least) {
    DoesNotHold(name(), "a reply after " + std::to_string(least.count()) + " us", proof);
  }
}

CutNetwork::CutNetwork(How how)
    : NetworkState("cut-network", {"gate:cut", "gate:latency", "gate:every command"},
                   OfCommand("cut-network", how == How::kSilent ? Action::kCut : Action::kHalfClose,
                             "", 0)) {}

void CutNetwork::Prove(RedisServer& server) const {
  const bool silent = fault().action == Action::kCut;
  if (!silent && !CanAnswer(server)) return;
  GateProof proof(server, fault());
  proof.SendCommand();
  if (silent &&
      (!proof.Acted() || proof.Read("\r\n", milliseconds(2)) || proof.Seen() != "no reply")) {
    DoesNotHold(name(), "no reply", proof);
  }
  if (!silent && proof.ReadToEnd() != "FIN") DoesNotHold(name(), "FIN", proof);
}

Reset::Reset(bool reaches_redis, const std::string& command, std::uint64_t nth)
    : NetworkState("reset", ChangesOf("reset", command, nth), [&] {
        Fault fault = OfCommand("reset", Action::kReset, command, nth);
        fault.reaches_redis = reaches_redis;
        return fault;
      }()) {}

void Reset::Prove(RedisServer& server) const {
  if (!CanAnswer(server)) return;
  GateProof proof(server, fault());
  proof.SendCommand();
  if (proof.ReadToEnd() != "RST") DoesNotHold(name(), "RST", proof);
}

TruncatedReply::TruncatedReply(std::uint64_t at_byte, const std::string& command, std::uint64_t nth)
    : NetworkState("truncated-reply", ChangesOf("truncation", command, nth), [&] {
        Fault fault = OfCommand("truncated-reply", Action::kTruncate, command, nth);
        fault.at_byte = at_byte;
        return fault;
      }()) {}

void TruncatedReply::Prove(RedisServer& server) const {
  if (!CanAnswer(server)) return;
  GateProof proof(server, fault());
  proof.SendCommand();
  if (proof.ReadToEnd() != "FIN" || !proof.Acted()) {
    DoesNotHold(name(), "a part of a reply and FIN", proof);
  }
}

GarbageReply::GarbageReply(const std::string& text, const std::string& command, std::uint64_t nth)
    : NetworkState("garbage-reply", ChangesOf("garbage", command, nth), [&] {
        Fault fault = OfCommand("garbage-reply", Action::kGarbage, command, nth);
        fault.text = text + "\r\n";
        return fault;
      }()) {}

void GarbageReply::Prove(RedisServer& server) const {
  if (!CanAnswer(server)) return;
  GateProof proof(server, fault());
  proof.SendCommand();
  if (!proof.Read(fault().text)) DoesNotHold(name(), "the garbage", proof);
}

AnyError::AnyError(const std::string& text, const std::string& command, std::uint64_t nth)
    : NetworkState("any-error", ChangesOf("error", command, nth), [&] {
        if (text.empty() || text.front() == '-' ||
            text.find_first_of("\r\n") != std::string::npos) {
          throw StateError("'any-error' cannot have 'text' of '" + text +
                           "': one line is asked for, code and message without the '-' before it");
        }
        Fault fault = OfCommand("any-error", Action::kError, command, nth);
        fault.text = text;
        return fault;
      }()) {}

void AnyError::Prove(RedisServer& server) const {
  // Those before it have to be answered by Redis.
  if (!server.running() || (server.paused() && fault().nth > 1)) return;
  GateProof proof(server, fault());
  proof.SendCommand();
  if (!proof.Read("-" + fault().text + "\r\n")) DoesNotHold(name(), "the error", proof);
}

std::vector<StateEntry> NetworkStates() {
  return {
      {"slow-network",
       "SlowNetwork",
       "serves; what it says comes late, and slowly",
       "a reply through a gate takes as long",
       StateNeed::kGate,
       "5.0",
       {{"latency", "ms", "50", "of each reply"},
        {"jitter", "ms", "0", "up to so much more, at random"},
        {"bytes-per-second", "bytes", "0", "that pass in each direction; 0: no limit"}},
       [](const Values& values) -> std::unique_ptr<State> {
         const microseconds none{0};
         return std::make_unique<SlowNetwork>(values.Duration("latency", none, kLongest),
                                              values.Duration("jitter", none, kLongest),
                                              values.Bytes("bytes-per-second"));
       }},
      {"cut-network",
       "CutNetwork",
       "serves; nothing passes between it and the service",
       "a connection through a gate is made, and no reply comes; or its end",
       StateNeed::kGate,
       "5.0",
       {{"how", "", "silent", "silent: nothing passes, nothing ends; half-close: the end is read"}},
       [](const Values& values) -> std::unique_ptr<State> {
         const bool silent = values.OneOf("how", "silent|half-close") == "silent";
         return std::make_unique<CutNetwork>(silent ? CutNetwork::How::kSilent
                                                    : CutNetwork::How::kHalfClose);
       }},
      {"reset", "Reset", "does the command; the connection is reset in place of the reply",
       "a command through a gate is answered by RST", StateNeed::kGate, "5.0",
       WithCommand({{"reaches-redis", "", "yes", "whether Redis gets the command: yes or no"}}),
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<Reset>(values.YesNo("reaches-redis"), values.Text("command"),
                                        Nth(values));
       }},
      {"truncated-reply", "TruncatedReply",
       "does the command; the reply breaks off, and the connection with it",
       "a reply through a gate breaks off", StateNeed::kGate, "5.0",
       WithCommand({{"at-byte", "bytes", "1", "of the reply that come"}}),
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<TruncatedReply>(values.Bytes("at-byte"), values.Text("command"),
                                                 Nth(values));
       }},
      {"garbage-reply", "GarbageReply", "does the command; the reply is something else",
       "a command through a gate is answered so", StateNeed::kGate, "5.0",
       WithCommand({{"text", "", GarbageReply::kGarbage, "what comes in its place, and CR LF"}}),
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<GarbageReply>(values.Text("text"), values.Text("command"),
                                               Nth(values));
       }},
      {"any-error", "AnyError", "never sees the command; it is answered by this error",
       "a command through a gate is answered so", StateNeed::kGate, "5.0",
       WithCommand({{"text", "", "ERR injected by gtest-redis", "code and message of the error"}}),
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<AnyError>(values.Text("text"), values.Text("command"),
                                           Nth(values));
       }},
  };
}

}  // namespace gtest_redis
