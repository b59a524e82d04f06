#include "process/pledge.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "gtest_redis/redis/error.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

// An engine on a busy machine may need as long.
constexpr std::chrono::milliseconds kTime{5000};
constexpr std::chrono::milliseconds kPause{20};

enum class Outcome { kOver, kAskAgain };

bool Passing(int error) { return error == EAGAIN || error == EINTR; }

bool Contains(std::string_view text, std::string_view part) {
  return !part.empty() && text.find(part) != std::string_view::npos;
}

Outcome Exchange(int socket, const PledgeRecord& pledge, const Deadline& deadline) {
  std::string_view unsent = pledge.request();
  std::array<char, 4096> buffer{};
  std::size_t kept = 0;
  for (;;) {
    const int events = unsent.empty() ? POLLIN : POLLIN | POLLOUT;
    pollfd ready = {socket, static_cast<short>(events), 0};
    if (poll(&ready, 1, static_cast<int>(deadline.remaining().count())) == 0) break;
    if (deadline.passed()) break;
    if (!unsent.empty()) {
      const ssize_t sent = send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      // Where no more can be sent, the answer may be there already.
      if (sent < 0 && !Passing(errno)) unsent = {};
      if (sent > 0) unsent.remove_prefix(static_cast<std::size_t>(sent));
    }
    const ssize_t received = recv(socket, buffer.data() + kept, buffer.size() - kept, MSG_DONTWAIT);
    if (received == 0 || (received < 0 && !Passing(errno))) break;
    if (received < 0) continue;
    const std::string_view text(buffer.data(), kept + static_cast<std::size_t>(received));
    if (Contains(text, pledge.answer())) break;
    if (Contains(text, pledge.retry())) return Outcome::kAskAgain;
    // What was looked for may have come in half.
    kept = std::min(text.size(), Pledge::kMaxText - 1);
    std::memmove(buffer.data(), text.data() + text.size() - kept, kept);
  }
  return Outcome::kOver;
}

Outcome ConnectAndExchange(const PledgeRecord& pledge, const Deadline& deadline) {
  const int socket =
      ::socket(pledge.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return Outcome::kOver;
  const auto* address = reinterpret_cast<const sockaddr*>(&pledge.address);
  Outcome outcome = Outcome::kOver;
  if (connect(socket, address, pledge.address_size) == 0 || errno == EINPROGRESS) {
    outcome = Exchange(socket, pledge, deadline);
  } else if (errno == EAGAIN) {
    outcome = Outcome::kAskAgain;  // A unix socket whose backlog is full.
  }
  close(socket);
  return outcome;
}

void CheckSize(const char* what, const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return;
  throw Error(std::string("cannot pledge to clean up after this program: the ") + what + " has " +
              std::to_string(text.size()) + " bytes, and the keeper takes at most " +
              std::to_string(limit));
}

}  // namespace

PledgeRecord::PledgeRecord(const Pledge& pledge)
    : connection(pledge.connection),
      address_size(pledge.address_size),
      address(pledge.address),
      answer_size(static_cast<std::uint16_t>(pledge.answer.size())),
      retry_size(static_cast<std::uint16_t>(pledge.retry.size())),
      first(pledge.first),
      is_directory(!pledge.directory.empty()),
      text() {
  const std::string request = is_directory ? pledge.directory + '\0' : pledge.request;
  request_size = static_cast<std::uint16_t>(request.size());
  CheckSize("request", request, Pledge::kMaxRequest);
  CheckSize("answer to wait for", pledge.answer, Pledge::kMaxText);
  CheckSize("answer to ask again for", pledge.retry, Pledge::kMaxText);
  char* end = text.data();
  for (const std::string* part : {&request, &pledge.answer, &pledge.retry}) {
    end = std::copy(part->begin(), part->end(), end);
  }
}

void Keep(const PledgeRecord& pledge) {
  const Deadline deadline(kTime);
  if (pledge.is_directory) {
    while (rmdir(pledge.text.data()) != 0 && errno == EBUSY && !deadline.passed()) Pause(kPause);
    return;
  }
  const auto ask = [&] {
    return pledge.connection >= 0 ? Exchange(pledge.connection, pledge, deadline)
                                  : ConnectAndExchange(pledge, deadline);
  };
  while (ask() == Outcome::kAskAgain && !deadline.passed()) Pause(kPause);
}

}  // namespace gtest_redis
