#include "contract/kept_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <thread>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"
#include "gtest_redis/state/catalogue.h"
#include "gtest_redis/state/state.h"
#include "process/environment_variable.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

// What is in the files of a folder, by name.
std::map<std::string, std::string> FilesOf(const KeptFolder& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

TEST(KeptFolderTest, KeepsWhatThereIsToKnowOfAServer) {
  const ScratchDirectory directory;
  ServerOptions options;
  options.maxmemory = "64mb";
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "key", "value");
  KeptFolder folder(directory.path() + "/made/for/it", "contract-state");
  folder.KeepServer(server);
  EXPECT_EQ(folder.path(), directory.path() + "/made/for/it/contract-state");
  const auto files = FilesOf(folder);
  EXPECT_THAT(files, ElementsAre(Key("config.txt"), Key("dump.rdb"), Key("info.txt"),
                                 Key("redis.log"), Key("version.txt")));
  EXPECT_THAT(files.at("version.txt"),
              StartsWith(server.product() + " " + server.version() + "\nback end: process\n"));
  EXPECT_THAT(files.at("config.txt"), HasSubstr("maxmemory \"67108864\"\n"));
  EXPECT_THAT(files.at("info.txt"), AllOf(HasSubstr("# Memory"), HasSubstr("# Commandstats")));
  EXPECT_THAT(files.at("redis.log"), HasSubstr("eady to accept connections"));
  EXPECT_THAT(files.at("dump.rdb"), AllOf(StartsWith("REDIS"), HasSubstr("key\x05value")));
}

TEST(KeptFolderTest, IsAnotherOneEachTime) {
  const ScratchDirectory directory;
  const std::string path = directory.path() + "/a_b_.";
  EXPECT_EQ(KeptFolder(directory.path(), "a/b .").path(), path);
  EXPECT_EQ(KeptFolder(directory.path(), "a/b .").path(), path + "-2");
  EXPECT_EQ(KeptFolder(directory.path(), "a/b .").path(), path + "-3");
  EXPECT_EQ(KeptFolder(directory.path(), "..").path(), directory.path() + "/_..");
}

TEST(KeptFolderTest, SaysWhereItCannotBeMade) {
  EXPECT_THAT([] { KeptFolder("/proc/none", "a"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cannot make the folder '/proc/none/a'"),
                                         HasSubstr("name a directory that can be written"))));
}

class MissingTest : public testing::Test {
 protected:
  // Keeps a server that does not answer, and again when it does.
  void ExpectMissing(const std::string& reason) {
    const auto begin = std::chrono::steady_clock::now();
    folder_.KeepServer(server_);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2500));
    const auto files = FilesOf(folder_);
    ASSERT_EQ(files.count("missing.txt"), 1U);
    EXPECT_EQ(files.count("dump.rdb"), 0U);
    EXPECT_THAT(files.at("missing.txt"), HasSubstr("dump.rdb: " + reason));
    EXPECT_EQ(files.count("redis.log"), 1U);
  }
  void ExpectWholeNow() {
    folder_.KeepServer(server_);
    EXPECT_THAT(FilesOf(folder_), ElementsAre(Key("config.txt"), Key("dump.rdb"), Key("info.txt"),
                                              Key("redis.log"), Key("version.txt")));
  }

  const ScratchDirectory directory_;
  RedisServer server_ = RedisServer::Start();
  KeptFolder folder_{directory_.path(), "kept"};
};

TEST_F(MissingTest, IsWhatAPausedServerDoesNotTell) {
  server_.Pause();
  ExpectMissing("redis-server is paused");
  server_.Resume();
  ExpectWholeNow();
}

TEST_F(MissingTest, IsWhatADeadServerDoesNotTell) {
  server_.Kill();
  ExpectMissing("redis-server was killed by signal 9");
  server_.Restart();
  ExpectWholeNow();
}

TEST_F(MissingTest, IsWhatAStalledServerDoesNotTell) {
  std::thread sleeper(
      [connection = server_.Connect()]() mutable { connection.Command("DEBUG", "SLEEP", 3); });
  // A moment later at most.
  while (true) {
    try {
      server_.Connect({std::chrono::milliseconds(10), std::chrono::milliseconds(10)})
          .Command("PING");
    } catch (const ConnectionError&) {
      break;
    }
  }
  ExpectMissing("no reply to 'INFO'");
  sleeper.join();
  ExpectWholeNow();
}

