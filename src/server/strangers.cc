#include "server/strangers.h"

#include <set>

#include "gtest_redis/server/server_error.h"
#include "server/mark.h"
#include "server/permission.h"
#include "server/survey.h"

namespace gtest_redis {
namespace {

// "database 3 holds 12 keys" for each database that holds keys and is not of tests.
std::string StrangeKeys(Claim& claim, const Survey& survey) {
  std::vector<int> databases;
  for (const auto& [database, keys] : survey.keys) {
    if (database != claim.database() && survey.Holder(database) == nullptr) {
      databases.push_back(database);
    }
  }
  std::string text;
  if (databases.empty()) return text;
  std::set<int> marked;
  try {
    marked = mark::Find(claim.redis(), databases, mark::Today(claim.redis()));
  } catch (const ServerError&) {
    // Where one cannot look for marks, there are none.
  }
  for (const int database : databases) {
    if (marked.count(database) != 0) continue;
    text += (text.empty() ? "" : ", ") + ("database " + std::to_string(database)) + " holds " +
            Count(survey.KeysIn(database), "key");
  }
  return text;
}

std::vector<Client> StrangeClients(const Claim& claim, const Survey& survey) {
  std::vector<Client> strangers;
  for (const Client& client : survey.clients) {
    if (client.claim || client.database == claim.database()) continue;
    if (survey.Holder(client.database) == nullptr) strangers.push_back(client);
  }
  return strangers;
}

}  // namespace

void RefuseStrangers(Claim& claim, const Url& url) {
  Patience patience;
  RandomPause pause;
  for (;;) {
    const Survey survey = Survey::Take(claim.redis(), claim.id());
    const std::string keys = StrangeKeys(claim, survey);
    const std::vector<Client> clients = StrangeClients(claim, survey);
    if (keys.empty() && clients.empty()) return;
    if (!keys.empty() || patience.AnyStays(clients)) {
      const std::string number = Count(static_cast<std::int64_t>(clients.size()), "client");
      const std::string connected =
          clients.empty() ? "" : number + " not of tests connected (" + Describe(clients) + ")";
      throw ServerError("the redis at '" + url.Redacted() +
                        "' may not be changed as a whole, because others use it: " + keys +
                        (keys.empty() || connected.empty() ? "" : ", and ") + connected + "; " +
                        MayChangeServerLine(url) +
                        " in the environment, or AttachOptions::may_change_server in code, allows "
                        "it, and keys of others may then be evicted");
    }
    pause();
  }
}

}  // namespace gtest_redis
