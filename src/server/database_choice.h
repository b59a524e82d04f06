#pragma once

#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/attach_options.h"
#include "server/claim.h"

namespace gtest_redis {

/// What was in a database when it was taken.
enum class Found {
  kNothing,  ///< No keys; what comes into it before the first flush may be a stranger's.
  kOurs,     ///< What may be flushed: it bears a mark, or a person allowed it.
};

/// Takes a database that is empty or bears a mark, and that no stranger has selected; or one that a
/// person allows to flush. Waits for those that other tests hold. Throws ServerError, at once, when
/// only strangers are in the way, saying who, and which line would allow it.
Found TakeDatabase(Claim& claim, const Url& url, const AttachOptions& options);

}  // namespace gtest_redis
