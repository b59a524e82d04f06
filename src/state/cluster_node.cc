#include "state/cluster_node.h"

#include <filesystem>
#include <fstream>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/state.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr char kNodesFile[] = "gtest-redis-nodes.conf";
constexpr int kSlots = 16384;
constexpr int kBusAbovePort = 10000;
constexpr std::chrono::seconds kPatience{5};

// Names of nodes are 40 hexadecimal digits.
const std::string& ThisNode() {
  static const auto* const name = new std::string(40, 'a');
  return *name;
}
const std::string& OtherNode() {
  static const auto* const name = new std::string(40, 'b');
  return *name;
}
// Whom this node takes over from.
const std::string& FormerNode() {
  static const auto* const name = new std::string(40, 'c');
  return *name;
}

// A line of nodes.conf about a node that the server does not try to reach.
std::string NodeLine(const std::string& name, const std::string& address, bool has_slots) {
  return name + " " + address + "@1 master,noaddr - 0 0 1 connected" +
         (has_slots ? " 0-" + std::to_string(kSlots - 1) : "") + "\n";
}

}  // namespace

ClusterNode::ClusterNode(RedisServer& server, const State& state)
    : server_(server), config_before_(server.extra_config()) {
  if (server.database() != 0) {
    throw StateError("cannot enter '" + state.name() + "': this server's database is '" +
                     std::to_string(server.database()) +
                     "', and a cluster has database 0 only: a service would fail at SELECT, and "
                     "see nothing of the state; use ServerOptions::database 0");
  }
}

void ClusterNode::KeepKeys() {
  const Reply name = server_.Command("CONFIG", "GET", "dbfilename");
  const std::string file = server_.directory() + "/" + name.array().at(1).string();
  const bool is_new = !std::filesystem::exists(file);
  const Reply saved = server_.Command("SAVE");
  if (saved.is_error()) throw StateError("cannot keep the keys: " + saved.error_message());
  if (is_new) dump_file_ = file;
}

void ClusterNode::Start(Slots slots, const std::string& to) {
  try {
    StartNode(slots, to);
  } catch (...) {
    Leave();
    throw;
  }
}

void ClusterNode::StartNode(Slots slots, const std::string& to) {
  auto config = config_before_;
  config["cluster-enabled"] = "yes";
  config["cluster-config-file"] = kNodesFile;
  config["cluster-node-timeout"] = "3600000";  // The other nodes do not answer.
  if (has_bus_directive()) config["cluster-port"] = std::to_string(bus());
  if (slots != Slots::kToNobody) {
    std::ofstream(server_.directory() + "/" + kNodesFile) << Nodes(slots, to);
  }
  server_.RestartWith(config);
  if (slots != Slots::kToNobody) TakeOver();
}

// A master serves two seconds after its start, a replica at once, and so does the master that it
// becomes.
void ClusterNode::TakeOver() {
  Reply reply;
  const bool serves = WaitUntil(Deadline(kPatience), [&] {
    reply = server_.Probe({"GET", "gtest-redis:no-such-key"});
    return reply.error_code() == "MOVED";
  });
  if (serves) reply = server_.Command("CLUSTER", "FAILOVER", "TAKEOVER");
  if (!reply.is_ok()) {
    throw StateError("redis does not become a node of a cluster: it answers '" + reply.ToString() +
                     "'");
  }
}

void ClusterNode::Leave() {
  server_.Stop();
  // Redis writes a new one beside it, and may have ended before it renamed that.
  for (const auto& entry : std::filesystem::directory_iterator(server_.directory())) {
    if (entry.path().filename().string().rfind(kNodesFile, 0) == 0) {
      std::filesystem::remove(entry.path());
    }
  }
  if (!dump_file_.empty()) std::filesystem::remove(dump_file_);
  server_.RestartWith(config_before_);
}

std::string ClusterNode::Nodes(Slots slots, const std::string& to) const {
  const bool on_their_way = slots == Slots::kOnTheirWay;
  std::string nodes = ThisNode() + " 127.0.0.1:" + std::to_string(server_.port()) + "@" +
                      std::to_string(bus()) + " myself,slave " + FormerNode() + " 0 0 1 connected";
  for (int slot = 0; on_their_way && slot < kSlots; ++slot) {
    nodes += " [" + std::to_string(slot) + "->-" + OtherNode() + "]";
  }
  return nodes + "\n" + NodeLine(OtherNode(), to, !on_their_way) +
         NodeLine(FormerNode(), "127.0.0.1:1", on_their_way) +
         "vars currentEpoch 1 lastVoteEpoch 0\n";
}

bool ClusterNode::has_bus_directive() const { return server_.AtLeast(7, 0); }

// Older servers cannot be told where, and have it above their port. That is in reach: Linux
// reserves ports (SO_REUSEADDR) in the lower half of their range.
int ClusterNode::bus() const {
  return has_bus_directive() ? bus_.number() : server_.port() + kBusAbovePort;
}

}  // namespace gtest_redis
