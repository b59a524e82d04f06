#include "gtest_redis/state/ending.h"

#include <filesystem>
#include <thread>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/state/catalogue.h"
#include "process/cgroup.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The cgroups that this program has made, and that are there.
std::vector<std::string> Cgroups() {
  std::vector<std::string> cgroups;
  const std::string ours = "gtest-redis-" + std::to_string(getpid()) + "-";
  for (const auto& entry : std::filesystem::directory_iterator(CgroupPlace::Find().parent)) {
    const std::string name = entry.path().filename();
    if (name.rfind(ours, 0) == 0) cgroups.push_back(name);
  }
  return cgroups;
}

std::string AsItIs(const testing::TestParamInfo<std::string>& state) {
  std::string name = state.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

// The states that end the server's process.
class EndingTest : public StateTest, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    const std::string why_not = WhyImpossible(FindState(GetParam()), server_);
    if (!why_not.empty()) GTEST_SKIP() << why_not;
  }
  StateGuard EnterIt() { return StateGuard(server_, *MakeState(GetParam(), Values())); }
  static StateValues Values() {
    return GetParam() == "refused" ? StateValues{{"how", "kill"}} : StateValues{};
  }
};

TEST_P(EndingTest, EndsTheServerAndLeavingStartsItAgain) {
  const std::string url = server_.url();
  redis_.Command("SET", "key", "value");
  StateGuard ended = EnterIt();
  EXPECT_FALSE(server_.running());
  EXPECT_THROW(redis_.Command("PING"), ConnectionError);
  EXPECT_THROW(Connection(Url::Parse(url)), ConnectionError);
  ended.Check();
  ended.Leave();
  EXPECT_EQ(server_.url(), url);
  EXPECT_TRUE(server_.running());
  Connection redis = server_.Connect();
  EXPECT_TRUE(redis.Command("SET", "key", "value").is_ok());
}

TEST_P(EndingTest, IsNotTakenForADeathOfTheServer) {
  StateGuard ended = EnterIt();
  EXPECT_FALSE(server_.died());
  ended.Leave();
  EXPECT_FALSE(server_.died());
  kill(server_.pid(), SIGKILL);
  EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(5)), [&] { return server_.died(); }));
}

TEST_P(EndingTest, SaysWhenSomebodyStartedTheServerMeanwhile) {
  StateGuard ended = EnterIt();
  server_.Restart();
  EXPECT_THAT(ErrorOf<StateError>([&] { ended.Leave(); }), HasSubstr("did not hold to its end: "));
}

TEST_P(EndingTest, CannotBeEnteredOnADeadServer) {
  server_.Kill();
  EXPECT_THAT(ErrorOf<ServerError>([&] { const StateGuard ended = EnterIt(); }),
              HasSubstr("Restart() starts it again"));
}

TEST_P(EndingTest, CanBeEnteredAgainAndAgain) {
  for (int round = 0; round < 3; ++round) EnterIt().Leave();
  EXPECT_EQ(server_.Command("PING").string(), "PONG");
}

INSTANTIATE_TEST_SUITE_P(States, EndingTest,
                         testing::Values("refused", "oom-killed", "allocator-abort"), AsItIs);

using RefusedTest = StateTest;

bool IsRefused(const std::string& url) {
  try {
    Connection(Url::Parse(url)).Command("PING");
    return false;
  } catch (const ConnectionError& error) {
    return std::string(error.what()).find("refused") != std::string::npos;
  }
}

TEST_F(RefusedTest, EndsConnectionsAndKeepsTheData) {
  const std::string url = server_.url();
  const bool closes = server_.AtLeast(6, 2);
  redis_.Command("SET", "key", "value");
  StateGuard refused = Enter(server_, Refused());
  EXPECT_EQ(IsRefused(url), closes);
  if (closes) {
    EXPECT_THROW(redis_.Command("PING"), ConnectionError);
  }
  EXPECT_TRUE(server_.running());
  refused.Check();
  refused.Leave();
  EXPECT_EQ(server_.url(), url);
  Connection redis(Url::Parse(url));
  EXPECT_EQ(redis.Command("GET", "key").string(), "value");
}

TEST_F(RefusedTest, IsSoThroughGatesThoseIncludedThatAreMadeMeanwhile) {
  const Gate before(server_);
  Connection redis(Url::Parse(before.url()));
  redis.Command("PING");
  StateGuard refused = Enter(server_, Refused());
  const Gate within(server_);
  EXPECT_THROW(redis.Command("PING"), ConnectionError);
  EXPECT_TRUE(IsRefused(before.url()));
  EXPECT_TRUE(IsRefused(within.url()));
  refused.Leave();
  EXPECT_FALSE(IsRefused(before.url()));
  EXPECT_FALSE(IsRefused(within.url()));
}

TEST_F(RefusedTest, ByKillingIsSoThroughAGateToo) {
  const Gate gate(server_);
  StateGuard killed = Enter(server_, Refused::ByKilling());
  EXPECT_EQ(server_.exit_reason(), "was killed by signal 9 (Killed)");
  EXPECT_TRUE(IsRefused(server_.url()));
  EXPECT_TRUE(IsRefused(gate.url()));
  killed.Leave();
  EXPECT_FALSE(IsRefused(gate.url()));
}

