#include <benchmark/benchmark.h>

#include <string>

#include "comparison.h"
#include "gtest_redis/contract/contract.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

constexpr int kRequests = 1000;
constexpr int kStates = 30;
constexpr int kTimes = 20;

// A contract in which every state says of every request what it must get, when `all`; else of none.
std::string LargeContract(bool all) {
  std::string requests;
  std::string expectations;
  for (int i = 0; i < kRequests; ++i) {
    const std::string name = "\"request_" + std::to_string(i) + "\"";
    const std::string comma = i == 0 ? "" : ",\n";
    requests += comma + name + R"(: {"role": "store", "path": "/signals/{unique}", )" +
                R"("headers": {"X-Trace": "{number}"}, "json": {"name": "High-{unique}"}, )" +
                R"("expect": {"status": 201, "within": "500ms", "json": {"/ok": true}}})";
    if (all) {
      expectations += comma + name + ": 503";
    }
  }
  std::string states;
  for (int i = 0; i < kStates; ++i) {
    const std::string& name = StateCatalogue()[static_cast<std::size_t>(i) % 10].name;
    states += (i == 0 ? "" : ",\n") + ("\"state_" + std::to_string(i)) + R"(": {"state": ")" +
              (name == "healthy" ? "hung" : name) + R"(", "expect": {)" + expectations + "}}";
  }
  return R"({"service": {"command": ["gateway"]}, "requests": {)" + requests + R"(}, "states": {)" +
         states + "}}";
}

void LoadContract(benchmark::State& state, bool all) {
  const std::string text = LargeContract(all);
  std::vector<double> times;
  for (auto _ : state) {
    times.push_back(Time([&] { Contract::Parse(text, "contract.json"); }));
    state.SetIterationTime(times.back());
  }
  state.counters["median_ms"] = Median(times) * 1e3;
  state.counters["megabytes"] = static_cast<double>(text.size()) / 1e6;
}

// 1,000 requests over 30 states, once with a status for each request in each state.
BENCHMARK_CAPTURE(LoadContract, thousand_requests, false)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(kTimes);
BENCHMARK_CAPTURE(LoadContract, thirty_thousand_expectations, true)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(kTimes);

}  // namespace
}  // namespace gtest_redis
