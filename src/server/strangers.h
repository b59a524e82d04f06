#pragma once

#include "gtest_redis/redis/url.h"
#include "server/claim.h"

namespace gtest_redis {

/// Throws ServerError while databases that are not of tests hold keys, or clients that are not of
/// tests are connected: changing the whole server would change theirs. The message has the line
/// that allows it.
void RefuseStrangers(Claim& claim, const Url& url);

}  // namespace gtest_redis
