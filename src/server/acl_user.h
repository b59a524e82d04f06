#pragma once

#include <string>
#include <vector>

#include "gtest_redis/redis/reply.h"

namespace gtest_redis {

/// A user in the reply to ACL LIST: its rules, passwords as hashes, as ACL SETUSER takes them.
/// Empty when there is no such user.
std::vector<std::string> RulesOf(const Reply& acl_list, const std::string& user);

/// The command that makes `user` what it was when it had these rules: none, when there was no such
/// user. `has_selectors`: the server is Redis 7.0 or newer. Not with "reset", which leaves a flag
/// that the user may not have had.
std::vector<std::string> RestoreUserCommand(const std::string& user,
                                            const std::vector<std::string>& rules,
                                            bool has_selectors);

}  // namespace gtest_redis
