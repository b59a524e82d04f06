// with_redis PROGRAM ARGUMENT...: starts a redis-server and runs a test program attached to it, as
// to somebody else's; several at the same time with `with_redis --jobs N PROGRAM ...`, each with
// its shard of the tests. Exits with 0 when all passed and none was skipped.

#include <iostream>
#include <string>
#include <vector>

#include "gtest_redis/server/redis_server.h"
#include "process/child.h"
#include "process/keeper.h"
#include "process/log_file.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::seconds kTimeout{100};
constexpr std::size_t kWhole = 10'000'000;

struct Shard {
  Child child;
  std::string log;
};

Shard Start(const std::vector<std::string>& command, const std::string& url, int index, int jobs) {
  Shard shard;
  shard.log = Keeper::Get().directory() + "/shard-" + std::to_string(index);
  ChildOptions options;
  options.arguments = command;
  options.log_file = shard.log;
  options.environment = {{"GTEST_REDIS_BACKEND", "attach"},
                         {"GTEST_REDIS_URL", url},
                         {"GTEST_TOTAL_SHARDS", std::to_string(jobs)},
                         {"GTEST_SHARD_INDEX", std::to_string(index)}};
  shard.child = Child::Start(options);
  return shard;
}

bool Passed(Shard& shard) {
  const bool ended = shard.child.WaitForExit(Deadline(kTimeout));
  const std::string output = ReadTail(shard.log, kWhole);
  std::cout << output << std::flush;
  if (!ended) std::cout << "did not end within 100 s\n";
  const bool skipped = output.find("[  SKIPPED ]") != std::string::npos;
  return ended && !skipped && shard.child.exit_status()->ToString() == "exited with status 0";
}

int Run(std::vector<std::string> command) {
  int jobs = 1;
  if (command.size() > 2 && command[0] == "--jobs") {
    jobs = std::stoi(command[1]);
    command.erase(command.begin(), command.begin() + 2);
  }
  ServerOptions options;
  options.backend = Backend::kProcess;
  const RedisServer server = RedisServer::Start(options);
  Url url = Url::Parse(server.url());
  std::vector<Shard> shards;
  for (int index = 0; index < jobs; ++index) {
    shards.push_back(Start(command, url.ToString(), index, jobs));
  }
  bool passed = true;
  for (Shard& shard : shards) passed = Passed(shard) && passed;
  return passed ? 0 : 1;
}

}  // namespace
}  // namespace gtest_redis

int main(int argc, char** argv) { return gtest_redis::Run({argv + 1, argv + argc}); }
