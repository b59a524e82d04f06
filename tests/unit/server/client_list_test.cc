#include "server/client_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ClientListTest, IsReadAsRedis50WritesIt) {
  const auto clients = ParseClientList(
      "id=3 addr=127.0.0.1:5 fd=8 name= age=0 idle=0 flags=N db=0 sub=0 cmd=client\n"
      "id=12345678901 addr=[::1]:6 fd=9 name=gtest-redis:4:use:h:7 age=0 idle=0 flags=N db=4 "
      "sub=0 cmd=ping\n");
  ASSERT_THAT(clients, SizeIs(2));
  EXPECT_EQ(clients[0].id, 3);
  EXPECT_EQ(clients[0].address, "127.0.0.1:5");
  EXPECT_EQ(clients[0].name, "");
  EXPECT_FALSE(clients[0].claim);
  EXPECT_EQ(clients[1].id, 12345678901);
  EXPECT_EQ(clients[1].address, "[::1]:6");
  EXPECT_EQ(clients[1].database, 4);
  ASSERT_TRUE(clients[1].claim);
  EXPECT_EQ(clients[1].claim->mode, ClaimMode::kUse);
}

TEST(ClientListTest, IsReadAsRedis70WritesIt) {
  const auto clients = ParseClientList(
      "id=4 addr=/tmp/s:0 laddr=/tmp/s:0 fd=7 name=worker age=0 idle=0 flags=U db=11 sub=0 "
      "resp=2 lib-name= lib-ver= io-thread=0\n");
  ASSERT_THAT(clients, SizeIs(1));
  EXPECT_EQ(clients[0].address, "/tmp/s:0");
  EXPECT_EQ(clients[0].name, "worker");
  EXPECT_EQ(clients[0].database, 11);
}

TEST(ClientListTest, MayBeEmpty) { EXPECT_THAT(ParseClientList("\n"), IsEmpty()); }

TEST(ClientListTest, IsDescribedShortly) {
  Client named;
  named.address = "10.0.0.7:1";
  named.name = "worker";
  Client nameless;
  nameless.address = "10.0.0.8:2";
  EXPECT_EQ(Describe(std::vector<Client>{named, nameless}), "10.0.0.7:1 'worker', 10.0.0.8:2");
  EXPECT_EQ(Describe({nameless, nameless, nameless, nameless, nameless}),
            "10.0.0.8:2, 10.0.0.8:2, 10.0.0.8:2 and 2 more");
}

}  // namespace
}  // namespace gtest_redis
