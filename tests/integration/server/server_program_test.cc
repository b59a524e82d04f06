#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gtest_redis/server/redis_server.h"
#include "process/child.h"
#include "process/deadline.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"
#include "server/start_error.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ServerProgramTest : public ::testing::Test {
 protected:
  ServerOptions Program(const std::string& executable) const {
    ServerOptions options;
    options.executable = executable;
    options.start_timeout = milliseconds(200);
    return options;
  }

  ScratchDirectory scratch_;
};

TEST_F(ServerProgramTest, IsUnavailableWhenPathHasNone) {
  const EnvironmentVariable server("GTEST_REDIS_SERVER", "");
  const EnvironmentVariable path("PATH", scratch_.path());
  const auto says_what_to_do = ::testing::ThrowsMessage<UnavailableError>(
      AllOf(HasSubstr("there is no redis-server and no valkey-server on PATH"),
            HasSubstr("apt-get install redis-server"), HasSubstr("GTEST_REDIS_SERVER")));
  ServerOptions process;
  process.backend = Backend::kProcess;
  EXPECT_THAT([&] { RedisServer::Start(process); }, says_what_to_do);
}

TEST_F(ServerProgramTest, SaysOfBothBackEndsWhyThereIsNone) {
  const EnvironmentVariable server("GTEST_REDIS_SERVER", "");
  const EnvironmentVariable path("PATH", scratch_.path());
  const EnvironmentVariable engine("DOCKER_HOST", "unix://" + scratch_.File("docker.sock"));
  EXPECT_THAT([] { RedisServer::Start(); },
              ::testing::ThrowsMessage<UnavailableError>(
                  AllOf(HasSubstr("there is no redis-server and no valkey-server on PATH"),
                        HasSubstr("; and no container engine can be used here: "),
                        HasSubstr(scratch_.File("docker.sock")))));
}

TEST_F(ServerProgramTest, IsTheOneThatTheVariableNames) {
  const std::string program = scratch_.WriteScript("mine", "#!/bin/sh\nexec redis-server \"$@\"\n");
  const EnvironmentVariable variable("GTEST_REDIS_SERVER", program);
  EXPECT_EQ(RedisServer::Start().executable(), program);
}

TEST_F(ServerProgramTest, IsNamedWhenItIsNotThere) {
  EXPECT_THAT(StartError(Program("no-such-redis")),
              HasSubstr("there is no 'no-such-redis' on PATH"));
  EXPECT_THAT(StartError(Program("/nowhere/redis-server")),
              AllOf(HasSubstr("'/nowhere/redis-server'"), HasSubstr("No such file or directory")));
  EXPECT_THAT(StartError(Program(scratch_.Write("text", "x"))), HasSubstr("Permission denied"));
}

TEST_F(ServerProgramTest, IsNamedWithItsVariableWhenItIsNotThere) {
  const EnvironmentVariable variable("GTEST_REDIS_SERVER", "no-such-redis");
  EXPECT_THAT(StartError({}), AllOf(HasSubstr("GTEST_REDIS_SERVER"), HasSubstr("'no-such-redis'")));
}

TEST_F(ServerProgramTest, IsNoRedisWhenItExitsAtOnce) {
  EXPECT_THAT(StartError(Program("/bin/true")),
              AllOf(HasSubstr("'/bin/true' exited with status 0 before it answered PING"),
                    HasSubstr("its log is empty")));
  EXPECT_THAT(StartError(Program(scratch_.WriteScript("fails", "#!/bin/sh\necho oh no\nexit 3\n"))),
              AllOf(HasSubstr("exited with status 3"), HasSubstr("oh no")));
}

TEST_F(ServerProgramTest, IsNoRedisWhenItNeverAnswers) {
  const Deadline deadline(std::chrono::seconds(5));
  EXPECT_THAT(StartError(Program(scratch_.WriteScript("sleeps", "#!/bin/sh\nexec sleep 1000\n"))),
              AllOf(HasSubstr("sleeps' runs, but did not answer PING within 200 ms"),
                    HasSubstr("it never listened on its unix socket")));
  EXPECT_FALSE(deadline.passed());
}

TEST_F(ServerProgramTest, IsNoRedisWhenItAnswersGarbage) {
  if (FindProgram("perl").empty()) GTEST_SKIP() << "there is no 'perl' to write a false Redis in";
  const std::string program = scratch_.WriteScript("garbage", R"perl(#!/usr/bin/env perl
use IO::Socket::UNIX;
open(my $file, '<', $ARGV[0]);
my ($path) = map { /^unixsocket "(.*)"/ } <$file>;
my $server = IO::Socket::UNIX->new(Local => $path, Listen => 5);
while (my $client = $server->accept) {
  sysread($client, my $command, 1000);
  syswrite($client, "HTTP/1.1 400 Bad Request\r\n");
}
)perl");
  ServerOptions options = Program(program);
  options.start_timeout = milliseconds(1000);
  EXPECT_THAT(StartError(options),
              AllOf(HasSubstr("did not answer PING within 1000 ms"), HasSubstr("Protocol error")));
}

TEST_F(ServerProgramTest, LeavesNoDirectoryWhenItFails) {
  const std::string program = scratch_.WriteScript("fails", "#!/bin/sh\npwd >&2\nexit 1\n");
  const std::string error = StartError(Program(program));
  const auto at = error.find("its log ends:\n  ");
  ASSERT_NE(at, std::string::npos) << error;
  const std::string directory = error.substr(at + std::string("its log ends:\n  ").size());
  EXPECT_NE(access(directory.c_str(), F_OK), 0) << directory;
}

// Refuses, as Redis 6.2 does, the directives that came later, and counts how often it was asked to.
class OlderServerTest : public ServerProgramTest {
 protected:
  ServerOptions Older() const {
    ServerOptions options;
    options.executable = scratch_.WriteScript("older-redis", R"sh(#!/bin/sh
line=$(grep -n -m1 -E '^(enable-debug-command|enable-protected-configs|latency-tracking) ' "$1")
if [ -n "$line" ]; then
  echo x >> ")sh" + scratch_.File("refusals") + R"sh("
  echo '*** FATAL CONFIG FILE ERROR (Redis 6.2.14) ***'
  echo "Reading the configuration file, at line ${line%%:*}"
  echo ">>> '${line#*:}'"
  echo 'Bad directive or wrong number of arguments'
  exit 1
fi
exec redis-server "$@"
)sh");
    return options;
  }
};

TEST_F(OlderServerTest, IsStartedWithoutTheDirectivesThatItDoesNotKnow) {
  RedisServer server = RedisServer::Start(Older());
  EXPECT_EQ(server.Command("PING").string(), "PONG");
  server.Restart();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

TEST_F(OlderServerTest, IsAskedOnlyOnce) {
  const ServerOptions options = Older();
  RedisServer::Start(options);
  RedisServer::Start(options);
  EXPECT_EQ(scratch_.Read("refusals"), "x\n");
}

TEST_F(OlderServerTest, ShowsTheUsersMistakeAndNotOurs) {
  ServerOptions options = Older();
  options.config = {{"no-such-directive", "1"}};
  EXPECT_THAT(StartError(options),
              AllOf(HasSubstr("'no-such-directive 1'"), Not(HasSubstr("enable-debug-command"))));
}

}  // namespace
}  // namespace gtest_redis
