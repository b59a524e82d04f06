#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

/// How far a command reaches on a server that others use too.
enum class Reach {
  kDatabase,  ///< No further than its connection and its database, or it only looks.
  kServer,    ///< It changes something for everybody: it needs the whole server.
  kTooFar,    ///< It destroys or gives away what is not ours, or ends the server.
};

struct ServerWide {
  Reach reach = Reach::kDatabase;
  std::string reason;  ///< Of kTooFar: why, and what to use instead.
};

/// How far `command` reaches when it is sent by a program that has `database`. Looks into no
/// script, but for FLUSHALL.
ServerWide Judge(const std::vector<std::string>& command, int database);

/// `text` in upper case, as the names of commands are compared.
std::string UpperCase(std::string text);

}  // namespace gtest_redis
