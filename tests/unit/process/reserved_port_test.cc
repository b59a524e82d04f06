#include "process/reserved_port.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <vector>

namespace gtest_redis {
namespace {

using ::testing::Contains;
using ::testing::Not;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<in_port_t>(port));
  return address;
}

class Socket {
 public:
  ~Socket() { close(fd_); }
  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void Set(int option) {
    const int on = 1;
    EXPECT_EQ(setsockopt(fd_, SOL_SOCKET, option, &on, sizeof(on)), 0);
  }
  // 0, or the errno.
  int Bind(int port) {
    const sockaddr_in address = Loopback(port);
    return bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0 : errno;
  }
  int Listen() { return listen(fd_, 1) == 0 ? 0 : errno; }
  int Connect(int port) {
    const sockaddr_in address = Loopback(port);
    return connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? 0
                                                                                           : errno;
  }
  int port() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

 private:
  const int fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

class ReservedPortTest : public ::testing::TestWithParam<int> {};

TEST_P(ReservedPortTest, LetsAServerListenAgainAndAgain) {
  const ReservedPort port;
  for (int round = 0; round < 3; ++round) {
    Socket server;
    server.Set(GetParam());
    ASSERT_EQ(server.Bind(port.number()), 0);
    ASSERT_EQ(server.Listen(), 0);
    EXPECT_EQ(Socket().Connect(port.number()), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Options, ReservedPortTest, ::testing::Values(SO_REUSEADDR, SO_REUSEPORT),
                         [](const auto& option) {
                           return option.param == SO_REUSEADDR ? "WithReuseAddr" : "WithReusePort";
                         });

TEST(ReservedPortTest, RefusesConnectionsWhileNobodyListens) {
  const ReservedPort port;
  EXPECT_EQ(Socket().Connect(port.number()), ECONNREFUSED);
}

TEST(ReservedPortTest, IsRefusedToAServerThatSetsNoOption) {
  const ReservedPort port;
  EXPECT_EQ(Socket().Bind(port.number()), EADDRINUSE);
}

// With 300 of the 28,232 ephemeral ports reserved, 1,000 binds would meet one with a probability of
// 99.998 %.
TEST(ReservedPortTest, IsNeverGivenToAnybodyElse) {
  const std::vector<ReservedPort> ports(300);
  std::set<int> reserved;
  for (const ReservedPort& port : ports) reserved.insert(port.number());
  EXPECT_EQ(reserved.size(), ports.size());
  for (int i = 0; i < 1000; ++i) {
    Socket other;
    other.Set(SO_REUSEADDR);
    other.Set(SO_REUSEPORT);
    ASSERT_EQ(other.Bind(0), 0);
    ASSERT_THAT(reserved, Not(Contains(other.port())));
  }
}

TEST(ReservedPortTest, IsFreeAgainAfterwards) {
  int number = 0;
  {
    const ReservedPort port;
    number = port.number();
  }
  EXPECT_EQ(Socket().Bind(number), 0);
}

TEST(ReservedPortTest, Moves) {
  ReservedPort first;
  const int number = first.number();
  ReservedPort second(std::move(first));
  EXPECT_EQ(second.number(), number);
  first = std::move(second);
  EXPECT_EQ(first.number(), number);
  EXPECT_EQ(Socket().Bind(number), EADDRINUSE);
}

}  // namespace
}  // namespace gtest_redis
