#include <algorithm>
#include <future>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ConcurrencyTest = GatewayTest;

constexpr int kClients = 8;

TEST_F(ConcurrencyTest, CreatesAnAlertOnceHoweverManyPostIt) {
  for (const char* name : {"HighLoad", "DiskFull", "LinkDown", "OutOfInk"}) {
    std::vector<std::future<int>> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.push_back(std::async(std::launch::async, [this, name] {
        return gateway.Post(kSignals, Signal("node-1", name)).status;
      }));
    }
    std::vector<int> statuses;
    for (auto& client : clients) statuses.push_back(client.get());
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 201), 1) << name;
    EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 202), kClients - 1) << name;
  }
}

}  // namespace
}  // namespace alert_gateway_test