TEST_F(RefusedTest, SaysWhenThePortWasOpenedMeanwhile) {
  if (!server_.AtLeast(6, 2)) GTEST_SKIP() << "it cannot be";
  StateGuard refused = Enter(server_, Refused());
  server_.Command("CONFIG", "SET", "port", server_.port());
  EXPECT_THAT(ErrorOf<StateError>([&] { refused.Leave(); }),
              AllOf(HasSubstr("'refused' did not hold to its end: connecting to "),
                    HasSubstr("PING is answered 'PONG'")));
}

TEST_F(RefusedTest, HoldsForSomebodyElsesServerThroughGates) {
  RedisServer attached = RedisServer::Attach(server_.url());
  const Gate gate(attached);
  StateGuard refused = Enter(attached, Refused());
  EXPECT_TRUE(IsRefused(gate.url()));
  EXPECT_FALSE(IsRefused(server_.url()));
  refused.Leave();
  EXPECT_THAT(ErrorOf<UnsupportedError>(
                  [&] { const StateGuard killed = Enter(attached, Refused::ByKilling()); }),
              HasSubstr("cannot"));
}

TEST(RefusedParameterTest, IsPortOrKill) {
  EXPECT_EQ(ErrorOf<StateError>([] {
              MakeState("refused", {{"how", "gently"}});
            }),
            "'refused' cannot have 'how' of 'gently': it is one of port|kill");
}

class OomKilledTest : public StateTest {
 protected:
  void SetUp() override {
    const CgroupPlace place = CgroupPlace::Find();
    if (place.parent.empty()) GTEST_SKIP() << place.why_not;
  }
};

TEST_F(OomKilledTest, IsBecauseTheKernelKilledTheServerForItsMemory) {
  const StateGuard killed = Enter(server_, OomKilled());
  EXPECT_EQ(server_.exit_reason(), "was killed by the kernel: out of memory");
  EXPECT_THAT(ErrorOf<ServerError>([&] { server_.Command("PING"); }),
              HasSubstr("redis-server was killed by the kernel: out of memory and cannot answer"));
}

TEST_F(OomKilledTest, LeavesNoCgroup) {
  StateGuard killed = Enter(server_, OomKilled());
  EXPECT_THAT(Cgroups(), IsEmpty());
  killed.Leave();
  server_.Kill();
  EXPECT_EQ(server_.exit_reason(), "was killed by signal 9 (Killed)");
}

TEST_F(OomKilledTest, IsNotWhenTheStringCannotBeWritten) {
  redis_.Command("SET", "key", "value");
  SetDirective("maxmemory", "1");
  EXPECT_THAT(ErrorOf<StateError>([&] { const StateGuard killed = Enter(server_, OomKilled()); }),
              AllOf(HasSubstr("'oom-killed' does not hold"), HasSubstr("'(error) OOM command")));
  EXPECT_THAT(Cgroups(), IsEmpty());
  EXPECT_EQ(redis_.Command("GET", "key").string(), "value");
}

// A limit of the server's memory by itself, without the state.
TEST_F(OomKilledTest, MemoryLimitIsGoneOnceLifted) {
  server_.LimitMemory(2 << 20);
  EXPECT_THAT(Cgroups(), Not(IsEmpty()));
  server_.LiftMemoryLimit();
  EXPECT_THAT(Cgroups(), IsEmpty());
  EXPECT_EQ(redis_.Command("SETRANGE", "key", 32 << 20, "x").integer(), (32 << 20) + 1);
  EXPECT_EQ(server_.exit_reason(), "");
}

TEST_F(OomKilledTest, KillByAnotherHandIsNoneByTheKernel) {
  server_.LimitMemory(64 << 20);
  kill(server_.pid(), SIGKILL);
  WaitUntil(Deadline(std::chrono::seconds(5)), [&] { return server_.died(); });
  EXPECT_EQ(server_.exit_reason(), "was killed by signal 9 (Killed)");
  EXPECT_THAT(Cgroups(), IsEmpty());
}

TEST(LimitedServerTest, ThatGoesLeavesNoCgroup) {
  if (CgroupPlace::Find().parent.empty()) GTEST_SKIP() << CgroupPlace::Find().why_not;
  {
    RedisServer server = RedisServer::Start();
    server.LimitMemory(2 << 20);
    EXPECT_THAT(Cgroups(), Not(IsEmpty()));
  }
  EXPECT_THAT(Cgroups(), IsEmpty());
}

using AllocatorAbortTest = StateTest;

TEST_F(AllocatorAbortTest, IsInItsLog) {
  const bool aborts = server_.AtLeast(6, 2);
  const StateGuard aborted = Enter(server_, AllocatorAbort());
  EXPECT_EQ(server_.exit_reason(), aborts ? "was killed by signal 6 (Aborted)"
                                          : "was killed by signal 11 (Segmentation fault)");
  EXPECT_THAT(server_.Log(1 << 20), HasSubstr("Out Of Memory allocating 268435"));
}

TEST_F(AllocatorAbortTest, IsNotWhenTheStringCannotBeWritten) {
  SetDirective("maxmemory", "1");
  EXPECT_THAT(
      ErrorOf<StateError>([&] { const StateGuard aborted = Enter(server_, AllocatorAbort()); }),
      AllOf(HasSubstr("'allocator-abort' does not hold"), HasSubstr("'(error) OOM command")));
  SetDirective("maxmemory", "0");
  EXPECT_EQ(redis_.Command("SETRANGE", "key", 64 << 20, "x").integer(), (64 << 20) + 1)
      << "its address space is limited yet";
}

}  // namespace
}  // namespace gtest_redis
