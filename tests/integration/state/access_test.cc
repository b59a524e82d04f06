#include "gtest_redis/state/access.h"

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/redis/url.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AccessTest : public StateTest {
 protected:
  void SetUp() override {
    if (!server_.AtLeast(6, 0)) GTEST_SKIP() << "redis has users since 6.0";
  }
  Url UrlWith(const std::string& password) const {
    Url url = Url::Parse(server_.url());
    url.password = password;
    return url;
  }
  Reply Users() { return server_.Command("ACL", "LIST"); }
  static RedisServer StartWithTwoPasswords() {
    ServerOptions options;
    options.password = "one";
    RedisServer server = RedisServer::Start(options);
    server.Command("ACL", "SETUSER", "default", ">two", "resetkeys", "~a*", "-debug");
    return server;
  }
};

using AuthRequiredTest = AccessTest;

TEST_F(AuthRequiredTest, RefusesNewClientsAndDropsThoseThereAre) {
  redis_.Command("SET", "k", "v");
  const StateGuard locked = Enter(server_, AuthRequired());
  EXPECT_THROW(redis_.Command("GET", "k"), ConnectionError);
  EXPECT_THAT(server_.Connect().Command("GET", "k"), IsRedisError("NOAUTH"));
  EXPECT_THAT(server_.Connect().Command("PING"), IsRedisError("NOAUTH"));
}

TEST_F(AuthRequiredTest, LetsThoseThereAreStayWhenAsked) {
  redis_.Command("SET", "k", "v");
  const StateGuard locked = Enter(server_, AuthRequired(Connected::kStay));
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
  EXPECT_THAT(server_.Connect().Command("GET", "k"), IsRedisError("NOAUTH"));
}

TEST_F(AuthRequiredTest, TakesThePasswordThatItOffersAndNoOther) {
  const AuthRequired state;
  EXPECT_EQ(state.password().size(), 32u);
  EXPECT_NE(state.password(), AuthRequired().password());
  const StateGuard locked = Enter(server_, state);
  EXPECT_THAT(Connection(UrlWith(state.password())).Command("PING"), IsString("PONG"));
  EXPECT_THROW(Connection(UrlWith("wrong")), ConnectionError);
}

TEST_F(AuthRequiredTest, IsLeftAlsoWhenEveryConnectionIsKilledMeanwhile) {
  const AuthRequired state;
  StateGuard locked = Enter(server_, state);
  Connection(UrlWith(state.password())).Command("CLIENT", "KILL", "TYPE", "normal");
  EXPECT_NO_THROW(locked.Leave());
  EXPECT_EQ(Directive("requirepass"), "");
  EXPECT_THAT(server_.Connect().Command("PING"), IsString("PONG"));
}

TEST_F(AuthRequiredTest, IsLeftOnAnotherDatabaseAlsoWhenEveryConnectionIsKilledMeanwhile) {
  ServerOptions options;
  options.database = 5;
  RedisServer server = RedisServer::Start(options);
  const AuthRequired state;
  StateGuard locked = Enter(server, state);
  Url url = Url::Parse(server.url());
  url.password = state.password();
  Connection(url).Command("CLIENT", "KILL", "TYPE", "normal");
  EXPECT_NO_THROW(locked.Leave());
}

TEST_F(AuthRequiredTest, RestoresThePasswordFromBefore) {
  ServerOptions options;
  options.password = "secret word";
  RedisServer server = RedisServer::Start(options);
  {
    const StateGuard locked = Enter(server, AuthRequired());
    EXPECT_THROW(server.Connect(), ConnectionError);
  }
  EXPECT_THAT(server.Connect().Command("PING"), IsString("PONG"));
}

TEST_F(AuthRequiredTest, RestoresAllPasswordsOfTheDefaultUser) {
  RedisServer server = StartWithTwoPasswords();
  const Reply before = server.Command("ACL", "LIST");
  Enter(server, AuthRequired()).Leave();
  EXPECT_EQ(server.Command("ACL", "LIST"), before);
}

TEST_F(AuthRequiredTest, SaysThatThePasswordWasTakenAway) {
  StateGuard locked = Enter(server_, AuthRequired());
  EXPECT_NO_THROW(locked.Check());
  SetDirective("requirepass", "");
  EXPECT_EQ(ErrorOf<StateError>([&] { locked.Check(); }),
            "'auth-required' did not hold to its end: a new client was answered 'PONG' to PING, "
            "and not NOAUTH");
  EXPECT_THROW(locked.Leave(), StateError);
}

TEST_F(AuthRequiredTest, SaysThatThePasswordIsAnother) {
  StateGuard locked = Enter(server_, AuthRequired());
  SetDirective("requirepass", "another");
  EXPECT_EQ(ErrorOf<StateError>([&] { locked.Leave(); }),
            "'auth-required' did not hold to its end: the password is another");
  EXPECT_EQ(Directive("requirepass"), "");
}

TEST_F(AuthRequiredTest, IsCheckedWithoutARefusalThatIsNotTheServices) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "redis counts refusals by code since 6.2";
  StateGuard locked = Enter(server_, AuthRequired());
  locked.Check();
  EXPECT_THAT(server_.DescribeRefusals(), HasSubstr("'auth-required' was entered: nothing"));
}

using PermissionDeniedTest = AccessTest;

