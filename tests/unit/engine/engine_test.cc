#include "engine/engine.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/scripted_engine.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

constexpr char kInfo[] = R"({"Name":"here","OperatingSystem":"Debian","KernelVersion":"6.1",
                             "SecurityOptions":["name=rootless"]})";

class EngineTest : public testing::TestWithParam<ScriptedEngine::On> {
 protected:
  // The message of the failure to reach the engine; empty when it can be used.
  std::string WhyNot() {
    try {
      scripted_.engine();
    } catch (const EngineError& error) {
      return error.what();
    }
    return "";
  }

  ScriptedEngine scripted_{GetParam()};
  const std::string who_ = "what answers at '" + scripted_.address().ToString() + "'";
};

INSTANTIATE_TEST_SUITE_P(On, EngineTest,
                         testing::Values(ScriptedEngine::On::kUnixSocket, ScriptedEngine::On::kTcp),
                         [](const auto& on) {
                           return on.param == ScriptedEngine::On::kTcp ? "Tcp" : "UnixSocket";
                         });

TEST_P(EngineTest, SaysWhatItIs) {
  const Engine engine = scripted_.engine();
  EXPECT_EQ(engine.product(), "Docker");
  EXPECT_EQ(engine.version(), "20.10.24");
  EXPECT_EQ(engine.api_version(), "1.41");
  EXPECT_EQ(engine.source(), "a test");
}

TEST_P(EngineTest, IsPodmanByItsLibrarysName) {
  scripted_.Answer("GET /_ping",
                   Http(200, "OK", "API-Version: 1.41\r\nServer: Libpod/4.3.1 (linux)\r\n"));
  EXPECT_EQ(scripted_.engine().product(), "Podman");
  EXPECT_EQ(scripted_.engine().version(), "4.3.1");
}

TEST_P(EngineTest, SpeaksTheNewestVersionThatBothKnow) {
  scripted_.Answer("GET /_ping", Pong("1.44"));
  scripted_.Answer("GET /info", Http(200, kInfo));
  EXPECT_EQ(scripted_.engine().api_version(), "1.44");
  scripted_.Answer("GET /_ping", Pong("1.99"));
  EXPECT_EQ(scripted_.engine().api_version(), "1.47");
  scripted_.engine().Info();
  EXPECT_THAT(scripted_.requests(), ElementsAre(StartsWith("GET /v1.47/info HTTP/1.1\r\n")));
}

TEST_P(EngineTest, IsRefusedWhenItIsTooOld) {
  scripted_.Answer("GET /_ping", Pong("1.40"));
  EXPECT_EQ(WhyNot(), who_ + " is too old: it speaks version 1.40 of the API, and 1.41 is needed " +
                          "(Docker 20.10, Podman 3)");
}

TEST_P(EngineTest, IsRefusedWhenItIsNoEngine) {
  scripted_.Answer("GET /_ping", Http(200, "welcome to nginx"));
  EXPECT_THAT(WhyNot(), StartsWith(who_ + " is no container engine"));
  for (const char* version : {"1.", "2.41", "1.x", "1.41234567890123"}) {
    scripted_.Answer("GET /_ping", Pong(version));
    EXPECT_THAT(WhyNot(), StartsWith(who_ + " is no container engine")) << version;
  }
}

TEST_P(EngineTest, ThatAnswers500IsQuoted) {
  scripted_.Answer("GET /_ping", Http(500, R"({"message":"the disk is full"})"));
  EXPECT_EQ(WhyNot(), who_ + " is not ready: it answered 'GET /_ping' with 500: the disk is full");
  scripted_.Answer("GET /_ping", Http(503, "no\nJSON\n"));
  EXPECT_THAT(WhyNot(), EndsWith("with 503: no\\nJSON"));
  scripted_.Answer("GET /_ping", Http(502, ""));
  EXPECT_THAT(WhyNot(), EndsWith("with 502: nothing more"));
}

