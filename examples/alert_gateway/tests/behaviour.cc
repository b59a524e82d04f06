#include "behaviour.h"

#include <ostream>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using std::chrono::milliseconds;

// 201, 202, 200 and 503, in words.
const std::set<int> kCreated = {201};
const std::set<int> kKnown = {202};
const std::set<int> kReady = {200};
const std::set<int> kUnavailable = {503};
const std::set<int> kCreatedIfConnected = {201, 503};
const std::set<int> kMayBeForgotten = {201, 202};
const std::set<int> kReadyIfThere = {200, 503};

constexpr bool kSilent = true;
constexpr bool kForgets = true;
constexpr bool kInCluster = true;

// The gateway's --redis-timeout and --deadline, short where Redis is silent, and elsewhere so long
// that a busy machine is not taken for a silent Redis; and what a client grants it.
constexpr milliseconds kTimeout{1500};
constexpr milliseconds kDeadline{1800};
constexpr milliseconds kShortTimeout{200};
constexpr milliseconds kShortDeadline{400};
constexpr milliseconds kShortPatience{900};
constexpr milliseconds kPatience{2000};
// Beyond a client's patience, to tell a late answer from none.
constexpr milliseconds kNever{3000};
constexpr milliseconds kShortNever{1500};

// As many as the gateway has workers.
constexpr int kCrowd = 8;

std::vector<Behaviour> MakeBehaviours() {
  return {
      {"healthy", {}, kCreated, kKnown, kReady, kKnown, "all is well"},

      {"out-of-memory",
       {},
       kUnavailable,
       kKnown,
       kUnavailable,
       kKnown,
       "a write is refused, but a duplicate is known by a read"},
      {"out-of-memory",
       {{"fill", "8mb"}},
       kUnavailable,
       kKnown,
       kUnavailable,
       kKnown,
       "the same, with real keys"},
      {"memory-at",
       {{"ratio", "0.95"}, {"maxmemory", "16mb"}},
       kCreated,
       kKnown,
       kReady,
       kKnown,
       "nearly full is not full"},
      {"evicting",
       {{"policy", "allkeys-lru"}, {"room", "1mb"}},
       kCreated,
       kMayBeForgotten,
       kReady,
       kMayBeForgotten,
       "an evicted signal is new again",
       !kSilent,
       kForgets},
      {"evicting",
       {{"policy", "volatile-ttl"}, {"room", "1mb"}},
       kCreated,
       kMayBeForgotten,
       kReady,
       kMayBeForgotten,
       "signals have a TTL, so they can be evicted",
       !kSilent,
       kForgets},

      {"read-only",
       {},
       kUnavailable,
       kKnown,
       kUnavailable,
       kKnown,
       "a replica takes no write, but knows duplicates"},
      {"no-replicas", {}, kUnavailable, kKnown, kUnavailable, kKnown, "likewise"},
      {"misconf-rdb", {}, kUnavailable, kKnown, kUnavailable, kKnown, "likewise"},
      {"misconf-aof", {}, kUnavailable, kKnown, kUnavailable, kKnown, "likewise"},
      {"permission-denied", {}, kUnavailable, kKnown, kUnavailable, kKnown, "likewise"},
      {"master-down",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "reads are refused, too"},
      {"auth-required",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "the gateway has no password to give"},
      {"auth-required",
       {{"drop", "no"}},
       kCreatedIfConnected,
       kKnown,
       kReady,
       kKnown,
       "a connection from before goes on, but there is no other"},
      {"busy", {}, kUnavailable, kUnavailable, kUnavailable, kKnown, "everything is refused"},
      {"loading", {}, kUnavailable, kUnavailable, kUnavailable, kKnown, "everything is refused"},
      {"too-many-clients",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "no connection is to be had"},
      {"client-evicted",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "every connection ends"},

      {"script-missing", {}, kCreated, kKnown, kReady, kKnown, "the gateway has no scripts"},
      {"emptied",
       {},
       kCreated,
       kCreated,
       kReady,
       kKnown,
       "nothing is known any more",
       !kSilent,
       kForgets},
      {"expired", {}, kCreated, kCreated, kReady, kKnown, "likewise", !kSilent, kForgets},

      {"any-error",
       {{"text", "ERR something that nobody has seen before"}},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "whatever the error is"},
      {"reset", {}, kUnavailable, kUnavailable, kUnavailable, kKnown, "nothing can be said"},
      {"truncated-reply",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "half a reply is none"},
      {"truncated-reply",
       {{"command", "EXEC"}},
       kUnavailable,
       kKnown,
       kReady,
       kKnown,
       "whether it was stored nobody knows, and it is not tried again"},
      {"truncated-reply",
       {{"command", "INCR"}},
       kUnavailable,
       kKnown,
       kReady,
       kKnown,
       "a transaction is done as a whole, or not at all"},
      {"garbage-reply",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "what is no reply says nothing"},
      {"cut-network",
       {{"how", "half-close"}},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "likewise"},
      {"refused", {}, kUnavailable, kUnavailable, kUnavailable, kKnown, "there is no Redis"},
      {"refused",
       {{"how", "kill"}},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kCreated,
       "there is no Redis, and then one that knows nothing",
       !kSilent,
       kForgets},
      {"oom-killed",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kCreated,
       "likewise",
       !kSilent,
       kForgets},
      {"allocator-abort",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kCreated,
       "likewise",
       !kSilent,
       kForgets},
      {"slow-network", {{"latency", "5"}}, kCreated, kKnown, kReady, kKnown, "late is not never"},
      {"stalled",
       {{"stall", "20"}, {"gap", "5"}},
       kCreated,
       kKnown,
       kReady,
       kKnown,
       "late is not never"},

      {"hung",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kKnown,
       "who does not answer in time is not there",
       kSilent},
      {"cut-network", {}, kUnavailable, kUnavailable, kUnavailable, kKnown, "likewise", kSilent},
      {"writes-paused",
       {},
       kUnavailable,
       kKnown,
       kUnavailable,
       kKnown,
       "a write that waits too long is unavailable",
       kSilent},

      {"failover",
       {},
       kUnavailable,
       kKnown,
       kUnavailable,
       kKnown,
       "what was the master is a replica: it takes no write, but knows duplicates"},
      {"cluster-down",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kMayBeForgotten,
       "a gateway that knows no cluster cannot use one",
       !kSilent,
       kForgets,
       kInCluster},
      {"moved",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kMayBeForgotten,
       "nor does it follow a redirect",
       !kSilent,
       kForgets,
       kInCluster},
      {"ask",
       {},
       kUnavailable,
       kUnavailable,
       kUnavailable,
       kMayBeForgotten,
       "likewise",
       !kSilent,
       kForgets,
       kInCluster},
      {"try-again",
       {},
       kUnavailable,
       kKnown,
       kReadyIfThere,
       kMayBeForgotten,
       "a key that is there still can be used",
       !kSilent,
       kForgets,
       kInCluster},
  };
}

