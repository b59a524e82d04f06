#include "gtest_redis/service/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "gtest_redis/redis/error.h"
#include "process/deadline.h"
#include "service/scripted_server.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::Eq;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;
using testing::ThrowsMessage;

constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(HttpClientTest, ReadsStatusHeadersAndBody) {
  ScriptedServer server(ScriptedServer::Once(
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
      "Content-Length: 4\r\n\r\nfull"));
  const HttpResponse response = HttpClient(server.url()).Get("/");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "full");
  EXPECT_THAT(response.headers, ElementsAre(Pair("Retry-After", "1"), Pair("Set-Cookie", "a"),
                                            Pair("Set-Cookie", "b"), Pair("Content-Length", "4")));
  EXPECT_EQ(response.failure, HttpFailure::kNone);
  EXPECT_EQ(response.error, "");
  EXPECT_GT(response.duration.count(), 0);
}

TEST(HttpClientTest, SendsEveryMethodWithItsTargetAndBody) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  client.Get("/a?b=c");
  client.Post("/", "1");
  client.Put("/", "2");
  client.Patch("/", "3");
  client.Delete("/");
  client.Request({"OPTIONS", "*", {}, ""});
  EXPECT_THAT(
      server.requests(),
      ElementsAre(StartsWith("GET /a?b=c HTTP/1.1\r\n"),
                  AllOf(StartsWith("POST / HTTP/1.1\r\n"), EndsWith("\r\n\r\n1")),
                  AllOf(StartsWith("PUT / HTTP/1.1\r\n"), EndsWith("\r\n\r\n2")),
                  AllOf(StartsWith("PATCH / HTTP/1.1\r\n"), EndsWith("\r\n\r\n3")),
                  StartsWith("DELETE / HTTP/1.1\r\n"), StartsWith("OPTIONS * HTTP/1.1\r\n")));
}

TEST(HttpClientTest, AddsTheHeadersThatARequestNeeds) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  const std::string host = "\r\nHost: " + server.url().substr(7) + "\r\n";
  client.Get("/");
  client.Post("/", "{}");
  client.Post("/", "");
  const auto requests = server.requests();
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_THAT(requests[0], AllOf(HasSubstr(host), Not(HasSubstr("Content-"))));
  EXPECT_THAT(requests[1],
              AllOf(HasSubstr(host), HasSubstr("\r\nContent-Type: application/json\r\n"),
                    HasSubstr("\r\nContent-Length: 2\r\n")));
  EXPECT_THAT(requests[2],
              AllOf(HasSubstr("\r\nContent-Length: 0\r\n"), Not(HasSubstr("Content-Type"))));
}

TEST(HttpClientTest, LeavesTheHeadersThatTheTestNames) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  client.Post("/", "x", {{"content-type", "text/plain"}, {"HOST", "other"}, {"X-Id", "7"}});
  const auto requests = server.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_THAT(requests[0],
              AllOf(HasSubstr("content-type: text/plain\r\n"), HasSubstr("HOST: other\r\n"),
                    HasSubstr("X-Id: 7\r\n"), Not(HasSubstr("json")), Not(HasSubstr("Host"))));
}

TEST(HttpClientTest, AddsNoLengthToABodyThatIsChunked) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient(server.url()).Post("/", "0\r\n\r\n", {{"Transfer-Encoding", "chunked"}});
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("Content-Length")));
}

TEST(HttpClientTest, FindsLocalhost) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  const std::string port = server.url().substr(server.url().rfind(':'));
  EXPECT_EQ(HttpClient("http://localhost" + port).Get("/").status, 200);
}

TEST(HttpClientTest, MovesWithItsConnections) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  HttpClient moved = std::move(client);
  EXPECT_EQ(moved.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 1u);
}

// Answers.

struct Answer {
  std::string name;
  std::string bytes;
  int status;
  std::string body;
};

class HttpAnswerTest : public testing::TestWithParam<Answer> {};

TEST_P(HttpAnswerTest, IsRead) {
  ScriptedServer server(ScriptedServer::Once(GetParam().bytes));
  const HttpResponse response = HttpClient(server.url()).Get("/");
  EXPECT_EQ(response.status, GetParam().status) << response.error;
  EXPECT_EQ(response.body, GetParam().body);
  EXPECT_EQ(response.failure, HttpFailure::kNone) << response.error;
}

