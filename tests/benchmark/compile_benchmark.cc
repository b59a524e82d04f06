#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "comparison.h"

namespace gtest_redis {
namespace {

// A source file that includes GoogleTest and GoogleMock, and `more`.
class Source {
 public:
  explicit Source(const std::string& more)
      : path_(std::filesystem::temp_directory_path() /
              ("gtest-redis-benchmark-" + std::to_string(getpid()) + ".cc")) {
    std::ofstream(path_) << "#include <gmock/gmock.h>\n#include <gtest/gtest.h>\n" << more;
  }
  ~Source() { std::filesystem::remove(path_); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  double Compile() const {
    const std::string command = std::string("'") + COMPILER + "' -std=c++17 -I'" +
                                INCLUDE_DIRECTORY + "' -c '" + path_.string() + "' -o /dev/null";
    return Time([&] {
      if (std::system(command.c_str()) != 0) std::abort();
    });
  }

 private:
  std::filesystem::path path_;
};

// Compiling a file that includes the umbrella header, against GoogleTest and GoogleMock alone.
void CompileUmbrellaHeader(benchmark::State& state) {
  Compare(
      state, [] { return Source("#include <gtest_redis/gtest_redis.h>\n").Compile(); },
      [] { return Source("").Compile(); });
}
BENCHMARK(CompileUmbrellaHeader)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(7);

}  // namespace
}  // namespace gtest_redis
