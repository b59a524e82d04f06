#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest_redis/server/redis_server.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;

void InThreads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

TEST(ServerThreadsTest, StartSixteenServersAtOnce) {
  std::mutex mutex;
  std::vector<RedisServer> servers;
  InThreads(16, [&](int) {
    RedisServer server = RedisServer::Start();
    const std::lock_guard lock(mutex);
    servers.push_back(std::move(server));
  });
  ASSERT_EQ(servers.size(), 16u);
  std::set<int> ports;
  for (RedisServer& server : servers) {
    EXPECT_EQ(server.Command("PING").string(), "PONG");
    ports.insert(server.port());
  }
  EXPECT_EQ(ports.size(), 16u);
}

TEST(ServerThreadsTest, StartAndEndServersOfTheirOwn) {
  InThreads(8, [](int) {
    for (int round = 0; round < 5; ++round) {
      RedisServer server = RedisServer::Start();
      server.Restart();
      EXPECT_EQ(server.Command("PING").string(), "PONG");
      server.Pause();
    }
  });
}

TEST(ServerThreadsTest, ShareOneServer) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 100;
  RedisServer server = RedisServer::Start();
  server.Command("SET", "text", "x");
  InThreads(kThreads, [&](int thread) {
    const std::string key = "k" + std::to_string(thread);
    for (int round = 0; round < kRounds; ++round) {
      const std::string value = std::to_string(round);
      EXPECT_TRUE(server.Command("SET", key, value).is_ok());
      EXPECT_EQ(server.Pipeline({{"GET", key}, {"INCR", "n"}}).front().string(), value);
      EXPECT_EQ(server.Command("LPUSH", "text", "x").error_code(), "WRONGTYPE");
      EXPECT_EQ(server.Probe({"LPUSH", "text", "x"}).error_code(), "WRONGTYPE");
      EXPECT_THAT(server.DescribeRefusals(), HasSubstr("WRONGTYPE"));
      EXPECT_GE(server.Refusals()["WRONGTYPE"], round + 1);
      EXPECT_FALSE(server.Log().empty());
    }
  });
  EXPECT_EQ(server.Command("GET", "n").string(), std::to_string(kThreads * kRounds));
  EXPECT_EQ(server.Refusals()["WRONGTYPE"], kThreads * kRounds);
}

// A test that sends load from threads of its own while it breaks Redis.
TEST(ServerThreadsTest, GetErrorsAndNoHarmWhileTheServerIsPausedAndKilled) {
  ServerOptions options;
  options.command_timeout = std::chrono::milliseconds(20);
  RedisServer server = RedisServer::Start(options);
  std::atomic<bool> done{false};
  std::atomic<int> answers{0};
  const auto wait_for_answer = [&] {
    const int seen = answers;
    EXPECT_TRUE(WaitUntil(Deadline(std::chrono::seconds(10)), [&] { return answers > seen; }));
  };
  std::thread breaker([&] {
    for (int round = 0; round < 5; ++round) {
      wait_for_answer();
      server.Pause();
      EXPECT_TRUE(server.paused());
      server.Resume();
      wait_for_answer();
      server.Kill();
      EXPECT_FALSE(server.running());
      server.Restart();
    }
    done = true;
  });
  InThreads(4, [&](int) {
    while (!done) {
      try {
        if (server.Command("PING").string() == "PONG") ++answers;
      } catch (const Error&) {
        std::this_thread::yield();
      }
      server.DescribeRefusals();
    }
  });
  breaker.join();
  EXPECT_EQ(server.Command("PING").string(), "PONG");
}

}  // namespace
}  // namespace gtest_redis
