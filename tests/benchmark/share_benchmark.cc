#include <cstdlib>
#include <string>

#include "comparison.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

void Run(const std::string& command) {
  if (std::system(command.c_str()) != 0) std::abort();
}

// A test process with one RedisTest, on the back end that `environment` says.
double RunProgram(const std::string& environment) {
  return Time([&] {
    Run("env GTEST_REDIS_REQUIRE=process,container " + environment + " '" + BENCHMARK_SUBJECT +
        "' 1 > /dev/null");
  });
}

// A container for many test processes, as long as this object lives.
class Shared {
 public:
  Shared() { Call("share --backend container"); }
  ~Shared() { Call("unshare"); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  const std::string& file() const { return file_; }
  // The file is empty where there is no engine.
  bool is_there() const { return !scratch_.Read("shared.json").empty(); }

 private:
  // Without a shell between: whoever calls the command is the one that shares.
  void Call(const std::string& subcommand) const {
    Run(std::string("exec '") + COMMAND + "' " + subcommand + " '" + file_ + "' >&2");
  }

  const ScratchDirectory scratch_;
  const std::string file_ = scratch_.File("shared.json");
};

// The second test process on a shared container, against one with a redis-server of its own, and
// beside one with a container of its own.
void ProcessOnSharedContainer(benchmark::State& state) {
  const Shared shared;
  if (!shared.is_there()) {
    state.SkipWithError("there is no container to share; `gtest-redis share` says above why");
    return;
  }
  const std::string on_shared =
      "GTEST_REDIS_BACKEND=container GTEST_REDIS_SHARED='" + shared.file() + "'";
  RunProgram(on_shared);  // The first one.
  std::vector<double> own;
  Compare(
      state,
      [&] {
        own.push_back(RunProgram("GTEST_REDIS_BACKEND=container"));
        return RunProgram(on_shared);
      },
      [] { return RunProgram("GTEST_REDIS_BACKEND=process"); });
  state.counters["own_container_ms"] = Median(own) * 1e3;
}
BENCHMARK(ProcessOnSharedContainer)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace gtest_redis
