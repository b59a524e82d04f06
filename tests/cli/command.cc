#include "command.h"

#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {

CommandResult RunCommand(const std::vector<std::string>& arguments, const Variables& environment) {
  const ScratchDirectory scratch;
  ChildOptions options;
  options.arguments = {GTEST_REDIS_COMMAND};
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  options.environment = environment;
  options.log_file = scratch.File("output");
  Child child = Child::Start(options);
  CommandResult result;
  if (child.WaitForExit(Deadline(std::chrono::seconds(60))) && !child.exit_status()->by_signal) {
    result.exit_code = child.exit_status()->number;
  }
  result.output = scratch.Read("output");
  return result;
}

}  // namespace gtest_redis
