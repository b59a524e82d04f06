#include "gtest_redis/state/pausing.h"

#include <memory>

#include "state/families.h"
#include "state/values.h"

namespace gtest_redis {

std::vector<StateEntry> PausingStates() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return {
      {"hung",
       "Hung",
       "accepts connections, and answers nothing",
       "its process is stopped; of a container, PING is not answered",
       StateNeed::kOwnServer,
       "5.0",
       {},
       [](const Values&) { return std::make_unique<Hung>(); }},
      {"stalled",
       "Stalled",
       "answers everything late, kept busy by somebody's slow commands",
       "a PING takes longer than half a stall",
       StateNeed::kConnection,
       "5.0",
       {{"stall", "ms", "50", "that each slow command takes"},
        {"gap", "ms", "10", "from the end of one to the next"}},
       [](const Values& values) {
         const auto stall = values.Duration("stall", milliseconds(1), std::chrono::seconds(3));
         const auto gap = values.Duration("gap", milliseconds(0), std::chrono::minutes(1));
         return std::make_unique<Stalled>(duration_cast<milliseconds>(stall),
                                          duration_cast<milliseconds>(gap));
       }},
      {"writes-paused",
       "WritesPaused",
       "keeps writes waiting, as during a planned failover; reads go on",
       "a write sent when it was entered is not answered",
       StateNeed::kConfiguration,
       "6.2",
       {{"for", "s", "60", "after which it ends by itself"}},
       [](const Values& values) {
         const auto duration =
             values.Duration("for", std::chrono::seconds(1), std::chrono::hours(1));
         return std::make_unique<WritesPaused>(duration_cast<milliseconds>(duration));
       }},
      {"busy",
       "Busy",
       "answers BUSY to everything, since a script does not end",
       "PING is answered BUSY",
       StateNeed::kConfiguration,
       "5.0",
       {},
       [](const Values&) { return std::make_unique<Busy>(); }},
  };
}

}  // namespace gtest_redis
