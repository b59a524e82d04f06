// Servers that do not allow everything: managed ones, and ACL users.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

class RightsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!target.AtLeast(6)) GTEST_SKIP() << "redis has users since 6.0";
  }
  Target target;
};

// A user `tester` with all rights but these.
Url UserOf(Target& target, const std::vector<std::string>& rights) {
  std::vector<std::string> command = {"ACL",     "SETUSER", "tester", "on",
                                      ">secret", "~*",      "&*",     "+@all"};
  command.insert(command.end(), rights.begin(), rights.end());
  EXPECT_EQ(target.Run(0, command).error_message(), "");
  Url url = target.url();
  url.user = "tester";
  url.password = "secret";
  return url;
}

TEST_F(RightsTest, WithoutConfigLeaveADatabaseButNotTheWholeServer) {
  const Url url = UserOf(target, {"-config"});
  const auto attached = Attach(url, Impatient());
  attached->Use();
  attached->Flush();
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] { attached->TakeWhole(false); }),
              AllOf(HasSubstr("cannot change the redis at 'redis://tester:***@127.0.0.1"),
                    HasSubstr("it refuses CONFIG: NOPERM")));
}

TEST_F(RightsTest, WithoutConfigSetAreToldBeforeAnythingIsChanged) {
  if (!target.AtLeast(7)) GTEST_SKIP() << "the right to a subcommand can be taken since redis 7.0";
  const auto attached = Attach(UserOf(target, {"-config|set"}), Impatient());
  attached->TakeWhole(false);
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] {
                attached->CheckCommand({"CONFIG", "SET", "maxmemory", "1"});
              }),
              HasSubstr("it refuses CONFIG SET: NOPERM"));
}

TEST_F(RightsTest, WithoutClientLeaveNoDatabase) {
  EXPECT_THAT(TakeAndFlush(UserOf(target, {"-client"}), Impatient(3)),
              AllOf(HasSubstr("may be taken: it does not let one see who else is in it (NOPERM"),
                    HasSubstr("GTEST_REDIS_MAY_FLUSH=" + target.place() + "/3"),
                    HasSubstr("The user needs CLIENT SETNAME, CLIENT ID and CLIENT LIST")));
}

TEST_F(RightsTest, WithoutClientLeaveADatabaseThatAPersonAllows) {
  target.Fill(3, 5);
  const EnvironmentVariable leave("GTEST_REDIS_MAY_FLUSH", target.place() + "/3");
  const auto attached = Attach(UserOf(target, {"-client"}), Impatient(3));
  attached->Use();
  attached->Flush();
  EXPECT_EQ(target.Keys(3), 0);
  attached->Yield();
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] { attached->TakeWhole(false); }),
              HasSubstr("it does not let one see who else uses it: NOPERM"));
}

TEST_F(RightsTest, WithoutScriptsLeaveOnlyEmptyDatabasesAndTheyAreLeftEmpty) {
  const Url url = UserOf(target, {"-script", "-eval"});
  {
    const auto attached = Attach(url, Impatient(3));
    attached->Flush();
    target.Fill(3, 5);
  }
  EXPECT_EQ(target.Keys(3), 0);
  target.Fill(3, 5);
  EXPECT_THAT(TakeAndFlush(url, Impatient(3)),
              AllOf(HasSubstr("database 3 holds 5 keys"), HasSubstr("refuses EVAL: NOPERM")));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST_F(RightsTest, WithoutScriptsLeaveAnEmptyDatabaseAlsoAfterKill) {
  const Url url = UserOf(target, {"-script", "-eval"});
  Child program = Child::Start({{ATTACH_PROGRAM, "hold", url.ToString(), "3"},
                                {},
                                "",
                                Keeper::Get().directory() + "/program.log"});
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return target.Keys(3) == 1; }));
  kill(program.pid(), SIGKILL);
  EXPECT_TRUE(WaitUntil(Deadline(seconds(2)), [&] { return target.Keys(3) == 0; }));
}

TEST_F(RightsTest, WithoutFlushAreTold) {
  const auto attached = Attach(UserOf(target, {"-flushdb"}), Impatient(3));
  attached->CheckCommand({"SET", "key", "value"});
  EXPECT_THAT(ErrorOf([&] { attached->Flush(); }),
              AllOf(HasSubstr("cannot empty database 3 of the redis at"), HasSubstr("NOPERM")));
}

TEST_F(RightsTest, WithoutInfoAreTold) {
  EXPECT_THAT(TakeAndFlush(UserOf(target, {"-info"}), Impatient(3)),
              AllOf(HasSubstr("cannot attach to the redis at 'redis://tester:***@"),
                    HasSubstr("NOPERM"), HasSubstr("needs INFO")));
}

}  // namespace
}  // namespace gtest_redis
