#include "gtest_redis/state/persistence.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <set>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/state/catalogue.h"
#include "process/cgroup.h"
#include "process/deadline.h"
#include "state_test.h"

namespace gtest_redis {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PersistenceTest : public StateTest {
 protected:
  std::set<std::string> Files() const {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(server_.directory())) {
      files.insert(entry.path().filename());
    }
    return files;
  }
  // CONFIG GET of everything.
  std::string Configuration() { return server_.Command("CONFIG", "GET", "*").ToString(); }
  std::string Persistence(const std::string& field) {
    return Info(server_.Command("INFO", "persistence").string()).Text(field);
  }
  // That a state is as if it had never been: no file, no directive, no key, no refusal.
  void EnterAndLeave(const State& state) {
    redis_.Command("SET", "mine", "1");
    const std::string configuration = Configuration();
    const auto files = Files();
    Enter(server_, state).Leave();
    EXPECT_EQ(Configuration(), configuration);
    EXPECT_EQ(Files(), files);
    EXPECT_EQ(Keys(), 1);
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsOk());
    EXPECT_EQ(Persistence("rdb_last_bgsave_status"), "ok");
    server_.Restart();
    redis_ = server_.Connect();
    EXPECT_EQ(Keys(), 0) << "Restart() found what the state had written";
  }
  void ExpectMisconf() {
    EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("MISCONF"));
    EXPECT_THAT(redis_.Command("DEL", "k"), IsRedisError("MISCONF"));
    EXPECT_THAT(redis_.Command("PING"), IsRedisError("MISCONF"));
    EXPECT_THAT(redis_.Command("GET", "mine"), IsString("1"));
  }
};

using MisconfRdbTest = PersistenceTest;
using MisconfAofTest = PersistenceTest;
using LoadingTest = PersistenceTest;

bool CanFailToFork(RedisServer& server) {
  struct stat status {};
  return (stat(("/proc/" + std::to_string(server.pid())).c_str(), &status) == 0 &&
          status.st_uid != 0) ||
         !CgroupPlace::Find("pids").parent.empty();
}

// Of this program's, how many there are.
int PidsCgroups() {
  const std::string parent = CgroupPlace::Find("pids").parent;
  const std::string prefix = "gtest-redis-" + std::to_string(getpid()) + "-";
  int count = 0;
  if (parent.empty()) return count;
  for (const auto& entry : std::filesystem::directory_iterator(parent)) {
    count += entry.path().filename().string().rfind(prefix, 0) == 0 ? 1 : 0;
  }
  return count;
}

TEST_F(MisconfRdbTest, RefusesWritesAndAnswersReads) {
  redis_.Command("SET", "mine", "1");
  const StateGuard misconf = Enter(server_, MisconfRdb());
  ExpectMisconf();
  EXPECT_EQ(Persistence("rdb_last_bgsave_status"), "err");
}

TEST_F(MisconfRdbTest, LeavesNothingBehind) { EnterAndLeave(MisconfRdb()); }

TEST_F(MisconfRdbTest, KeepsASnapshotThatIsThere) {
  redis_.Command("SET", "mine", "1");
  ASSERT_THAT(redis_.Command("SAVE"), IsOk());
  redis_.Command("SET", "mine", "2");
  Enter(server_, MisconfRdb()).Leave();
  server_.Restart();
  EXPECT_THAT(server_.Command("GET", "mine"), IsString("1"));
}

TEST_F(MisconfRdbTest, HoldsWhileSnapshotsFail) {
  StateGuard misconf = Enter(server_, MisconfRdb());
  redis_.Command("BGSAVE");
  EXPECT_TRUE(WaitUntil(Deadline(seconds(5)),
                        [this] { return Persistence("rdb_bgsave_in_progress") == "0"; }));
  EXPECT_NO_THROW(misconf.Leave());
}

TEST_F(MisconfRdbTest, TellsThatItHasEnded) {
  StateGuard misconf = Enter(server_, MisconfRdb());
  SetDirective("stop-writes-on-bgsave-error", "no");
  EXPECT_EQ(ErrorOf<StateError>([&] { misconf.Leave(); }),
            "'misconf-rdb' did not hold to its end: a write was answered '(integer) 0', and not "
            "MISCONF");
}

TEST_F(MisconfRdbTest, ComesFromAForkThatFails) {
  if (!CanFailToFork(server_)) GTEST_SKIP() << CgroupPlace::Find("pids").why_not;
  redis_.Command("SET", "mine", "1");
  {
    const StateGuard misconf = Enter(server_, MisconfRdb(MisconfRdb::How::kFork));
    ExpectMisconf();
    EXPECT_THAT(redis_.Command("BGSAVE"), IsRedisError("ERR"));
    EXPECT_THAT(server_.Log(), HasSubstr("Can't save in background: fork: "));
  }
  EnterAndLeave(MisconfRdb(MisconfRdb::How::kFork));
  EXPECT_EQ(PidsCgroups(), 0);
}

TEST_F(MisconfAofTest, RefusesWritesAndAnswersReads) {
  redis_.Command("SET", "mine", "1");
  const StateGuard misconf = Enter(server_, MisconfAof());
  ExpectMisconf();
  EXPECT_THAT(redis_.Command("SET", "k", "v").error_message(),
              HasSubstr("writing to the AOF file"));
}

