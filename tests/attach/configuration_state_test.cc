// States that change the whole of a server which is somebody else's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "gtest_redis/redis/info.h"
#include "gtest_redis/state/catalogue.h"
#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::seconds;

constexpr int kDatabase = 3;

// All of a server that a state may change, but for keys and scripts.
std::string Picture(const Target& target) {
  const Reply users =
      target.AtLeast(6) ? target.Run(0, {"ACL", "LIST"}) : Reply::String("no users");
  const Info replication(target.Run(0, {"INFO", "replication"}).string());
  return target.Run(0, {"CONFIG", "GET", "*"}).ToString() + users.ToString() +
         replication.Text("role");
}

bool Has(const Target& target, const StateEntry& entry) {
  return std::stoi(entry.since) <= 5 || target.AtLeast(std::stoi(entry.since));
}

class ConfigurationStateTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ConfigurationStateTest, LeavesAnAttachedServerAsItWas) {
  Target target;
  if (!Has(target, FindState(GetParam()))) GTEST_SKIP() << "this redis has no such state";
  RedisServer server = RedisServer::Attach(target.url().ToString(), Impatient(kDatabase));
  server.Flush();
  const std::string before = Picture(target);
  Enter(server, *MakeState(GetParam())).Leave();
  EXPECT_EQ(Picture(target), before);
}

TEST_P(ConfigurationStateTest, IsUndoneWhenItsProgramIsKilled) {
  Target target;
  if (!Has(target, FindState(GetParam()))) GTEST_SKIP() << "this redis has no such state";
  const std::string before = Picture(target);
  const std::string log = Keeper::Get().directory() + "/" + GetParam() + ".log";
  Child program =
      Child::Start({{ATTACH_PROGRAM, "enter", target.url().ToString(), GetParam()}, {}, "", log});
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)),
                        [&] { return ReadTail(log, 100).find("entered") != std::string::npos; }));
  kill(program.pid(), SIGKILL);
  ASSERT_TRUE(program.WaitForExit(Deadline(seconds(10))));
  EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] {
    try {
      return Picture(target) == before;
    } catch (const Error&) {
      return false;  // It takes no clients, or none without a password, yet.
    }
  }));
}

INSTANTIATE_TEST_SUITE_P(States, ConfigurationStateTest,
                         ::testing::Values("healthy", "out-of-memory", "memory-at", "evicting",
                                           "read-only", "master-down", "no-replicas",
                                           "auth-required", "permission-denied", "too-many-clients",
                                           "client-evicted", "script-missing", "emptied",
                                           "expired"),
                         [](const auto& state) {
                           std::string name = state.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ConfigurationStateRestoreTest, KeepsItsOwnMarkAfterScriptsAreForgotten) {
  Target target;
  {
    RedisServer server = RedisServer::Attach(target.url().ToString(), Impatient(kDatabase));
    server.Flush();
    Enter(server, *MakeState("script-missing")).Leave();
    server.Command("SET", "left", "v");
  }
  EXPECT_EQ(TakeAndFlush(target.url(), Impatient(kDatabase)), "taken");
}

TEST(ConfigurationStateRestoreTest, RemovesUsersAndBringsThemBack) {
  Target target;
  if (!target.AtLeast(6)) GTEST_SKIP() << "redis has users since 6.0";
  target.Run(0, {"ACL", "SETUSER", "app", "on", ">one", ">two", "~a*", "+@all", "-debug"});
  const Reply before = target.Run(0, {"ACL", "LIST"});
  const auto attached = Attach(target.url(), Impatient(kDatabase));
  attached->TakeWhole(false);
  const std::vector<std::vector<std::string>> changes = {{"ACL", "SETUSER", "new", "on"},
                                                         {"acl", "setuser", "app", "reset"},
                                                         {"ACL", "DELUSER", "app", "new"}};
  for (const auto& command : changes) {
    attached->CheckCommand(command);
    EXPECT_FALSE(target.Run(0, command).is_error());
    EXPECT_NE(target.Run(0, {"ACL", "LIST"}), before);
  }
  attached->ReleaseWhole();
  EXPECT_EQ(target.Run(0, {"ACL", "LIST"}), before);
}

TEST(ConfigurationStateRestoreTest, BringsBackEveryPasswordOfTheDefaultUser) {
  ServerOptions options;
  options.password = "one";
  Target target(options);
  if (!target.AtLeast(6)) GTEST_SKIP() << "redis has users since 6.0";
  target.Run(0, {"ACL", "SETUSER", "default", ">two"});
  const Reply before = target.Run(0, {"ACL", "LIST"});
  RedisServer server = RedisServer::Attach(target.url().ToString(), Impatient(kDatabase));
  Enter(server, *MakeState("auth-required")).Leave();
  EXPECT_EQ(target.Run(0, {"ACL", "LIST"}), before);
}

}  // namespace
}  // namespace gtest_redis
