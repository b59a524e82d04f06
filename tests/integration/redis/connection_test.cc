#include "gtest_redis/redis/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class ConnectionTest : public ::testing::Test {
 protected:
  RedisServer server_ = RedisServer::Start();
  Connection redis_ = Connection(server_.url());
};

TEST_F(ConnectionTest, GivesEveryTypeOfReply) {
  EXPECT_EQ(redis_.Command("SET", "k", "v"), Reply::Status("OK"));
  EXPECT_EQ(redis_.Command("GET", "k"), Reply::String("v"));
  EXPECT_EQ(redis_.Command("GET", "absent"), Reply());
  EXPECT_EQ(redis_.Command("STRLEN", "k"), Reply::Integer(1));
  EXPECT_EQ(redis_.Command("MGET", "k", "absent"), Reply::Array({Reply::String("v"), Reply()}));
  EXPECT_EQ(redis_.Command("LPUSH", "k", "x").error_code(), "WRONGTYPE");
  EXPECT_EQ(redis_.Command("EVAL", "return {1, {2, 'x'}, {}}", 0).ToString(),
            "[(integer) 1, [(integer) 2, \"x\"], []]");
}

TEST_F(ConnectionTest, SendsAndReceivesAnyBytes) {
  std::string key;
  for (int byte = 0; byte < 256; ++byte) key += static_cast<char>(byte);
  const std::string value = key + std::string("\r\n\0$3\r\n", 7);
  EXPECT_TRUE(redis_.Command("SET", key, value).is_ok());
  EXPECT_EQ(redis_.Command("GET", key).string(), value);
  EXPECT_EQ(redis_.Command("SET", "empty", "").ToString(), "OK");
  EXPECT_EQ(redis_.Command("GET", "empty"), Reply::String(""));
  EXPECT_EQ(redis_.Command("ECHO", key).string(), key);
}

TEST_F(ConnectionTest, SendsAndReceivesMuch) {
  const std::string value(20'000'000, 'x');
  EXPECT_TRUE(redis_.Command("SET", "k", value).is_ok());
  EXPECT_TRUE(redis_.Command("GET", "k").string() == value);
}

TEST_F(ConnectionTest, TakesNumbersAndCharactersAsArguments) {
  EXPECT_EQ(redis_.Command("ECHO", 42).string(), "42");
  EXPECT_EQ(redis_.Command("ECHO", INT64_MIN).string(), "-9223372036854775808");
  EXPECT_EQ(redis_.Command("ECHO", UINT64_MAX).string(), "18446744073709551615");
  EXPECT_EQ(redis_.Command("ECHO", 0.5).string(), "0.5");
  EXPECT_EQ(std::stod(redis_.Command("ECHO", 0.1).string()), 0.1);
  EXPECT_EQ(redis_.Command("ECHO", 'c').string(), "c");
  EXPECT_EQ(redis_.Command("ECHO", std::string_view("view")).string(), "view");
}

TEST_F(ConnectionTest, RunsACommandMadeAtRunTime) {
  EXPECT_EQ(redis_.Execute({"ECHO", "x"}).string(), "x");
  EXPECT_THAT([&] { redis_.Execute({}); },
              ThrowsMessage<Error>(HasSubstr("cannot send an empty command")));
  EXPECT_EQ(redis_.Execute({"ECHO", "still in step"}).string(), "still in step");
}

TEST_F(ConnectionTest, KeepsAnErrorInItsPlaceOfAPipeline) {
  const std::vector<Reply> replies =
      redis_.Pipeline({{"SET", "k", "v"}, {"LPUSH", "k", "x"}, {"NOSUCH"}, {"GET", "k"}});
  ASSERT_EQ(replies.size(), 4u);
  EXPECT_TRUE(replies[0].is_ok());
  EXPECT_EQ(replies[1].error_code(), "WRONGTYPE");
  EXPECT_EQ(replies[2].error_code(), "ERR");
  EXPECT_EQ(replies[3].string(), "v");
  EXPECT_TRUE(redis_.Pipeline({}).empty());
}

TEST_F(ConnectionTest, SendsAnEmptyCommandOfAPipelineNowhere) {
  EXPECT_THROW(redis_.Pipeline({{"SET", "k", "v"}, {}}), Error);
  EXPECT_EQ(redis_.Command("ECHO", "still in step").string(), "still in step");
}

TEST_F(ConnectionTest, ReadsALongPipelineInOrder) {
  const std::vector<std::vector<std::string>> commands(10'000, {"INCR", "n"});
  const std::vector<Reply> replies = redis_.Pipeline(commands);
  ASSERT_EQ(replies.size(), commands.size());
  EXPECT_EQ(replies.front().integer(), 1);
  EXPECT_EQ(replies.back().integer(), 10'000);
}

TEST_F(ConnectionTest, SelectsADatabase) {
  redis_.Command("SET", "k", "v");
  redis_.Select(3);
  EXPECT_TRUE(redis_.Command("GET", "k").is_nil());
  EXPECT_EQ(redis_.url().database, 3);
  EXPECT_THAT(
      [&] { redis_.Select(99); },
      ThrowsMessage<Error>(HasSubstr("refuses database '99': ERR DB index is out of range")));
  EXPECT_EQ(redis_.url().database, 3);
  redis_.Select(0);
  EXPECT_EQ(redis_.Command("GET", "k").string(), "v");
}

TEST_F(ConnectionTest, GoesToTheDatabaseOfItsUrl) {
  Connection third(Url::Parse("unix://" + server_.unix_socket() + "?db=3"));
  third.Command("SET", "k", "v");
  EXPECT_EQ(redis_.Command("EXISTS", "k").integer(), 0);
  redis_.Select(3);
  EXPECT_EQ(redis_.Command("EXISTS", "k").integer(), 1);
}

TEST_F(ConnectionTest, AuthenticatesAsTheUserOfItsUrl) {
  ASSERT_TRUE(redis_.Command("ACL", "SETUSER", "al@ice", "on", ">p:/@ %", "~*", "+@all").is_ok());
  Url url = Url::Parse(server_.url());
  url.user = "al@ice";
  url.password = "p:/@ %";
  EXPECT_EQ(Connection(url.ToString()).Command("ACL", "WHOAMI").string(), "al@ice");
}

TEST_F(ConnectionTest, IsAliveUntilTheServerHangsUp) {
  EXPECT_TRUE(redis_.alive());
  redis_.Command("PING");
  EXPECT_TRUE(redis_.alive());
  server_.Kill();
  EXPECT_FALSE(redis_.alive());
}

TEST_F(ConnectionTest, IsNotAliveOnceTheServerDroppedIt) {
  Connection other = server_.Connect();
  const Reply id = redis_.Command("CLIENT", "ID");
  ASSERT_EQ(other.Command("CLIENT", "KILL", "ID", id.integer()).integer(), 1);
  EXPECT_FALSE(redis_.alive());
  EXPECT_TRUE(other.alive());
}

TEST_F(ConnectionTest, Moves) {
  Connection moved(std::move(redis_));
  EXPECT_EQ(moved.Command("ECHO", "x").string(), "x");
  redis_ = std::move(moved);
  EXPECT_EQ(redis_.Command("ECHO", "x").string(), "x");
}

}  // namespace
}  // namespace gtest_redis
