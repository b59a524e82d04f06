#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <regex>

#include "gateway_contract.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/redis/url.h"
#include "gtest_redis/report/json.h"
#include "gtest_redis/service/http_client.h"
#include "running_command.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A run that holds a state, with what it has told of it.
class HeldRun {
 public:
  explicit HeldRun(const std::string& text, const std::string& state)
      : run_({"run", scratch_.Write("contract.json", text), "--keep", "--json", "--state", state}) {
    holds_ = run_.AwaitError("redis-cli");
  }

  bool holds() const { return holds_; }
  RunningCommand& run() { return run_; }
  /// What stands in the line behind `pattern`, up to a space or a comma.
  std::string Told(const std::string& pattern) const {
    std::smatch found;
    const std::string errors = run_.Errors();
    const std::regex line(pattern + "\\s+([^ ,\n]+)");
    return std::regex_search(errors, found, line) ? found[1].str() : "";
  }
  Reply Ask(const std::string& name, const std::string& command) const {
    return Connection(Url::Parse(Told(name))).Command(command, "key", "value");
  }

 private:
  ScratchDirectory scratch_;
  RunningCommand run_;
  bool holds_ = false;
};

TEST(RunKeepTest, HoldsTheStateUntilCtrlCAndThenGoesOn) {
  HeldRun held(SoundContract(), "out-of-memory");
  ASSERT_TRUE(held.holds()) << held.run().Errors();
  EXPECT_EQ(HttpClient(held.Told("\n  service")).Get("/healthz").status, 200);
  EXPECT_EQ(HttpClient(held.Told("\n  service")).Get("/readyz").status, 503);
  EXPECT_EQ(held.Ask("\n  redis", "SET").error_code(), "OOM");
  EXPECT_EQ(held.Ask("itself", "SET").error_code(), "OOM");
  EXPECT_THAT(held.run().Errors(),
              HasSubstr("redis-cli  redis-cli -h 127.0.0.1 -p " +
                        std::to_string(Url::Parse(held.Told("\n  redis")).port) + "\n"));
  EXPECT_EQ(kill(std::stoi(held.Told("process")), 0), 0);
  EXPECT_TRUE(std::filesystem::exists(held.Told("log")));

  held.run().Signal(SIGINT);
  EXPECT_EQ(held.run().AwaitEnd(), 0) << held.run().Errors();
  const RunReport report = ReadJson(held.run().Output());
  EXPECT_FALSE(report.interrupted);
  EXPECT_EQ(report.states.at(0).answers.back().phase, Phase::kRecovered);
  EXPECT_THAT(held.run().RemainsAfterCleanup(), IsEmpty());
}

TEST(RunKeepTest, EndsAtAnotherSignal) {
  HeldRun held(SoundContract(), "healthy");
  ASSERT_TRUE(held.holds()) << held.run().Errors();
  held.run().Signal(SIGTERM);
  EXPECT_EQ(held.run().AwaitEnd(), 128 + SIGTERM) << held.run().Errors();
  EXPECT_TRUE(ReadJson(held.run().Output()).interrupted);
  EXPECT_THAT(held.run().RemainsAfterCleanup(), IsEmpty());
}

TEST(RunKeepTest, ShowsNoPassword) {
  const std::string gateway = "{\"command\": " + GatewayCommand() + "}";
  HeldRun held(ContractWith(gateway, R"({"password": "geheim"})"), "healthy");
  ASSERT_TRUE(held.holds()) << held.run().Errors();
  EXPECT_THAT(held.run().Errors(), HasSubstr("--askpass"));
  EXPECT_THAT(held.run().Errors(), Not(HasSubstr("geheim")));
  held.run().Signal(SIGINT);
  EXPECT_EQ(held.run().AwaitEnd(), 0) << held.run().Errors();
}

}  // namespace
}  // namespace gtest_redis
