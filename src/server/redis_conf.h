#pragma once

#include <map>
#include <string>

#include "gtest_redis/server/server_options.h"

namespace gtest_redis {

/// Where a server of ours listens and lives, as it sees it itself. Empty strings: not at all.
struct ServerPlace {
  int port = 0;
  std::string bind = "127.0.0.1";
  std::string socket;
  std::string directory;
  std::string config_file;  ///< To be included.
  std::string acl_file;
};

/// Throws ServerError for options that no server could be started with: directives that are not
/// open to change, a database below 0.
void CheckOptions(const ServerOptions& options);

/// `options` with these directives beside, and above, their own. Throws as CheckOptions() does.
ServerOptions WithDirectives(ServerOptions options,
                             const std::map<std::string, std::string>& config);

/// `value` as one word of redis.conf: any byte may stand in it.
std::string Quoted(const std::string& value);

/// The text of redis.conf. `optional_directives` are those that only newer servers know.
std::string RedisConf(const ServerOptions& options, const ServerPlace& place,
                      bool optional_directives);

/// Whether a server ended because it is too old for one of the optional directives, as its `log`
/// says.
bool RefusedOptionalDirective(const std::string& log);

/// The content of a file that the options name. Throws ServerError when it cannot be read.
std::string ReadOptionFile(const std::string& path);

}  // namespace gtest_redis
