#include "state/gate_proof.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include "gtest_redis/state/state.h"
#include "process/deadline.h"
#include "process/printable.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kShownBytes = 60;

// Those that would do something if they were sent without an argument. One that they do not take
// makes Redis refuse them.
bool ActsWithoutArguments(std::string name) {
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  constexpr const char* kNames[] = {"BGREWRITEAOF", "BGSAVE",   "FAILOVER", "FLUSHALL", "FLUSHDB",
                                    "MONITOR",      "MULTI",    "PSYNC",    "QUIT",     "RESET",
                                    "SAVE",         "SHUTDOWN", "SYNC"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::string Bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

}  // namespace

GateProof::GateProof(RedisServer& server, const Fault& fault)
    : fault_(fault),
      gate_(Gate::Apart(server)),
      guard_(gate_.Inject(fault)),
      socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(gate_.port()));
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    const int error = errno;
    close(socket_);
    throw StateError("cannot connect to a gate: " + ErrnoText(error));
  }
}

GateProof::~GateProof() { close(socket_); }

void GateProof::SendCommand() {
  std::string command = "*1\r\n" + Bulk("PING");
  if (!fault_.command.empty()) {
    command = ActsWithoutArguments(fault_.command)
                  ? "*2\r\n" + Bulk(fault_.command) + Bulk("gtest-redis")
                  : "*1\r\n" + Bulk(fault_.command);
  }
  std::string commands;
  for (std::uint64_t i = 0; i < std::max<std::uint64_t>(fault_.nth, 1); ++i) commands += command;
  Send(commands);
}

void GateProof::Send(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t sent = send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (sent < 0) return;  // Reading tells how the connection ended.
    at += static_cast<std::size_t>(sent);
  }
}

bool GateProof::ReadMore(std::chrono::milliseconds time) {
  pollfd file = {socket_, POLLIN, 0};
  if (!end_.empty() || poll(&file, 1, static_cast<int>(time.count())) <= 0) return false;
  std::array<char, 4096> buffer{};
  const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) {
    end_ = size == 0 ? "FIN" : "RST";
    return false;
  }
  read_.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

bool GateProof::Read(const std::string& text, std::chrono::milliseconds time) {
  const Deadline deadline(time);
  const auto came = [&] {
    return read_.size() >= text.size() &&
           read_.compare(read_.size() - text.size(), text.size(), text) == 0;
  };
  while (!came()) {
    if (!ReadMore(deadline.remaining())) return false;
  }
  return true;
}

std::string GateProof::ReadToEnd() {
  const Deadline deadline(kTime);
  while (ReadMore(deadline.remaining())) {
  }
  return end_;
}

bool GateProof::Acted() const {
  return WaitUntil(Deadline(kTime), [this] { return gate_.traffic().strikes > 0; });
}

std::string GateProof::Seen() const {
  std::string seen = read_.empty() ? "no reply" : "'" + Printable(read_, kShownBytes) + "'";
  if (!end_.empty()) seen += " and " + end_;
  return seen;
}

}  // namespace gtest_redis
