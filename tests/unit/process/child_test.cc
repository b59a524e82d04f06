#include "process/child.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "gtest_redis/redis/error.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

Deadline Soon() { return Deadline(std::chrono::seconds(10)); }

class ChildTest : public ::testing::Test {
 protected:
  ChildOptions Shell(const std::string& script) const {
    return {{"/bin/sh", "-c", script}, {}, "", scratch_.File("log")};
  }
  // What the script wrote until it ended.
  std::string OutputOf(const ChildOptions& options) const {
    Child child = Child::Start(options);
    EXPECT_TRUE(child.WaitForExit(Soon()));
    return scratch_.Read("log");
  }
  std::string EndOf(const std::string& script) const {
    Child child = Child::Start(Shell(script));
    EXPECT_TRUE(child.WaitForExit(Soon()));
    return child.exit_status()->ToString();
  }
  // Starts a script that calls itself ready by writing a line, and waits for that line.
  Child StartReady(const std::string& script) const {
    Child child = Child::Start(Shell(script));
    EXPECT_TRUE(WaitUntil(Soon(), [this] { return !scratch_.Read("log").empty(); }));
    return child;
  }
  // Gone, or a zombie that waits for whoever inherited it.
  static bool Ended(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return !(stat >> number >> name >> state) || state == "Z" || state == "X";
  }

  ScratchDirectory scratch_;
};

TEST_F(ChildTest, TellsItsExitStatus) {
  EXPECT_EQ(EndOf("exit 0"), "exited with status 0");
  EXPECT_EQ(EndOf("exit 7"), "exited with status 7");
}

TEST_F(ChildTest, TellsTheSignalThatEndedIt) {
  EXPECT_EQ(EndOf("kill -KILL $$"), "was killed by signal 9 (Killed)");
  EXPECT_EQ(EndOf("kill -SEGV $$"), "was killed by signal 11 (Segmentation fault)");
}

TEST_F(ChildTest, HasNoExitStatusWhileItRuns) {
  Child child = StartReady("echo ready; exec sleep 100");
  EXPECT_TRUE(child.running());
  EXPECT_EQ(child.exit_status(), std::nullopt);
  EXPECT_FALSE(child.WaitForExit(Deadline(std::chrono::milliseconds(5))));
}

TEST_F(ChildTest, IgnoresTheSignalsThatItIsToldTo) {
  ChildOptions options = Shell("kill -XFSZ $$; kill -HUP $$; echo alive");
  options.ignored_signals = {SIGXFSZ, SIGHUP};
  EXPECT_EQ(OutputOf(options), "alive\n");
}

TEST_F(ChildTest, IgnoresNoOtherSignal) {
  EXPECT_EQ(EndOf("kill -XFSZ $$; exit 0"), "was killed by signal 25 (File size limit exceeded)");
}

TEST_F(ChildTest, AppendsOutputAndErrorsToItsLog) {
  scratch_.Write("log", "before\n");
  EXPECT_EQ(OutputOf(Shell("echo out; echo err >&2")), "before\nout\nerr\n");
}

TEST_F(ChildTest, ReadsNothingFromItsInput) { EXPECT_EQ(OutputOf(Shell("cat")), ""); }

TEST_F(ChildTest, InheritsTheEnvironmentAndAddsToIt) {
  ChildOptions options = Shell("echo $GTEST_REDIS_TEST_ONE,$GTEST_REDIS_TEST_TWO");
  const EnvironmentVariable one("GTEST_REDIS_TEST_ONE", "inherited");
  const EnvironmentVariable two("GTEST_REDIS_TEST_TWO", "inherited");
  options.environment = {{"GTEST_REDIS_TEST_TWO", "replaced"}};
  EXPECT_EQ(OutputOf(options), "inherited,replaced\n");
}

TEST_F(ChildTest, RunsInItsWorkingDirectory) {
  ChildOptions options = Shell("pwd -P");
  options.working_directory = scratch_.path();
  EXPECT_EQ(OutputOf(options), scratch_.path() + "\n");
}

TEST_F(ChildTest, IsFoundOnPath) {
  ChildOptions options = Shell("");
  options.arguments = {"echo", "found"};
  EXPECT_EQ(OutputOf(options), "found\n");
}

TEST_F(ChildTest, SaysThatAProgramIsNotOnPath) {
  ChildOptions options = Shell("");
  options.arguments = {"no-such-program-here"};
  EXPECT_THAT([&] { Child::Start(options); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cannot start 'no-such-program-here'"),
                                         HasSubstr("no such program on PATH"))));
}

TEST_F(ChildTest, SaysThatAPathIsNoProgram) {
  ChildOptions options = Shell("");
  options.arguments = {scratch_.File("missing")};
  EXPECT_THAT([&] { Child::Start(options); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cannot execute '" + scratch_.File("missing")),
                                         HasSubstr("No such file or directory"))));
  options.arguments = {scratch_.Write("text", "not a program")};
  EXPECT_THAT([&] { Child::Start(options); }, ThrowsMessage<Error>(HasSubstr("Permission denied")));
  options.arguments = {scratch_.WriteScript("garbage", "not a program")};
  EXPECT_THAT([&] { Child::Start(options); }, ThrowsMessage<Error>(HasSubstr("Exec format error")));
}

TEST_F(ChildTest, SaysThatTheCommandIsEmpty) {
  EXPECT_THAT([] { Child::Start({}); }, ThrowsMessage<Error>(HasSubstr("the command is empty")));
}

TEST_F(ChildTest, SaysThatItsWorkingDirectoryIsNotThere) {
  ChildOptions options = Shell("exit 0");
  options.working_directory = scratch_.File("missing");
  EXPECT_THAT([&] { Child::Start(options); },
              ThrowsMessage<Error>(AllOf(HasSubstr("in '" + scratch_.File("missing") + "'"),
                                         HasSubstr("No such file or directory"))));
}

