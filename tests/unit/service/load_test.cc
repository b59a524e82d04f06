#include "gtest_redis/service/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "gtest_redis/fixture/load_matchers.h"
#include "gtest_redis/redis/error.h"
#include "gtest_redis/service/http_client.h"
#include "process/deadline.h"
#include "process/reserved_port.h"
#include "service/scripted_server.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Pair;
using testing::SizeIs;
using testing::ThrowsMessage;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

HttpResponse Ok(const HttpRequest& /*request*/) {
  HttpResponse response;
  response.status = 200;
  return response;
}

LoadPlan Requests(std::size_t requests) {
  LoadPlan plan;
  plan.requests = requests;
  return plan;
}

TEST(LoadTest, SendsAsManyRequestsAsThePlanSays) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  const LoadResult result = HttpClient(server.url()).Load(Requests(100));
  EXPECT_THAT(result.CountByStatus(), ElementsAre(Pair(200, 100)));
  EXPECT_THAT(server.requests(), SizeIs(100));
  EXPECT_THAT(server.connections(), Le(8U));
  EXPECT_EQ(result.unsent(), 0U);
}

TEST(LoadTest, SendsEachRequestOfItsOwn) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  LoadPlan plan = Requests(50);
  std::size_t next = 0;  // No mutex: one thread at a time, and in order.
  plan.make_request = [&next](std::size_t number) {
    EXPECT_EQ(number, next++);
    HttpRequest request;
    request.target = "/" + std::to_string(number);
    return request;
  };
  HttpClient(server.url()).Load(plan);
  std::set<std::string> targets;
  for (const std::string& request : server.requests()) {
    targets.insert(request.substr(0, request.find('\r')));
  }
  EXPECT_THAT(targets, SizeIs(50));
}

TEST(LoadTest, SendsSoManyAtATime) {
  std::atomic<int> at_once{0};
  std::atomic<bool> released{false};
  LoadRun load({}, [&](const HttpRequest& request) {
    ++at_once;
    EXPECT_TRUE(WaitUntil(Deadline(seconds(30)), [&] { return released.load(); }));
    return Ok(request);
  });
  EXPECT_TRUE(WaitUntil(Deadline(seconds(30)), [&] { return at_once == 8; }));
  released = true;
  EXPECT_GE(load.Finish().Count(), 8U);
}

TEST(LoadTest, HasEveryRequestDueAtItsRate) {
  LoadPlan plan;
  plan.rate = 1000;
  plan.duration = milliseconds(200);
  const LoadResult result = LoadRun(plan, Ok).AwaitEnd();
  EXPECT_EQ(result.Count() + result.unsent(), 200U);
  EXPECT_EQ(result.length(), milliseconds(200));
  for (const LoadSample& sample : result.samples()) {
    EXPECT_EQ(sample.due, milliseconds(sample.number));
    EXPECT_GE(sample.sent, sample.due);
    EXPECT_LT(sample.sent, result.length());
  }
}

TEST(LoadTest, DoesNotLetAStallHideItself) {
  // The first request, alone on its connection, takes 100 ms: those due meanwhile come late, too.
  LoadPlan plan = Requests(20);
  plan.rate = 200;
  plan.concurrency = 1;
  std::size_t asked = 0;
  const LoadResult result = LoadRun(plan, [&asked](const HttpRequest& request) {
                              if (asked++ == 0) Pause(milliseconds(100));
                              return Ok(request);
                            }).AwaitEnd();
  ASSERT_EQ(result.Count(), 20U);
  for (const LoadSample& sample : result.samples()) {
    EXPECT_GE(sample.latency() + sample.due, milliseconds(100)) << sample.number;
  }
  EXPECT_GE(result.Percentile(50), milliseconds(45));
}

TEST(LoadTest, TellsHowManyRequestsAHangKeptFromBeingSent) {
  LoadPlan plan;
  plan.rate = 1000;
  plan.duration = milliseconds(100);
  plan.concurrency = 2;
  LoadRun load(plan, [](const HttpRequest& request) {
    Pause(milliseconds(120));
    return Ok(request);
  });
  const LoadResult result = load.AwaitEnd();
  EXPECT_EQ(result.Count(), 2U);
  EXPECT_EQ(result.unsent(), 98U);
}

TEST(LoadTest, ShowsALateAnswerWhereItsRequestWasSent) {
  std::atomic<bool> slow{false};
  LoadPlan plan;
  plan.concurrency = 1;
  LoadRun load(plan, [&slow](const HttpRequest& request) {
    Pause(slow ? milliseconds(60) : milliseconds(1));
    return Ok(request);
  });
  load.RunFor(milliseconds(50));
  slow = true;
  load.Mark("slow");
  load.RunFor(milliseconds(150));
  const LoadResult result = load.Finish();
  ASSERT_GE(result.Since("slow").Count(), 1U);
  for (const LoadSample& sample : result.Since("slow").samples()) {
    EXPECT_GE(sample.duration, milliseconds(60));
  }
  EXPECT_EQ(result.Before("slow").Count() + result.Since("slow").Count(), result.Count());
}