INSTANTIATE_TEST_SUITE_P(
    Whole, HttpAnswerTest,
    testing::Values(
        Answer{"WithLength", kOk, 200, "ok"},
        Answer{"EmptyBody", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", 201, ""},
        Answer{"UntilTheConnectionEnds", "HTTP/1.1 200 OK\r\n\r\nall of it", 200, "all of it"},
        Answer{"NothingUntilTheConnectionEnds", "HTTP/1.1 200 OK\r\n\r\n", 200, ""},
        Answer{"Http10", "HTTP/1.0 200 OK\r\n\r\nold", 200, "old"},
        Answer{"Chunked",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
               "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
               200, "abcde"},
        Answer{"NoContent", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
        Answer{"NotModified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, ""},
        Answer{"BehindInterimAnswers",
               "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
                   std::string(kOk),
               200, "ok"},
        Answer{"SwitchingProtocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 101, ""},
        Answer{"UnknownStatus", "HTTP/1.1 599 Odd\r\nContent-Length: 1\r\n\r\nx", 599, "x"},
        Answer{"Large",
               "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + std::string(3000000, 'x'),
               200, std::string(3000000, 'x')}),
    [](const auto& param) { return param.param.name; });

TEST(HttpClientTest, ReadsAnAnswerThatComesInPieces) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    for (const char* piece : {"H", "TTP/1.1 100 Continue\r\n\r", "\nHTTP/1.1 200 OK\r\nConte",
                              "nt-Length: 2\r\n", "\r\no", "k"}) {
      peer.Send(piece);
      Pause(milliseconds(2));  // Lets the client read each by itself.
    }
    peer.AwaitClose();
  });
  const HttpResponse response = HttpClient(server.url()).Get("/");
  EXPECT_EQ(response.status, 200) << response.error;
  EXPECT_EQ(response.body, "ok");
}

TEST(HttpClientTest, DoesNotWaitForTheBodyThatAHeadRequestIsOnlyToldOf) {
  ScriptedServer server(
      ScriptedServer::Always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Id: 7\r\n\r\n"));
  HttpClient client(server.url());
  const HttpResponse response = client.Request({"HEAD", "/", {}, ""});
  EXPECT_EQ(response.status, 200) << response.error;
  EXPECT_EQ(response.body, "");
  EXPECT_THAT(response.Header("Content-Length"), Optional(Eq("5")));
  EXPECT_EQ(client.Request({"HEAD", "/", {}, ""}).status, 200);
  EXPECT_EQ(server.connections(), 1u);
}

TEST(HttpClientTest, TakesAnAnswerThatComesBeforeTheRequestIsRead) {
  std::promise<void> done;
  const std::shared_future<void> is_done = done.get_future().share();
  ScriptedServer server([is_done](ScriptedServer&, Peer& peer) {
    peer.Send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    is_done.wait_for(seconds(10));
  });
  HttpClient client(server.url());
  for (int i = 0; i < 2; ++i) {
    const HttpResponse response = client.Post("/", std::string(16 << 20, 'x'));
    EXPECT_EQ(response.status, 413) << response.error;
  }
  done.set_value();
  EXPECT_EQ(server.connections(), 2u);  // Who knows what the first still reads?
}

// Keeping connections alive.

TEST(HttpClientTest, KeepsItsConnection) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 1u);
}

TEST(HttpClientTest, DropsTheConnectionThatTheServiceWillClose) {
  ScriptedServer server(
      ScriptedServer::Always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  HttpClient client(server.url());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, DropsTheConnectionThatTheTestWantsClosed) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.Get("/", {{"connection", "Close"}}).status, 200);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, DropsTheConnectionThatBecameAnotherProtocol) {
  ScriptedServer server(ScriptedServer::Always("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  HttpClient client(server.url());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.Get("/").status, 101);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, DropsTheConnectionWithMoreThanOneAnswer) {
  ScriptedServer server(ScriptedServer::Always(std::string(kOk) + "HTTP/1.1 500 Late\r\n\r\n"));
  HttpClient client(server.url());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, DropsTheConnectionOnWhichMoreCameMeanwhile) {
  std::promise<void> answered;
  std::promise<void> sent;
  ScriptedServer server([&](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.Send(kOk);
    if (self.connections() > 1) return;
    answered.get_future().wait_for(seconds(10));
    peer.Send("HTTP/1.1 408 Too Late\r\nContent-Length: 0\r\n\r\n");
    sent.set_value();
    peer.AwaitClose();
  });
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  answered.set_value();
  ASSERT_EQ(sent.get_future().wait_for(seconds(10)), std::future_status::ready);
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(HttpClientTest, DropsTheConnectionThatWasClosedMeanwhile) {
  std::promise<void> closed;
  ScriptedServer server([&](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.Send(kOk);
    peer.Shutdown();
    if (self.connections() == 1) closed.set_value();
  });
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  ASSERT_EQ(closed.get_future().wait_for(seconds(10)), std::future_status::ready);
  EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, DropsTheConnectionThatWasIdleForASecond) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  const Deadline a_second(milliseconds(1001));
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return a_second.passed(); }));
  EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_EQ(server.connections(), 2u);
}

