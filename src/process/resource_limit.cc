#include "process/resource_limit.h"

#include <cerrno>
#include <string>
#include <utility>

#include "gtest_redis/redis/error.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Returns what was there before. `limit` may be null.
rlimit Set(pid_t process, int resource, const rlimit* limit) {
  rlimit before{};
  if (prlimit(process, static_cast<__rlimit_resource>(resource), limit, &before) == 0) {
    return before;
  }
  throw Error("cannot limit process " + std::to_string(process) + ": " + ErrnoText(errno));
}

}  // namespace

ResourceLimit::ResourceLimit(pid_t process, int resource, rlim_t limit)
    : process_(process), resource_(resource), before_(Set(process, resource, nullptr)) {
  const rlimit wanted{limit, before_.rlim_max};
  Set(process, resource, &wanted);
}

void ResourceLimit::Lift() {
  const pid_t process = std::exchange(process_, -1);
  if (process < 0) return;
  try {
    Set(process, resource_, &before_);
  } catch (const Error&) {
    // It has ended.
  }
}

}  // namespace gtest_redis