TEST_P(EngineTest, ThatTalksNonsenseIsQuoted) {
  scripted_.Answer("GET /_ping", "-ERR unknown command 'GET'\r\n");
  EXPECT_THAT(WhyNot(), AllOf(HasSubstr("answered 'GET /_ping' with what is no HTTP"),
                              EndsWith("'-ERR unknown command 'GET'\\r\\n'")));
  scripted_.Answer("GET /_ping", "x");
  EXPECT_THAT(WhyNot(), HasSubstr("no HTTP"));
  scripted_.Answer("GET /_ping", "HTTP/1.1 abc\r\n\r\n");
  EXPECT_THAT(WhyNot(), HasSubstr("no HTTP"));
}

TEST_P(EngineTest, ThatHangsUpIsTold) {
  scripted_.Answer("GET /_ping", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
  EXPECT_THAT(WhyNot(), EndsWith("closed the connection instead of answering 'GET /_ping'"));
}

TEST_P(EngineTest, ThatHangsIsLeftAtTheDeadline) {
  const Engine engine = scripted_.engine();
  scripted_.Hang("GET /info");
  EngineRequest request{"GET", "/info"};
  request.timeout = std::chrono::milliseconds(30);
  try {
    engine.Call(request);
    FAIL() << "no error";
  } catch (const EngineError& error) {
    EXPECT_THAT(error.what(), EndsWith("did not answer 'GET /v1.41/info' within 30 ms"));
    EXPECT_EQ(error.system_error(), ETIMEDOUT);
  }
}

TEST_P(EngineTest, ThatSendsTooMuchIsStopped) {
  const Engine engine = scripted_.engine();
  scripted_.Answer("GET /info", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nab");
  EXPECT_THAT([&] { engine.Info(); }, ThrowsMessage<EngineError>(HasSubstr("body limit")));
}

TEST_P(EngineTest, ReadsWhatTheEngineSaysOfItself) {
  scripted_.Answer("GET /info", Http(200, kInfo));
  const EngineInfo info = scripted_.engine().Info();
  EXPECT_EQ(info.name, "here");
  EXPECT_EQ(info.operating_system, "Debian");
  EXPECT_EQ(info.kernel, "6.1");
  EXPECT_TRUE(info.rootless);
}

TEST_P(EngineTest, ThatAnswersWithOtherJsonIsQuoted) {
  const Engine engine = scripted_.engine();
  for (const char* body :
       {"", "{", "[]", "null", "{}", R"({"Name":7})",
        R"({"Name":"a","OperatingSystem":"b","KernelVersion":"c","SecurityOptions":[7]})"}) {
    scripted_.Answer("GET /info", Http(200, body));
    EXPECT_THAT([&] { engine.Info(); },
                ThrowsMessage<EngineError>(
                    AllOf(HasSubstr("answered 'GET /info' with what was not expected"),
                          EndsWith("'" + std::string(body) + "'"))));
  }
}

TEST_P(EngineTest, PassesABodyOnInPieces) {
  const Engine engine = scripted_.engine();
  scripted_.Answer("POST /images/create",
                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
  std::string body;
  EngineRequest request{"POST", "/images/create"};
  request.sink = [&body](std::string_view piece) { body += piece; };
  EXPECT_EQ(engine.Call(request).body, "");
  EXPECT_EQ(body, "abcdefg");
}

TEST_P(EngineTest, DoesNotPassOnTheBodyOfARefusal) {
  const Engine engine = scripted_.engine();
  scripted_.Answer("POST /images/create", Http(404, R"({"message":"no such image"})"));
  EngineRequest request{"POST", "/images/create"};
  request.sink = [](std::string_view piece) { FAIL() << piece; };
  EXPECT_THAT([&] { engine.Call(request); },
              ThrowsMessage<EngineError>(EndsWith("with 404: no such image")));
}

TEST(EngineFindTest, TakesTheFirstThatAnswers) {
  ScriptedEngine first;
  ScriptedEngine second;
  const Engine engine = Engine::Find({{"a", "unix:///nowhere.sock", ""},
                                      {"b", "ssh://x", ""},
                                      {"c", "", "a problem"},
                                      {"d", first.address().ToString(), ""},
                                      {"e", second.address().ToString(), ""}});
  EXPECT_EQ(engine.source(), "d");
}

TEST(EngineFindTest, SaysWhatWasTried) {
  ScriptedEngine old;
  old.Answer("GET /_ping", Pong("1.24"));
  EXPECT_THAT(
      [&] {
        Engine::Find({{"a", "unix:///nowhere.sock", ""},
                      {"b", "unix:///neither.sock", ""},
                      {"c", "ssh://x", ""},
                      {"d", "", "a problem"},
                      {"e", old.address().ToString(), ""}});
      },
      ThrowsMessage<NoEngineError>(testing::MatchesRegex(
          "no container engine can be used here: there is no 'unix:///nowhere.sock', "
          "'unix:///neither.sock', c: 'ssh://x': ssh is not spoken here, d: a problem, e: what "
          "answers at .* is too old: .*; 'sudo [^;]*")));
}

TEST(EngineFindTest, SaysWhatToDoAboutTheOneThatWasChosen) {
  EXPECT_THAT(
      [&] {
        Engine::Find({{"DOCKER_HOST", "ssh://x", ""}});
      },
      ThrowsMessage<NoEngineError>(testing::MatchesRegex(
          "the engine of DOCKER_HOST cannot be used: 'ssh://x': ssh is not spoken here; "
          "forward .*DOCKER_HOST=unix:///tmp/engine.sock")));
}

TEST(EngineFindTest, SaysThatTheOneThatWasChosenIsNotThere) {
  EXPECT_THAT(
      [] {
        Engine::Find({{"DOCKER_HOST", "unix:///nowhere.sock", ""}});
      },
      ThrowsMessage<NoEngineError>(
          "no container engine can be used here: there is no 'unix:///nowhere.sock'; "
          "correct DOCKER_HOST, or unset it to have the usual places tried"));
}

TEST(EngineFindTest, SaysThatItIsNotRunning) {
  const ScratchDirectory directory;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  directory.File("x.sock").copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_THAT(
      [&] {
        Engine::Find({{"Docker", "unix://" + directory.File("x.sock"), ""},
                      {"Podman", "unix:///nowhere.sock", ""}});
      },
      ThrowsMessage<NoEngineError>(
          AllOf(HasSubstr("x.sock': Connection refused"),
                EndsWith("'sudo systemctl start docker' starts Docker's"))));
  close(listener);
}

TEST(EngineFindTest, SaysThatItMayNotBeUsed) {
  ScriptedEngine scripted;
  chmod(scripted.address().socket.c_str(), 0);
  constexpr uid_t kNobody = 65534;
  const uid_t self = geteuid();
  if (self == 0) {  // Root may use every socket.
    ASSERT_EQ(seteuid(kNobody), 0);
  }
  EXPECT_THAT(
      [&] {
        Engine::Find({{"Docker", scripted.address().ToString(), ""}});
      },
      ThrowsMessage<NoEngineError>(
          AllOf(HasSubstr("Permission denied"), HasSubstr("usermod -aG docker $USER"))));
  ASSERT_EQ(seteuid(self), 0);
}

TEST(EngineFindTest, TellsOfAHostThatIsNotThere) {
  EXPECT_THAT(
      [] {
        Engine::Find({{"DOCKER_HOST", "tcp://no-such-host.invalid:1", ""}});
      },
      ThrowsMessage<NoEngineError>(HasSubstr("there is no such host")));
  EXPECT_THAT(
      [] {
        Engine::Find({{"DOCKER_HOST", "unix:///" + std::string(120, 'x'), ""}});
      },
      ThrowsMessage<NoEngineError>(HasSubstr("at most 107 characters")));
}

TEST(EscapeQueryTest, LeavesOnlyWhatMayStandThere) {
  EXPECT_EQ(EscapeQuery(R"({"label":["a=1"]})"), "%7B%22label%22%3A%5B%22a%3D1%22%5D%7D");
  EXPECT_EQ(EscapeQuery("aZ9-_.~"), "aZ9-_.~");
}

}  // namespace
}  // namespace gtest_redis
