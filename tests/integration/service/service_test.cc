#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

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
using testing::StartsWith;

// Answers, and what is told beside them.

TEST_F(ServiceTest, TellsWhatRedisRefusedAndWhatItLogged) {
  ServiceOptions options;
  options.environment = {{"REDIS_PORT", "{redis_port}"}};
  Service service = Start("sound", options);
  EXPECT_EQ(service.Post("/key", "{}").status, 201);
  server().MarkRefusals("the test began");
  server().Command("CONFIG", "SET", "maxmemory", "1");
  const HttpResponse response = service.Post("/key", "{}");
  server().Command("CONFIG", "SET", "maxmemory", "0");
  EXPECT_THAT(Shown(response),
              AllOf(StartsWith("status 503, body redis refuses\n"
                               "redis refused this service since the test began: OOM 1\n"
                               "the service runs;\nits log ends:\n  argument '"),
                    HasSubstr("\n  argument 'sound'\n")));
}

TEST_F(ServiceTest, TellsHowItCrashed) {
  Service service = Start("sound");
  const HttpResponse response = service.Get("/crash");
  EXPECT_EQ(response.failure, HttpFailure::kClosed);
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return !service.running(); }));
  EXPECT_EQ(service.exit_reason(), "was killed by signal 11 (Segmentation fault)");
  EXPECT_THAT(
      Shown(response),
      AllOf(
          ContainsRegex("^no answer to 'GET http://127.0.0.1:[0-9]+/crash': the connection was "
                        "closed \\(0 bytes came\\)\n"),
          HasSubstr("\nthe service was killed by signal 11 (Segmentation fault);\nits log ends:\n"),
          EndsWith("\n  about to crash")));
}

TEST_F(ServiceTest, TellsOfACrashThatIsOnlyJustHappening) {
  Service service = Start("sound");
  EXPECT_THAT(Shown(service.Get("/crash")), HasSubstr("was killed by signal 11"));
}

TEST_F(ServiceTest, TellsAnAnswerThatCannotBeOneFromOneThatDidNotCome) {
  ServiceOptions options;
  options.request_timeout = milliseconds(100);
  Service service = Start("sound", options);
  EXPECT_EQ(service.Get("/garbage").failure, HttpFailure::kMalformed);
  EXPECT_EQ(service.Get("/half").failure, HttpFailure::kClosed);
  const HttpResponse response = service.Get("/nothing");
  EXPECT_EQ(response.failure, HttpFailure::kTimeout);
  EXPECT_THAT(response.error, StartsWith("no answer within 100 ms to 'GET "));
}

TEST_F(ServiceTest, TellsOfItsLogInAResponseThatOutlivesIt) {
  HttpResponse response;
  {
    Service service = Start("polite");
    response = service.Get("/missing");
  }
  EXPECT_THAT(Shown(response), AllOf(StartsWith("status 404, no body\nthe service ran until its "
                                                "Service was destroyed;\nits log ends:\n"),
                                     EndsWith("\n  goodbye")));
}

TEST_F(ServiceTest, TellsOfItsCrashInAResponseThatOutlivesItsServerToo) {
  HttpResponse response;
  {
    RedisServer redis = RedisServer::Start();
    Service service = Service::Start(redis, {program(), "sound", "{listen}"});
    response = service.Get("/crash");
    ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return !service.running(); }));
  }
  EXPECT_THAT(Shown(response), HasSubstr(")\nthe service was killed by signal 11"));
}

// Stopping.

TEST_F(ServiceTest, StopsWhenItIsAskedTo) {
  Service service = Start("polite");
  const int pid = service.pid();
  service.Stop();
  EXPECT_FALSE(Lives(pid));
  EXPECT_FALSE(service.running());
  EXPECT_EQ(service.exit_reason(), "exited with status 7");
  EXPECT_EQ(service.Get("/").failure, HttpFailure::kRefused);
  service.Stop();
  EXPECT_EQ(service.exit_reason(), "exited with status 7");
}

