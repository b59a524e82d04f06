#include "server/server_wide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using Command = std::vector<std::string>;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kDatabase = 3;

TEST(ServerWideTest, IsNothingThatStaysInItsDatabase) {
  for (const Command& command :
       std::vector<Command>{{"GET", "key"},
                            {"set", "flushall", "shutdown"},
                            {"FLUSHDB"},
                            {"flushdb", "ASYNC"},
                            {"SELECT", "3"},
                            {"COPY", "a", "b", "DB", "3"},
                            {"COPY", "db", "a", "REPLACE"},
                            {"RESTORE", "key", "0", "x"},
                            {"MONITOR"},
                            {"INFO"},
                            {"CONFIG", "GET", "*"},
                            {"CLIENT", "LIST"},
                            {"CLIENT", "SETNAME", "me"},
                            {"SCRIPT", "LOAD", "return 1"},
                            {"SCRIPT", "EXISTS", "sha"},
                            {"EVAL", "return redis.call('GET', KEYS[1])", "1", "k"},
                            {"EVAL", "return ARGV[1]", "0", "flushall"},
                            {"ACL", "WHOAMI"},
                            {"DEBUG", "OBJECT", "key"},
                            {"MODULE", "LIST"},
                            {"SLOWLOG", "GET"},
                            {"FUNCTION", "LIST"},
                            {"LATENCY", "LATEST"},
                            {"MEMORY", "USAGE", "key"},
                            {}}) {
    EXPECT_EQ(Judge(command, kDatabase).reach, Reach::kDatabase) << testing::PrintToString(command);
  }
}

TEST(ServerWideTest, IsWhatChangesTheServer) {
  for (const Command& command : std::vector<Command>{{"CONFIG", "SET", "maxmemory", "1"},
                                                     {"config", "resetstat"},
                                                     {"CLIENT", "PAUSE", "1"},
                                                     {"CLIENT", "unpause"},
                                                     {"CLIENT", "KILL", "TYPE", "normal"},
                                                     {"REPLICAOF", "NO", "ONE"},
                                                     {"slaveof", "host", "1"},
                                                     {"SCRIPT", "KILL"},
                                                     {"SCRIPT", "FLUSH"},
                                                     {"FUNCTION", "LOAD", "x"},
                                                     {"FUNCTION", "FLUSH"},
                                                     {"FUNCTION", "KILL"},
                                                     {"DEBUG", "SLEEP", "1"},
                                                     {"DEBUG"},
                                                     {"ACL", "SETUSER", "u"},
                                                     {"ACL", "DELUSER", "u"},
                                                     {"FAILOVER"},
                                                     {"BGSAVE"},
                                                     {"SAVE"},
                                                     {"LATENCY", "RESET"},
                                                     {"SLOWLOG", "RESET"},
                                                     {"MODULE", "LOAD", "x"}}) {
    EXPECT_EQ(Judge(command, kDatabase).reach, Reach::kServer) << testing::PrintToString(command);
  }
}

TEST(ServerWideTest, IsTooFarWhereItDestroysWhatIsNotOurs) {
  for (const Command& command :
       std::vector<Command>{{"FLUSHALL"},
                            {"flushall", "ASYNC"},
                            {"SHUTDOWN", "NOSAVE"},
                            {"CONFIG", "REWRITE"},
                            {"config", "rewrite"},
                            {"SELECT", "4"},
                            {"select", "0"},
                            {"RESET"},
                            {"MOVE", "key", "4"},
                            {"SWAPDB", "3", "4"},
                            {"COPY", "a", "b", "db", "4"},
                            {"MIGRATE", "host", "1", "key", "0", "1"},
                            {"CLUSTER", "RESET"},
                            {"SYNC"},
                            {"PSYNC", "?", "-1"},
                            {"DEBUG", "SEGFAULT"},
                            {"debug", "reload"},
                            {"EVAL", "redis.call('FlushAll')", "0"},
                            {"SCRIPT", "LOAD", "redis.call('flushall')"}}) {
    const ServerWide judgement = Judge(command, kDatabase);
    EXPECT_EQ(judgement.reach, Reach::kTooFar) << testing::PrintToString(command);
    EXPECT_THAT(judgement.reason, Not("")) << testing::PrintToString(command);
  }
}

TEST(ServerWideTest, MayResetAConnectionToDatabaseZeroThatIsOurs) {
  EXPECT_EQ(Judge({"RESET"}, 0).reach, Reach::kDatabase);
}

TEST(ServerWideTest, SaysWhatToUseInstead) {
  EXPECT_THAT(Judge({"FLUSHALL"}, kDatabase).reason, HasSubstr("FLUSHDB"));
  EXPECT_EQ(Judge({"SELECT", "4"}, kDatabase).reason,
            "this program has database 3 of this server, and not '4'; AttachOptions::database asks "
            "for another");
}

}  // namespace
}  // namespace gtest_redis
