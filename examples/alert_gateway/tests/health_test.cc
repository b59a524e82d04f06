#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;

using HealthTest = GatewayTest;

TEST_F(HealthTest, IsAliveAndReady) {
  EXPECT_THAT(gateway.Get("/healthz"), AllOf(HasStatus(200), HasJson("/status", "alive")));
  EXPECT_THAT(gateway.Get("/readyz"), AllOf(HasStatus(200), HasJson("/status", "ready")));
}

TEST_F(HealthTest, CanBeWaitedFor) {
  ServiceOptions options;
  options.ready_path = "/readyz";
  Service ready = StartService(GatewayCommand(), options);
  EXPECT_THAT(ready.Post(kSignals, kAlert), HasStatus(201));
}

}  // namespace
}  // namespace alert_gateway_test
