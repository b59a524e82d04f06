#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "gtest_redis/redis/error.h"
#include "gtest_redis/service/http_client.h"
#include "process/deadline.h"
#include "process/reserved_port.h"
#include "service/scripted_server.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Lt;
using testing::ThrowsMessage;

// Accepts nothing, and its queue is full: connecting to it takes forever.
class FullListener {
 public:
  FullListener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    bind(listener_, plain, size);
    listen(listener_, 0);
    getsockname(listener_, plain, &size);
    port_ = ntohs(address.sin_port);
    for (const int filler : fillers_) connect(filler, plain, size);
  }
  ~FullListener() {
    for (const int filler : fillers_) close(filler);
    close(listener_);
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  static int NewSocket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

  const int listener_ = NewSocket();
  const int fillers_[3] = {NewSocket(), NewSocket(), NewSocket()};
  int port_ = 0;
};

TEST(HttpFailureTest, SaysThatTheConnectionWasRefused) {
  const ReservedPort nobody;
  const std::string url = "http://127.0.0.1:" + std::to_string(nobody.number());
  const HttpResponse response = HttpClient(url).Get("/x");
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.failure, HttpFailure::kRefused);
  EXPECT_EQ(response.error, "no answer to 'GET " + url + "/x': connection refused");
}

TEST(HttpFailureTest, SaysThatNoConnectionWasMadeInTime) {
  const FullListener full;
  const Deadline deadline(seconds(10));
  const HttpResponse response = HttpClient(full.url(), milliseconds(50)).Get("/x");
  EXPECT_FALSE(deadline.passed());
  EXPECT_EQ(response.failure, HttpFailure::kTimeout);
  EXPECT_EQ(response.error,
            "no answer within 50 ms to 'GET " + full.url() + "/x' (no connection was made)");
}

TEST(HttpFailureTest, GivesUpAHostThatIsNotKnown) {
  const Deadline deadline(seconds(10));
  const HttpResponse response = HttpClient("http://no-such-host.invalid", seconds(2)).Get("/");
  EXPECT_FALSE(deadline.passed());
  EXPECT_EQ(response.status, 0);
  EXPECT_THAT(response.error, HasSubstr("'GET http://no-such-host.invalid:80/'"));
}

TEST(HttpFailureTest, SaysThatNoAnswerCameInTime) {
  ScriptedServer server([](ScriptedServer&, Peer& peer) { peer.AwaitClose(); });
  const HttpResponse response = HttpClient(server.url(), milliseconds(50)).Post("/x", "{}");
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.failure, HttpFailure::kTimeout);
  EXPECT_EQ(response.error,
            "no answer within 50 ms to 'POST " + server.url() + "/x' (0 bytes came)");
  EXPECT_THAT(response.duration, AllOf(Ge(milliseconds(49)), Lt(seconds(10))));
}

TEST(HttpFailureTest, LetsARequestHaveItsOwnTimeout) {
  ScriptedServer server([](ScriptedServer&, Peer& peer) { peer.AwaitClose(); });
  HttpRequest request;
  request.timeout = milliseconds(30);
  const HttpResponse response = HttpClient(server.url(), seconds(60)).Request(request);
  EXPECT_THAT(response.error, HasSubstr("no answer within 30 ms to 'GET "));
}

TEST(HttpFailureTest, KeepsTheDeadlineWhileAnAnswerTrickles) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (peer.Send("x")) Pause(milliseconds(1));
  });
  const Deadline deadline(seconds(10));
  const HttpResponse response = HttpClient(server.url(), milliseconds(50)).Get("/");
  EXPECT_FALSE(deadline.passed());
  EXPECT_EQ(response.failure, HttpFailure::kTimeout);
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.body, "");
}

TEST(HttpFailureTest, KeepsTheDeadlineWhileInterimAnswersTrickle) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    while (peer.Send("HTTP/1.1 102 Processing\r\n\r\n")) Pause(milliseconds(1));
  });
  const Deadline deadline(seconds(10));
  EXPECT_EQ(HttpClient(server.url(), milliseconds(50)).Get("/").failure, HttpFailure::kTimeout);
  EXPECT_FALSE(deadline.passed());
}

