#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "contract/kept_folder.h"
#include "elsewhere_run.h"
#include "failed_run.h"
#include "gateway_contract.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/redis_server.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace fs = std::filesystem;

class ReplayTest : public ::testing::Test {
 protected:
  // Returns the folder that a run left, moved elsewhere.
  std::string Fail(const std::string& contract, const std::vector<std::string>& flags,
                   const Variables& environment = {}) {
    return FailRun(scratch_, contract, flags, environment);
  }
  std::string FailWithDefect(const std::string& defect, const std::string& state) {
    const std::string contract = scratch_.Write("contract.json", SoundContract());
    return Fail(contract,
                {"--state", state, "--", ALERT_GATEWAY, "--listen", "{listen}", "--redis",
                 "{redis}", "--redis-timeout", "1500", "--deadline", "2000", "--defect", defect});
  }

  const ScratchDirectory scratch_;
};

TEST_F(ReplayTest, SaysThatAServiceIsMendedSince) {
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  ElsewhereRun replay({folder, "--", ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
  EXPECT_EQ(replay.Exit(), 1) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("\nnot reproduced: no finding, in place of "));
}

TEST_F(ReplayTest, SaysThatSomethingElseIsWrong) {
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  ElsewhereRun replay({folder, "--", ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}",
                       "--defect", "crashes"});
  EXPECT_EQ(replay.Exit(), 1) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("\nnot reproduced: "));
}

TEST_F(ReplayTest, SaysThatItIsAnotherRedis) {
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  std::string text = scratch_.Read("moved/replay.json");
  text = std::regex_replace(text, std::regex("\"version\": \"[^\"]*\""), "\"version\": \"1.2.3\"");
  scratch_.Write("moved/replay.json", text);
  ElsewhereRun replay({folder});
  EXPECT_EQ(replay.Exit(), 0) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("\nit failed with redis 1.2.3, and this is "));
}

TEST_F(ReplayTest, AsksForACommandThatThereIsNot) {
  const std::string program = scratch_.File("gateway");
  fs::create_symlink(ALERT_GATEWAY, program);
  const std::string contract = scratch_.Write("contract.json", SoundContract());
  const std::string folder =
      Fail(contract, {"--state", "out-of-memory", "--", program, "--listen", "{listen}", "--redis",
                      "{redis}", "--defect", "answers-500"});
  fs::remove(program);
  ElsewhereRun replay({folder});
  EXPECT_EQ(replay.Exit(), 2) << replay.Output();
  EXPECT_THAT(replay.Output(),
              AllOf(HasSubstr(program), HasSubstr("gtest-redis replay " + folder + " -- COMMAND")));
}

TEST_F(ReplayTest, AsksForSecrets) {
  const std::string contract =
      scratch_.Write("contract.json", ContractWith(R"({"command": )" + GatewayCommand() + R"(,
        "environment": {"GATEWAY_TOKEN": "planted-token", "MINE": "{env:REPLAY_TEST_WORD}"}})"));
  std::string broken = scratch_.Read("contract.json");
  broken.replace(broken.find("\"healthy\": {}"), 13,
                 R"("full": {"state": "out-of-memory", "expect": {"new_signal": 201}})");
  scratch_.Write("contract.json", broken);
  const std::string folder = Fail(contract, {}, {{"REPLAY_TEST_WORD", "planted-word"}});
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(scratch_.Read(fs::relative(entry.path(), scratch_.path())),
                Not(HasSubstr("planted")))
        << entry.path();
  }
  ElsewhereRun replay({folder});
  EXPECT_EQ(replay.Exit(), 2) << replay.Output();
  EXPECT_THAT(replay.Output(),
              HasSubstr("it needs GATEWAY_TOKEN, REPLAY_TEST_WORD in the environment"));
  ElsewhereRun with({folder}, {"GATEWAY_TOKEN=a", "REPLAY_TEST_WORD=b"});
  EXPECT_EQ(with.Exit(), 0) << with.Output();
}

TEST_F(ReplayTest, AsksForABodyThatHadASecretInIt) {
  const std::string login = scratch_.Write("login.json", R"({"password": "planted-password"})");
  scratch_.Write("plain.json", R"({"source": "s", "name": "n"})");
  const std::string contract = scratch_.Write("contract.json", R"({
    "name": "gateway",
    "service": {"command": )" + GatewayCommand() + R"(},
    "requests": {
      "login": {"path": "/login", "file": "login.json", "expect": 200},
      "plain": {"path": "/api/v1/signals", "file": "plain.json", "expect": [201, 202]}
    },
    "states": {"healthy": {}}
  })");
  const std::string folder = Fail(contract, {});
  EXPECT_EQ(scratch_.Read("moved/plain.json"), scratch_.Read("plain.json"));
  EXPECT_FALSE(fs::exists(folder + "/login.json"));
  ElsewhereRun replay({folder});
  EXPECT_EQ(replay.Exit(), 2) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("it needs the body '" + folder +
                                         "/login.json', which was not kept, because "
                                         "there is a secret in it; copy it there; it was '" +
                                         login + "'"));
  fs::copy(login, folder);
  ElsewhereRun with({folder});
  EXPECT_EQ(with.Exit(), 0) << with.Output();
}