TEST(LoadTest, HasARefusedConnectionAsASample) {
  const ReservedPort nobody;
  HttpClient client("http://127.0.0.1:" + std::to_string(nobody.number()));
  const LoadResult result = client.Load(Requests(3));
  EXPECT_THAT(result, HasShare(0, 1));
  for (const LoadSample& sample : result.samples()) {
    EXPECT_EQ(sample.failure, HttpFailure::kRefused);
  }
}

TEST(LoadTest, EndsWithinARequestsTimeoutWhenTheServiceHangs) {
  std::atomic<int> hung{0};
  ScriptedServer server([&hung](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    ++hung;
    peer.AwaitClose();
  });
  LoadPlan plan;
  plan.timeout = milliseconds(200);
  LoadRun load = HttpClient(server.url(), seconds(60)).StartLoad(plan);
  EXPECT_TRUE(WaitUntil(Deadline(seconds(20)), [&] { return hung >= 8; }));
  const auto before = load.Elapsed();
  const LoadResult result = load.Finish();
  // Far from the client's own timeout, whatever else the machine does.
  EXPECT_LT(result.Longest() + before, seconds(30));
  EXPECT_THAT(result, HasShare(0, 1));
  EXPECT_EQ(result.samples()[0].failure, HttpFailure::kTimeout);
}

TEST(LoadTest, OutlivesItsClient) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  LoadRun load = HttpClient(server.url()).StartLoad(Requests(500));
  EXPECT_EQ(load.AwaitEnd().Count(200), 500U);
}

TEST(LoadTest, StopsWhenItGoes) {
  std::atomic<int> asked{0};
  {
    const LoadRun load({}, [&asked](const HttpRequest& request) {
      ++asked;
      return Ok(request);
    });
    EXPECT_TRUE(WaitUntil(Deadline(seconds(20)), [&] { return asked > 10; }));
  }
  const int then = asked;
  Pause(milliseconds(5));
  EXPECT_EQ(asked, then);
}

TEST(LoadTest, IsMoved) {
  LoadRun load(Requests(5), Ok);
  LoadRun moved = std::move(load);
  load = LoadRun(Requests(3), Ok);
  EXPECT_EQ(moved.AwaitEnd().Count(), 5U);
  EXPECT_EQ(load.AwaitEnd().Count(), 3U);
}

TEST(LoadTest, RunsNoLongerThanItsPlan) {
  LoadRun load(Requests(5), Ok);
  load.RunFor(seconds(100));
  load.Mark("done");
  EXPECT_LT(load.Elapsed(), seconds(90));
  EXPECT_EQ(load.Finish().Before("done").Count(), 5U);
}

TEST(LoadTest, TellsWhatTheMakingOfARequestThrew) {
  LoadPlan plan;
  plan.make_request = [](std::size_t number) -> HttpRequest {
    if (number == 3) throw Error("no request 3");
    return {};
  };
  LoadRun load(plan, Ok);
  load.RunFor(seconds(100));
  EXPECT_THAT([&] { load.Finish(); }, ThrowsMessage<Error>("no request 3"));
}

TEST(LoadTest, TellsOfARequestThatCannotBeSent) {
  LoadPlan plan = Requests(10);
  plan.request.target = "no slash";
  EXPECT_THAT([&] { HttpClient("http://127.0.0.1:1").Load(plan); },
              ThrowsMessage<Error>(HasSubstr("target 'no slash'")));
}

TEST(LoadTest, IsOverOnlyOnce) {
  LoadRun load(Requests(1), Ok);
  load.Finish();
  EXPECT_THAT([&] { load.Finish(); },
              ThrowsMessage<Error>("this load is over: its result was taken"));
  EXPECT_THROW(load.Mark("x"), Error);
}

struct BadPlan {
  const char* error;
  void (*spoil)(LoadPlan& plan);
};

class LoadPlanTest : public testing::TestWithParam<BadPlan> {};

TEST_P(LoadPlanTest, IsRefused) {
  LoadPlan plan = Requests(1);
  GetParam().spoil(plan);
  EXPECT_THAT([&] { LoadRun(plan, Ok).AwaitEnd(); },
              ThrowsMessage<Error>(HasSubstr(GetParam().error)));
}

INSTANTIATE_TEST_SUITE_P(
    Bad, LoadPlanTest,
    testing::Values(
        BadPlan{"concurrency '0' is not from 1", [](LoadPlan& plan) { plan.concurrency = 0; }},
        BadPlan{"concurrency '1001'", [](LoadPlan& plan) { plan.concurrency = 1001; }},
        BadPlan{"rate '-1.000000'", [](LoadPlan& plan) { plan.rate = -1; }},
        BadPlan{"rate 'nan'", [](LoadPlan& plan) { plan.rate = std::stod("nan"); }},
        BadPlan{"duration '-1' ms", [](LoadPlan& plan) { plan.duration = milliseconds(-1); }},
        BadPlan{"timeout '-1' ms", [](LoadPlan& plan) { plan.timeout = milliseconds(-1); }},
        BadPlan{"would never end", [](LoadPlan& plan) { plan.requests = 0; }}));

}  // namespace
}  // namespace gtest_redis