HttpRequest With(HttpRequest request, bool silent) {
  request.timeout = silent ? kShortNever : kNever;
  return request;
}

Expectation Must(Role role, const std::set<int>& statuses, bool silent) {
  Expectation expectation;
  expectation.role = role;
  expectation.statuses = statuses;
  expectation.deadline = silent ? kShortPatience : kPatience;
  expectation.headers = {{503, {"Retry-After"}}};
  return expectation;
}

}  // namespace

const std::vector<Behaviour>& Behaviours() {
  static const auto* const behaviours = new std::vector<Behaviour>(MakeBehaviours());
  return *behaviours;
}

std::string NameOf(const Behaviour& behaviour) {
  std::string name = behaviour.state;
  for (const auto& [parameter, value] : behaviour.values) name += " " + parameter + "=" + value;
  return name;
}

void PrintTo(const Behaviour& behaviour, std::ostream* out) {
  *out << NameOf(behaviour) << ": " << behaviour.why;
}

std::vector<TrialCase> CasesOf(const Behaviour& behaviour) {
  const bool silent = behaviour.is_silent;
  // Of a source and a name of its own: else the gateway would aggregate, and limit.
  const auto signal = [silent](int number) {
    const std::string n = std::to_string(number);
    return With({"POST", kSignals, {}, Signal("node-" + n, "Alert-" + n, "source-" + n)}, silent);
  };
  const auto get = [silent](const std::string& path) {
    return [silent, path](int) { return With({"GET", path, {}, ""}, silent); };
  };
  const auto must = [silent](Role role, const std::set<int>& statuses) {
    return Must(role, statuses, silent);
  };
  TrialCase new_signal{"new signal",
                       signal,
                       "",
                       must(Role::kStore, kCreated),
                       must(Role::kStore, behaviour.new_signal),
                       must(Role::kStore, kCreated)};
  new_signal.asks = 2;
  TrialCase crowd = new_signal;
  crowd.name = "many at a time";
  crowd.asks = 1;
  crowd.together = kCrowd;
  return {new_signal,
          {"repeat", signal, "new signal", must(Role::kRepeat, kKnown),
           must(Role::kRepeat, behaviour.repeat), must(Role::kRepeat, behaviour.repeat_afterwards)},
          {"liveness", get("/healthz"), "", must(Role::kLiveness, kReady),
           must(Role::kLiveness, kReady), must(Role::kLiveness, kReady)},
          {"readiness", get("/readyz"), "", must(Role::kReadiness, kReady),
           must(Role::kReadiness, behaviour.readiness), must(Role::kReadiness, kReady)},
          crowd};
}

std::vector<std::string> FlagsFor(const Behaviour& behaviour) {
  const bool silent = behaviour.is_silent;
  return {"--redis-timeout", std::to_string((silent ? kShortTimeout : kTimeout).count()),
          "--deadline", std::to_string((silent ? kShortDeadline : kDeadline).count())};
}

}  // namespace alert_gateway_test
