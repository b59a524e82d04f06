#include "gate/reply_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/cuts.h"

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Event = ReplyScanner::Event;
using Lines = std::vector<std::string>;

// What the scanner tells of `pieces`: "reply $", "reply - OOM text", "push message", "lost".
Lines Scan(const std::vector<std::string_view>& pieces) {
  ReplyScanner scanner;
  Lines lines;
  for (std::string_view bytes : pieces) {
    for (;;) {
      const ReplyScanner::Step step = scanner.Read(bytes);
      bytes.remove_prefix(step.size);
      if (step.event == Event::kMore) break;
      if (step.event == Event::kLost) {
        lines.emplace_back("lost");
        return lines;
      }
      EXPECT_TRUE(scanner.between());
      const bool push = step.event == Event::kPush;
      EXPECT_EQ(scanner.in_push(), push);
      const std::string text = push ? scanner.word() : scanner.error();
      lines.push_back((push ? "push" : std::string("reply ") + scanner.type()) +
                      (text.empty() ? "" : " " + text));
    }
  }
  return lines;
}

// The same wherever the bytes were cut.
Lines Scan(const std::string& bytes) {
  const Lines lines = Scan(std::vector<std::string_view>{bytes});
  for (const auto& pieces : Cuts(bytes)) EXPECT_EQ(Scan(pieces), lines) << pieces.front();
  return lines;
}

TEST(ReplyScannerTest, ReadsResp2) {
  EXPECT_THAT(Scan("+OK\r\n-ERR no\r\n:-1\r\n$2\r\n\r\n\r\n$0\r\n\r\n$-1\r\n*0\r\n*-1\r\n"),
              ElementsAre("reply +", "reply - ERR no", "reply :", "reply $", "reply $", "reply $",
                          "reply *", "reply *"));
  EXPECT_THAT(Scan("*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n+b\r\n+OK\r\n"),
              ElementsAre("reply *", "reply +"));
}

TEST(ReplyScannerTest, ReadsResp3) {
  EXPECT_THAT(Scan("_\r\n#t\r\n,1.5\r\n,inf\r\n(12345678901234567890123\r\n=7\r\ntxt:a\r\n\r\n"),
              ElementsAre("reply _", "reply #", "reply ,", "reply ,", "reply (", "reply ="));
  EXPECT_THAT(Scan("%2\r\n+a\r\n:1\r\n+b\r\n~1\r\n_\r\n~0\r\n%0\r\n!7\r\nERR oh!\r\n"),
              ElementsAre("reply %", "reply ~", "reply %", "reply ! ERR oh!"));
}

TEST(ReplyScannerTest, TakesAttributesForPartsOfTheirReplies) {
  EXPECT_THAT(
      Scan("|1\r\n+ttl\r\n:3\r\n$1\r\na\r\n*2\r\n|1\r\n+a\r\n*1\r\n:1\r\n:1\r\n|0\r\n:2\r\n"),
      ElementsAre("reply $", "reply *"));
}

TEST(ReplyScannerTest, TellsPushesFromReplies) {
  EXPECT_THAT(
      Scan(">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n*1\r\n+t\r\n+OK\r\n>2\r\n+invalidate\r\n_\r\n"),
      ElementsAre("push message", "reply +", "push invalidate"));
  EXPECT_THAT(Scan("*1\r\n>1\r\n+a\r\n"), ElementsAre("lost"));
}

TEST(ReplyScannerTest, CountsErrorsInside) {
  ReplyScanner scanner;
  scanner.Read("*4\r\n-OOM first\r\n-OOM second\r\n:1\r\n*1\r\n-ERR\r\n");
  EXPECT_EQ(scanner.error(), "OOM first");
  EXPECT_THAT(scanner.codes(), ElementsAre(Pair("ERR", 1), Pair("OOM", 2)));
  scanner.Read("+OK\r\n");
  EXPECT_THAT(scanner.codes(), IsEmpty());
}

TEST(ReplyScannerTest, KeepsACarriageReturnInALine) {
  EXPECT_THAT(Scan("-a\rb\r\r\n"), ElementsAre("reply - a\rb\r"));
}

TEST(ReplyScannerTest, KeepsNoMoreThanTheBeginningOfAnError) {
  EXPECT_THAT(Scan("-" + std::string(1000, 'x') + "\r\n"),
              ElementsAre("reply - " + std::string(ReplyScanner::kLongestError, 'x')));
  std::string errors = "*1000\r\n";
  for (int i = 0; i < 1000; ++i) errors += "-E" + std::to_string(i) + "\r\n";
  ReplyScanner scanner;
  scanner.Read(errors);
  EXPECT_EQ(scanner.codes().size(), ReplyScanner::kMostCodes);
}

TEST(ReplyScannerTest, IsLostInWhatItDoesNotKnow) {
  for (const char* bytes : {"HTTP/1.1", "$x\r\n", "$\r\n", "$-2\r\n", "%-1\r\n", "$1\r\nab",
                            "*1234567890123456789\r\n", "$?\r\n", "*?\r\n", "$1\rx", "\r\n"}) {
    EXPECT_THAT(Scan(bytes), ElementsAre("lost")) << bytes;
  }
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "*1\r\n";
  EXPECT_THAT(Scan(deep), ElementsAre("lost"));
}

TEST(ReplyScannerTest, WaitsForTheRest) {
  EXPECT_THAT(Scan("*999999999999999999\r\n:1\r\n"), IsEmpty());
  EXPECT_THAT(Scan("$999999999999999999\r\nabc"), IsEmpty());
  EXPECT_THAT(Scan("+OK"), IsEmpty());
}

}  // namespace
}  // namespace gtest_redis
