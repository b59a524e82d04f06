#include "gateway_contract.h"

namespace gtest_redis {
namespace {

std::string Contract(const std::string& service, const std::string& redis,
                     const std::string& states) {
  return R"({
  "name": "gateway",
  "service": )" +
         service + R"(,
  "redis": )" +
         redis + R"(,
  "defaults": {"within": "3s", "timeout": "6s", "recovers_within": "3s"},
  "requests": {
    "new_signal": {
      "role": "store",
      "path": "/api/v1/signals",
      "json": {"source": "source-{unique}", "name": "name-{unique}"},
      "expect": 201
    },
    "again": {"repeat": "new_signal", "expect": 202},
    "liveness": {"role": "liveness", "path": "/healthz", "expect": 200}
  },
  "states": {)" +
         states + R"(}
})";
}

std::string Gateway() { return "{\"command\": " + GatewayCommand() + "}"; }

}  // namespace

std::string GatewayCommand() {
  return R"([")" ALERT_GATEWAY
         R"(", "--listen", "{listen}", "--redis", "{redis}", "--redis-timeout", "1500",
           "--deadline", "2000"])";
}

std::string SoundContract(const std::string& more) {
  return Contract(Gateway(), "{}",
                  R"(
    "healthy": {},
    "out-of-memory": {"expect": {"new_signal": 503}},
    "read-only": {"expect": {"new_signal": 503}})" +
                      more);
}

std::string BrokenContract() {
  return Contract(Gateway(), "{}", R"(
    "healthy": {},
    "full": {"state": "out-of-memory", "expect": {"new_signal": 201}},
    "after": {"state": "healthy"})");
}

std::string LongContract() {
  return Contract(Gateway(), "{}", R"(
    "slow-network": {
      "with": {"latency": "20ms"},
      "expect": {"liveness": {"status": 200, "load": {"rate": 20, "duration": "1m"}}}
    })");
}

std::string ContractWith(const std::string& service, const std::string& redis) {
  return Contract(service, redis, R"("healthy": {})");
}

}  // namespace gtest_redis
