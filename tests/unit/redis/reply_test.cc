#include "gtest_redis/redis/reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::string kBinary("a\0\xff\r\n\"\\", 7);

TEST(ReplyTest, IsNilByDefault) {
  const Reply reply;
  EXPECT_TRUE(reply.is_nil());
  EXPECT_EQ(reply.type(), Reply::Type::kNil);
  EXPECT_FALSE(reply.is_error());
  EXPECT_EQ(reply.error_code(), "");
}

TEST(ReplyTest, KeepsAString) {
  const Reply reply = Reply::String(kBinary);
  EXPECT_EQ(reply.type(), Reply::Type::kString);
  EXPECT_EQ(reply.string(), kBinary);
}

TEST(ReplyTest, IsOkOnlyAsAStatus) {
  EXPECT_TRUE(Reply::Status("OK").is_ok());
  EXPECT_FALSE(Reply::Status("PONG").is_ok());
  EXPECT_FALSE(Reply::String("OK").is_ok());
  EXPECT_EQ(Reply::Status("PONG").string(), "PONG");
}

TEST(ReplyTest, KeepsAnInteger) {
  EXPECT_EQ(Reply::Integer(-9223372036854775807 - 1).integer(), -9223372036854775807 - 1);
}

TEST(ReplyTest, KeepsAnArrayOfAnything) {
  const Reply reply = Reply::Array({Reply::Integer(1), Reply(), Reply::Array({Reply::String("x")}),
                                    Reply::ErrorReply("ERR no")});
  ASSERT_EQ(reply.array().size(), 4u);
  EXPECT_EQ(reply.array()[2].array()[0].string(), "x");
  EXPECT_TRUE(reply.array()[3].is_error());
}

TEST(ReplyTest, SplitsAnErrorIntoCodeAndMessage) {
  const Reply reply = Reply::ErrorReply("OOM command not allowed");
  EXPECT_TRUE(reply.is_error());
  EXPECT_FALSE(reply.is_ok());
  EXPECT_EQ(reply.error_code(), "OOM");
  EXPECT_EQ(reply.error_message(), "OOM command not allowed");
  EXPECT_EQ(Reply::ErrorReply("EXECABORT").error_code(), "EXECABORT");
  EXPECT_EQ(Reply::String("OOM command").error_code(), "");
  EXPECT_EQ(Reply::String("OOM command").error_message(), "");
}

TEST(ReplyTest, RefusesToBeReadAsWhatItIsNot) {
  const Reply error = Reply::ErrorReply("OOM command not allowed");
  EXPECT_THAT([&] { error.string(); },
              ThrowsMessage<ReplyTypeError>(
                  HasSubstr("the reply (error) OOM command not allowed is not a string")));
  EXPECT_THAT([] { Reply::String("7").integer(); },
              ThrowsMessage<ReplyTypeError>(HasSubstr("the reply \"7\" is not an integer")));
  EXPECT_THAT([] { Reply::Integer(7).array(); },
              ThrowsMessage<ReplyTypeError>(HasSubstr("the reply (integer) 7 is not an array")));
  EXPECT_THROW(Reply().string(), ReplyTypeError);
  EXPECT_THROW(Reply::Integer(1).string(), ReplyTypeError);
}

TEST(ReplyTest, ShowsItselfAsRedisCliDoes) {
  EXPECT_EQ(Reply().ToString(), "(nil)");
  EXPECT_EQ(Reply::String("text").ToString(), "\"text\"");
  EXPECT_EQ(Reply::Status("OK").ToString(), "OK");
  EXPECT_EQ(Reply::Integer(-3).ToString(), "(integer) -3");
  EXPECT_EQ(Reply::ErrorReply("OOM x").ToString(), "(error) OOM x");
  EXPECT_EQ(Reply::Array({}).ToString(), "[]");
  EXPECT_EQ(Reply::Array({Reply::String("a"), Reply::Array({Reply()}), Reply()}).ToString(),
            "[\"a\", [(nil)], (nil)]");
}

TEST(ReplyTest, EscapesWhatATerminalCannotShow) {
  EXPECT_EQ(Reply::String(kBinary).ToString(), R"("a\x00\xff\r\n\"\\")");
}

TEST(ReplyTest, WritesItselfToAStream) {
  std::ostringstream out;
  out << Reply::Integer(3);
  EXPECT_EQ(out.str(), "(integer) 3");
}

TEST(ReplyTest, EqualsItsLikeAndNothingElse) {
  EXPECT_EQ(Reply(), Reply());
  EXPECT_EQ(Reply::String("a"), Reply::String("a"));
  EXPECT_NE(Reply::String("a"), Reply::String("b"));
  EXPECT_NE(Reply::String("a"), Reply::Status("a"));
  EXPECT_NE(Reply::String("a"), Reply::ErrorReply("a"));
  EXPECT_EQ(Reply::ErrorReply("a"), Reply::ErrorReply("a"));
  EXPECT_NE(Reply::ErrorReply("a"), Reply::ErrorReply("b"));
  EXPECT_EQ(Reply::Integer(1), Reply::Integer(1));
  EXPECT_NE(Reply::Integer(1), Reply::Integer(2));
  EXPECT_NE(Reply::Integer(0), Reply());
  EXPECT_EQ(Reply::Array({Reply::Integer(1)}), Reply::Array({Reply::Integer(1)}));
  EXPECT_NE(Reply::Array({Reply::Integer(1)}), Reply::Array({Reply::Integer(2)}));
  EXPECT_NE(Reply::Array({}), Reply::Array({Reply()}));
}

}  // namespace
}  // namespace gtest_redis
