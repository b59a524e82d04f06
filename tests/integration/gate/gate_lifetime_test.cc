#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "gate/gate_fixture.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class GateLifetimeTest : public GateTest {
 protected:
  /// What connecting to the port and to the unix socket fails with, as far as they agree.
  int ConnectError() {
    const int error = RawClient(gate_.port()).connect_error();
    EXPECT_EQ(RawClient(gate_.unix_socket()).connect_error(), error);
    return error;
  }
};

TEST_F(GateLifetimeTest, RefusesAsSoonAsTheServerWasKilled) {
  for (int i = 0; i < 20; ++i) {
    server_.Kill();
    EXPECT_EQ(ConnectError(), ECONNREFUSED);
    server_.Restart();
    EXPECT_EQ(ConnectError(), 0);
    EXPECT_TRUE(Client().Command("SET", "a", "b").is_ok());
  }
  server_.Stop();
  EXPECT_EQ(ConnectError(), ECONNREFUSED);
  server_.RestartWith({{"maxmemory", "10mb"}});
  EXPECT_EQ(ConnectError(), 0);
}

TEST_F(GateLifetimeTest, EndsConnectionsWithRedis) {
  RawClient client(gate_.port());
  client.Send("PING\r\n");
  client.Read(7);
  server_.Kill();
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(client.end(), "FIN");
  EXPECT_TRUE(Becomes([](const Traffic& traffic) { return traffic.dropped == 1; }));
}

TEST_F(GateLifetimeTest, KnowsWhatTheTestHadTheServerDo) {
  for (int i = 0; i < 50; ++i) {
    RawClient client(gate_.port());
    client.Send("PING\r\n");
    client.Read(7);
    server_.Command("CLIENT", "KILL", "TYPE", "normal");
    // It is there already.
    EXPECT_EQ(client.Read(1, milliseconds(0)), "");
    EXPECT_EQ(client.end(), "FIN");
  }
}

TEST_F(GateLifetimeTest, LosesCommandsThatWaitedWhenRedisDied) {
  RawClient client(gate_.port());
  client.Send("BLPOP list 0\r\n");
  ASSERT_TRUE(Becomes([](const Traffic& traffic) { return traffic.pending == 1; }));
  server_.Kill();
  client.ReadAll();
  EXPECT_EQ(LastCommand().outcome, GateCommand::Outcome::kLost);
  EXPECT_EQ(gate_.traffic().lost, 1);
}

TEST_F(GateLifetimeTest, ResetsWhenRedisDiesWithoutHavingReadAll) {
  RawClient client(gate_.port());
  client.Send("PING\r\n");
  client.Read(7);
  server_.Pause();
  client.Send("SET a b\r\n");
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] {
    const GateCommand last = gate_.Commands().back();
    return last.name == "SET" && last.reached_redis;
  }));
  server_.Kill();
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_EQ(client.end(), "RST");
}

TEST_F(GateLifetimeTest, SeesThatRedisDiedByItself) {
  Connection client = Client();
  kill(server_.pid(), SIGKILL);
  EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] {
    return RawClient(gate_.unix_socket()).connect_error() == ECONNREFUSED;
  }));
  EXPECT_EQ(ConnectError(), ECONNREFUSED);
  server_.Restart();
  EXPECT_EQ(ConnectError(), 0);
}

TEST_F(GateLifetimeTest, IsToldByAStateThatRedisDied) {
  kill(server_.pid(), SIGKILL);
  ASSERT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return !server_.running(); }));
  Gate::MarkAll(server_);
  EXPECT_EQ(ConnectError(), ECONNREFUSED);
}

TEST_F(GateLifetimeTest, ConnectsToAPausedRedis) {
  server_.Pause();
  RawClient client(gate_.port());
  EXPECT_EQ(client.connect_error(), 0);
  client.Send("PING\r\n");
  EXPECT_EQ(client.Read(7, milliseconds(20)), "");
  EXPECT_EQ(client.end(), "");
  server_.Resume();
  EXPECT_EQ(client.Read(7), "+PONG\r\n");
}

TEST_F(GateLifetimeTest, TakesMoreConnectionsThanAPausedRedisLetsWait) {
  server_.Pause();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 400; ++i) clients.push_back(std::make_unique<RawClient>(gate_.port()));
  for (const auto& client : clients) client->Send("PING\r\n");
  server_.Resume();
  for (const auto& client : clients) EXPECT_EQ(client->Read(7), "+PONG\r\n");
}

TEST_F(GateLifetimeTest, MovesWithItsAddress) {
  Connection client = Client();
  const int port = gate_.port();
  Gate moved = std::move(gate_);
  EXPECT_EQ(moved.port(), port);
  EXPECT_TRUE(client.Command("SET", "a", "b").is_ok());
  gate_ = Gate(server_);
  EXPECT_NE(gate_.port(), port);
  EXPECT_TRUE(Client().Command("SET", "a", "b").is_ok());
  gate_ = std::move(moved);
  EXPECT_TRUE(client.Command("SET", "a", "b").is_ok());
}

TEST_F(GateLifetimeTest, MayBeDestroyedWhileItIsUsed) {
  for (int i = 0; i < 20; ++i) {
    std::atomic<bool> refused{false};
    auto gate = std::make_unique<Gate>(server_);
    const int port = gate->port();
    const std::string path = gate->unix_socket();
    std::vector<std::thread> threads;
    std::atomic<int> answered{0};
    for (int j = 0; j < 4; ++j) {
      threads.emplace_back([&] {
        while (RawClient(port).connect_error() == 0) {
          RawClient client(port);
          client.Send("SET a b\r\nGET a\r\n");
          if (client.Read(12).size() == 12) ++answered;
        }
      });
    }
    EXPECT_TRUE(WaitUntil(Deadline(seconds(10)), [&] { return answered > 20; }));
    gate.reset();
    for (std::thread& thread : threads) thread.join();
    EXPECT_FALSE(std::filesystem::exists(path));
  }
}

TEST_F(GateLifetimeTest, IsLeftAloneByAFork) {
  Connection client = Client();
  const auto fork = [this] {
    gate_.Mark();
    server_.MarkRefusals("a fork");
    Gate::MarkAll(server_);
    Fault fault;
    fault.action = Fault::Action::kRefuse;
    gate_.Inject(fault).Leave();
    { Gate destroyed = std::move(gate_); }
    Connection connection("redis://127.0.0.1:1", {milliseconds(100), milliseconds(100)});
  };
  EXPECT_EXIT(
      {
        try {
          fork();
        } catch (const ConnectionError&) {
          std::_Exit(5);
        }
      },
      testing::ExitedWithCode(5), "");
  EXPECT_TRUE(client.Command("SET", "a", "b").is_ok());
  EXPECT_TRUE(Client().Command("SET", "a", "b").is_ok());
}

TEST_F(GateLifetimeTest, IsMadeAnewInAFork) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer ends a fork that starts a thread";
#endif
  const auto use = [this] {
    Gate gate(server_);
    std::_Exit(Connection(gate.url()).Command("PING").string() == "PONG" ? 5 : 1);
  };
  EXPECT_EXIT(use(), testing::ExitedWithCode(5), "");
}

TEST_F(GateLifetimeTest, IsMadeToAServerThatIsDown) {
  server_.Kill();
  Gate gate(server_);
  EXPECT_EQ(RawClient(gate.port()).connect_error(), ECONNREFUSED);
  server_.Restart();
  EXPECT_TRUE(Connection(gate.url()).Command("SET", "a", "b").is_ok());
}

}  // namespace
}  // namespace gtest_redis
