#include <gmock/gmock.h>

#include "fixture/run_subject.h"
#include "gtest_redis/server/redis_server.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Somebody else's server, and a test program that attaches to it.
class AttachedFixtureTest : public ::testing::Test {
 protected:
  Outcome Run(const std::string& filter, std::map<std::string, std::string> environment = {}) {
    environment.emplace("GTEST_REDIS_URL", server_.url());
    return RunSubject({filter, {}, environment, ATTACHED_SUBJECT});
  }
  void Fill(int database) {
    Connection redis = server_.Connect();
    redis.Select(database);
    redis.Command("SET", "precious", "v");
  }
  std::string KeysOf() { return server_.Command("INFO", "keyspace").string(); }
  std::string Directive(const std::string& name) {
    return server_.Command("CONFIG", "GET", name).array().at(1).string();
  }
  std::string Place() { return "127.0.0.1:" + std::to_string(server_.port()); }

  RedisServer server_ = RedisServer::Start();
};

TEST_F(AttachedFixtureTest, GivesEachTestAnEmptyDatabaseAndSaysWhichServerItIs) {
  const Outcome outcome = Run("AttachedTest.HasAn*");
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("attach back end: redis "),
                                    HasSubstr("(named by GTEST_REDIS_URL), at redis://" + Place()),
                                    HasSubstr("left behind: 1 key, by AttachedTest.HasAn")));
}

TEST_F(AttachedFixtureTest, KeepsTheKeysOfASuite) {
  EXPECT_EQ(Run("AttachedSuiteTest.*").status, kPassed);
}

TEST_F(AttachedFixtureTest, NeverTouchesAnotherDatabase) {
  // The server's own connection stands in database 0: it looks like a client of others.
  Fill(0);
  const Outcome outcome = Run("AttachedTest.HasAn*");
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
  EXPECT_THAT(KeysOf(), HasSubstr("db0:keys=1"));
}

TEST_F(AttachedFixtureTest, FailsTestsForADatabaseThatIsNotOfTests) {
  Fill(0);
  Fill(4);
  const Outcome outcome =
      Run("AttachedTest.HasAn*", {{"GTEST_REDIS_URL", "redis://" + Place() + "/4"}});
  EXPECT_TRUE(outcome.Failed("AttachedTest.HasAnEmptyDatabase")) << outcome.output;
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("1 key"), HasSubstr("GTEST_REDIS_MAY_FLUSH=" + Place() + "/4")));
  EXPECT_THAT(KeysOf(), HasSubstr("db4:keys=1"));
}

TEST_F(AttachedFixtureTest, FailsAStateWhileOthersUseTheServer) {
  Fill(0);
  const Outcome outcome = Run("AttachedTest.FillsTheServer");
  EXPECT_TRUE(outcome.Failed("AttachedTest.FillsTheServer")) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("GTEST_REDIS_MAY_CHANGE_SERVER=" + Place()));
  const Outcome allowed =
      Run("AttachedTest.FillsTheServer", {{"GTEST_REDIS_MAY_CHANGE_SERVER", Place()}});
  EXPECT_EQ(allowed.status, kPassed) << allowed.output;
  EXPECT_EQ(Directive("maxmemory"), "0");
  EXPECT_THAT(KeysOf(), HasSubstr("db0:keys=1"));
}

TEST_F(AttachedFixtureTest, RefusesCommandsThatReachFurtherThanTheDatabase) {
  Fill(0);
  const Outcome outcome =
      Run("AttachedTest.FlushesEverything:AttachedTest.ChangesADirectiveOnIts*");
  EXPECT_TRUE(outcome.Failed("AttachedTest.FlushesEverything")) << outcome.output;
  EXPECT_TRUE(outcome.Failed("AttachedTest.ChangesADirectiveOnItsOwn")) << outcome.output;
  EXPECT_THAT(KeysOf(), HasSubstr("db0:keys=1"));
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(AttachedFixtureTest, PutsBackWhatATestChangedOfTheWholeServer) {
  const Outcome outcome = Run("AttachedTest.ChangesADirectiveOfTheWholeServer",
                              {{"GTEST_REDIS_MAY_CHANGE_SERVER", Place()}});
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
  EXPECT_EQ(Directive("maxmemory"), "0");
}

TEST_F(AttachedFixtureTest, SkipsTestsOfWhatOnlyAServerOfOursCanDo) {
  const Outcome outcome =
      Run("AttachedTest.*TheServer:-*Fills*", {{"GTEST_REDIS_REQUIRE", "attach"}});
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
  for (const std::string test : {"KillsTheServer", "PausesTheServer", "RestartsTheServer"}) {
    EXPECT_TRUE(outcome.Skipped("AttachedTest." + test)) << outcome.output;
  }
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("it is run by somebody else"),
                                    Not(HasSubstr("it goes on")), Not(HasSubstr("exception"))));
}

TEST_F(AttachedFixtureTest, SkipsATestWhoseStateTheServerCannotHave) {
  const Outcome outcome = Run("AttachedTest.EntersAStateThatItCannotHave");
  EXPECT_TRUE(outcome.Skipped("AttachedTest.EntersAStateThatItCannotHave")) << outcome.output;
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("hung"), Not(HasSubstr("it goes on")), Not(HasSubstr("exception"))));
}

TEST_F(AttachedFixtureTest, GivesATestWithAServerOfItsOwnOne) {
  const Outcome outcome = Run("AttachedFreshTest.*");
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
}

TEST_F(AttachedFixtureTest, SkipsTestsThatNeedConfigWhereItIsForbidden) {
  server_.Command("ACL", "SETUSER", "guest", "on", ">secret", "~*", "&*", "+@all", "-config");
  const std::string url = "redis://guest:secret@" + Place();
  const Outcome outcome =
      Run("AttachedTest.HasAn*:AttachedTest.FillsTheServer",
          {{"GTEST_REDIS_URL", url}, {"GTEST_REDIS_MAY_CHANGE_SERVER", Place()}});
  EXPECT_EQ(outcome.status, kPassed) << outcome.output;
  EXPECT_TRUE(outcome.Skipped("AttachedTest.FillsTheServer")) << outcome.output;
  EXPECT_TRUE(outcome.Passed("AttachedTest.HasAnEmptyDatabase")) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("NOPERM"), Not(HasSubstr("secret"))));
}

TEST_F(AttachedFixtureTest, FailsTestsWhenTheServerDoesNotLetThemIn) {
  server_.Command("CONFIG", "SET", "requirepass", "secret");
  const std::string url = "redis://:wrong@" + Place();
  const Outcome outcome = Run("AttachedTest.HasAn*", {{"GTEST_REDIS_URL", url}});
  EXPECT_TRUE(outcome.Failed("AttachedTest.HasAnEmptyDatabase")) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("WRONGPASS"), Not(HasSubstr(":wrong"))));
}

}  // namespace
}  // namespace gtest_redis
