#include "gate/request_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "gate/cuts.h"

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Event = RequestScanner::Event;
using Lines = std::vector<std::string>;

// What the scanner tells of `pieces`: "SET key value" for each command, "lost" for the rest. Adds
// digests to `digests`.
Lines Scan(const std::vector<std::string_view>& pieces, std::vector<std::uint64_t>& digests) {
  RequestScanner scanner;
  Lines lines;
  std::string name;
  for (std::string_view bytes : pieces) {
    for (;;) {
      const RequestScanner::Step step = scanner.Read(bytes);
      bytes.remove_prefix(step.size);
      if (step.event == Event::kNamed) name = scanner.name();
      if (step.event == Event::kEnd) {
        EXPECT_EQ(scanner.name(), name) << "it was named before it ended";
        EXPECT_TRUE(scanner.between());
        lines.push_back(name + " " + scanner.first() + " " + scanner.second());
        digests.push_back(scanner.digest());
      }
      if (step.event == Event::kLost) {
        lines.emplace_back("lost");
        return lines;
      }
      if (step.event == Event::kMore) break;
    }
  }
  return lines;
}

// The same wherever the bytes were cut.
Lines Scan(const std::string& bytes) {
  std::vector<std::uint64_t> digests;
  const Lines lines = Scan({bytes}, digests);
  for (const auto& pieces : Cuts(bytes)) {
    std::vector<std::uint64_t> others;
    EXPECT_EQ(Scan(pieces, others), lines) << pieces.front();
    EXPECT_EQ(others, digests);
  }
  return lines;
}

std::uint64_t DigestOf(const std::string& bytes) {
  std::vector<std::uint64_t> digests;
  Scan({bytes}, digests);
  return digests.empty() ? 0 : digests.front();
}

TEST(RequestScannerTest, ReadsArrays) {
  EXPECT_THAT(Scan("*3\r\n$3\r\nset\r\n$3\r\nkey\r\n$5\r\nvalue\r\n*1\r\n$4\r\nPING\r\n"),
              ElementsAre("SET key value", "PING  "));
  EXPECT_THAT(Scan("*4\r\n$3\r\nSET\r\n$2\r\n\r\n\r\n$0\r\n\r\n$1\r\nx\r\n"),
              ElementsAre("SET \r\n "));
}

TEST(RequestScannerTest, ReadsInlineCommands) {
  EXPECT_THAT(Scan("PING\r\nget\tkey\n  SET  \"a b\"  'c\\'d' e\r\n"),
              ElementsAre("PING  ", "GET key ", "SET a b c'd"));
  EXPECT_THAT(Scan("GET \"\"\r\n"), ElementsAre("GET  "));
}

TEST(RequestScannerTest, PassesOverWhatIsNoCommand) {
  EXPECT_THAT(Scan("\r\n\n  \r\n*0\r\n*-1\r\nPING\r\n"), ElementsAre("PING  "));
}

TEST(RequestScannerTest, IsLostWhereRedisIs) {
  for (const char* bytes : {"*x\r\n", "*\r\n", "*1x", "*1\rx", "*1\r\nx", "*1\r\n$\r\n",
                            "*1\r\n$-1\r\n", "*1\r\n$1x", "*--1\r\n", "*1234567890123456789\r\n"}) {
    EXPECT_THAT(Scan(bytes), ElementsAre("lost")) << bytes;
  }
  EXPECT_THAT(Scan("PING\r\n*1\r\n:1\r\n"), ElementsAre("PING  ", "lost"));
  EXPECT_THAT(Scan(std::string("PI\0NG\r\n", 7)), ElementsAre("lost"));
  std::vector<std::uint64_t> digests;
  EXPECT_THAT(Scan({std::string(70000, 'x')}, digests), ElementsAre("lost"));
}

TEST(RequestScannerTest, WaitsForTheRest) {
  EXPECT_THAT(Scan("*2\r\n$3\r\nGET\r\n$3\r\nke"), IsEmpty());
  EXPECT_THAT(Scan("*1\r\n$999999999999999999\r\nx"), IsEmpty());
  EXPECT_THAT(Scan("PING"), IsEmpty());
}

TEST(RequestScannerTest, KeepsNoMoreThanTheBeginnings) {
  const std::string argument(1000, 'a');
  const std::string bulk = "$1000\r\n" + argument + "\r\n";
  const std::string kept(RequestScanner::kLongest, 'a');
  const std::string name(RequestScanner::kLongest, 'A');
  EXPECT_THAT(Scan("*3\r\n" + bulk + bulk + bulk), ElementsAre(name + " " + kept + " " + kept));
}

TEST(RequestScannerTest, NamesACommandBeforeItsNameHasEnded) {
  RequestScanner scanner;
  const std::string begin = "*1\r\n$1000000\r\n" + std::string(100, 'a');
  EXPECT_EQ(scanner.Read(begin).event, Event::kNamed);
  EXPECT_EQ(scanner.Read("aaa").event, Event::kMore);
}

TEST(RequestScannerTest, TellsCommandsApartByTheirDigests) {
  std::set<std::uint64_t> digests;
  const std::vector<std::string> commands = {
      "SET a b\r\n",        "SET a c\r\n",          "SET ab\r\n",
      "SETA b\r\n",         "SET a b c\r\n",        "SET a \"b \"\r\n",
      "SET a bbbbbbbb\r\n", "SET a bbbbbbb bb\r\n", "GET a b\r\n"};
  for (const std::string& command : commands) digests.insert(DigestOf(command));
  EXPECT_EQ(digests.size(), commands.size());
  EXPECT_EQ(DigestOf("set a b\r\n"), DigestOf("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n"));
}

}  // namespace
}  // namespace gtest_redis
