#include "engine/host_network.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace gtest_redis {
namespace {

// What a process's network namespace is called: "net:[4026531840]"; empty when that is not told.
std::string NetworkNamespace(const std::string& process) {
  std::array<char, 64> name{};
  const std::string link = "/proc/" + process + "/ns/net";
  const ssize_t size = readlink(link.c_str(), name.data(), name.size());
  return {name.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

// Whether the process that listens on the socket is in our network namespace.
bool ListenerIsInOurs(const EngineAddress& engine) {
  const auto addresses = SocketAddresses(engine, Deadline(std::chrono::milliseconds(0)));
  ucred peer{};
  socklen_t size = sizeof(peer);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool known = connect(socket, reinterpret_cast<const sockaddr*>(&addresses.at(0).storage),
                             addresses.at(0).size) == 0 &&
                     getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid > 0;
  if (socket >= 0) close(socket);
  if (!known) return false;
  const std::string theirs = NetworkNamespace(std::to_string(peer.pid));
  return !theirs.empty() && theirs == NetworkNamespace("self");
}

// Whether "172.17.0.1" is of "172.17.0.0/16".
bool InSubnet(const std::string& address, const std::string& subnet) {
  const auto slash = subnet.find('/');
  in_addr one{};
  in_addr other{};
  if (slash == std::string::npos || inet_pton(AF_INET, address.c_str(), &one) != 1 ||
      inet_pton(AF_INET, subnet.substr(0, slash).c_str(), &other) != 1) {
    return false;
  }
  const int length = std::atoi(subnet.c_str() + slash + 1);
  if (length < 1 || length > 32) return false;
  return ((ntohl(one.s_addr) ^ ntohl(other.s_addr)) >> (32 - length)) == 0;
}

bool BridgeIsOurs(const Engine& engine) {
  try {
    return InterfaceIn(engine.DefaultBridge());
  } catch (const EngineError&) {
    return false;  // Podman has no network of this name.
  }
}

}  // namespace

std::string WhyNotHostNetwork(const Engine& engine) {
  if (!engine.address().local()) return "the engine is reached over the network";
  const EngineInfo info = engine.Info();
  utsname system{};
  uname(&system);
  if (info.rootless) return "the engine is rootless: its host network is not this machine's";
  if (info.operating_system.find("Docker Desktop") != std::string::npos) {
    return "the engine is Docker Desktop: it runs in a virtual machine";
  }
  if (info.kernel != system.release || info.name != system.nodename) {
    return "the engine runs on another machine: its host is '" + info.name + "' with kernel '" +
           info.kernel + "', this one '" + system.nodename + "' with '" + system.release + "'";
  }
  if (ListenerIsInOurs(engine.address()) || BridgeIsOurs(engine)) return "";
  return "it is not provable that the engine shares this machine's network: its process cannot be "
         "looked at, and its bridge is no interface here";
}

bool InterfaceIn(const Engine::Bridge& bridge) {
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0) return false;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(found, freeifaddrs);
  for (const ifaddrs* each = found; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET) continue;
    if (bridge.interface != each->ifa_name) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
    inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size());
    for (const std::string& subnet : bridge.subnets) {
      if (InSubnet(text.data(), subnet)) return true;
    }
  }
  return false;
}

}  // namespace gtest_redis