TEST_F(MissingTest, IsWhatABusyServerRefuses) {
  {
    const StateGuard busy(server_, *MakeState("busy", {}));
    ExpectMissing("redis refuses SCAN: BUSY");
  }
  ExpectWholeNow();
}

TEST_F(MissingTest, IsWhatALoadingServerRefuses) {
  {
    const StateGuard loading(server_, *MakeState("loading", {}));
    ExpectMissing("redis refuses SCAN: LOADING");
    EXPECT_EQ(FilesOf(folder_).count("info.txt"), 1U);
  }
  ExpectWholeNow();
}

TEST_F(MissingTest, IsNothingOfAServerThatIsFullOrWantsAPassword) {
  for (const char* name : {"out-of-memory", "auth-required", "too-many-clients"}) {
    const StateGuard state(server_, *MakeState(name, {}));
    KeptFolder folder(directory_.path(), name);
    folder.KeepServer(server_);
    EXPECT_EQ(FilesOf(folder).count("missing.txt"), 0U)
        << name << ": " << FilesOf(folder)["missing.txt"];
  }
}

constexpr char kContract[] = R"({
  "service": {"environment": {"A_TOKEN": "planted1", "B_TOKEN": "plantedA"}},
  "requests": {"token": {"headers": {"X-Api-Key": "planted6"}, "text": "planted5"}},
  "states": {"healthy": {"expect": {"token": 503}}}
})";

TEST(KeptFolderTest, KeepsNoSecret) {
  const ScratchDirectory directory;
  // Nine of them: where it stands says which one was left.
  const EnvironmentVariable token("KEPT_FOLDER_TEST_TOKEN", "planted1");
  const EnvironmentVariable url("KEPT_FOLDER_TEST_URL", "postgres://bob:planted2@host/");
  ServerOptions options;
  options.password = "planted3@ \"/%";
  options.config = {{"masterauth", "planted4"}};
  RedisServer server = RedisServer::Start(options);
  KeptFolder folder(directory.path(), "kept");
  folder.Conceal("planted5");
  folder.KeepServer(server);
  const std::string text =
      "the token planted1, planted2, " + options.password + ", " + server.url() +
      ", planted4xplanted5y\nAuthorization: Bearer planted6\nSet-Cookie: planted7\n"
      "svc --password planted8 redis://:planted9@host\n";
  Service service = Service::Start(server, {MISBEHAVING_SERVICE, "sound", "{listen}", text});
  ASSERT_THAT(service.Log(), HasSubstr("planted9"));
  folder.KeepService(service);
  folder.Keep("failures.txt", text);
  folder.ConcealThoseOf(kContract);
  folder.Keep("contract.json", kContract);
  folder.Keep("report.json", R"({"text": "it was plantedA", "status": 503})");
  const auto files = FilesOf(folder);
  EXPECT_EQ(files.size(), 9U);
  for (const auto& [name, content] : files) {
    EXPECT_THAT(content, Not(HasSubstr("planted"))) << name;
  }
  EXPECT_THAT(files.at("contract.json"), AllOf(HasSubstr(R"("A_TOKEN": "{env:A_TOKEN}")"),
                                               HasSubstr(R"("X-Api-Key": "{env:X_API_KEY}")")));
  EXPECT_EQ(files.at("report.json"), R"({"text": "it was ***", "status": 503})");
  EXPECT_THAT(files.at("config.txt"), HasSubstr("requirepass \"***\""));
}

TEST(KeptFolderTest, KeepsNoPasswordOfADeadServer) {
  const ScratchDirectory directory;
  ServerOptions options;
  options.password = "planted";
  options.config = {{"masterauth", "plantedtoo"}};
  RedisServer server = RedisServer::Start(options);
  server.Kill();
  KeptFolder folder(directory.path(), "kept");
  folder.KeepServer(server);
  folder.Keep("failures.txt", "with planted and plantedtoo");
  EXPECT_EQ(FilesOf(folder).at("failures.txt"), "with *** and ***");
}

}  // namespace
}  // namespace gtest_redis
