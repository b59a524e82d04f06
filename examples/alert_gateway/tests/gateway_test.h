#pragma once

#include <gtest/gtest.h>
#include <gtest_redis/gtest_redis.h>

#include <string>
#include <vector>

namespace alert_gateway_test {

using namespace gtest_redis;  // The tests read as the library's manual does.

inline constexpr char kSignals[] = "/api/v1/signals";
inline constexpr char kWebhook[] = "/api/v1/signals/prometheus";

/// A signal that brings its fingerprint, and the key under which the gateway remembers it.
inline constexpr char kAlert[] =
    R"({"source": "prometheus", "name": "HighLoad", "fingerprint": "7f3a"})";
inline constexpr char kAlertKey[] = "alert_gateway:fingerprint:7f3a";

/// A signal as JSON. Two of them are the same alert when all three are the same.
std::string Signal(const std::string& instance, const std::string& name = "HighLoad",
                   const std::string& source = "prometheus");

/// An alert of a webhook; `status` is "firing" or "resolved".
std::string Alert(const std::string& status, const std::string& instance);
/// An Alertmanager webhook, version 4, with these alerts.
std::string Webhook(const std::vector<std::string>& alerts);

/// The kind of Redis that these tests run on: the gateway keeps its state in database 2, and a
/// `maxmemory` as small as this one is what the incident needs.
ServerOptions GatewayRedis();

/// The gateway's command line, with these flags added.
std::vector<std::string> GatewayCommand(const std::vector<std::string>& flags = {});

/// A gateway on an empty database.
class GatewayTest : public RedisTest {
 protected:
  explicit GatewayTest(const std::vector<std::string>& flags = {})
      : gateway(StartService(GatewayCommand(flags))) {}

  /// Posts `bodies`, beginning with an empty database, within one minute of the clock, by which the
  /// gateway counts: all over again when a minute ended meanwhile.
  std::vector<HttpResponse> PostWithinAMinute(const std::string& path,
                                              const std::vector<std::string>& bodies);

  /// The keys in the gateway's database: Keys("alert_gateway:storm:*").
  std::vector<std::string> Keys(const std::string& pattern);

  Service gateway;
};

}  // namespace alert_gateway_test