TEST_F(ServiceTest, IsKilledWhenItDoesNotStop) {
  ServiceOptions options;
  options.stop_grace = milliseconds(50);
  Service service = Start("stubborn", options);
  const Deadline deadline(seconds(10));
  service.Stop();
  EXPECT_FALSE(deadline.passed());
  EXPECT_EQ(service.exit_reason(), "was killed by signal 9 (Killed)");
}

TEST_F(ServiceTest, EndsWithItsObjectAndSoDoWhatItStartedAndItsLog) {
  const std::size_t before = LogFiles();
  int pid = 0;
  int lingerer = 0;
  {
    Service service = Start("lingering");
    EXPECT_EQ(LogFiles(), before + 1);
    pid = service.pid();
    const std::string log = service.Log();
    lingerer = std::stoi(log.substr(log.find("lingerer ") + 9));
    EXPECT_TRUE(Lives(lingerer));
  }
  EXPECT_FALSE(Lives(pid));
  EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return !Lives(lingerer); }));
  EXPECT_EQ(LogFiles(), before);
}

TEST_F(ServiceTest, MovesWithItsProcess) {
  Service service = Start("sound");
  const int pid = service.pid();
  Service moved = std::move(service);
  EXPECT_EQ(moved.pid(), pid);
  EXPECT_EQ(moved.Get("/missing").status, 404);
  moved = Start("sound");
  EXPECT_FALSE(Lives(pid));
  EXPECT_EQ(moved.Get("/missing").status, 404);
}

TEST_F(ServiceTest, SurvivesTheEndOfAFork) {
  auto* const service = new Service(Start("sound"));
  const auto end_it = [service] {
    delete service;
    std::_Exit(5);
  };
  EXPECT_EXIT(end_it(), testing::ExitedWithCode(5), "");
  EXPECT_EQ(service->Get("/missing").status, 404);
  EXPECT_THAT(service->Log(), HasSubstr("argument 'sound'"));
  delete service;
}

TEST_F(ServiceTest, MayBeStoppedWhileItIsAsked) {
  Service service = Start("sound");
  std::atomic<bool> refused{false};
  std::thread asking([&] {
    const Deadline deadline(seconds(10));
    refused = WaitUntil(deadline,
                        [&] { return service.Get("/missing").failure == HttpFailure::kRefused; });
  });
  EXPECT_EQ(service.Get("/missing").status, 404);
  service.Stop();
  asking.join();
  EXPECT_TRUE(refused);
}

// Without a process.

TEST_F(ServiceTest, AsksAServiceThatSomebodyElseRuns) {
  Service other = Start("sound");
  Service service = Service::At(other.url());
  EXPECT_EQ(service.url(), other.url());
  EXPECT_EQ(service.Get("/missing").status, 404);
  EXPECT_EQ(service.pid(), -1);
  EXPECT_TRUE(service.running());
  EXPECT_EQ(service.exit_reason(), "");
  EXPECT_EQ(service.Log(), "");
  service.Stop();
  EXPECT_EQ(service.Get("/missing").status, 404);
}

TEST_F(ServiceTest, AsksWithItsTimeout) {
  Service other = Start("sound");
  ServiceOptions options;
  options.request_timeout = milliseconds(50);
  EXPECT_THAT(Service::At(other.url(), options).Get("/nothing").error,
              StartsWith("no answer within 50 ms to "));
}

TEST_F(ServiceTest, RefusesAUrlThatIsNone) { EXPECT_THROW(Service::At("gateway:80"), UrlError); }

TEST_F(ServiceTest, IsInertWithoutAnything) {
  Service service;
  const HttpResponse response = service.Get("/");
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.failure, HttpFailure::kRefused);
  EXPECT_EQ(response.error, "no answer: the service was not started");
  EXPECT_EQ(service.url(), "");
  EXPECT_EQ(service.pid(), -1);
  EXPECT_FALSE(service.running());
  EXPECT_EQ(service.exit_reason(), "");
  EXPECT_EQ(service.Log(), "");
  service.Stop();
}

}  // namespace
}  // namespace gtest_redis