TEST(HttpFailureTest, KeepsTheDeadlineWhileARequestIsNotRead) {
  std::atomic<bool> given_up{false};
  ScriptedServer server([&](ScriptedServer&, Peer&) {
    WaitUntil(Deadline(seconds(10)), [&] { return given_up.load(); });
  });
  const HttpResponse response =
      HttpClient(server.url(), milliseconds(50)).Post("/", std::string(16 << 20, 'x'));
  given_up = true;
  EXPECT_EQ(response.failure, HttpFailure::kTimeout);
}

TEST(HttpFailureTest, AsksAgainAfterATimeoutOnANewConnection) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    if (self.connections() > 1) peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    peer.AwaitClose();
  });
  HttpClient client(server.url());
  HttpRequest request;
  request.timeout = milliseconds(50);
  EXPECT_EQ(client.Request(request).failure, HttpFailure::kTimeout);
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(HttpFailureTest, SaysThatTheConnectionWasReset) {
  ScriptedServer server([](ScriptedServer& self, Peer& peer) {
    self.TakeRequest(peer);
    peer.ResetAtClose();
  });
  const HttpResponse response = HttpClient(server.url()).Get("/");
  EXPECT_EQ(response.failure, HttpFailure::kClosed);
  EXPECT_EQ(response.error,
            "no answer to 'GET " + server.url() + "/': connection reset by peer (0 bytes came)");
}

TEST(HttpFailureTest, SurvivesAResetWhileItSends) {
  ScriptedServer server([](ScriptedServer&, Peer& peer) {
    peer.Receive();
    peer.ResetAtClose();
  });
  const HttpResponse response = HttpClient(server.url()).Post("/", std::string(16 << 20, 'x'));
  EXPECT_EQ(response.failure, HttpFailure::kClosed);
}

struct NoAnswer {
  std::string name;
  std::string bytes;
  HttpFailure failure;
  std::string error;  // "%" stands for the request.
};

class NoAnswerTest : public testing::TestWithParam<NoAnswer> {};

TEST_P(NoAnswerTest, IsToldApart) {
  ScriptedServer server(ScriptedServer::Once(GetParam().bytes));
  const HttpResponse response = HttpClient(server.url()).Get("/");
  std::string error = GetParam().error;
  error.replace(error.find('%'), 1, "'GET " + server.url() + "/'");
  EXPECT_EQ(response.failure, GetParam().failure);
  EXPECT_EQ(response.error, error);
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.body, "");
}

