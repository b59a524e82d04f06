// That the folder which each defect of the alert gateway leaves has it found again elsewhere. Each
// is in a state that shows it every time, and soon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "alert_gateway/defect.h"
#include "elsewhere_run.h"
#include "failed_run.h"

namespace gtest_redis {
namespace {

struct KeptDefect {
  const char* name;
  const char* state;
  const char* finding;
  const char* request = "";  // The only one, where others would but take time.
};

void PrintTo(const KeptDefect& defect, std::ostream* out) { *out << defect.name; }

constexpr KeptDefect kDefects[] = {
    {"answers-500", "out-of-memory", "unexpected-status"},
    {"crashes", "out-of-memory", "crash"},
    {"exits", "read-only", "exit"},
    {"drops-retry-after", "out-of-memory", "missing-header"},
    {"matches-sentences", "no-replicas", "unexpected-status"},
    {"liveness-asks-redis", "out-of-memory", "liveness-follows-redis"},
    {"readiness-ignores-redis", "out-of-memory", "readiness-ignores-redis"},
    {"swallows-oom", "out-of-memory", "swallowed-refusal"},
    {"swallows-readonly", "read-only", "swallowed-refusal"},
    {"swallows-noauth", "auth-required", "unfounded-success"},
    {"created-under-oom", "out-of-memory", "forgotten-duplicate"},
    {"counts-refused-as-stored", "out-of-memory", "phantom-duplicate"},
    {"caches-failure", "out-of-memory", "unfounded-refusal"},
    {"takes-nil-for-an-error", "emptied", "unfounded-refusal"},
    {"writes-before-reading", "out-of-memory", "unexpected-status"},
    {"writes-behind", "cut-network", "lost-write", "new_signal"},
    {"expires-separately", "truncated-incr", "key-without-ttl"},
    {"hangs", "cut-network", "hang", "new_signal"},
    {"ignores-deadline", "hung", "late", "new_signal"},
    {"retries-without-bound", "any-error", "retry-storm", "new_signal"},
    {"retries-applied-writes", "truncated-exec", "repeated-write"},
    {"retries-on-new-connections", "out-of-memory", "retry-storm"},
    {"never-reconnects", "reset", "recovery-by-restart"},
    {"reconnects-to-database-0", "refused", "wrong-database", "new_signal"},
    {"forgets-multi", "reset", "late-recovery"},
    {"reads-truncated-reply", "truncated-reply", "unfounded-success"},
    {"reuses-connection-after-timeout", "hung", "late-recovery", "new_signal"},
    {"leaks-connections", "out-of-memory", "connection-leak"},
    {"breaker-never-closes", "hung", "recovery-by-restart"},
    {"holds-lock", "hung", "late", "crowd"},
    {"forgets-to-unlock", "cut-network", "hang", "new_signal"},
};

class ReplayOfADefectTest : public ::testing::TestWithParam<KeptDefect> {
 protected:
  static std::vector<std::string> Flags() {
    std::vector<std::string> flags = {"--state", GetParam().state};
    if (*GetParam().request != '\0') flags.insert(flags.end(), {"--only", GetParam().request});
    // The contract's command, and the defect.
    flags.insert(flags.end(),
                 {"--", ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}",
                  "--redis-timeout", "1500", "--deadline", "1800", "--defect", GetParam().name});
    return flags;
  }

  const ScratchDirectory scratch_;
};

TEST_P(ReplayOfADefectTest, FindsTheSameAgain) {
  const std::string folder = FailRun(scratch_, ALERT_GATEWAY_CONTRACT, Flags());
  if (folder.empty()) GTEST_SKIP() << "this redis cannot be in that state";
  ElsewhereRun replay({folder, "--tries", "1"});
  EXPECT_EQ(replay.Exit(), 0) << replay.Output();
  EXPECT_THAT(replay.Output(),
              ::testing::ContainsRegex(std::string("\nreproduced: .*") + GetParam().finding));
}

INSTANTIATE_TEST_SUITE_P(Gateway, ReplayOfADefectTest, ::testing::ValuesIn(kDefects),
                         [](const auto& defect) {
                           std::string name = defect.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ReplayDefectsTest, AreAllReplayed) {
  std::vector<std::string> replayed;
  for (const KeptDefect& defect : kDefects) replayed.emplace_back(defect.name);
  std::vector<std::string> all;
  for (const auto& defect : alert_gateway::Defects()) all.push_back(defect.name);
  EXPECT_EQ(replayed, all);
}

}  // namespace
}  // namespace gtest_redis
