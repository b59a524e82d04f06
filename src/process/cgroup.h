#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace gtest_redis {

/// Where this program may make cgroups with some controller, in the cgroup file system.
struct CgroupPlace {
  int version = 0;      ///< Of the interface, 1 or 2.
  std::string own;      ///< The directory of the cgroup that this program is in.
  std::string parent;   ///< The directory that others can be made in; empty: nowhere.
  std::string why_not;  ///< Where it is nowhere: why, and what would mend it.

  /// That of this program. Looks anew each time.
  static CgroupPlace Find(const std::string& controller = "memory");
  /// The same, for the texts of /proc/self/mountinfo and /proc/self/cgroup.
  static CgroupPlace Find(const std::string& mountinfo, const std::string& cgroups,
                          const std::string& controller = "memory");
};

/// A cgroup of our own for one process of ours. It is removed with this object, and the process, if
/// it lives, put back to where this program is; or by the keeper, when the program was killed.
class Cgroup {
 public:
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  /// "gtest-redis-PID-NUMBER" in the place's parent.
  const std::string& directory() const { return directory_; }

 protected:
  /// Makes it, without the process. Throws Error, and changes nothing, when that cannot be.
  Cgroup(const CgroupPlace& place, pid_t process);
  ~Cgroup();

  int version() const { return place_.version; }
  std::string File(const std::string& name) const { return directory_ + "/" + name; }
  /// Puts the process into it. Throws Error.
  void Enter() const;

 private:
  const CgroupPlace place_;
  const std::string directory_;
  const pid_t process_;
  const pid_t owner_;  // A fork of this program (a death test) must not remove its parent's.
  int pledge_ = 0;
};

/// Limits the memory of the process.
class MemoryCgroup : public Cgroup {
 public:
  /// Has the kernel kill `process` when it takes `bytes` more than it has now, swap included.
  /// Throws Error, and changes nothing, when that cannot be.
  MemoryCgroup(const CgroupPlace& place, pid_t process, std::uint64_t bytes);

  /// How many processes the kernel has killed for the limit.
  std::int64_t kills() const;

 private:
  void Limit(std::uint64_t bytes) const;
};

/// Keeps the process from making others: fork() fails with EAGAIN.
class PidsCgroup : public Cgroup {
 public:
  /// `place` is that of the controller "pids". Throws Error, and changes nothing, when that cannot
  /// be.
  PidsCgroup(const CgroupPlace& place, pid_t process);
};

}  // namespace gtest_redis
