#include "service/listening.h"

#include <arpa/inet.h>

#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListen = "0A";  // TCP_LISTEN in the column "st" of /proc/net/tcp.

// proc(5): "pid (name) state parent group ..."; the name may hold anything, a ')' too.
pid_t GroupOf(const fs::path& process) {
  std::ifstream file(process / "stat");
  std::string stat;
  std::getline(file, stat);
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return -1;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string state;
  pid_t parent = -1;
  pid_t group = -1;
  fields >> state >> parent >> group;
  return group;
}

// The inodes of the sockets that the group's processes hold, as text.
std::set<std::string> SocketInodes(pid_t group) {
  static constexpr std::string_view kSocket = "socket:[";
  std::set<std::string> inodes;
  std::error_code ignored;  // A process may end while it is looked at.
  for (const auto& process : fs::directory_iterator("/proc", ignored)) {
    const bool is_process =
        std::isdigit(static_cast<unsigned char>(process.path().filename().native().front())) != 0;
    if (!is_process || GroupOf(process.path()) != group) continue;
    for (const auto& file : fs::directory_iterator(process.path() / "fd", ignored)) {
      const std::string target = fs::read_symlink(file.path(), ignored).string();
      if (target.compare(0, kSocket.size(), kSocket) == 0) {
        inodes.insert(target.substr(kSocket.size(), target.size() - kSocket.size() - 1));
      }
    }
  }
  return inodes;
}

std::uint32_t Hex(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

// "0100007F:1F90" is 127.0.0.1:8080: words of the address in the machine's byte order, then the
// port.
std::string ReadAddress(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || (colon != 8 && colon != 32)) return "";
  std::array<std::uint32_t, 4> words{};
  for (std::size_t word = 0; word < colon / 8; ++word) words[word] = Hex(text.substr(word * 8, 8));
  const bool ipv4 = colon == 8;
  std::array<char, INET6_ADDRSTRLEN> host{};
  inet_ntop(ipv4 ? AF_INET : AF_INET6, words.data(), host.data(), host.size());
  const std::string port = std::to_string(Hex(text.substr(colon + 1)));
  return (ipv4 ? host.data() : "[" + std::string(host.data()) + "]") + ":" + port;
}

}  // namespace

std::set<std::string> ListeningAddresses(pid_t group) {
  const std::set<std::string> inodes = SocketInodes(group);
  std::set<std::string> addresses;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
      const std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
      if (words.size() < 10) continue;
      const std::string& local = words[1];
      const std::string& state = words[3];
      const std::string& inode = words[9];
      if (state == kListen && inodes.count(inode) > 0) addresses.insert(ReadAddress(local));
    }
  }
  return addresses;
}

}  // namespace gtest_redis
