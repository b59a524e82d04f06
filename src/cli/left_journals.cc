#include <cstdlib>

#include "cli/leftover.h"
#include "gtest_redis/server/whole_server.h"
#include "server/journal.h"
#include "server/permission.h"

namespace gtest_redis {
namespace {

bool IsLeft(const std::string& run_id) {
  for (const Journal& journal : Journal::ReadAll()) {
    if (journal.run_id == run_id) return true;
  }
  return false;
}

// Only GTEST_REDIS_URL has the password.
std::string UrlOf(const Journal& journal) {
  const char* variable = std::getenv("GTEST_REDIS_URL");
  if (variable != nullptr && *variable != '\0' && Place(Url::Parse(variable)) == journal.place)
    return variable;
  return "redis://" + journal.place;
}

// Whoever has the whole server puts back what the dead have left of it.
void PutBack(const Journal& journal) {
  AttachOptions options;
  options.start_timeout = std::chrono::seconds(1);  // It is there, or it is not.
  options.claim_timeout = std::chrono::seconds(5);
  RedisServer server = RedisServer::Attach(UrlOf(journal), options);
  const WholeServer whole(server);
  if (!IsLeft(journal.run_id)) return;
  if (Info(server.Command("INFO", "server").string()).Text("run_id") == journal.run_id) {
    throw Error("the redis at " + journal.place + " is still changed");
  }
  journal.Remove();  // It was started anew since, and has forgotten all that was changed.
}

}  // namespace

std::vector<Leftover> LeftJournals() {
  std::vector<Leftover> left;
  for (const Journal& journal : Journal::ReadAll()) {
    if (!journal.owner_is_dead()) continue;
    left.push_back({"journal", Journal::Directory() + "/" + journal.run_id + ".json",
                    "of process " + std::to_string(journal.owner.pid) +
                        ", which has ended: what it changed of the redis at " + journal.place,
                    [journal] { PutBack(journal); }});
  }
  return left;
}

}  // namespace gtest_redis
