#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "gtest_redis/server/redis_server.h"
#include "process/deadline.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

bool ProcessExists(int pid) { return kill(pid, 0) == 0; }
bool FileExists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

TEST(ServerLifetimeTest, LeavesNoProcessAndNoDirectory) {
  int pid = 0;
  std::string directory;
  {
    const RedisServer server = RedisServer::Start();
    pid = server.pid();
    directory = server.directory();
    EXPECT_TRUE(ProcessExists(pid));
    EXPECT_TRUE(FileExists(directory));
  }
  EXPECT_FALSE(ProcessExists(pid));
  EXPECT_FALSE(FileExists(directory));
}

TEST(ServerLifetimeTest, LeavesNothingOfAServerThatWasPaused) {
  int pid = 0;
  {
    RedisServer server = RedisServer::Start();
    server.Pause();
    pid = server.pid();
  }
  EXPECT_FALSE(ProcessExists(pid));
}

TEST(ServerLifetimeTest, GivesTwoServersNothingInCommon) {
  RedisServer first = RedisServer::Start();
  RedisServer second = RedisServer::Start();
  EXPECT_NE(first.pid(), second.pid());
  EXPECT_NE(first.port(), second.port());
  EXPECT_NE(first.directory(), second.directory());
  EXPECT_NE(first.unix_socket(), second.unix_socket());
  first.Command("SET", "k", "v");
  EXPECT_EQ(second.Command("DBSIZE").integer(), 0);
  first.Kill();
  EXPECT_EQ(second.Command("PING").string(), "PONG");
}

TEST(ServerLifetimeTest, OutlivesTheThreadThatStartedIt) {
  std::optional<RedisServer> server;
  std::thread([&] { server.emplace(RedisServer::Start()); }).join();
  EXPECT_EQ(server->Command("PING").string(), "PONG");
  std::thread([&] { server->Restart(); }).join();
  // The thread has ended for good, not only been joined, when its task is gone: nothing may happen
  // to the server meanwhile.
  EXPECT_FALSE(WaitUntil(Deadline(std::chrono::milliseconds(100)), [&] { return server->died(); }));
  EXPECT_EQ(server->Command("PING").string(), "PONG");
}

TEST(ServerLifetimeTest, FollowsAMove) {
  RedisServer first = RedisServer::Start();
  const int first_pid = first.pid();
  RedisServer second = RedisServer::Start();
  const int second_pid = second.pid();
  RedisServer moved(std::move(first));
  EXPECT_EQ(moved.pid(), first_pid);
  EXPECT_EQ(moved.Command("PING").string(), "PONG");
  moved = std::move(second);
  EXPECT_FALSE(ProcessExists(first_pid));
  EXPECT_EQ(moved.pid(), second_pid);
  EXPECT_EQ(moved.Command("PING").string(), "PONG");
}

TEST(ServerLifetimeTest, IsLeftAloneByAForkOfThisProgram) {
  auto server = std::make_unique<RedisServer>(RedisServer::Start());
  const pid_t fork_pid = fork();
  if (fork_pid == 0) {
    server.reset();
    _exit(0);
  }
  ASSERT_EQ(waitpid(fork_pid, nullptr, 0), fork_pid);
  EXPECT_TRUE(FileExists(server->unix_socket()));
  EXPECT_EQ(server->Command("PING").string(), "PONG");
  EXPECT_TRUE(server->running());
}

TEST(ServerLifetimeTest, EndsWithTheProgramThoughNobodyDestroyedIt) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  static const ScratchDirectory scratch;  // The death test's std::exit() destroys its own.
  EXPECT_EXIT(
      {
        setenv("TMPDIR", scratch.path().c_str(), 1);
        const auto* server = new RedisServer(RedisServer::Start());
        if (server->directory().rfind(scratch.path(), 0) != 0) std::exit(1);
        std::exit(0);
      },
      ::testing::ExitedWithCode(0), "");
}

// One program has one directory, from its first server on: hence a program for each.
class TemporaryDirectoryTest : public ::testing::Test {
 protected:
  TemporaryDirectoryTest() { ::testing::GTEST_FLAG(death_test_style) = "threadsafe"; }

  // Prints where a server lives, or why there is none, and ends the program.
  [[noreturn]] static void Report(const std::string& tmpdir) {
    const EnvironmentVariable variable("TMPDIR", tmpdir);
    try {
      const RedisServer server = RedisServer::Start();
      server.Connect();
      std::cerr << "directory " << server.directory() << "\n";
    } catch (const ServerError& error) {
      std::cerr << error.what() << "\n";
    }
    std::exit(0);
  }
};

TEST_F(TemporaryDirectoryTest, IsTheOneOfTmpdir) {
  EXPECT_EXIT(Report("/var/tmp"), ::testing::ExitedWithCode(0), "directory /var/tmp/gtest-redis-");
}

TEST_F(TemporaryDirectoryTest, MayHaveAnyCharacterInItsName) {
  static const ScratchDirectory scratch;  // The death test's std::exit() destroys its own.
  const std::string odd = scratch.File("a \"b\\ 'c");
  ASSERT_EQ(mkdir(odd.c_str(), S_IRWXU), 0);
  EXPECT_EXIT(Report(odd), ::testing::ExitedWithCode(0), "/a .b. 'c/gtest-redis");
}

TEST_F(TemporaryDirectoryTest, IsTmpWhereASocketsPathWouldBeTooLong) {
  static const ScratchDirectory scratch;  // The death test's std::exit() destroys its own.
  const std::string deep = scratch.File(std::string(100, 'd'));
  ASSERT_EQ(mkdir(deep.c_str(), S_IRWXU), 0);
  EXPECT_EXIT(Report(deep), ::testing::ExitedWithCode(0), "directory /tmp/gtest-redis-");
}

TEST_F(TemporaryDirectoryTest, IsTmpWhereTmpdirIsRelative) {
  EXPECT_EXIT(Report("here"), ::testing::ExitedWithCode(0), "directory /tmp/gtest-redis-");
}

TEST_F(TemporaryDirectoryTest, IsNamedWhenItCannotBeUsed) {
  EXPECT_EXIT(Report("/nowhere"), ::testing::ExitedWithCode(0),
              "cannot make the directory '/nowhere/gtest-redis-.*' for redis-servers: No such file "
              "or directory; "
              "TMPDIR says where else");
}

}  // namespace
}  // namespace gtest_redis