TEST_F(ChildTest, SaysThatItsLogCannotBeWritten) {
  ChildOptions options = Shell("exit 0");
  options.log_file = scratch_.File("missing/log");
  EXPECT_THAT([&] { Child::Start(options); },
              ThrowsMessage<Error>(HasSubstr("cannot write its log '" + options.log_file)));
}

TEST_F(ChildTest, EndsOnSigtermWithinItsGrace) {
  Child child =
      StartReady("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
  child.Stop(std::chrono::seconds(10));
  EXPECT_EQ(child.exit_status()->ToString(), "exited with status 3");
  EXPECT_THAT(scratch_.Read("log"), HasSubstr("bye\n"));
}

TEST_F(ChildTest, IsKilledWhenItIgnoresSigterm) {
  Child child = StartReady("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  const Deadline deadline(std::chrono::seconds(5));
  child.Stop(std::chrono::milliseconds(50));
  EXPECT_EQ(child.exit_status()->ToString(), "was killed by signal 9 (Killed)");
  EXPECT_FALSE(deadline.passed());
}

TEST_F(ChildTest, IsStoppedAlsoWhileItIsSuspended) {
  Child child = StartReady("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done");
  child.Signal(SIGSTOP);
  child.Stop(std::chrono::seconds(10));
  EXPECT_EQ(child.exit_status()->ToString(), "exited with status 3");

  Child killed = StartReady("echo ready; exec sleep 100");
  killed.Signal(SIGSTOP);
  killed.Stop(std::chrono::milliseconds(0));
  EXPECT_EQ(killed.exit_status()->ToString(), "was killed by signal 9 (Killed)");
}

TEST_F(ChildTest, TakesItsWholeGroupWithIt) {
  Child child = StartReady("sleep 100 & echo $!; wait");
  const pid_t grandchild = std::stoi(scratch_.Read("log"));
  ASSERT_FALSE(Ended(grandchild));
  child.Stop(std::chrono::milliseconds(0));
  EXPECT_TRUE(WaitUntil(Soon(), [&] { return Ended(grandchild); }));
}

TEST_F(ChildTest, TakesItsGroupWithItAlsoWhenItEndedByItself) {
  Child child = StartReady("sleep 100 & echo $!");
  const pid_t grandchild = std::stoi(scratch_.Read("log"));
  EXPECT_TRUE(child.WaitForExit(Soon()));
  EXPECT_TRUE(WaitUntil(Soon(), [&] { return Ended(grandchild); }));
}

TEST_F(ChildTest, EndsWithItsObject) {
  pid_t pid = 0;
  {
    Child child = StartReady("echo ready; exec sleep 100");
    pid = child.pid();
    Child moved(std::move(child));
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);  // Reaped, too.
}

TEST_F(ChildTest, OutlivesTheThreadThatStartedIt) {
  Child child;
  std::thread([&] { child = StartReady("echo ready; exec sleep 100"); }).join();
  EXPECT_FALSE(child.WaitForExit(Deadline(std::chrono::milliseconds(50))));
}

TEST_F(ChildTest, IsLeftAloneByAForkOfThisProgram) {
  Child child = StartReady("echo ready; exec sleep 100");
  const pid_t fork_pid = fork();
  if (fork_pid == 0) {
    child.Stop(std::chrono::milliseconds(0));
    _exit(child.running() ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(fork_pid, &status, 0), fork_pid);
  EXPECT_EQ(status, 0);
  EXPECT_FALSE(child.WaitForExit(Deadline(std::chrono::milliseconds(50))));
}

TEST_F(ChildTest, HasTheDefaultSigpipe) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(EndOf("kill -PIPE $$; exit 0"), "was killed by signal 13 (Broken pipe)");
  std::signal(SIGPIPE, before);
}

TEST_F(ChildTest, HasNoSignalBlocked) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  EXPECT_EQ(EndOf("kill -TERM $$; exit 0"), "was killed by signal 15 (Terminated)");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_F(ChildTest, InheritsNoFileOfThisProgram) {
  const int secret = open(scratch_.Write("secret", "x").c_str(), O_RDONLY);  // Not close-on-exec.
  EXPECT_THAT(OutputOf(Shell("ls -l /proc/$$/fd")),
              AllOf(HasSubstr("/dev/null"), HasSubstr("log"), Not(HasSubstr("secret"))));
  close(secret);
}

TEST_F(ChildTest, IsNothingByDefault) {
  Child child;
  EXPECT_FALSE(child.running());
  child.Signal(SIGTERM);
  child.Stop(std::chrono::milliseconds(0));
  EXPECT_EQ(child.exit_status(), std::nullopt);
}

TEST(FindProgramTest, TakesTheFirstOnPath) {
  const ScratchDirectory first;
  const ScratchDirectory second;
  first.Write("tool", "not executable");
  const std::string tool = second.WriteScript("tool", "#!/bin/sh\n");
  const EnvironmentVariable path("PATH", first.path() + ":/nowhere:" + second.path());
  EXPECT_EQ(FindProgram("tool"), tool);
  EXPECT_EQ(FindProgram("other"), "");
  EXPECT_EQ(FindProgram("./other"), "./other");
}

TEST(FindProgramTest, DoesNotTakeADirectoryForAProgram) {
  const ScratchDirectory scratch;
  mkdir(scratch.File("tool").c_str(), S_IRWXU);
  const EnvironmentVariable path("PATH", scratch.path());
  EXPECT_EQ(FindProgram("tool"), "");
}

}  // namespace
}  // namespace gtest_redis
