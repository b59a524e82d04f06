#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gtest_redis {

/// Something that a test program left behind which has ended: the machine went down, or its keeper
/// was killed, too.
struct Leftover {
  std::string kind;  ///< "container", "directory", "journal".
  std::string name;
  std::string what;  ///< Whose it is.
  /// Removes it; throws Error when that cannot be done. Empty where it is not known to be left:
  /// then `what` says why.
  std::function<void()> remove;
};

/// Containers with our label, of programs of this machine that have ended. Throws EngineError.
std::vector<Leftover> LeftContainers();
/// Directories of test programs in `base` that no keeper will remove any more.
std::vector<Leftover> LeftDirectories(const std::string& base);
/// What programs that have ended changed of servers that are not theirs, and did not put back.
std::vector<Leftover> LeftJournals();

}  // namespace gtest_redis
