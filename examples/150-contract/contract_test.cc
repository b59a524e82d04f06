// The whole contract of the alert gateway as tests: "Contract.alert_gateway/out_of_memory/again"
// and so on, one for each state and request.
#include <gtest_redis/gtest_redis.h>

namespace {

// The gateway is not on PATH, where its contract has it.
gtest_redis::ContractRunOptions TheGatewayBuiltHere() {
  gtest_redis::ContractRunOptions options;
  options.command = {ALERT_GATEWAY,     "--listen", "{listen}",   "--redis", "{redis}",
                     "--redis-timeout", "1500",     "--deadline", "1800"};
  return options;
}

const bool kRegistered = gtest_redis::RegisterContract(
    "../../fixtures/contracts/alert_gateway.json", TheGatewayBuiltHere());

}  // namespace
