#include "failed_run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <system_error>

#include "cli/exit_code.h"
#include "running_command.h"

namespace gtest_redis {

namespace fs = std::filesystem;

std::string FailRun(const ScratchDirectory& scratch, const std::string& contract,
                    const std::vector<std::string>& flags, const Variables& environment) {
  const std::string kept = scratch.File("kept");
  std::vector<std::string> arguments = {"run", contract, "--artifacts", kept, "--seed", "abc"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  const FinishedCommand run = Finish(arguments, environment);
  if (run.exit_code == static_cast<int>(ExitCode::kNoRedis)) return "";
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  const std::string moved = scratch.File("moved");
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(kept, none)) {
    fs::rename(entry.path(), moved);
    return moved;
  }
  ADD_FAILURE() << "nothing was kept: " << run.output << run.errors;
  return "none";
}

}  // namespace gtest_redis
