// A whole gate between two sockets, whatever both sides say: what passes, passes as it is, and a
// conversation that Redis ends comes to its end.

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fuzz.h"
#include "gate/gate_core.h"
#include "process/deadline.h"
#include "process/keeper.h"

namespace {

using gtest_redis::Deadline;
using gtest_redis::Fault;
using gtest_redis::Require;

// Both sides read nothing before they have written all of theirs.
constexpr std::size_t kFitsIntoSockets = 16 * 1024;

sockaddr_un Address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  return address;
}

int NewSocket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

// A gate, and what it takes for a Redis.
class Bench {
 public:
  Bench() {
    const sockaddr_un address = Address(path_);
    const auto* plain = reinterpret_cast<const sockaddr*>(&address);
    Require(bind(listener, plain, sizeof(address)) == 0 && listen(listener, 64) == 0, "listens");
    gate = std::make_shared<gtest_redis::GateCore>(path_, "", 0);
    gate->relay().Run([this] { gate->Open(true); });
  }

  int Connect() const {
    const int client = NewSocket();
    const sockaddr_un address = Address(gate->socket_path());
    const auto* plain = reinterpret_cast<const sockaddr*>(&address);
    Require(connect(client, plain, sizeof(address)) == 0, "the gate takes connections");
    return client;
  }

 private:
  const std::string path_ = gtest_redis::Keeper::Get().directory() + "/redis.sock";

 public:
  const int listener = NewSocket();
  std::shared_ptr<gtest_redis::GateCore> gate;
};

void Say(int peer, std::string_view text) {
  // Whoever is gone hears nothing.
  if (send(peer, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
}

// Takes what has come. False at the end.
bool Hear(int peer, std::string& heard) {
  std::array<char, 4096> bytes{};
  const auto size = recv(peer, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size > 0) heard.append(bytes.data(), static_cast<std::size_t>(size));
  return size > 0 || (size < 0 && errno == EAGAIN);
}

// One connection of a client, until the gate ends it.
struct Talk {
  std::string to_client;
  std::vector<std::string> to_redis;  // Of each connection there: the gate looks for Redis, too.
};

Talk TalkThroughGate(const Bench& bench, const std::string& client_says,
                     std::string_view redis_says) {
  Talk talk;
  const int client = bench.Connect();
  Say(client, client_says);
  std::vector<pollfd> waits = {{client, POLLIN, 0}, {bench.listener, POLLIN, 0}};
  const Deadline deadline(std::chrono::seconds(10));
  for (bool client_hears = true; client_hears;) {
    Require(!deadline.passed(), "a conversation that Redis ends comes to its end");
    poll(waits.data(), waits.size(), static_cast<int>(deadline.remaining().count()));
    if (waits[1].revents != 0) {
      const int redis = accept4(bench.listener, nullptr, nullptr, SOCK_CLOEXEC);
      Say(redis, redis_says);
      shutdown(redis, SHUT_WR);
      waits.push_back({redis, POLLIN, 0});
      talk.to_redis.emplace_back();
    }
    for (std::size_t i = 2; i < waits.size(); ++i) {
      if (waits[i].fd >= 0 && waits[i].revents != 0 && !Hear(waits[i].fd, talk.to_redis[i - 2])) {
        close(waits[i].fd);
        waits[i].fd = -1;
      }
    }
    if (waits[0].revents != 0) client_hears = Hear(client, talk.to_client);
  }
  close(client);
  for (std::size_t i = 2; i < waits.size(); ++i) {
    if (waits[i].fd >= 0) close(waits[i].fd);
  }
  return talk;
}

Fault SomeFault(unsigned byte) {
  static constexpr std::array<Fault::Action, 5> kActions = {
      Fault::Action::kError, Fault::Action::kGarbage, Fault::Action::kTruncate,
      Fault::Action::kReset, Fault::Action::kHalfClose};
  Fault fault;
  fault.action = kActions.at(byte % kActions.size());
  fault.nth = byte / 8 % 4;
  fault.reaches_redis = (byte & 32) != 0 || fault.action == Fault::Action::kTruncate;
  fault.at_byte = byte / 16;
  const bool speaks =
      fault.action == Fault::Action::kError || fault.action == Fault::Action::kGarbage;
  if (speaks) fault.text = "OOM full";
  return fault;
}

}  // namespace

// First byte: whether there is a fault, and which. The rest is what the client says, and behind a
// "|" what Redis says.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kFitsIntoSockets) return 0;
  static const Bench bench;
  std::string_view redis = gtest_redis::Text(data, size);
  const unsigned byte = gtest_redis::TakeByte(redis);
  const std::string client = gtest_redis::TakePiece(redis, '|');
  const bool faulty = byte >= 128;
  gtest_redis::GateCore& gate = *bench.gate;
  if (faulty) gate.relay().Run([&] { gate.Inject(1, SomeFault(byte)); });
  const Talk talk = TalkThroughGate(bench, client, redis);
  if (faulty) {
    gate.relay().Run([&] { gate.Remove(1); });
    return 0;
  }
  Require(talk.to_client == redis, "what Redis says passes as it is");
  for (const std::string& heard : talk.to_redis) {
    Require(client.compare(0, heard.size(), heard) == 0, "what the client says passes as it is");
  }
  return 0;
}
