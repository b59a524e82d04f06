#include "contract/data_set.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "process/child.h"
#include "process/log_file.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::size_t kNoLimit = 1 << 30;
constexpr std::chrono::seconds kTime{60};

AskRedis Asking(RedisServer& server) {
  return [&server](const auto& commands) { return server.Pipeline(commands); };
}

DataSet Read(RedisServer& server, std::size_t limit = kNoLimit) {
  return ReadDataSet(Asking(server), server.database(), limit, Deadline(kTime));
}

// All keys and values of all databases, and whether they expire.
std::string Digest(RedisServer& server) { return server.Command("DEBUG", "DIGEST").ToString(); }

std::int64_t Count(RedisServer& server) { return server.Command("DBSIZE").integer(); }

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

// As redis-server itself does when it starts.
void LoadFile(RedisServer& server, const std::string& rdb) {
  WriteFile(server.directory() + "/dump.rdb", rdb);
  server.Restart();
}

// What redis-check-rdb says, which is redis-server by another name.
std::string Check(RedisServer& server, const std::string& rdb) {
  const ScratchDirectory directory;
  const std::string file = directory.path() + "/dump.rdb";
  const std::string program = directory.path() + "/" + server.product() + "-check-rdb";
  WriteFile(file, rdb);
  std::filesystem::create_symlink(server.executable(), program);
  ChildOptions options;
  options.arguments = {program, file};
  options.log_file = directory.path() + "/log";
  Child child = Child::Start(options);
  EXPECT_TRUE(child.WaitForExit(Deadline(kTime)));
  return child.exit_status()->ToString() + "\n" + ReadTail(options.log_file, 2000);
}

