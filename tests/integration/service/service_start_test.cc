#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"
#include "process/deadline.h"
#include "service/service_fixture.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;
using testing::ThrowsMessage;

class ServiceStartTest : public ServiceTest {
 protected:
  /// For services that will not become ready.
  static ServiceOptions Impatient(milliseconds timeout = milliseconds(500)) {
    ServiceOptions options;
    options.start_timeout = timeout;
    return options;
  }
};

TEST_F(ServiceStartTest, AnswersOnceItWasStarted) {
  Service service = Start("sound");
  EXPECT_THAT(service.url(), MatchesRegex("http://127.0.0.1:[0-9]+"));
  EXPECT_GT(service.pid(), 0);
  EXPECT_TRUE(service.running());
  EXPECT_EQ(service.exit_reason(), "");
  EXPECT_EQ(service.Get("/missing").status, 404);
}

TEST_F(ServiceStartTest, IsReadyWhenItsPathAnswersWell) {
  ServiceOptions options;
  options.ready_path = "/ready";  // It answers 503, 503, 204, 204, ...
  Service service = Start("sound", options);
  EXPECT_EQ(service.Get("/ready").status, 204);
}

TEST_F(ServiceStartTest, GetsItsPlaceholdersFilled) {
  ServerOptions redis;
  redis.database = 3;
  redis.password = "secret word";
  RedisServer locked = RedisServer::Start(redis);
  Service service = Service::Start(locked, {program(), "sound", "{listen}", "{port}", "{redis}",
                                            "{redis_host}:{redis_port}/{redis_db}",
                                            "{redis_password}", "{unknown}", R"({"a": 1})"});
  const std::string address = service.url().substr(7);
  const std::string redis_port = std::to_string(service.gate()->port());
  EXPECT_EQ(service.Log(), "argument '" + program() + "'\nargument 'sound'\nargument '" + address +
                               "'\nargument '" + address.substr(address.find(':') + 1) +
                               "'\nargument 'redis://:secret%20word@127.0.0.1:" + redis_port +
                               "/3'\nargument '127.0.0.1:" + redis_port +
                               "/3'\nargument 'secret word'\nargument '{unknown}'\n" +
                               "argument '{\"a\": 1}'\n");
}

TEST_F(ServiceStartTest, GetsItsEnvironmentFilledAndTheTestsToo) {
  ServiceOptions options;
  options.environment = {{"REDIS_URL", "{redis}"}, {"BRACES", "{x}"}};
  Service service = Start("sound", options);
  EXPECT_EQ(service.Get("/variable/REDIS_URL").body, service.gate()->url());
  EXPECT_EQ(service.Get("/variable/BRACES").body, "{x}");
  EXPECT_EQ(service.Get("/variable/PATH").body, std::getenv("PATH"));
}

TEST_F(ServiceStartTest, RunsWhereTheTestRunsOrWhereItIsTold) {
  EXPECT_EQ(Start("sound").Get("/directory").body, std::filesystem::current_path());
  ServiceOptions options;
  options.working_directory = "/";
  EXPECT_EQ(Start("sound", options).Get("/directory").body, "/");
}

TEST_F(ServiceStartTest, HasAPortAndALogOfItsOwn) {
  Service first = Start("sound");
  Service second = Start("never-heard-of");
  EXPECT_NE(first.url(), second.url());
  EXPECT_THAT(first.Log(), HasSubstr("argument 'sound'"));
  EXPECT_THAT(second.Log(), HasSubstr("argument 'never-heard-of'"));
  EXPECT_EQ(first.Log(5), "");  // Less than a whole line.
}

TEST_F(ServiceStartTest, SaysThatThereIsNoSuchProgram) {
  EXPECT_THAT(
      [] { Service::Start(server(), {"./no-such-program"}); },
      ThrowsMessage<ServiceError>("cannot execute './no-such-program': No such file or directory"));
  EXPECT_THAT([] { Service::Start(server(), {"no-such-program"}); },
              ThrowsMessage<ServiceError>(
                  "cannot start 'no-such-program': there is no such program on PATH"));
  EXPECT_THAT([] { Service::Start(server(), {}); },
              ThrowsMessage<ServiceError>("cannot start a program: the command is empty"));
}

TEST_F(ServiceStartTest, SaysThatThereIsNoSuchDirectory) {
  ServiceOptions options;
  options.working_directory = "/no/such/directory";
  EXPECT_THAT([&] { Start("sound", options); },
              ThrowsMessage<ServiceError>("cannot start '" + program() +
                                          "' in '/no/such/directory': No such file or directory"));
}

TEST_F(ServiceStartTest, FailsAtOnceWhenItsProcessExits) {
  const Deadline deadline(seconds(30));
  EXPECT_THAT([] { Start("exit", Impatient(seconds(60))); },
              ThrowsMessage<ServiceError>(
                  AllOf(StartsWith("service '" + program() +
                                   "' exited with status 3 before it was ready;\nits log ends:\n"),
                        EndsWith("\n  no such option"))));
  EXPECT_FALSE(deadline.passed());
}

