#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>

#include <csignal>
#include <cstring>
#include <random>

#include "gateway_contract.h"
#include "gtest_redis/report/json.h"
#include "process/deadline.h"
#include "process/local_listener.h"
#include "running_command.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RunInterruptTest : public ::testing::TestWithParam<int> {
 protected:
  std::vector<std::string> Arguments(const std::string& text) {
    return {"run",
            scratch_.Write("contract.json", text),
            "--json",
            "--junit",
            scratch_.File("junit.xml"),
            "--html",
            scratch_.File("report.html")};
  }

  ScratchDirectory scratch_;
};

// Waits until the service of the run is up: it has written that to its log.
bool AwaitService(const RunningCommand& run) {
  return WaitUntil(Deadline(std::chrono::seconds(30)), [&] {
    const std::vector<std::string> remains = run.Remains();
    return ::testing::Matches(::testing::Contains(HasSubstr("alert_gateway")))(remains);
  });
}

TEST_P(RunInterruptTest, WritesWhatThereIsAndLeavesNothingBehind) {
  RunningCommand run(Arguments(LongContract()));
  ASSERT_TRUE(AwaitService(run)) << run.Errors();
  const Deadline soon(std::chrono::seconds(5));
  run.Signal(GetParam());
  EXPECT_EQ(run.AwaitEnd(), 128 + GetParam()) << run.Errors();
  EXPECT_FALSE(soon.passed());
  EXPECT_THAT(run.RemainsAfterCleanup(), IsEmpty());
  EXPECT_TRUE(ReadJson(run.Output()).interrupted);
  EXPECT_THAT(scratch_.Read("junit.xml"), StartsWith("<?xml"));
  EXPECT_THAT(scratch_.Read("report.html"), HasSubstr("interrupted"));
}

INSTANTIATE_TEST_SUITE_P(Signals, RunInterruptTest, ::testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST_F(RunInterruptTest, AtAnyMomentLeavesNothingBehind) {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same moments each time.
  std::uniform_int_distribution<int> moment(0, 400'000);
  for (int round = 0; round < 10; ++round) {
    SCOPED_TRACE(round);
    std::vector<std::string> arguments = Arguments(SoundContract());
    arguments.insert(arguments.end(), {"--repeat", "1000", "--jobs", "2"});
    RunningCommand run(arguments);
    // Before this the signal finds a program that has nothing yet, and ends it.
    ASSERT_TRUE(run.AwaitError("[1/3000]")) << run.Errors();
    Pause(std::chrono::microseconds(moment(random)));
    run.Signal(SIGINT);
    EXPECT_EQ(run.AwaitEnd(), 128 + SIGINT) << run.Errors();
    EXPECT_THAT(run.RemainsAfterCleanup(), IsEmpty());
    EXPECT_TRUE(ReadJson(run.Output()).interrupted);
    if (HasFailure()) return;
  }
}

TEST_F(RunInterruptTest, DoesNotWaitForAServiceThatIsNotReady) {
  const std::string sleeper =
      scratch_.WriteScript("sleeper", "#!/bin/sh\ntouch \"$1\"\nexec sleep 60\n");
  const std::string started = scratch_.File("started");
  RunningCommand run(Arguments(ContractWith(R"({"command": [")" + sleeper + R"(", ")" + started +
                                            R"("], "starts_within": "1m"})")));
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(30)), [&] {
    return access(started.c_str(), F_OK) == 0;
  })) << run.Errors();
  run.Signal(SIGINT);
  EXPECT_EQ(run.EndedWithin(std::chrono::seconds(5)), 128 + SIGINT) << run.Errors();
  EXPECT_THAT(run.RemainsAfterCleanup(), IsEmpty());
  const RunReport report = ReadJson(run.Output());
  EXPECT_TRUE(report.interrupted);
  EXPECT_EQ(report.states.at(0).error, "");
}

TEST_F(RunInterruptTest, DoesNotWaitForAUrlThatIsNotReady) {
  const LocalListener silent(AF_INET);
  sockaddr_in address{};
  std::memcpy(&address, &silent.address(), sizeof(address));
  RunningCommand run(Arguments(ContractWith(R"({"url": "http://127.0.0.1:)" +
                                            std::to_string(ntohs(address.sin_port)) +
                                            R"(", "ready": "/ready", "starts_within": "1m"})")));
  const LocalPeer peer = silent.Accept();
  run.Signal(SIGINT);
  EXPECT_EQ(run.EndedWithin(std::chrono::seconds(5)), 128 + SIGINT) << run.Errors();
  EXPECT_TRUE(ReadJson(run.Output()).interrupted);
}

TEST_F(RunInterruptTest, ASecondTimeEndsAtOnce) {
  // A service that is never ready, and does not end when it is told to.
  const std::string deaf = scratch_.WriteScript(
      "deaf", "#!/bin/sh\ntrap '' TERM\ntouch \"$1\"\nwhile :; do sleep 1; done\n");
  const std::string started = scratch_.File("started");
  RunningCommand run(Arguments(ContractWith(R"({"command": [")" + deaf + R"(", ")" + started +
                                            R"("], "starts_within": "1m"})")));
  ASSERT_TRUE(WaitUntil(Deadline(std::chrono::seconds(30)),
                        [&] { return access(started.c_str(), F_OK) == 0; }));
  run.Signal(SIGINT);
  const Deadline soon(std::chrono::seconds(5));
  int ended = 0;
  // The first one may not have been taken yet.
  WaitUntil(soon, [&] {
    run.Signal(SIGINT);
    ended = run.EndedWithin(milliseconds(50));
    return ended != 0;
  });
  EXPECT_EQ(ended, -SIGINT);
  EXPECT_THAT(run.RemainsAfterCleanup(), IsEmpty());
}

}  // namespace
}  // namespace gtest_redis
