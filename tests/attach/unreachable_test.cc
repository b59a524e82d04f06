#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process/deadline.h"
#include "process/reserved_port.h"
#include "target.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(UnreachableTest, SaysThatNobodyListens) {
  const ReservedPort port;
  Url url;
  url.port = port.number();
  EXPECT_THAT(TakeAndFlush(url, Impatient()),
              AllOf(HasSubstr("cannot attach to the redis at 'redis://127.0.0.1:"),
                    HasSubstr("it was not ready within 300 ms"), HasSubstr("Connection refused")));
}

TEST(UnreachableTest, SaysThatThereIsNoSuchHost) {
  Url url;
  url.host = "no-such-host.invalid";
  EXPECT_THAT(TakeAndFlush(url, Impatient()),
              AnyOf(HasSubstr("not known"), HasSubstr("name resolution")));
}

TEST(UnreachableTest, SaysThatNoAnswerComes) {
  Target target;
  target.server().Pause();
  const auto start = Deadline::Clock::now();
  EXPECT_THAT(TakeAndFlush(target.url(), Impatient()),
              AllOf(HasSubstr("it was not ready within 300 ms"), HasSubstr("nothing came within")));
  EXPECT_LT(Deadline::Clock::now() - start, milliseconds(2000));
  target.server().Resume();
}

TEST(UnreachableTest, SaysThatThePasswordIsWrong) {
  ServerOptions options;
  options.password = "right";
  Target target(options);
  Url url = target.url();
  url.password = "wrong-secret";
  EXPECT_THAT(TakeAndFlush(url), AllOf(HasSubstr("it refuses the user or password of the url: "),
                                       AnyOf(HasSubstr("WRONGPASS"), HasSubstr("invalid password")),
                                       Not(HasSubstr("wrong-secret"))));
  url.user = "nobody";
  EXPECT_THAT(TakeAndFlush(url),
              AllOf(HasSubstr("it refuses the user or password"), Not(HasSubstr("wrong-secret"))));
  url.user.clear();
  url.password.clear();
  EXPECT_THAT(TakeAndFlush(url), AllOf(HasSubstr("NOAUTH"), HasSubstr("redis://:PASSWORD@host")));
}

TEST(UnreachableTest, SaysThatThereIsNoTls) {
  Target target;
  Url url = target.url();
  url.scheme = Url::Scheme::kRediss;
  EXPECT_THAT(TakeAndFlush(url), AnyOf(HasSubstr("was built without TLS"), HasSubstr("no TLS")));
}

TEST(UnreachableTest, IsWhereNoRedisIs) {
  // Listens, and says nothing.
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 10), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  Url url;
  url.port = ntohs(address.sin_port);
  EXPECT_THAT(TakeAndFlush(url, Impatient()), HasSubstr("nothing came within"));
  close(listener);
}

TEST(BrokenClaimTest, IsTakenAnew) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->Use();
  attached->Flush();
  target.Fill(3, 5);
  for (int round = 0; round < 3; ++round) {
    target.Run(3, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    attached->Flush();
    EXPECT_EQ(target.Keys(3), 0);
  }
}

TEST(BrokenClaimTest, FlushesNothingOnceSomebodyElseHasTheDatabase) {
  Target target;
  const auto first = Attach(target.url(), Impatient(3));
  first->Flush();
  target.Run(3, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
  const auto second = Attach(target.url(), Impatient(3));
  second->Flush();
  target.Fill(3, 5);
  EXPECT_THAT(ErrorOf([&] { first->Flush(); }), HasSubstr("' has database 3"));
  EXPECT_EQ(target.Keys(3), 5);
}

TEST(BrokenClaimTest, SaysThatTheServerIsGone) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  target.server().Kill();
  for (const auto& action :
       std::vector<std::function<void()>>{[&] { attached->Use(); }, [&] { attached->Flush(); },
                                          [&] { attached->TakeWhole(false); }}) {
    EXPECT_THAT(ErrorOf(action), HasSubstr("it was not ready within 300 ms"));
  }
}

TEST(BrokenClaimTest, IsTakenAnewAfterARestart) {
  Target target;
  const auto attached = Attach(target.url(), Impatient(3));
  attached->Flush();
  attached->TakeWhole(false);
  attached->CheckCommand({"CONFIG", "SET", "maxmemory", "123456789"});
  target.Run(3, {"CONFIG", "SET", "maxmemory", "123456789"});
  target.server().Restart();
  target.Run(0, {"CONFIG", "SET", "maxmemory", "50000000"});
  attached->ReleaseWhole();
  EXPECT_EQ(target.Directive("maxmemory"), "50000000");  // Not what it was before the restart.
  EXPECT_EQ(attached->url().database, 3);
  EXPECT_THAT(ErrorOf([&] { Attach(target.url(), Impatient(3)); }), HasSubstr("has database 3"));
}

}  // namespace
}  // namespace gtest_redis
