#include "process/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <array>
#include <future>
#include <memory>
#include <thread>

namespace gtest_redis {
namespace {

std::vector<std::string> LookUp(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<std::string> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> address{};
    if (getnameinfo(each->ai_addr, each->ai_addrlen, address.data(), address.size(), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.emplace_back(address.data());
    }
  }
  return addresses;
}

bool IsNumeric(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

std::vector<std::string> Resolve(const std::string& host, const Deadline& deadline) {
  if (IsNumeric(host)) return {host};
  if (host == "localhost") return {"127.0.0.1", "::1"};
  // getaddrinfo knows no deadline, so that whoever waits for it must be able to leave it behind.
  const auto promise = std::make_shared<std::promise<std::vector<std::string>>>();
  auto future = promise->get_future();
  std::thread([promise, host] { promise->set_value(LookUp(host)); }).detach();
  const bool found = future.wait_for(deadline.remaining()) == std::future_status::ready;
  return found ? future.get() : std::vector<std::string>();
}

}  // namespace gtest_redis
