#include <gmock/gmock.h>

#include <functional>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/memory.h"
#include "process/deadline.h"
#include "relay.h"
#include "target.h"

namespace gtest_redis {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

/// Somebody else's server behind a network that can be cut.
class CutNetworkTest : public ::testing::Test {
 protected:
  std::string Through() const { return "redis://127.0.0.1:" + std::to_string(relay_.port()); }
  static AttachOptions Brief() {
    AttachOptions options;
    options.command_timeout = std::chrono::milliseconds(200);
    options.start_timeout = std::chrono::milliseconds(300);
    options.claim_timeout = std::chrono::milliseconds(300);
    return options;
  }
  /// What `action` says, which has to be within 3 s.
  static std::string ErrorInTime(const std::function<void()>& action) {
    const Deadline deadline(std::chrono::seconds(3));
    const std::string error = ErrorOf<Error>(action);
    EXPECT_FALSE(deadline.passed()) << error;
    return error;
  }

  Target target_;
  Relay relay_{target_.server().port()};
};

TEST_F(CutNetworkTest, IsToldByEveryCallWithinItsDeadline) {
  RedisServer server = RedisServer::Attach(Through(), Brief());
  server.Flush();
  Connection redis = server.Connect({Brief().command_timeout, Brief().command_timeout});
  relay_.Freeze();
  const auto in_time =
      AnyOf(HasSubstr("nothing came within 200 ms"), HasSubstr("was not ready within 300 ms"));
  EXPECT_THAT(ErrorInTime([&] { redis.Command("PING"); }), in_time);
  EXPECT_THAT(ErrorInTime([&] { server.Command("PING"); }), in_time);
  EXPECT_THAT(ErrorInTime([&] { server.Flush(); }), in_time);
  EXPECT_THAT(ErrorInTime([&] { server.TakeWhole(); }), in_time);
  EXPECT_THAT(ErrorInTime([&] { RedisServer::Attach(Through(), Brief()); }), in_time);
  relay_.Thaw();
}

TEST_F(CutNetworkTest, LosesNoKeyAndNoDirectiveWhenItComesBack) {
  target_.Fill(0, 3);
  AttachOptions options = Brief();
  options.database = 5;
  options.may_change_server = true;
  RedisServer server = RedisServer::Attach(Through(), options);
  server.Flush();
  {
    const StateGuard full = Enter(server, OutOfMemory());
    EXPECT_EQ(target_.Directive("maxmemory"), "1");
    relay_.Freeze();
    EXPECT_THAT(ErrorInTime([&] { server.Command("PING"); }), HasSubstr("nothing came"));
    relay_.Thaw();
  }
  EXPECT_EQ(target_.Directive("maxmemory"), "0");
  EXPECT_EQ(target_.Keys(0), 3);
  server.Flush();
  EXPECT_TRUE(server.Connect().Command("SET", "k", "v").is_ok());
}

}  // namespace
}  // namespace gtest_redis
