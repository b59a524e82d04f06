#include "gtest_redis/redis/info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

constexpr char kMemory[] =
    "# Memory\r\n"
    "mem_used_memory:1\r\n"
    "used_memory_rss:3\r\n"
    "used_memory:2\r\n"
    "used_memory_human:2.00B\r\n"
    "mem_fragmentation_ratio:1.50\r\n"
    "maxmemory_policy:\r\n"
    "drift:-5\r\n"
    "huge:9223372036854775808\r\n"
    "last:4";

TEST(InfoTest, FindsAFieldAmongThoseThatItsNameIsPartOf) {
  const Info info(kMemory);
  EXPECT_EQ(info.Integer("used_memory"), 2);
  EXPECT_EQ(info.Integer("used_memory_rss"), 3);
  EXPECT_EQ(info.Integer("mem_used_memory"), 1);
  EXPECT_EQ(info.Find("used"), std::nullopt);
  EXPECT_EQ(info.Find("memory"), std::nullopt);
}

TEST(InfoTest, GivesAValueWithoutItsLineEnd) {
  const Info info(kMemory);
  EXPECT_EQ(info.Text("used_memory_human"), "2.00B");
  EXPECT_THAT(info.Find("maxmemory_policy"), Optional(std::string_view("")));
  EXPECT_EQ(info.Text("last"), "4");
  EXPECT_EQ(Info("a:1\nb:2\n").Text("a"), "1");
}

TEST(InfoTest, ReadsNegativeNumbers) { EXPECT_EQ(Info(kMemory).Integer("drift"), -5); }

TEST(InfoTest, NamesAFieldThatIsNotThere) {
  EXPECT_THAT([] { Info(kMemory).Text("nope"); },
              ThrowsMessage<Error>(HasSubstr("INFO has no field 'nope'")));
  EXPECT_THROW(Info("").Integer("used_memory"), Error);
}

TEST(InfoTest, RefusesToTakeHalfANumber) {
  const Info info(kMemory);
  EXPECT_THAT([&] { info.Integer("mem_fragmentation_ratio"); },
              ThrowsMessage<Error>(HasSubstr("'mem_fragmentation_ratio' is '1.50'")));
  EXPECT_THROW(info.Integer("used_memory_human"), Error);
  EXPECT_THROW(info.Integer("maxmemory_policy"), Error);
  EXPECT_THROW(info.Integer("huge"), Error);
}

TEST(InfoTest, CountsCallsOfACommand) {
  const Info info(
      "# Commandstats\r\n"
      "cmdstat_config|set:calls=12,usec=9,usec_per_call=0.75,rejected_calls=0,failed_calls=1\r\n"
      "cmdstat_config|get:calls=3,usec=9\r\n"
      "cmdstat_setex:calls=7,usec=1\r\n");
  EXPECT_EQ(info.Calls("config|set"), 12);
  EXPECT_EQ(info.Calls("config|get"), 3);
  EXPECT_EQ(info.Calls("config"), 0);
  EXPECT_EQ(info.Calls("set"), 0);
  EXPECT_EQ(info.Calls("flushall"), 0);
}

TEST(InfoTest, ListsErrorsByCode) {
  EXPECT_THAT(Info("# Errorstats\r\nerrorstat_OOM:count=3\r\nerrorstat_ERR:count=14\r\n").Errors(),
              UnorderedElementsAre(Pair("OOM", 3), Pair("ERR", 14)));
  EXPECT_THAT(Info("# Errorstats\r\n").Errors(), IsEmpty());
}

TEST(SinceTest, LeavesOutWhatWasThereBefore) {
  EXPECT_THAT(Since({{"OOM", 3}, {"ERR", 2}}, {{"OOM", 5}, {"ERR", 2}, {"BUSY", 1}}),
              UnorderedElementsAre(Pair("OOM", 2), Pair("BUSY", 1)));
}

TEST(SinceTest, TakesASmallerCountForANewStart) {
  EXPECT_THAT(Since({{"OOM", 3}, {"ERR", 2}}, {{"OOM", 1}}), UnorderedElementsAre(Pair("OOM", 1)));
}

}  // namespace
}  // namespace gtest_redis
