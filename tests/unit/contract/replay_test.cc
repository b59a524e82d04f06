#include "contract/replay.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

constexpr char kReplay[] = R"({"contract": "contract/contract.json", "file": "a/b.json",
  "state": "full", "requests": ["one", "two"], "seed": "abc", "round": 3, "command": ["svc", "-v"],
  "directory": "/there", "left_out": {"contract/login.json": "/there/login.json"},
  "redis": {"product": "valkey", "version": "8.0.1", "backend": "process"},
  "findings": ["crash", "crash", "late"]})";

TEST(ReplayTest, IsReadFromItsFolder) {
  const ScratchDirectory folder;
  folder.Write("replay.json", kReplay);
  const Replay replay = Replay::Read(folder.path());
  EXPECT_EQ(replay.contract, folder.path() + "/contract/contract.json");
  EXPECT_EQ(replay.file, "a/b.json");
  EXPECT_EQ(replay.state, "full");
  EXPECT_THAT(replay.requests, ElementsAre("one", "two"));
  EXPECT_EQ(replay.seed, "abc");
  EXPECT_EQ(replay.round, 3);
  EXPECT_THAT(replay.command, ElementsAre("svc", "-v"));
  EXPECT_EQ(replay.directory, "/there");
  EXPECT_EQ(replay.redis, "valkey 8.0.1");
  EXPECT_THAT(replay.findings, ElementsAre("crash", "late"));
}

TEST(ReplayTest, MayBeOfATestThatIsOfNoContract) {
  const ScratchDirectory folder;
  folder.Write("replay.json", R"({"redis": {"backend": "process", "database": 3}})");
  const Replay replay = Replay::Read(folder.path());
  EXPECT_EQ(replay.contract, "");
  EXPECT_EQ(replay.redis, "");
  EXPECT_EQ(replay.database, 3);
}

TEST(ReplayTest, SaysWhatIsMissing) {
  const ScratchDirectory folder;
  const auto read = [&] { Replay::Read(folder.path()); };
  EXPECT_THAT([] { Replay::Read("/no/folder"); },
              ThrowsMessage<Error>("there is no folder '/no/folder'"));
  EXPECT_THAT(read, ThrowsMessage<Error>(HasSubstr("there is no 'replay.json' in it")));
  folder.Write("replay.json", "[]");
  EXPECT_THAT(read, ThrowsMessage<Error>(HasSubstr("is not what a failure leaves")));
  folder.Write("replay.json", R"({"contract": "contract.json", "redis": {}})");
  EXPECT_THAT(read, ThrowsMessage<Error>(HasSubstr("'state'")));
  folder.Write("replay.json", R"({"contract": 3, "redis": {}})");
  EXPECT_THAT(read, ThrowsMessage<Error>(HasSubstr("type must be string")));
}

TEST(ReplayTest, NeedsTheFilesThatWereLeftOut) {
  const ScratchDirectory folder;
  folder.Write("replay.json", kReplay);
  const Replay replay = Replay::Read(folder.path());
  EXPECT_THAT([&] { replay.RequireFiles(); },
              ThrowsMessage<Error>("it needs the body '" + folder.path() +
                                   "/contract/login.json', which was not kept, because there is a "
                                   "secret in it; copy it there; it was '/there/login.json'"));
  std::filesystem::create_directory(folder.File("contract"));
  folder.Write("contract/login.json", "{}");
  EXPECT_NO_THROW(replay.RequireFiles());
}

TEST(ReplayTest, NeedsTheVariablesOfItsStateAndCommand) {
  const ScratchDirectory folder;
  folder.Write("replay.json", R"({"contract": "contract.json", "state": "full", "requests": [],
    "seed": "", "command": [], "redis": {}, "findings": []})");
  folder.Write("contract.json", R"({
    // "{env:REPLAY_TEST_COMMENT}"
    "service": {"environment": {"A": "{env:REPLAY_TEST_A}{env:REPLAY_TEST_B}"}},
    "redis": {"password": "x{env:REPLAY_TEST_SET}"},
    "states": {"full": {"with": {"fill": "{env:REPLAY_TEST_C}"}},
               "other": {"with": {"fill": "{env:REPLAY_TEST_D}"}}}})");
  const EnvironmentVariable set("REPLAY_TEST_SET", "");
  const Replay replay = Replay::Read(folder.path());
  EXPECT_THAT(replay.MissingVariables({"svc", "{env:REPLAY_TEST_E}"}),
              ElementsAre("REPLAY_TEST_A", "REPLAY_TEST_B", "REPLAY_TEST_C", "REPLAY_TEST_E"));
  folder.Write("contract.json", "{}");
  EXPECT_THAT(replay.MissingVariables({}), IsEmpty());
  folder.Write("contract.json", "{");
  EXPECT_THAT([&] { replay.MissingVariables({}); },
              ThrowsMessage<Error>(HasSubstr("is no contract")));
}

TEST(ReplayTest, IsTheSameFailureWithTheSameFindingsOrLateOnesBeside) {
  EXPECT_TRUE(IsSameFailure({}, {}));
  EXPECT_TRUE(IsSameFailure({"crash"}, {"crash"}));
  EXPECT_TRUE(IsSameFailure({"crash", "late"}, {"crash"}));
  EXPECT_FALSE(IsSameFailure({"crash"}, {"crash", "late"}));
  EXPECT_FALSE(IsSameFailure({"crash", "exit"}, {"crash"}));
  EXPECT_FALSE(IsSameFailure({}, {"crash"}));
  EXPECT_FALSE(IsSameFailure({"late"}, {"crash"}));
}

}  // namespace
}  // namespace gtest_redis
