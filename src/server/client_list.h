#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/claim_name.h"

namespace gtest_redis {

/// For messages: "1 key", "3 keys".
std::string Count(std::int64_t number, const std::string& noun);

/// A connection to a server, as CLIENT LIST shows it.
struct Client {
  std::int64_t id = 0;
  std::string address;  ///< "10.0.0.7:51234"; the server's socket, for one over a unix socket.
  std::string name;
  int database = 0;
  std::optional<ClaimName> claim;  ///< What its name says, when it is one of this library's.
};

/// Reads the reply to CLIENT LIST.
std::vector<Client> ParseClientList(std::string_view text);

/// For messages: "10.0.0.7:51234 'worker', 10.0.0.8:40000 and 7 more".
std::string Describe(const std::vector<Client>& clients);

}  // namespace gtest_redis
