#include "gtest_redis/server/server_options.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;

TEST(ServerOptionsTest, EqualTheirCopy) {
  ServerOptions options;
  options.password = "secret";
  options.config = {{"hz", "100"}};
  EXPECT_EQ(options, ServerOptions(options));
}

TEST(ServerOptionsTest, DifferInEveryField) {
  const auto changed = [](auto field, auto value) {
    ServerOptions options;
    options.*field = value;
    return options;
  };
  EXPECT_NE(changed(&ServerOptions::executable, "valkey-server"), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::database, 1), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::maxmemory, "1mb"), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::maxmemory_policy, "noeviction"), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::password, "p"), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::start_timeout, milliseconds(1)), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::stop_grace, milliseconds(1)), ServerOptions());
  EXPECT_NE(changed(&ServerOptions::command_timeout, milliseconds(1)), ServerOptions());
  ServerOptions configured;
  configured.config = {{"hz", "100"}};
  EXPECT_NE(configured, ServerOptions());
}

TEST(BackendTest, HasAName) { EXPECT_EQ(ToString(Backend::kProcess), "process"); }

}  // namespace
}  // namespace gtest_redis
