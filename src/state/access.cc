#include "gtest_redis/state/access.h"

#include "state/dropping.h"
#include "state/families.h"
#include "state/values.h"

namespace gtest_redis {

std::vector<StateEntry> AccessStates() {
  return {{"auth-required",
           "AuthRequired",
           "asks for a password: answers NOAUTH to new clients, and drops those there are",
           "a new client is answered NOAUTH to PING",
           StateNeed::kConfiguration,
           "6.0",
           {DropParameter()},
           [](const Values& values) -> std::unique_ptr<State> {
             return std::make_unique<AuthRequired>(Dropping(values));
           }},
          {"permission-denied",
           "PermissionDenied",
           "denies a user some commands or keys: answers NOPERM to these",
           "ACL LIST shows the user with other rules",
           StateNeed::kConfiguration,
           "6.0",
           {{"user", "", "default", "the user that is denied them"},
            {"rules", "", "-@write", "of ACL SETUSER, on top of what the user has"}},
           [](const Values& values) -> std::unique_ptr<State> {
             return std::make_unique<PermissionDenied>(values.Text("user"), values.Text("rules"));
           }}};
}

}  // namespace gtest_redis
