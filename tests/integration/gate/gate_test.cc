#include "gtest_redis/gate/gate.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include "gate/gate_fixture.h"
#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;
using Outcome = GateCommand::Outcome;

TEST_F(GateTest, PassesWhatIsSaidOnBothSides) {
  for (const std::string& url : {gate_.url(), "unix://" + gate_.unix_socket()}) {
    Connection client(url);
    EXPECT_TRUE(client.Command("SET", "key", "value").is_ok());
    EXPECT_EQ(client.Command("GET", "key").string(), "value");
    EXPECT_EQ(client.Command("LPUSH", "key", "x").error_code(), "WRONGTYPE");
  }
  EXPECT_EQ(server_.Command("GET", "key").string(), "value");
}

TEST_F(GateTest, CountsCommandsAndRefusals) {
  Connection client = Client();
  client.Command("set", "key", "value");
  client.Command("LPUSH", "key", "x");
  client.Command("NOSUCH");
  const Traffic traffic = gate_.traffic();
  EXPECT_THAT(traffic.commands,
              UnorderedElementsAre(Pair("SET", 1), Pair("LPUSH", 1), Pair("NOSUCH", 1)));
  EXPECT_THAT(traffic.refusals, UnorderedElementsAre(Pair("WRONGTYPE", 1), Pair("ERR", 1)));
  EXPECT_EQ(traffic.connections, 1);
  EXPECT_EQ(traffic.open, 1);
  EXPECT_EQ(traffic.pending, 0);
  EXPECT_GT(traffic.waited.count(), 0);
}

TEST_F(GateTest, TellsOfEachCommand) {
  RawClient client(gate_.port());
  client.Send("SET key value\r\n*3\r\n$5\r\nLPUSH\r\n$3\r\nkey\r\n$1\r\nx\r\nGET\tkey\r\n");
  EXPECT_EQ(client.Read(12), "+OK\r\n-WRONGT");
  ASSERT_TRUE(gate_.AwaitQuiet(seconds(10)));
  const auto commands = gate_.Commands();
  ASSERT_EQ(commands.size(), 3U);
  EXPECT_EQ(commands[0].name, "SET");
  EXPECT_EQ(commands[0].key, "key");
  EXPECT_TRUE(commands[0].writes);
  EXPECT_TRUE(commands[0].reached_redis);
  EXPECT_EQ(commands[0].outcome, Outcome::kAnswered);
  EXPECT_EQ(commands[1].outcome, Outcome::kRefused);
  EXPECT_EQ(commands[1].error, "WRONGTYPE Operation against a key holding the wrong kind of value");
  EXPECT_FALSE(commands[2].writes);
  EXPECT_EQ(commands[2].connection, commands[0].connection);
  EXPECT_EQ(gate_.Commands(2).size(), 1U);
  EXPECT_EQ(gate_.Commands(3).size(), 0U);
  EXPECT_EQ(gate_.Commands(100).size(), 0U);
  EXPECT_EQ(gate_.command_count(), 3U);
}

TEST_F(GateTest, KnowsACommandThatIsRepeated) {
  Connection client = Client();
  for (const char* value : {"a", "b", "a"}) client.Command("SET", "key", value);
  const auto commands = gate_.Commands(gate_.command_count() - 3);
  EXPECT_EQ(commands[0].digest, commands[2].digest);
  EXPECT_NE(commands[0].digest, commands[1].digest);
}

TEST_F(GateTest, CountsFromTheMark) {
  Connection client = Client();
  client.Command("GET", "a");
  gate_.Mark();
  client.Command("GET", "b");
  client.Command("NOSUCH");
  EXPECT_THAT(gate_.TrafficSinceMark().commands,
              UnorderedElementsAre(Pair("GET", 1), Pair("NOSUCH", 1)));
  EXPECT_THAT(gate_.TrafficSinceMark().refusals, ElementsAre(Pair("ERR", 1)));
  server_.MarkRefusals("something happened");
  EXPECT_EQ(gate_.TrafficSinceMark().TotalCommands(), 0);
  client.Command("GET", "c");
  Gate::MarkAll(server_);
  EXPECT_EQ(gate_.TrafficSinceMark().TotalCommands(), 0);
}

