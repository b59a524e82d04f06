#pragma once

#include <string>

#include "gtest_redis/redis/url.h"

namespace gtest_redis {

/// What a person allows in so many words, by an environment variable. A server is named by its
/// place: "127.0.0.1:6379", "[::1]:6379", or the path of its unix socket.
std::string Place(const Url& url);

/// The line that allows to flush a database that may be somebody else's:
/// "GTEST_REDIS_MAY_FLUSH=127.0.0.1:6379/3".
std::string MayFlushLine(const Url& url, int database);
bool MayFlush(const Url& url, int database);

/// The line that allows to change a server which others use:
/// "GTEST_REDIS_MAY_CHANGE_SERVER=127.0.0.1:6379".
std::string MayChangeServerLine(const Url& url);
bool MayChangeServer(const Url& url);

}  // namespace gtest_redis