TEST_F(MisconfAofTest, LeavesNothingBehind) { EnterAndLeave(MisconfAof()); }

TEST_F(MisconfAofTest, IsEnteredAgain) {
  for (int i = 0; i < 3; ++i) Enter(server_, MisconfAof()).Leave();
  EnterAndLeave(MisconfAof());
}

TEST_F(MisconfAofTest, KeepsAnAppendOnlyFileThatIsThere) {
  ServerOptions options;
  options.config = {{"appendonly", "yes"}, {"appendfsync", "always"}};
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "mine", "1");
  Enter(server, MisconfAof()).Leave();
  EXPECT_EQ(server.Command("CONFIG", "GET", "appendfsync").array().at(1).string(), "always");
  server.Command("SET", "mine", "2");
  server.Restart();
  EXPECT_THAT(server.Command("GET", "mine"), IsString("2"));
}

TEST_F(MisconfAofTest, TellsThatItHasEnded) {
  StateGuard misconf = Enter(server_, MisconfAof());
  SetDirective("appendonly", "no");
  EXPECT_THAT(ErrorOf<StateError>([&] { misconf.Leave(); }),
              StartsWith("'misconf-aof' did not hold to its end: a write was answered"));
}

TEST_F(LoadingTest, AnswersLoadingToEverythingButInfo) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "needs 7.0";
  const StateGuard loading = Enter(server_, Loading());
  EXPECT_THAT(redis_.Command("PING"), IsRedisError("LOADING"));
  EXPECT_THAT(redis_.Command("GET", "k"), IsRedisError("LOADING"));
  EXPECT_THAT(redis_.Command("SET", "k", "v"), IsRedisError("LOADING"));
  EXPECT_THAT(server_.Connect().Command("PING"), IsRedisError("LOADING"));
  EXPECT_EQ(Persistence("loading"), "1");
}

TEST_F(LoadingTest, LeavesNothingBehind) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "needs 7.0";
  EnterAndLeave(Loading());
}

TEST_F(LoadingTest, LosesNoKey) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "needs 7.0";
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 2000; ++i) commands.push_back({"SET", "k" + std::to_string(i), "v"});
  redis_.Pipeline(commands);
  redis_.Command("SET", "temporary", "v", "EX", 1000);
  Connection other = server_.Connect();
  other.Select(1);
  other.Command("RPUSH", "list", "a", "b");
  // As full as it may be, a key more would evict others.
  SetDirective("maxmemory-policy", "allkeys-lru");
  const std::int64_t limit = InfoField("memory", "used_memory") + 500'000;
  SetDirective("maxmemory", std::to_string(limit));
  Enter(server_, Loading()).Leave();
  EXPECT_EQ(Keys(), 2001);
  EXPECT_GT(redis_.Command("TTL", "temporary").integer(), 900);
  EXPECT_EQ(other.Command("LLEN", "list").integer(), 2);
  EXPECT_EQ(Directive("maxmemory"), std::to_string(limit));
  EXPECT_EQ(InfoField("stats", "evicted_keys"), 0);
}

TEST_F(LoadingTest, TellsThatItHasLoaded) {
  if (!server_.AtLeast(7, 0)) GTEST_SKIP() << "needs 7.0";
  StateGuard loading = Enter(server_, Loading());
  SetDirective("key-load-delay", "0");
  EXPECT_TRUE(
      WaitUntil(Deadline(seconds(30)), [this] { return !redis_.Command("PING").is_error(); }));
  EXPECT_THAT(ErrorOf<StateError>([&] { loading.Leave(); }),
              StartsWith("'loading' did not hold to its end: PING was answered"));
  EXPECT_EQ(Keys(), 0);
}

TEST_F(LoadingTest, SaysWhichRedisItNeeds) {
  if (server_.AtLeast(7, 0)) GTEST_SKIP() << "for those before 7.0";
  EXPECT_THAT(ErrorOf<UnsupportedError>([&] { const auto loading = Enter(server_, Loading()); }),
              StartsWith("cannot enter 'loading': it needs Redis 7.0, and this is "));
}

TEST_F(PersistenceTest, IsNotCombinedWithAnotherThatMovesItsFiles) {
  const StateGuard misconf = Enter(server_, MisconfRdb());
  EXPECT_THAT(ErrorOf<StateError>([&] { const auto aof = Enter(server_, MisconfAof()); }),
              StartsWith("cannot enter 'misconf-aof': 'misconf-rdb' is entered"));
}

TEST_F(PersistenceTest, IsEnteredByName) {
  for (const char* name : {"misconf-rdb", "misconf-aof", "loading"}) {
    SCOPED_TRACE(name);
    if (!WhyImpossible(FindState(name), server_).empty()) continue;
    Enter(server_, *MakeState(name)).Leave();
  }
  EXPECT_THAT(ErrorOf<StateError>([] {
                MakeState("misconf-rdb", {{"how", "magic"}});
              }),
              HasSubstr("disk|fork"));
}

}  // namespace
}  // namespace gtest_redis
