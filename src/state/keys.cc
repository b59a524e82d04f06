#include "gtest_redis/state/keys.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/server/whole_server.h"
#include "process/deadline.h"
#include "state/families.h"

namespace gtest_redis {
namespace {

using Commands = std::vector<std::vector<std::string>>;

constexpr std::chrono::seconds kPatience{1};
constexpr std::size_t kBatch = 1000;
// What is left to a key, in ms: where Redis is held up for longer, it deletes the key at once,
// which it does not count as expired.
constexpr std::int64_t kRest = 5;

const Reply& Accepted(const Reply& reply, const std::string& command) {
  if (reply.is_error()) {
    throw StateError("redis refuses " + command + ": " + reply.error_message());
  }
  return reply;
}

// What `command` answers for each key.
std::vector<std::int64_t> OfEach(RedisServer& server, const std::string& command,
                                 const std::vector<std::string>& keys,
                                 const std::vector<std::string>& arguments = {}) {
  std::vector<std::int64_t> numbers;
  for (std::size_t first = 0; first < keys.size(); first += kBatch) {
    Commands commands;
    for (std::size_t i = first; i < std::min(first + kBatch, keys.size()); ++i) {
      commands.push_back({command, keys[i]});
      commands.back().insert(commands.back().end(), arguments.begin(), arguments.end());
    }
    for (const Reply& reply : server.Pipeline(commands)) {
      numbers.push_back(Accepted(reply, command).integer());
    }
  }
  return numbers;
}

// The keys whose PTTL, in milliseconds, is from `least` to `most`.
std::vector<std::string> WithTtl(RedisServer& server, const std::vector<std::string>& keys,
                                 std::int64_t least, std::int64_t most) {
  const std::vector<std::int64_t> times = OfEach(server, "PTTL", keys);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (times[i] >= least && times[i] <= most) found.push_back(keys[i]);
  }
  return found;
}

std::vector<std::string> AllKeys(RedisServer& server) {
  std::vector<std::string> keys;
  std::string cursor = "0";
  do {
    const Reply page = server.Command("SCAN", cursor, "COUNT", kBatch);
    cursor = Accepted(page, "SCAN").array()[0].string();
    for (const Reply& key : page.array()[1].array()) keys.push_back(key.string());
  } while (cursor != "0");
  return keys;
}

}  // namespace

Entered ScriptMissing::Apply(RedisServer& server) const {
  WholeServer whole(server);
  // Something to be missed.
  const std::string digest =
      Accepted(server.Command("SCRIPT", "LOAD", "return 'gtest-redis'"), "SCRIPT LOAD").string();
  Accepted(server.Command("SCRIPT", "FLUSH"), "SCRIPT FLUSH");
  const Reply reply = server.Probe({"EVALSHA", digest, "0"});
  if (reply.error_code() != "NOSCRIPT") {
    throw StateError(
        "'script-missing' does not hold: EVALSHA of a script from before was answered '" +
        reply.ToString() + "', and not NOSCRIPT");
  }
  whole.Leave();
  return {[] {}};
}

Entered Emptied::Apply(RedisServer& server) const {
  std::int64_t keys = 0;
  const bool empty = WaitUntil(Deadline(kPatience), [&] {
    server.Flush();
    keys = Accepted(server.Command("DBSIZE"), "DBSIZE").integer();
    return keys == 0;  // A service may have written meanwhile.
  });
  if (!empty) {
    throw StateError("'emptied' does not hold: the database was flushed, and holds " +
                     std::to_string(keys) + " keys, again and again for " +
                     std::to_string(kPatience.count()) + " s");
  }
  return {[] {}};
}

Entered Expired::Apply(RedisServer& server) const {
  std::vector<std::string> keys =
      WithTtl(server, AllKeys(server), 0, std::numeric_limits<std::int64_t>::max());
  OfEach(server, "PEXPIRE", keys, {std::to_string(kRest)});
  // Looking at a key whose time is up is what expires it. One that has more time was written anew.
  const bool expired = WaitUntil(Deadline(kPatience), [&] {
    keys = WithTtl(server, keys, 0, kRest);
    return keys.empty();
  });
  if (!expired) {
    throw StateError("'expired' does not hold: " + std::to_string(keys.size()) +
                     " keys, of which '" + keys.front() + "', did not expire");
  }
  return {[] {}};
}

std::vector<StateEntry> KeyStates() {
  return {{"script-missing",
           "ScriptMissing",
           "has forgotten all scripts: answers NOSCRIPT to EVALSHA until they are loaded again",
           "EVALSHA of a script from before is answered NOSCRIPT",
           StateNeed::kConfiguration,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<ScriptMissing>();
           }},
          {"emptied",
           "Emptied",
           "has lost every key of the database",
           "DBSIZE is 0",
           StateNeed::kConnection,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<Emptied>();
           }},
          {"expired",
           "Expired",
           "has lost every key of the database that had a TTL, because its time was up",
           "no key has the TTL any more that it had; expired_keys grew",
           StateNeed::kConnection,
           "5.0",
           {},
           [](const Values& /*values*/) -> std::unique_ptr<State> {
             return std::make_unique<Expired>();
           }}};
}

}  // namespace gtest_redis
