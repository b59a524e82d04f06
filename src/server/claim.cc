#include "server/claim.h"

#include <algorithm>
#include <initializer_list>

#include "gtest_redis/server/server_error.h"
#include "server/survey.h"

namespace gtest_redis {
namespace {

std::vector<Client> InMode(const std::vector<Client>& clients,
                           std::initializer_list<ClaimMode> modes) {
  std::vector<Client> found;
  for (const Client& client : clients) {
    if (!client.claim) continue;
    if (std::find(modes.begin(), modes.end(), client.claim->mode) == modes.end()) continue;
    found.push_back(client);
  }
  return found;
}

std::string Describe(const ClaimName& claim) {
  const std::string database = std::to_string(claim.database);
  switch (claim.mode) {
    case ClaimMode::kWhole:
      return "'" + claim.holder + "' has the whole server";
    case ClaimMode::kWant:
    case ClaimMode::kErase:
      return "'" + claim.holder + "' waits for the whole server";
    case ClaimMode::kUse:
      return "'" + claim.holder + "' runs a test on database " + database;
    case ClaimMode::kIdle:
    case ClaimMode::kSeek:
      break;
  }
  return "'" + claim.holder + "' has database " + database;
}

}  // namespace

Claim::Claim(Connection redis, std::chrono::milliseconds timeout)
    : redis_(std::move(redis)), timeout_(timeout) {
  name_.holder = ClaimName::ThisProcess();
  const std::vector<Reply> replies = redis_.Pipeline(
      {{"CLIENT", "SETNAME", name_.ToString()}, {"CLIENT", "ID"}, {"CLIENT", "LIST"}});
  for (const Reply& reply : replies) {
    if (reply.is_error()) refusal_ = reply.error_message();
  }
  if (refusal_.empty()) id_ = replies[1].integer();
}

std::vector<Client> Claim::WithoutSelf(const Reply& list) const {
  if (list.is_error()) throw ServerError("redis refuses CLIENT LIST: " + list.error_message());
  std::vector<Client> clients = ParseClientList(list.string());
  clients.erase(std::remove_if(clients.begin(), clients.end(),
                               [this](const Client& client) { return client.id == id_; }),
                clients.end());
  return clients;
}

std::vector<Client> Claim::Others() { return WithoutSelf(redis_.Command("CLIENT", "LIST")); }

std::vector<Client> Claim::Announce(ClaimMode mode) {
  name_.mode = mode;
  const std::vector<Reply> replies =
      redis_.Pipeline({{"CLIENT", "SETNAME", name_.ToString()}, {"CLIENT", "LIST"}});
  if (replies[0].is_error()) {
    throw ServerError("redis refuses CLIENT SETNAME: " + replies[0].error_message());
  }
  return WithoutSelf(replies[1]);
}

void Claim::Expect(const Deadline& deadline, const std::string& what,
                   const std::vector<Client>& in_the_way) const {
  if (!deadline.passed()) return;
  std::string who;
  for (const Client& client : in_the_way) {
    if (client.claim) who += (who.empty() ? "" : ", ") + Describe(*client.claim);
  }
  throw ServerError("waited " + std::to_string(timeout_.count()) + " ms " + what +
                    " of the redis at '" + redis_.url().Redacted() + "', and " + who +
                    "; AttachOptions::claim_timeout says how long to wait");
}

void Claim::TryDatabase(int database) {
  try {
    redis_.Select(database);
  } catch (const ConnectionError&) {
    throw;
  } catch (const Error& error) {
    throw ServerError(std::string(error.what()) +
                      "; the url or AttachOptions::database names another");
  }
  name_.database = database;
  if (refusal_.empty()) Announce(ClaimMode::kIdle);
}

void Claim::GiveUpDatabase() {
  name_.database = -1;
  if (refusal_.empty()) Announce(ClaimMode::kSeek);
}

void Claim::Use() {
  if (!refusal_.empty()) return;
  const Deadline deadline(timeout_);
  RandomPause pause;
  const auto in_the_way = [](const std::vector<Client>& others) {
    return InMode(others, {ClaimMode::kWant, ClaimMode::kErase, ClaimMode::kWhole});
  };
  std::vector<Client> others = in_the_way(Announce(ClaimMode::kUse));
  while (!others.empty()) {
    // Does not say "use" while it only waits: whoever wants the whole server would wait for it.
    if (name_.mode == ClaimMode::kUse) Announce(ClaimMode::kIdle);
    Expect(deadline, "for a turn to use database " + std::to_string(database()), others);
    pause();
    others = in_the_way(Others());
    if (others.empty()) others = in_the_way(Announce(ClaimMode::kUse));
  }
}

void Claim::Yield() {
  if (refusal_.empty()) Announce(ClaimMode::kIdle);
}

void Claim::TakeWhole(bool erases) {
  const Deadline deadline(timeout_);
  RandomPause pause;
  const ClaimMode before = name_.mode;
  // Those who want it do not use it meanwhile: two of them would wait for each other.
  const ClaimMode want = erases ? ClaimMode::kErase : ClaimMode::kWant;
  Announce(want);
  for (;;) {
    const std::vector<Client> others = Others();
    std::vector<Client> in_the_way = InMode(others, {ClaimMode::kUse, ClaimMode::kWhole});
    for (Client& rival : InMode(others, {ClaimMode::kWant, ClaimMode::kErase})) {
      const bool is_alike = rival.claim->mode == want;
      if (is_alike ? rival.id < id_ : erases) in_the_way.push_back(std::move(rival));
    }
    if (in_the_way.empty()) {
      in_the_way = InMode(Announce(ClaimMode::kWhole), {ClaimMode::kUse, ClaimMode::kWhole});
      if (in_the_way.empty()) return;
      Announce(want);
    }
    if (deadline.passed()) Announce(before);
    Expect(deadline, "for the whole", in_the_way);
    pause();
  }
}

void Claim::ReleaseWhole(bool use) { Announce(use ? ClaimMode::kUse : ClaimMode::kIdle); }

}  // namespace gtest_redis
