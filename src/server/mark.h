#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gtest_redis/redis/connection.h"

namespace gtest_redis {

/// A mark says that a database belongs to tests, so that the next test may flush what the last one
/// left: a note in the server's script cache that names the database and the day. It counts for
/// seven days, and only while no revocation of the same day or a later one is there. A restart
/// removes it; keys that it kept are nobody's then, and are left alone.
namespace mark {

/// Days since 1970 by the server's clock, which all its clients share.
using Day = std::int64_t;
constexpr Day kLifetime = 7;

/// Of the reply to TIME; this machine's day where the server does not let one ask.
Day DayOf(const Reply& time);
Day Today(Connection& redis);

std::vector<std::string> SetCommand(int database, Day day);
/// Takes back the marks of that day and before: what is in the database is not known to be of
/// tests.
std::vector<std::string> RevokeCommand(int database, Day day);

/// Which of these databases bear a mark that counts. Throws ServerError where the server does not
/// let one look.
std::set<int> Find(Connection& redis, const std::vector<int>& databases, Day today);

}  // namespace mark
}  // namespace gtest_redis