INSTANTIATE_TEST_SUITE_P(
    All, NoAnswerTest,
    testing::Values(
        NoAnswer{"Nothing", "", HttpFailure::kClosed,
                 "no answer to %: the connection was closed (0 bytes came)"},
        NoAnswer{"HalfAHeader", "HTTP/1.1 200 OK\r\nContent-Le", HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (27 bytes came)"},
        NoAnswer{"OneByte", "H", HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (1 byte came)"},
        NoAnswer{"HalfABody", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"",
                 HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (42 bytes came)"},
        NoAnswer{"HalfAChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
                 HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (53 bytes came)"},
        NoAnswer{"NoLastChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                 HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (55 bytes came)"},
        NoAnswer{"OnlyAnInterimAnswer", "HTTP/1.1 100 Continue\r\n\r\n", HttpFailure::kClosed,
                 "no whole answer to %: the connection was closed (25 bytes came)"},
        NoAnswer{"BadChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n",
                 HttpFailure::kMalformed,
                 "no valid answer to %: bad chunk at 'xyz\\r\\nabc\\r\\n'"},
        NoAnswer{"BadStatus", "HTTP/1.1 20x OK\r\n\r\n", HttpFailure::kMalformed,
                 "no valid answer to %: bad status at 'HTTP/1.1 20x OK\\r\\n\\r\\n'"},
        NoAnswer{"StatusZero", "HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n",
                 HttpFailure::kMalformed, "no valid answer to %: bad status at ''"},
        NoAnswer{"BadHeader", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", HttpFailure::kMalformed,
                 "no valid answer to %: bad field at 'no colon\\r\\n\\r\\n'"},
        NoAnswer{"BadLength", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                 HttpFailure::kMalformed,
                 "no valid answer to %: bad Content-Length at 'Content-Length: x\\r\\n\\r\\n'"},
        NoAnswer{"Http2", "HTTP/2 200\r\n\r\n", HttpFailure::kMalformed,
                 "no valid answer to %: bad version at 'HTTP/2 200\\r\\n\\r\\n'"},
        NoAnswer{"HugeChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4000001\r\nx",
                 HttpFailure::kMalformed,
                 "no valid answer to %: body limit exceeded at '4000001\\r\\nx'"},
        NoAnswer{"HugeBody", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx",
                 HttpFailure::kMalformed, "no valid answer to %: body limit exceeded at 'x'"}),
    [](const auto& param) { return param.param.name; });

TEST(HttpFailureTest, SeesAtOnceThatWhatComesIsNotHttp) {
  for (const std::string garbage : {"+OK", "-ERR unknown command 'GET'", "HTTP/2 200"}) {
    ScriptedServer server([&](ScriptedServer& self, Peer& peer) {
      self.TakeRequest(peer);
      peer.Send(garbage);
      peer.AwaitClose();
    });
    const HttpResponse response = HttpClient(server.url(), seconds(5)).Get("/");
    EXPECT_EQ(response.failure, HttpFailure::kMalformed);
    EXPECT_EQ(response.error,
              "no valid answer to 'GET " + server.url() + "/': bad version at '" + garbage + "'");
  }
}

TEST(HttpFailureTest, GivesUpAHeaderWithoutEnd) {
  ScriptedServer server(ScriptedServer::Once("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x')));
  const HttpResponse response = HttpClient(server.url()).Get("/");
  EXPECT_EQ(response.failure, HttpFailure::kMalformed);
  EXPECT_THAT(response.error, HasSubstr("/': header limit exceeded at '"));
}

struct BadUrl {
  std::string name;
  std::string url;
  std::string why;
};

class BadUrlTest : public testing::TestWithParam<BadUrl> {};

TEST_P(BadUrlTest, IsRefused) {
  EXPECT_THAT([] { HttpClient client(GetParam().url); },
              ThrowsMessage<UrlError>("cannot read service url '" + GetParam().url +
                                      "': " + GetParam().why + "; the form is http://host[:port]"));
}

constexpr char kNoPort[] = "' is not a number from 1 to 65535";

INSTANTIATE_TEST_SUITE_P(
    All, BadUrlTest,
    testing::Values(
        BadUrl{"Empty", "", "it does not begin with http://"},
        BadUrl{"NoScheme", "127.0.0.1:80", "it does not begin with http://"},
        BadUrl{"OtherScheme", "redis://127.0.0.1", "it does not begin with http://"},
        BadUrl{"Https", "https://127.0.0.1", "this build cannot speak https"},
        BadUrl{"NoHost", "http://", "'' is no host"},
        BadUrl{"NoHostButPort", "http://:80", "'' is no host"},
        BadUrl{"BlankInHost", "http://a b", "'a b' is no host"},
        BadUrl{"User", "http://user@host", "'user@host' is no host"},
        BadUrl{"Path", "http://host/api", "it has a path, which belongs to each request"},
        BadUrl{"NoPort", "http://host:", std::string("port '") + kNoPort},
        BadUrl{"PortZero", "http://host:0", std::string("port '0") + kNoPort},
        BadUrl{"PortTooLarge", "http://host:65536", std::string("port '65536") + kNoPort},
        BadUrl{"PortOfLetters", "http://host:80a", std::string("port '80a") + kNoPort},
        BadUrl{"OpenBracket", "http://[::1", "'[' is no host"},
        BadUrl{"BehindBracket", "http://[::1]80", "'80' is not ':port'"}),
    [](const auto& param) { return param.param.name; });

TEST(HttpUrlTest, IsShownWithItsPortAndWithoutASlash) {
  EXPECT_EQ(HttpClient("http://127.0.0.1:8080/").url(), "http://127.0.0.1:8080");
  EXPECT_EQ(HttpClient("http://gateway").url(), "http://gateway:80");
  EXPECT_EQ(HttpClient("http://[::1]:8080").url(), "http://[::1]:8080");
}

}  // namespace
}  // namespace gtest_redis