TEST(HttpClientTest, HangsUp) {
  std::promise<void> closed;
  ScriptedServer server([&](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.Send(kOk);
    peer.AwaitClose();
    if (self.connections() == 1) closed.set_value();
  });
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  client.HangUp();
  EXPECT_EQ(closed.get_future().wait_for(seconds(5)), std::future_status::ready);
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(HttpClientTest, NeverSendsARequestTwice) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.Send(kOk);
    self.TakeRequest(peer);
  });
  HttpClient client(server.url());
  EXPECT_EQ(client.Get("/").status, 200);
  const HttpResponse response = client.Post("/", "{}");
  EXPECT_EQ(response.failure, HttpFailure::kClosed);
  EXPECT_EQ(response.error,
            "no answer to 'POST " + server.url() + "/': the connection was closed (0 bytes came)");
  EXPECT_THAT(server.requests(), SizeIs(2));
  EXPECT_EQ(server.connections(), 1u);
}

TEST(HttpClientTest, AsksFromManyThreadsAtOnce) {
  ScriptedServer server([](ScriptedServer&, Peer& peer) {
    for (std::string request; !(request = peer.ReadRequest()).empty();) {
      const std::string target = request.substr(4, request.find(' ', 4) - 4);
      peer.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(target.size()) + "\r\n\r\n" +
                target);
    }
  });
  HttpClient client(server.url());
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        const std::string target = "/" + std::to_string(thread) + "/" + std::to_string(i);
        if (client.Get(target).body == target) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
  EXPECT_LE(server.connections(), 8u);
}

// What cannot be sent.

struct BadRequest {
  std::string name;
  HttpRequest request;
  std::string error;
};

class BadRequestTest : public testing::TestWithParam<BadRequest> {};

TEST_P(BadRequestTest, IsNotSent) {
  ScriptedServer server(ScriptedServer::Always(kOk));
  HttpClient client(server.url());
  EXPECT_THAT([&] { client.Request(GetParam().request); }, ThrowsMessage<Error>(GetParam().error));
  EXPECT_EQ(server.connections(), 0u);
}

constexpr char kNoName[] = "': a name has letters, digits and hyphens only";
constexpr char kNoValue[] = "': a value has no line ends and no zero bytes";
constexpr char kNoMethod[] = "': a method is one word, such as GET";
constexpr char kNoTarget[] =
    "': a target begins with '/' and has no blanks and no control characters; write them as %20";

INSTANTIATE_TEST_SUITE_P(
    All, BadRequestTest,
    testing::Values(
        BadRequest{"LineEndInHeaderName",
                   {"GET", "/", {{"X\r\nY", "1"}}, ""},
                   std::string("cannot send a request with the header name 'X\\r\\nY") + kNoName},
        BadRequest{"ColonInHeaderName",
                   {"GET", "/", {{"X: Y", "1"}}, ""},
                   std::string("cannot send a request with the header name 'X: Y") + kNoName},
        BadRequest{"EmptyHeaderName",
                   {"GET", "/", {{"", "1"}}, ""},
                   std::string("cannot send a request with the header name '") + kNoName},
        BadRequest{"CarriageReturnInHeaderValue",
                   {"GET", "/", {{"X", "1\rY"}}, ""},
                   std::string("cannot send a request with the header value '1\\rY") + kNoValue},
        BadRequest{"LineFeedInHeaderValue",
                   {"GET", "/", {{"X", "1\nY: 2"}}, ""},
                   std::string("cannot send a request with the header value '1\\nY: 2") + kNoValue},
        BadRequest{"ZeroByteInHeaderValue",
                   {"GET", "/", {{"X", std::string(1, '\0')}}, ""},
                   std::string("cannot send a request with the header value '\\x00") + kNoValue},
        BadRequest{"BlankInTarget",
                   {"GET", "/a b", {}, ""},
                   std::string("cannot send a request with the target '/a b") + kNoTarget},
        BadRequest{"LineEndInTarget",
                   {"GET", "/\r\n", {}, ""},
                   std::string("cannot send a request with the target '/\\r\\n") + kNoTarget},
        BadRequest{"TargetWithoutSlash",
                   {"GET", "signals", {}, ""},
                   std::string("cannot send a request with the target 'signals") + kNoTarget},
        BadRequest{"BlankInMethod",
                   {"GET /", "/", {}, ""},
                   std::string("cannot send a request with the method 'GET /") + kNoMethod},
        BadRequest{"EmptyMethod",
                   {"", "/", {}, ""},
                   std::string("cannot send a request with the method '") + kNoMethod}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace gtest_redis
