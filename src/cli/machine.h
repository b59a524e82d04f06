#pragma once

#include <string>

namespace gtest_redis {

/// Something about this machine that Redis or its tests depend on.
struct MachineFact {
  bool good = false;
  std::string what;
  std::string mend;  ///< Empty when it is good.
};

/// vm.overcommit_memory: whether Redis can always fork. `file` is where the kernel says so.
MachineFact Overcommit(const std::string& file = "/proc/sys/vm/overcommit_memory");
/// Whether the kernel can limit the memory of containers. `directory` is where cgroups are mounted.
MachineFact Cgroup(const std::string& directory = "/sys/fs/cgroup");

}  // namespace gtest_redis
