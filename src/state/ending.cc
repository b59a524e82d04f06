#include "gtest_redis/state/ending.h"

#include <memory>

#include "process/cgroup.h"
#include "state/families.h"
#include "state/values.h"

namespace gtest_redis {

std::vector<StateEntry> EndingStates() {
  return {
      {"refused",
       "Refused",
       "refuses connections, and has ended those there were; keeps its data, or is killed",
       "connecting to its port, or through a gate, is answered ECONNREFUSED",
       StateNeed::kGate,
       "5.0",
       {{"how", "", "port", "'port' keeps the data, 'kill' ends a server of our own"}},
       [](const Values& values) -> std::unique_ptr<State> {
         const bool kills = values.OneOf("how", "port|kill") == "kill";
         return std::make_unique<Refused>(kills ? Refused::ByKilling() : Refused());
       }},
      {"oom-killed",
       "OomKilled",
       "was killed by the kernel for the memory that it took",
       "it ended by signal 9, and its cgroup counts a kill, or its container says OOMKilled",
       StateNeed::kOwnServer,
       "5.0",
       {},
       [](const Values& /*values*/) -> std::unique_ptr<State> {
         return std::make_unique<OomKilled>();
       },
       [] { return CgroupPlace::Find().why_not; }},
      {"allocator-abort",
       "AllocatorAbort",
       "has aborted, because its allocator had no memory to give",
       "it was killed by its own signal, and its log says 'Out Of Memory allocating'",
       StateNeed::kOwnProcess,
       "5.0",
       {},
       [](const Values& /*values*/) -> std::unique_ptr<State> {
         return std::make_unique<AllocatorAbort>();
       }},
  };
}

}  // namespace gtest_redis