TEST_F(ServiceStartTest, SaysThatItNeverListened) {
  EXPECT_THAT(
      [] { Start("never", Impatient()); },
      ThrowsMessage<ServiceError>(AllOf(
          StartsWith("service '" + program() +
                     "' runs, but was not ready within 500 ms: connection refused on 127.0.0.1:"),
          HasSubstr("; it listens on no tcp port;\nits log ends:\n  argument '"))));
}

TEST_F(ServiceStartTest, TakesNoConnectionOfItsForOneThatItListensOn) {
  ServiceOptions options = Impatient();
  options.environment = {{"REDIS_PORT", "{redis_port}"}};
  EXPECT_THAT([&] { Start("only-connected", options); },
              ThrowsMessage<ServiceError>(HasSubstr("; it listens on no tcp port;")));
}

TEST_F(ServiceStartTest, SaysWhereItListensInstead) {
  EXPECT_THAT(
      [] {
        Service::Start(server(), {program(), "elsewhere"}, Impatient());
      },
      ThrowsMessage<ServiceError>(
          ContainsRegex("connection refused on 127.0.0.1:[0-9]+; it listens on "
                        "0.0.0.0:[0-9]+ instead; pass \\{listen\\} or \\{port\\} in its "
                        "command;\nits log ends:")));
}

TEST_F(ServiceStartTest, GivesNoAdviceThatWasFollowed) {
  EXPECT_THAT([] { Start("elsewhere", Impatient()); },
              ThrowsMessage<ServiceError>(
                  ContainsRegex("it listens on 0.0.0.0:[0-9]+ instead;\nits log ends:")));
  ServiceOptions options = Impatient();
  options.environment = {{"PORT", "{port}"}};
  EXPECT_THAT(
      [&] {
        Service::Start(server(), {program(), "elsewhere"}, options);
      },
      ThrowsMessage<ServiceError>(ContainsRegex("0.0.0.0:[0-9]+ instead;\n")));
}

TEST_F(ServiceStartTest, SaysWhereItsChildrenListenInstead) {
  EXPECT_THAT(
      [] { Start("elsewhere-by-child", Impatient()); },
      ThrowsMessage<ServiceError>(ContainsRegex("it listens on 127.0.0.1:[0-9]+ instead;")));
  EXPECT_THAT(
      [] { Start("elsewhere-on-ipv6", Impatient()); },
      ThrowsMessage<ServiceError>(ContainsRegex("it listens on \\[::1\\]:[0-9]+ instead;")));
}

TEST_F(ServiceStartTest, SaysWhatItsReadyPathAnsweredLast) {
  ServiceOptions options = Impatient();
  options.ready_path = "/missing";
  EXPECT_THAT([&] { Start("sound", options); },
              ThrowsMessage<ServiceError>(
                  HasSubstr("was not ready within 500 ms: GET /missing answered 404;\nits log")));
  options.ready_path = "/garbage";
  EXPECT_THAT([&] { Start("sound", options); },
              ThrowsMessage<ServiceError>(ContainsRegex(
                  "no valid answer to 'GET http://127.0.0.1:[0-9]+/garbage': bad version")));
}

TEST_F(ServiceStartTest, IsGivenUpWhenItIsToStop) {
  const Deadline soon(seconds(20));
  ServiceOptions options;
  options.start_timeout = seconds(60);
  options.ready_path = "/missing";
  int asked = 0;
  options.stop = [&asked] { return ++asked == 3; };
  EXPECT_THAT([&] { Start("sound", options); },
              ThrowsMessage<ServiceError>(EndsWith("' was to be stopped before it was ready")));
  EXPECT_FALSE(soon.passed());
}

TEST_F(ServiceStartTest, SaysThatItsReadyPathDoesNotAnswer) {
  const Deadline deadline(seconds(30));
  ServiceOptions options = Impatient();
  options.ready_path = "/nothing";
  EXPECT_THAT([&] { Start("sound", options); },
              ThrowsMessage<ServiceError>(
                  ContainsRegex("within 500 ms: no answer within [0-9]+ ms to 'GET .*/nothing'")));
  EXPECT_FALSE(deadline.passed());
}

TEST_F(ServiceStartTest, LeavesNothingOfAServiceThatDidNotStart) {
  const std::size_t before = LogFiles();
  std::string what;
  try {
    Start("lingering-and-elsewhere", Impatient());
  } catch (const ServiceError& error) {
    what = error.what();
  }
  const auto lingerer = what.find("lingerer ");
  ASSERT_NE(lingerer, std::string::npos) << what;
  const int pid = std::stoi(what.substr(lingerer + 9));
  EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return !Lives(pid); }));
  EXPECT_EQ(LogFiles(), before);
}

}  // namespace
}  // namespace gtest_redis
