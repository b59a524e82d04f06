#include "gtest_redis/state/cluster.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "state/cluster_node.h"
#include "state/families.h"
#include "state/prove_or_undo.h"
#include "state/values.h"

namespace gtest_redis {
namespace {

using Command = std::vector<std::string>;
using Slots = ClusterNode::Slots;

constexpr char kHere[] = "gtest-redis:{try-again}:here";
constexpr char kNotHere[] = "gtest-redis:{try-again}:not-here";

// What keeps `to` from being "host:port" for nodes.conf; empty when nothing does.
std::string AddressFault(const std::string& to) {
  constexpr std::size_t kLongestHost = 45;  // NET_IP_STR_LEN in cluster.h.
  const auto colon = to.rfind(':');
  if (colon == std::string::npos || colon == 0) return "it is 'host:port'";
  const bool is_word = std::all_of(to.begin(), to.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':';
  });
  if (!is_word) return "a host has letters, digits, '.', '-', '_' and ':'";
  if (colon > kLongestHost) return "redis knows hosts of up to 45 characters";
  const std::string port = to.substr(colon + 1);
  const bool is_number = !port.empty() && port.find_first_not_of("0123456789") == std::string::npos;
  const long number = is_number ? std::strtol(port.c_str(), nullptr, 10) : 0;
  if (number < 1 || number > 65535) return "a port is from 1 to 65535";
  return "";
}

std::string Checked(const State& state, const std::string& to) {
  const std::string fault = to.empty() ? "" : AddressFault(to);
  if (fault.empty()) return to;
  throw StateError("'" + state.name() + "' cannot redirect to '" + to + "': " + fault);
}

// The node at `to`, or a place where nobody listens while this lives.
class Destination {
 public:
  explicit Destination(const std::string& to)
      : to_(to.empty() ? "127.0.0.1:" + std::to_string(port_.number()) : to) {}
  const std::string& to() const { return to_; }

 private:
  ReservedPort port_;
  std::string to_;
};

// What redis answers to `probe` instead of an error of `code`; empty when it answers that.
std::string Fault(RedisServer& server, const Command& probe, const std::string& code) {
  const Reply reply = server.Probe(probe);
  if (reply.error_code() == code) return "";
  return probe[0] + " was answered '" + reply.ToString() + "', and not " + code;
}

// Proves that redis answers `probe` with an error of `code`; undoes all when it does not.
Entered Prove(RedisServer& server, const State& state, const std::function<void()>& undo,
              const Command& probe, const std::string& code) {
  const auto fault = [&server, probe, code] { return Fault(server, probe, code); };
  ProveOrUndo(undo, [&] {
    const std::string found = fault();
    if (!found.empty()) throw StateError("'" + state.name() + "' does not hold: " + found);
  });
  return {undo, fault};
}

Command GetNothing() { return {"GET", "gtest-redis:no-such-key"}; }

Entered Redirect(RedisServer& server, const State& state, const std::string& to, Slots slots,
                 const std::string& code) {
  const auto destination = std::make_shared<Destination>(to);
  const auto node = std::make_shared<ClusterNode>(server, state);
  node->Start(slots, destination->to());
  const auto undo = [node, destination] { node->Leave(); };
  return Prove(server, state, undo, GetNothing(), code);
}

StateParameter ToParameter() {
  return {"to", "", "", "host:port of the other node; without it, nothing listens there"};
}

}  // namespace

Moved::Moved(const std::string& to) : to_(Checked(*this, to)) {}
Ask::Ask(const std::string& to) : to_(Checked(*this, to)) {}
TryAgain::TryAgain(const std::string& to) : to_(Checked(*this, to)) {}

Entered ClusterDown::Apply(RedisServer& server) const {
  const auto node = std::make_shared<ClusterNode>(server, *this);
  node->Start(Slots::kToNobody);
  return Prove(
      server, *this, [node] { node->Leave(); }, GetNothing(), "CLUSTERDOWN");
}

Entered Moved::Apply(RedisServer& server) const {
  return Redirect(server, *this, to_, Slots::kToAnother, "MOVED");
}

Entered Ask::Apply(RedisServer& server) const {
  return Redirect(server, *this, to_, Slots::kOnTheirWay, "ASK");
}

Entered TryAgain::Apply(RedisServer& server) const {
  const auto node = std::make_shared<ClusterNode>(server, *this);
  const auto destination = std::make_shared<Destination>(to_);
  ProveOrUndo([&] { server.Command("DEL", kHere); },
              [&] {
                server.Command("SET", kHere, "gtest-redis");
                node->KeepKeys();
              });
  node->Start(Slots::kOnTheirWay, destination->to());
  const auto undo = [node, destination] { node->Leave(); };
  return Prove(server, *this, undo, {"MGET", kHere, kNotHere}, "TRYAGAIN");
}

std::vector<StateEntry> ClusterStates() {
  return {
      {"cluster-down",
       "ClusterDown",
       "answers CLUSTERDOWN to every command with a key, as a cluster that serves no slot",
       "a read is answered CLUSTERDOWN",
       StateNeed::kOwnProcess,
       "5.0",
       {},
       [](const Values&) -> std::unique_ptr<State> { return std::make_unique<ClusterDown>(); }},
      {"moved",
       "Moved",
       "answers MOVED to every command with a key, as a cluster whose slots are elsewhere",
       "a read is answered MOVED",
       StateNeed::kOwnProcess,
       "5.0",
       {ToParameter()},
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<Moved>(values.Text("to"));
       }},
      {"ask",
       "Ask",
       "answers ASK to every command with a key, as a cluster whose slots are on their way",
       "a read is answered ASK",
       StateNeed::kOwnProcess,
       "5.0",
       {ToParameter()},
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<Ask>(values.Text("to"));
       }},
      {"try-again",
       "TryAgain",
       "answers TRYAGAIN to commands of whose keys some are there and some are on their way",
       "a read of two keys is answered TRYAGAIN",
       StateNeed::kOwnProcess,
       "7.0",
       {ToParameter()},
       [](const Values& values) -> std::unique_ptr<State> {
         return std::make_unique<TryAgain>(values.Text("to"));
       }},
  };
}

}  // namespace gtest_redis