TEST_F(GateTest, KnowsTheDatabaseOfACommand) {
  RawClient client(gate_.port());
  client.Send(
      "SELECT 3\r\nGET a\r\nSELECT 99\r\nGET a\r\nMULTI\r\nSELECT 5\r\nDISCARD\r\nGET a\r\n");
  ASSERT_TRUE(Becomes([](const Traffic& traffic) { return traffic.TotalCommands() == 8; }));
  ASSERT_TRUE(gate_.AwaitQuiet(seconds(10)));
  client.Send("GET a\r\n");
  ASSERT_TRUE(Becomes([](const Traffic& traffic) { return traffic.TotalCommands() == 9; }));
  std::vector<int> databases;
  for (const GateCommand& command : gate_.Commands()) {
    if (command.name == "GET") databases.push_back(command.database);
  }
  // The second was sent before the refusal came.
  EXPECT_THAT(databases, ElementsAre(3, 99, testing::_, 3));
}

TEST_F(GateTest, SeesWhatATransactionRefused) {
  Connection client = Client();
  client.Command("SET", "key", "value");
  client.Pipeline({{"MULTI"}, {"LPUSH", "key", "x"}, {"LPUSH", "key", "y"}, {"EXEC"}});
  const GateCommand exec = LastCommand();
  EXPECT_EQ(exec.name, "EXEC");
  EXPECT_TRUE(exec.writes);
  EXPECT_EQ(exec.outcome, Outcome::kRefused);
  EXPECT_THAT(gate_.traffic().refusals, ElementsAre(Pair("WRONGTYPE", 2)));
}

TEST_F(GateTest, PassesLongPipelines) {
  constexpr std::size_t kCommands = 10000;
  Connection client = Client();
  std::int64_t last = 0;
  for (const Reply& reply : client.Pipeline(Repeated({"INCR", "counter"}, kCommands))) {
    EXPECT_EQ(reply.integer(), ++last);
  }
  EXPECT_EQ(gate_.traffic().commands["INCR"], static_cast<std::int64_t>(kCommands));
  EXPECT_EQ(gate_.Commands().size(), kCommands);
}

TEST_F(GateTest, PassesLargeValues) {
  const std::string value(100 << 20, 'x');
  Connection client = Client();
  EXPECT_TRUE(client.Command("SET", "key", value).is_ok());
  EXPECT_TRUE(client.Command("GET", "key").string() == value);
}

