#pragma once

#include <ostream>
#include <string>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/service/service.h"

namespace gtest_redis {

/// Tells a person where a service and its Redis are, which stay up for as long as one looks at
/// them. Passwords are not shown.
void DescribeHeld(std::ostream& out, RedisServer& server, Service& service);

}  // namespace gtest_redis