TEST_F(PermissionDeniedTest, DeniesWritesAndServesReads) {
  redis_.Command("SET", "k", "v");
  StateGuard denied = Enter(server_, PermissionDenied());
  EXPECT_THAT(redis_.Command("SET", "k", "other"), IsRedisError("NOPERM"));
  EXPECT_THAT(redis_.Command("GET", "k"), IsString("v"));
  denied.Leave();
  EXPECT_THAT(redis_.Command("SET", "k", "other"), IsOk());
}

TEST_F(PermissionDeniedTest, DeniesKeys) {
  const StateGuard denied = Enter(server_, PermissionDenied("default", "resetkeys ~mine:*"));
  EXPECT_THAT(redis_.Command("SET", "mine:k", "v"), IsOk());
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("NOPERM"));
}

TEST_F(PermissionDeniedTest, ConcernsAnotherUserAlone) {
  server_.Command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all");
  const Reply before = Users();
  Url url = UrlWith("secret");
  url.user = "app";
  Connection app(url);
  StateGuard denied = Enter(server_, PermissionDenied("app", "-@all"));
  EXPECT_THAT(app.Command("PING"), IsRedisError("NOPERM"));
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
  denied.Leave();
  EXPECT_THAT(app.Command("PING"), IsString("PONG"));
  EXPECT_EQ(Users(), before);
}

TEST_F(PermissionDeniedTest, RestoresTheUserExactlyAndLeavesNoOther) {
  RedisServer server = StartWithTwoPasswords();
  const Reply before = server.Command("ACL", "LIST");
  Enter(server, PermissionDenied()).Leave();
  EXPECT_EQ(server.Command("ACL", "LIST"), before);
}

TEST_F(PermissionDeniedTest, RestoresSelectors) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "users have selectors since 7.0";
  server_.Command("ACL", "SETUSER", "app", "on", "nopass", "+get", "~a*", "(%R~b* +set)");
  const Reply before = Users();
  Enter(server_, PermissionDenied("app", "clearselectors")).Leave();
  EXPECT_EQ(Users(), before);
}

TEST_F(PermissionDeniedTest, SaysThatTheUserWasChanged) {
  StateGuard denied = Enter(server_, PermissionDenied());
  EXPECT_NO_THROW(denied.Check());
  server_.Command("ACL", "SETUSER", "default", "+@all");
  EXPECT_EQ(ErrorOf<StateError>([&] { denied.Leave(); }),
            "'permission-denied' did not hold to its end: the user 'default' has other rules now");
}

TEST_F(PermissionDeniedTest, RefusesRulesThatItCouldNotUndo) {
  const Reply before = Users();
  for (const char* rules : {"-@all", "-acl", "-@admin", "nocommands"}) {
    EXPECT_THAT(ErrorOf<StateError>([&] {
                  const auto denied = Enter(server_, PermissionDenied("default", rules));
                }),
                AllOf(StartsWith("cannot enter 'permission-denied': '" + std::string(rules) + "'"),
                      HasSubstr("takes from the user 'default', which this library connects as, "
                                "the right to ACL")));
  }
  EXPECT_EQ(Users(), before);
  EXPECT_NO_THROW(const auto denied =
                      Enter(server_, PermissionDenied("default", "-@all +acl +ping +lpushx")));
  EXPECT_EQ(Users(), before);
}

TEST_F(PermissionDeniedTest, GivesRedissWordsForARuleThatThereIsNot) {
  const Reply before = Users();
  EXPECT_THAT(ErrorOf<StateError>([&] {
                const auto denied = Enter(server_, PermissionDenied("default", "-@wrte"));
              }),
              StartsWith("redis refuses ACL SETUSER: ERR Error in ACL SETUSER modifier '-@wrte'"));
  EXPECT_EQ(Users(), before);
}

TEST_F(PermissionDeniedTest, RefusesAUserThatThereIsNot) {
  EXPECT_EQ(
      ErrorOf<StateError>([&] { const auto denied = Enter(server_, PermissionDenied("nobody")); }),
      "cannot enter 'permission-denied': there is no user 'nobody'");
}

TEST_F(PermissionDeniedTest, RefusesWhatTheUserHasNotAnyway) {
  server_.Command("ACL", "SETUSER", "app", "on", "nopass", "~*");
  EXPECT_EQ(ErrorOf<StateError>(
                [&] { const auto denied = Enter(server_, PermissionDenied("app", "-@all")); }),
            "'permission-denied' does not hold: '-@all' changes nothing for the user 'app'");
}

TEST(PermissionDeniedRulesTest, DenySomething) {
  EXPECT_EQ(ErrorOf<StateError>([] { const PermissionDenied state("default", "+get ~*"); }),
            "'permission-denied' with the rules '+get ~*' denies nothing; one that does begins "
            "with '-', as '-@write', or 'reset', as 'resetkeys ~allowed:*'");
  EXPECT_EQ(ErrorOf<StateError>([] { const PermissionDenied state(""); }),
            "'permission-denied' needs the name of a user");
}

TEST(PermissionDeniedVersionTest, IsUnsupportedWhereThereAreNoUsers) {
  RedisServer server = RedisServer::Start();
  if (server.AtLeast(6, 0)) GTEST_SKIP() << "this redis has users";
  EXPECT_THAT(
      ErrorOf<UnsupportedError>([&] { const auto denied = Enter(server, PermissionDenied()); }),
      StartsWith("cannot enter 'permission-denied': it needs Redis 6.0, and this is redis 5.0"));
}

}  // namespace
}  // namespace gtest_redis
