#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "comparison.h"

namespace gtest_redis {
namespace {

// The resident memory in MB that `program` prints after that many tests.
double ResidentMegabytes(const std::string& program, const std::string& tests) {
  const std::string command = program + " " + tests + " 2>&1";
  FILE* output = popen(command.c_str(), "r");
  double kilobytes = 0;
  char line[1024];
  while (std::fgets(line, sizeof(line), output) != nullptr) {
    std::sscanf(line, "VmRSS: %lf", &kilobytes);
  }
  if (pclose(output) != 0 || kilobytes == 0) std::abort();
  return kilobytes / 1024;
}

// What the library adds to a test program's resident memory, after as many tests.
void ResidentMemory(benchmark::State& state) {
  const std::string tests = std::to_string(state.range(0));
  double with = 0;
  double without = 0;
  for (auto _ : state) {
    with = ResidentMegabytes(BENCHMARK_SUBJECT, tests);
    without = ResidentMegabytes(BENCHMARK_PLAIN_SUBJECT, tests);
  }
  state.counters["with_mb"] = with;
  state.counters["without_mb"] = without;
  state.counters["added_mb"] = with - without;
}
BENCHMARK(ResidentMemory)->Arg(10)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

double RunCtest(const std::filesystem::path& directory) {
  const std::string command =
      std::string("'") + CTEST + "' --test-dir '" + directory.string() + "' -j2 > /dev/null 2>&1";
  return Time([&] {
    if (std::system(command.c_str()) != 0) std::abort();
  });
}

std::filesystem::path HundredTests(const std::string& name, const std::string& program) {
  const auto directory = std::filesystem::temp_directory_path() /
                         ("gtest-redis-benchmark-" + std::to_string(getpid())) / name;
  std::filesystem::create_directories(directory);
  std::ofstream file(directory / "CTestTestfile.cmake");
  for (int i = 0; i < 100; ++i) file << "add_test(t" << i << " \"" << program << "\" 1)\n";
  return directory;
}

// `ctest -j2` over a hundred test processes with a server each, against a hundred plain test
// processes.
void CtestOfHundredProcesses(benchmark::State& state) {
  const auto with = HundredTests("with", BENCHMARK_SUBJECT);
  const auto without = HundredTests("without", BENCHMARK_PLAIN_SUBJECT);
  Compare(
      state, [&] { return RunCtest(with); }, [&] { return RunCtest(without); });
  std::filesystem::remove_all(with.parent_path());
}
BENCHMARK(CtestOfHundredProcesses)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace gtest_redis
