#include "elsewhere_run.h"

#include <csignal>
#include <cstdlib>

#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kPatience{60};

}  // namespace

ElsewhereRun::ElsewhereRun(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& variables,
                           const std::string& directory) {
  ChildOptions options;
  options.arguments = {"/usr/bin/env", "-i", std::string("PATH=") + std::getenv("PATH")};
  options.arguments.insert(options.arguments.end(), variables.begin(), variables.end());
  options.arguments.insert(options.arguments.end(), {GTEST_REDIS_COMMAND, "replay"});
  options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
  options.working_directory = directory;
  options.log_file = scratch_.File("output");
  child_ = Child::Start(options);
}

bool ElsewhereRun::Await(const std::string& text) {
  WaitUntil(Deadline(kPatience),
            [&] { return Output().find(text) != std::string::npos || !child_.running(); });
  return Output().find(text) != std::string::npos;
}

int ElsewhereRun::Exit() {
  if (!child_.WaitForExit(Deadline(kPatience)) || child_.exit_status()->by_signal) return -1;
  return child_.exit_status()->number;
}

int ElsewhereRun::End() {
  child_.Signal(SIGINT);
  return Exit();
}

}  // namespace gtest_redis
