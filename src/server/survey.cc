#include "server/survey.h"

#include <algorithm>
#include <charconv>
#include <random>

#include "gtest_redis/server/server_error.h"
#include "server/random.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kPassing{500};

// "db3:keys=12,expires=0,avg_ttl=0" for each database that has keys.
std::map<int, std::int64_t> ParseKeyspace(std::string_view text) {
  std::map<int, std::int64_t> keys;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    static constexpr std::string_view kKeys = ":keys=";
    const auto at = line.find(kKeys);
    if (line.substr(0, 2) != "db" || at == std::string_view::npos) continue;
    int database = 0;
    std::int64_t count = 0;
    std::from_chars(line.data() + 2, line.data() + at, database);
    std::from_chars(line.data() + at + kKeys.size(), line.data() + line.size(), count);
    keys[database] = count;
  }
  return keys;
}

}  // namespace

Survey Survey::Take(Connection& redis, std::int64_t own_id) {
  const std::vector<Reply> replies = redis.Pipeline({{"CLIENT", "LIST"}, {"INFO", "keyspace"}});
  for (const Reply& reply : replies) {
    if (reply.is_error()) {
      throw ServerError("redis at '" + redis.url().Redacted() +
                        "' does not let one look who uses it: " + reply.error_message());
    }
  }
  Survey survey;
  survey.clients = ParseClientList(replies[0].string());
  survey.clients.erase(std::remove_if(survey.clients.begin(), survey.clients.end(),
                                      [&](const Client& client) { return client.id == own_id; }),
                       survey.clients.end());
  survey.keys = ParseKeyspace(replies[1].string());
  return survey;
}

const Client* Survey::Holder(int database) const {
  const auto found = std::find_if(clients.begin(), clients.end(), [&](const Client& client) {
    return client.claim && client.claim->database == database;
  });
  return found == clients.end() ? nullptr : &*found;
}

std::vector<Client> Survey::ClientsIn(int database) const {
  std::vector<Client> found;
  std::copy_if(clients.begin(), clients.end(), std::back_inserter(found),
               [&](const Client& client) { return !client.claim && client.database == database; });
  return found;
}

std::int64_t Survey::KeysIn(int database) const {
  const auto found = keys.find(database);
  return found == keys.end() ? 0 : found->second;
}

bool Patience::AnyStays(const std::vector<Client>& strangers) {
  std::map<std::int64_t, Deadline> seen;
  bool stays = false;
  for (const Client& client : strangers) {
    const auto known = until_.find(client.id);
    const Deadline until = known == until_.end() ? Deadline(kPassing) : known->second;
    stays = stays || until.passed();
    seen.emplace(client.id, until);
  }
  until_ = std::move(seen);
  return stays;
}

void RandomPause::operator()() {
  std::uniform_real_distribution<double> pause(1, longest_ms_);
  Pause(std::chrono::microseconds(static_cast<std::int64_t>(1000 * pause(Random()))));
  longest_ms_ = std::min(20.0, longest_ms_ * 1.3);
}

}  // namespace gtest_redis