TEST_F(GateTest, ServesManyConnectionsAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 100; ++i) {
    threads.emplace_back([this, i] {
      Connection client = i % 2 == 0 ? Client() : UnixClient();
      const std::string key = std::to_string(i);
      for (int j = 0; j < 100; ++j) {
        ASSERT_EQ(client.Command("INCR", key).integer(), j + 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(gate_.traffic().commands["INCR"], 10000);
  EXPECT_EQ(gate_.traffic().connections, 100);
  EXPECT_EQ(gate_.traffic().dropped, 0);
  EXPECT_TRUE(Becomes([](const Traffic& traffic) { return traffic.open == 0; }));
}

TEST_F(GateTest, AnswersAClientThatHasFinishedSending) {
  for (int i = 0; i < 20; ++i) {
    RawClient client(gate_.port());
    std::string commands;
    for (int j = 0; j < 100; ++j) commands += "PING\r\n";
    client.Send(commands);
    client.FinishSending();
    EXPECT_EQ(client.ReadAll().size(), 700U);
    EXPECT_EQ(client.end(), "FIN");
  }
  EXPECT_EQ(gate_.traffic().dropped, 0);
  EXPECT_EQ(gate_.traffic().lost, 0);
}

TEST_F(GateTest, GivesAClientThatHasFinishedSendingAWholeReply) {
  // Redis itself forgets what it has not yet sent.
  constexpr std::size_t kSize = 20 << 20;
  server_.Command("SET", "key", std::string(kSize, 'x'));
  RawClient client(gate_.port());
  client.Send("GET key\r\n");
  const std::string begin = client.Read(1);  // Before that, a busy machine might seem silent.
  client.FinishSending();
  EXPECT_EQ((begin + client.ReadAll()).size(), kSize + std::string("$20971520\r\n\r\n").size());
}

TEST_F(GateTest, LosesTheCommandOfAClientThatDoesNotWait) {
  {
    RawClient client(gate_.port());
    client.Send("BLPOP list 0\r\n");
    ASSERT_TRUE(Becomes([](const Traffic& traffic) { return traffic.pending == 1; }));
    EXPECT_FALSE(gate_.AwaitQuiet(milliseconds(5)));
  }
  EXPECT_EQ(LastCommand().outcome, Outcome::kLost);
  // Redis knows of its end, too, and gives nothing away.
  EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] {
    return server_.Command("INFO", "clients").string().find("blocked_clients:0") !=
           std::string::npos;
  }));
  EXPECT_EQ(gate_.traffic().dropped, 0);
}

TEST_F(GateTest, ReadsResp3) {
  if (!server_.AtLeast(6, 0)) GTEST_SKIP() << "redis 6.0 brought RESP3";
  RawClient client(gate_.port());
  client.Send("HELLO 3\r\nSUBSCRIBE a b\r\nPING\r\nNOSUCH\r\n");
  std::string read;
  while (read.find("unknown command") == std::string::npos && client.end().empty()) {
    read += client.Read(1);
  }
  EXPECT_NE(read.find(">3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n+PONG\r\n-ERR"), std::string::npos)
      << read;
  EXPECT_EQ(LastCommand().outcome, Outcome::kRefused);
  EXPECT_EQ(gate_.Commands()[1].outcome, Outcome::kAnswered);
}

TEST_F(GateTest, PassesWhatItCannotRead) {
  RawClient subscriber(gate_.port());
  subscriber.Send("SUBSCRIBE channel\r\n");
  EXPECT_EQ(subscriber.Read(34), "*3\r\n$9\r\nsubscribe\r\n$7\r\nchannel\r\n:1");
  RawClient monitor(gate_.port());
  monitor.Send("MONITOR\r\n");
  EXPECT_EQ(monitor.Read(5), "+OK\r\n");
  RawClient silent(gate_.port());
  silent.Send("CLIENT REPLY OFF\r\nSET a b\r\nCLIENT REPLY ON\r\nGET a\r\n");
  EXPECT_EQ(silent.Read(12), "+OK\r\n$1\r\nb\r\n");
  server_.Command("PUBLISH", "channel", "text");
  EXPECT_EQ(subscriber.Read(40), "\r\n*3\r\n$7\r\nmessage\r\n$7\r\nchannel\r\n$4\r\ntext");
  EXPECT_EQ(monitor.Read(1), "+");
  EXPECT_TRUE(gate_.AwaitQuiet(seconds(10)));
  EXPECT_EQ(gate_.traffic().commands["SET"], 1);
  EXPECT_EQ(gate_.traffic().lost, 0);
}

TEST_F(GateTest, PassesWhatIsNoRequest) {
  RawClient client(gate_.port());
  client.Send("*1\r\n$x\r\n");
  EXPECT_EQ(client.ReadAll(), "-ERR Protocol error: invalid bulk length\r\n");
  EXPECT_EQ(client.end(), "FIN");
  EXPECT_THAT(gate_.traffic().refusals, ElementsAre(Pair("ERR", 1)));
  EXPECT_EQ(gate_.traffic().dropped, 1);
}

TEST_F(GateTest, CountsAConnectionThatIsRefusedAndDropped) {
  server_.Command("CONFIG", "SET", "maxclients", 1);
  RawClient client(gate_.port());
  EXPECT_EQ(client.ReadAll(), "-ERR max number of clients reached\r\n");
  EXPECT_EQ(client.end(), "FIN");
  EXPECT_THAT(gate_.traffic().refusals, ElementsAre(Pair("ERR", 1)));
  EXPECT_EQ(gate_.traffic().dropped, 1);
}

TEST_F(GateTest, AuthenticatesAsTheServerWants) {
  ServerOptions options;
  options.password = "p@ss";
  options.database = 4;
  RedisServer server = RedisServer::Start(options);
  Gate gate(server);
  Connection client(gate.url());
  EXPECT_TRUE(client.Command("SET", "a", "b").is_ok());
  EXPECT_EQ(gate.Commands().back().database, 4);
}

}  // namespace
}  // namespace gtest_redis