// A key of each type, in a small and a large form.
void FillWithAllTypes(RedisServer& server) {
  const std::string binary("\0\r\n\"\xff\xfe key", 10);
  server.Pipeline(
      {{"SET", "string", "value"},
       {"SET", "number", "12345"},
       {"SET", "long", std::string(100'000, 'x')},
       {"SET", binary, binary},
       {"SET", "", "an empty key"},
       {"SET", std::string(20'000, 'k'), "a long key"},
       {"SET", "short-lived", "v", "PX", "100000"},
       {"RPUSH", "list", "a", "b", binary},
       {"SADD", "numbers", "1", "2", "3"},
       {"SADD", "set", "a", "b", binary},
       {"ZADD", "sorted", "1.5", "a", "-inf", "b"},
       {"HSET", "hash", "field", "value", "binary", binary},
       {"SETBIT", "bits", "1000", "1"},
       {"PFADD", "hyperloglog", "a", "b", "c"},
       {"GEOADD", "geo", "13.36", "38.11", "Palermo"},
       {"XADD", "stream", "1-1", "field", "value"},
       {"XADD", "stream", "1-2", "field", binary},
       {"XGROUP", "CREATE", "stream", "group", "0"},
       {"XREADGROUP", "GROUP", "group", "consumer", "COUNT", "1", "STREAMS", "stream", ">"},
       {"EXPIRE", "hash", "1000"}});
  for (int i = 0; i < 2000; ++i) {
    const std::string number = std::to_string(i);
    server.Pipeline({{"RPUSH", "large list", "element " + number},
                     {"SADD", "large set", "element " + number},
                     {"ZADD", "large sorted", number, "element " + number},
                     {"HSET", "large hash", "field " + number, "value"}});
  }
  // What not every version has.
  server.Command("HSET", "fields", "lives", "1", "dies", "2");
  server.Probe({"HPEXPIRE", "fields", "100000", "FIELDS", "1", "dies"});
}

TEST(DataSetTest, IsWhatRedisLoadsWhenItStarts) {
  RedisServer server = RedisServer::Start();
  FillWithAllTypes(server);
  const std::string digest = Digest(server);
  const DataSet data = Read(server);
  EXPECT_EQ(data.keys, static_cast<std::uint64_t>(Count(server)));
  EXPECT_EQ(data.left_out, "");

  RedisServer other = RedisServer::Start();
  LoadFile(other, data.rdb);
  EXPECT_EQ(Count(other), Count(server));
  EXPECT_EQ(Digest(other), digest);
  const std::int64_t ttl = other.Command("PTTL", "short-lived").integer();
  EXPECT_GT(ttl, 50'000);
  EXPECT_LE(ttl, 100'000);
  EXPECT_EQ(other.Command("XPENDING", "stream", "group"),
            server.Command("XPENDING", "stream", "group"));
}

TEST(DataSetTest, CanBeRestoredKeyByKey) {
  RedisServer server = RedisServer::Start();
  FillWithAllTypes(server);
  const DataSet data = Read(server);
  RedisServer other = RedisServer::Start();
  other.Command("SET", "string", "another one");
  EXPECT_EQ(RestoreDataSet(data.rdb, Asking(other)), data.keys);
  EXPECT_EQ(Digest(other), Digest(server));
  const std::int64_t ttl = other.Command("PTTL", "short-lived").integer();
  EXPECT_GT(ttl, 50'000);
  EXPECT_LE(ttl, 100'000);
}

TEST(DataSetTest, IsRightInTheEyesOfRedisCheckRdb) {
  RedisServer server = RedisServer::Start();
  FillWithAllTypes(server);
  const std::string rdb = Read(server).rdb;
  EXPECT_THAT(Check(server, rdb), AllOf(HasSubstr("exited with status 0"), HasSubstr("looks OK")));
  EXPECT_THAT(Check(server, rdb.substr(0, rdb.size() - 100)),
              testing::Not(HasSubstr("exited with status 0")));
}

TEST(DataSetTest, MayBeEmpty) {
  RedisServer server = RedisServer::Start();
  const DataSet data = Read(server);
  EXPECT_EQ(data.keys, 0U);
  EXPECT_THAT(Check(server, data.rdb), HasSubstr("exited with status 0"));
  LoadFile(server, data.rdb);
  EXPECT_EQ(Count(server), 0);
  EXPECT_EQ(RestoreDataSet(data.rdb, Asking(server)), 0U);
}

TEST(DataSetTest, TakesManyKeys) {
  constexpr int kKeys = 100'000;
  RedisServer server = RedisServer::Start();
  ASSERT_FALSE(server.Command("DEBUG", "POPULATE", kKeys, "key", 30).is_error());
  const DataSet data = Read(server);
  EXPECT_EQ(data.keys, static_cast<std::uint64_t>(kKeys));
  RedisServer loaded = RedisServer::Start();
  LoadFile(loaded, data.rdb);
  EXPECT_EQ(Digest(loaded), Digest(server));
  RedisServer restored = RedisServer::Start();
  EXPECT_EQ(RestoreDataSet(data.rdb, Asking(restored)), data.keys);
  EXPECT_EQ(Digest(restored), Digest(server));
}

TEST(DataSetTest, HoldsNothingButItsDatabase) {
  ServerOptions options;
  options.database = 15;
  RedisServer server = RedisServer::Start(options);
  server.Command("SET", "mine", "v");
  Url url = Url::Parse(server.url());
  url.database = 3;
  Connection(url).Command("SET", "another's", "v");
  const DataSet data = Read(server);
  EXPECT_EQ(data.keys, 1U);
  RedisServer other = RedisServer::Start(options);
  LoadFile(other, data.rdb);
  EXPECT_EQ(other.Command("GET", "mine").string(), "v");
  EXPECT_EQ(Digest(other), [&] {
    Connection(url).Command("FLUSHDB");
    return Digest(server);
  }());
}

TEST(DataSetTest, CanBeHadOfAServerThatRefusesToWrite) {
  RedisServer server = RedisServer::Start();
  server.Command("SET", "key", "value");
  server.Command("CONFIG", "SET", "maxmemory", "1");
  ASSERT_EQ(server.Command("SET", "other", "value").error_code(), "OOM");
  EXPECT_EQ(Read(server).keys, 1U);
}

TEST(DataSetTest, LeavesOutWhatIsBeyondTheLimit) {
  RedisServer server = RedisServer::Start();
  server.Command("CONFIG", "SET", "rdbcompression", "no");
  server.Command("DEBUG", "POPULATE", 10'000, "key", 1000);
  const DataSet data = Read(server, 4 << 20);
  EXPECT_GT(data.keys, 0U);
  EXPECT_LT(data.keys, 5000U);
  EXPECT_LT(data.rdb.size(), 5U << 20);
  EXPECT_THAT(data.left_out, HasSubstr(std::to_string(data.keys) +
                                       " keys are in it; the rest is left out: it takes more "
                                       "than 4 MB"));
  EXPECT_EQ(RestoreDataSet(data.rdb, Asking(server)), data.keys);
}

TEST(DataSetTest, LeavesOutWhatThereIsNoTimeFor) {
  RedisServer server = RedisServer::Start();
  server.Command("SET", "key", "value");
  const DataSet data = ReadDataSet(Asking(server), 0, kNoLimit, Deadline(kTime * 0));
  EXPECT_EQ(data.keys, 0U);
  EXPECT_THAT(data.left_out, HasSubstr("there was no more time"));
}

TEST(DataSetTest, SaysWhatRedisRefused) {
  RedisServer server = RedisServer::Start();
  server.Command("SET", "key", "value");
  std::string rdb = Read(server).rdb;
  server.Command("CONFIG", "SET", "maxmemory", "1");
  EXPECT_THAT([&] { RestoreDataSet(rdb, Asking(server)); },
              ThrowsMessage<Error>(HasSubstr("redis refuses RESTORE: OOM")));
  server.Command("CONFIG", "SET", "maxmemory", "0");
  rdb.replace(5, 4, "9999");
  EXPECT_THAT([&] { RestoreDataSet(rdb, Asking(server)); },
              ThrowsMessage<Error>(HasSubstr("DUMP payload version or checksum are wrong")));
}

TEST(DataSetTest, IsNotAnyFile) {
  RedisServer server = RedisServer::Start();
  FillWithAllTypes(server);
  const std::string rdb = Read(server).rdb;
  for (const std::string& wrong : {std::string(), std::string("text"), std::string("REDIS00x7"),
                                   rdb.substr(0, rdb.size() / 2), rdb.substr(0, 20)}) {
    EXPECT_THROW(RestoreDataSet(wrong, Asking(server)), Error);
  }
}

}  // namespace
}  // namespace gtest_redis
