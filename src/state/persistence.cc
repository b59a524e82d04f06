#include "gtest_redis/state/persistence.h"

#include <memory>

#include "state/families.h"
#include "state/values.h"

namespace gtest_redis {

std::vector<StateEntry> PersistenceStates() {
  return {
      {"misconf-rdb",
       "MisconfRdb",
       "answers MISCONF to writes, since its last snapshot failed; reads go on",
       "a write is answered MISCONF",
       StateNeed::kOwnServer,
       "5.0",
       {{"how", "", "disk", "disk: it cannot be written; fork: its process cannot be made"}},
       [](const Values& values) {
         const bool disk = values.OneOf("how", "disk|fork") == "disk";
         return std::make_unique<MisconfRdb>(disk ? MisconfRdb::How::kDisk
                                                  : MisconfRdb::How::kFork);
       }},
      {"misconf-aof",
       "MisconfAof",
       "answers MISCONF to writes, since its append-only file cannot be written; reads go on",
       "a write is answered MISCONF, after one that could not be put into the file",
       StateNeed::kOwnProcess,
       "5.0",
       {},
       [](const Values&) { return std::make_unique<MisconfAof>(); }},
      {"loading",
       "Loading",
       "answers LOADING to everything, as it reads its data from disk",
       "PING is answered LOADING",
       StateNeed::kOwnServer,
       "7.0",
       {},
       [](const Values&) { return std::make_unique<Loading>(); }},
  };
}

}  // namespace gtest_redis
