#include "engine/log_stream.h"

#include <gmock/gmock.h>

namespace gtest_redis {
namespace {

std::string Frame(char stream, const std::string& text) {
  std::string frame(8, '\0');
  frame[0] = stream;
  frame[6] = static_cast<char>(text.size() >> 8);
  frame[7] = static_cast<char>(text.size() & 255);
  return frame + text;
}

TEST(LogStreamTest, JoinsBothStreamsInTheirOrder) {
  EXPECT_EQ(DecodeLogStream(Frame(1, "out\n") + Frame(2, "err\n") + Frame(1, "more\n")),
            "out\nerr\nmore\n");
}

TEST(LogStreamTest, ReadsSizesOfTwoBytes) {
  const std::string text(700, 'x');
  EXPECT_EQ(DecodeLogStream(Frame(2, text) + Frame(1, "y")), text + "y");
}

TEST(LogStreamTest, LeavesTheTextOfATerminalAsItIs) {
  EXPECT_EQ(DecodeLogStream("1:M 20 Nov * Ready\n"), "1:M 20 Nov * Ready\n");
  EXPECT_EQ(DecodeLogStream("short"), "short");
  EXPECT_EQ(DecodeLogStream(Frame(3, "text")), Frame(3, "text"));
  EXPECT_EQ(DecodeLogStream(""), "");
}

TEST(LogStreamTest, GoesAsFarAsAFrameThatWasCutShort) {
  const std::string frame = Frame(1, "whole\n");
  EXPECT_EQ(DecodeLogStream(frame.substr(0, 10)), "wh");
  std::string huge(8, '\xff');
  huge[0] = 1;
  huge[1] = huge[2] = huge[3] = 0;
  EXPECT_EQ(DecodeLogStream(frame + huge + "rest"), "whole\nrest");
}

}  // namespace
}  // namespace gtest_redis
