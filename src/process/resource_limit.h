#pragma once

#include <sys/resource.h>
#include <sys/types.h>

namespace gtest_redis {

/// A soft limit of another process of this user (prlimit(2)), with this object. The hard one is
/// left as it is, so that it can be put back.
class ResourceLimit {
 public:
  /// `resource` is one of setrlimit(2): RLIMIT_FSIZE. Throws Error when the kernel refuses it.
  ResourceLimit(pid_t process, int resource, rlim_t limit);
  ~ResourceLimit() { Lift(); }
  ResourceLimit(const ResourceLimit&) = delete;
  ResourceLimit& operator=(const ResourceLimit&) = delete;

  /// Puts back what was there before. Does nothing the second time, and when the process has ended.
  void Lift();

 private:
  pid_t process_;
  const int resource_;
  rlimit before_{};
};

}  // namespace gtest_redis