TEST_F(ReplayTest, HasTheServiceRunWhereItRan) {
  const std::string app = scratch_.File("app");
  fs::create_directory(app);
  scratch_.Write("app/settings", "");
  scratch_.Write("contract.json", ContractWith(R"({
    "command": ["sh", "-c", "test -f settings && exec )" ALERT_GATEWAY R"( --listen {listen} )"
                                               R"(--redis {redis} --defect answers-500"],
    "directory": "app"})"));
  std::string full = scratch_.Read("contract.json");
  full.replace(full.find("\"healthy\": {}"), 13,
               R"("out-of-memory": {"expect": {"new_signal": 503}})");
  const std::string folder = Fail(scratch_.Write("contract.json", full), {});
  ElsewhereRun replay({folder});
  EXPECT_EQ(replay.Exit(), 0) << replay.Output();
  const std::string other = scratch_.File("other");
  fs::rename(app, other);
  ElsewhereRun without({folder});
  EXPECT_EQ(without.Exit(), 1) << without.Output();
  EXPECT_THAT(without.Output(), HasSubstr("the service ran in '" + app +
                                          "', which is not here, and runs in '/' now; "));
  ElsewhereRun there({folder}, {}, other);
  EXPECT_EQ(there.Exit(), 0) << there.Output();
}

TEST_F(ReplayTest, TakesOnlyAFolderThatWasKept) {
  ElsewhereRun none({"/no/such/folder"});
  EXPECT_EQ(none.Exit(), 2);
  EXPECT_THAT(none.Output(), HasSubstr("there is no folder '/no/such/folder'"));
  ElsewhereRun other({scratch_.path()});
  EXPECT_EQ(other.Exit(), 2);
  EXPECT_THAT(other.Output(), HasSubstr("there is no 'replay.json' in it"));
  scratch_.Write("replay.json", "{");
  ElsewhereRun broken({scratch_.path()});
  EXPECT_EQ(broken.Exit(), 2);
  EXPECT_THAT(broken.Output(), HasSubstr("is not what a failure leaves"));
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  fs::remove(folder + "/contract.json");
  ElsewhereRun half({folder});
  EXPECT_EQ(half.Exit(), 2) << half.Output();
  EXPECT_THAT(half.Output(), HasSubstr("contract.json"));
}

TEST_F(ReplayTest, SaysThatThereIsNoRedis) {
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  ElsewhereRun replay({folder, "--server", "/no/such/server"});
  EXPECT_EQ(replay.Exit(), 3) << replay.Output();
}

// The second address that it printed: the server itself.
Connection ServedBy(const ElsewhereRun& replay) {
  const std::string output = replay.Output();
  std::smatch found;
  std::regex_search(output, found, std::regex("itself at (\\S+)"));
  return Connection(found.str(1));
}

TEST_F(ReplayTest, ServesTheRedisOfAContractInItsState) {
  const std::string folder = FailWithDefect("answers-500", "out-of-memory");
  ElsewhereRun replay({folder, "--serve"});
  ASSERT_TRUE(replay.Await("until Ctrl-C")) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("'out-of-memory' holds"));
  {
    Connection redis = ServedBy(replay);
    EXPECT_EQ(redis.Command("SET", "k", "v").error_code(), "OOM");
    EXPECT_GT(redis.Command("DBSIZE").integer(), 0);
  }
  EXPECT_EQ(replay.End(), 0) << replay.Output();
}

TEST_F(ReplayTest, ServesTheRedisOfATest) {
  std::string folder;
  {
    ServerOptions options;
    options.database = 3;
    options.password = "planted-password";
    options.config = {{"maxclients", "77"}};
    RedisServer server = RedisServer::Start(options);
    server.Command("SET", "key", "value");
    KeptFolder kept(scratch_.path(), "Suite.Test");
    kept.KeepServer(server);
    kept.Keep("replay.json", R"({"redis": {"backend": "process", "database": 3}})");
    folder = kept.path();
  }
  ElsewhereRun run({folder});
  EXPECT_EQ(run.Exit(), 2);
  EXPECT_THAT(run.Output(), HasSubstr("gtest-redis replay --serve " + folder));
  ElsewhereRun replay({folder, "--serve"});
  ASSERT_TRUE(replay.Await("until Ctrl-C")) << replay.Output();
  EXPECT_THAT(replay.Output(), HasSubstr("has its 1 keys again"));
  {
    Connection redis = ServedBy(replay);
    EXPECT_EQ(redis.Command("GET", "key").string(), "value");
    EXPECT_EQ(redis.Command("CONFIG", "GET", "maxclients").array().at(1).string(), "77");
  }
  EXPECT_EQ(replay.End(), 0) << replay.Output();
}

}  // namespace
}  // namespace gtest_redis
