#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/un.h>

#include "gtest_redis/redis/connection.h"
#include "process/local_listener.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class GarbageReplyTest : public testing::Test {
 protected:
  std::string url() const {
    return std::string("unix://") +
           reinterpret_cast<const sockaddr_un&>(listener_.address()).sun_path;
  }

  LocalListener listener_;
  Connection connection_{url()};
  LocalPeer peer_ = listener_.Accept();
};

TEST_F(GarbageReplyTest, GetsNoMemoryForElementsThatAreOnlyAnnounced) {
  peer_.Write("*16777217\r\n:1\r\n");
  EXPECT_THAT([this] { connection_.Command("PING"); },
              ThrowsMessage<ConnectionError>(HasSubstr("Out of memory")));
  EXPECT_FALSE(connection_.alive());
}

TEST_F(GarbageReplyTest, IsNoReplyOfAnyType) {
  peer_.Write("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_THAT([this] { connection_.Command("PING"); },
              ThrowsMessage<ConnectionError>(HasSubstr("Protocol error")));
}

TEST_F(GarbageReplyTest, IsCutShort) {
  peer_.Write("$5\r\nhel");
  shutdown(peer_.socket(), SHUT_WR);
  EXPECT_THAT([this] { connection_.Command("PING"); },
              ThrowsMessage<ConnectionError>(HasSubstr("Server closed the connection")));
}

}  // namespace
}  // namespace gtest_redis
