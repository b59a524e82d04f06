#include "server/database_choice.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "gtest_redis/server/server_error.h"
#include "server/mark.h"
#include "server/permission.h"
#include "server/random.h"
#include "server/survey.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kShown = 3;

int CountDatabases(Connection& redis) {
  const Reply reply = redis.Command("CONFIG", "GET", "databases");
  if (!reply.is_error() && reply.array().size() == 2) return std::stoi(reply.array()[1].string());
  int count = 1;
  while (count < 1000 && redis.Command("SELECT", count).is_ok()) ++count;
  redis.Select(0);
  return count;
}

class Choice {
 public:
  Choice(Claim& claim, const Url& url, const AttachOptions& options)
      : claim_(claim), url_(url), options_(options) {
    if (options.database >= 0) {
      candidates_ = {options.database};
      return;
    }
    if (options.may_flush) {
      throw ServerError(
          "AttachOptions::may_flush is about one database: AttachOptions::database says which");
    }
    candidates_.resize(static_cast<std::size_t>(CountDatabases(claim.redis())));
    std::iota(candidates_.begin(), candidates_.end(), 0);
  }

  Found Make() {
    if (!claim_.refusal().empty()) return WithoutClaims();
    const Deadline deadline(options_.claim_timeout);
    Patience patience;
    RandomPause pause;
    for (;;) {
      Look();
      const std::vector<int> free = Free();
      if (!free.empty()) {
        const int database = free[Random()() % free.size()];
        if (Try(database)) {
          const bool nothing = survey_.KeysIn(database) == 0 && !Allowed(database);
          return nothing ? Found::kNothing : Found::kOurs;
        }
      } else if (!Passing(patience)) {
        ThrowStrangers();
      }
      if (deadline.passed()) ThrowWaited();
      pause();
    }
  }

 private:
  bool Allowed(int database) const { return options_.may_flush || MayFlush(url_, database); }

  Found WithoutClaims() {
    const int database = candidates_.front();
    if (candidates_.size() > 1 || !Allowed(database)) {
      throw ServerError(
          "no database of the redis at '" + url_.Redacted() +
          "' may be taken: it does not let one see who else is in it (" + claim_.refusal() +
          "). The user needs CLIENT SETNAME, CLIENT ID and CLIENT LIST; where nobody else uses it, "
          "AttachOptions::database, or a url with a database other than 0, with " +
          MayFlushLine(url_, std::max(options_.database, 0)) +
          " in the environment, or with AttachOptions::may_flush, takes it all the same");
    }
    claim_.TryDatabase(database);
    return Found::kOurs;
  }

  void Look() {
    survey_ = Survey::Take(claim_.redis(), claim_.id());
    std::vector<int> with_keys;
    for (const int database : candidates_) {
      if (survey_.KeysIn(database) > 0 && survey_.Holder(database) == nullptr) {
        with_keys.push_back(database);
      }
    }
    marked_.clear();
    if (with_keys.empty()) return;
    try {
      marked_ = mark::Find(claim_.redis(), with_keys, mark::Today(claim_.redis()));
    } catch (const ServerError& error) {
      marks_refusal_ = error.what();
    }
  }

  bool HasStrangeKeys(int database) const {
    return survey_.KeysIn(database) > 0 && marked_.count(database) == 0 && !Allowed(database);
  }
  bool HasStrangers(int database) const {
    return !survey_.ClientsIn(database).empty() && !Allowed(database);
  }
  bool IsFree(int database) const {
    return survey_.Holder(database) == nullptr && !HasStrangeKeys(database) &&
           !HasStrangers(database);
  }

  std::vector<int> Free() const {
    std::vector<int> free;
    std::copy_if(candidates_.begin(), candidates_.end(), std::back_inserter(free),
                 [this](int database) { return IsFree(database); });
    return free;
  }

  bool Try(int database) {
    claim_.TryDatabase(database);
    Look();
    if (IsFree(database)) return true;
    claim_.GiveUpDatabase();
    return false;
  }

  // Whether a database that is not free may become so by itself.
  bool Passing(Patience& patience) const {
    std::vector<Client> strangers;
    for (const int database : candidates_) {
      if (survey_.Holder(database) != nullptr) return true;
      if (HasStrangeKeys(database)) continue;
      for (Client& client : survey_.ClientsIn(database)) strangers.push_back(std::move(client));
    }
    return !strangers.empty() && !patience.AnyStays(strangers);
  }

  std::string Describe(int database) const {
    const std::vector<Client> strangers = survey_.ClientsIn(database);
    std::string text = "database " + std::to_string(database);
    if (HasStrangeKeys(database)) {
      text += " holds " + Count(survey_.KeysIn(database), "key") + " not known to be of tests";
    }
    if (!strangers.empty()) {
      text += std::string(HasStrangeKeys(database) ? " and" : "") + " is selected by " +
              Count(static_cast<std::int64_t>(strangers.size()), "client") + " not of tests (" +
              gtest_redis::Describe(strangers) + ")";
    }
    return text;
  }

  [[noreturn]] void ThrowStrangers() const {
    std::string who;
    for (std::size_t i = 0; i < candidates_.size() && i < kShown; ++i) {
      who += (i == 0 ? "" : ", ") + Describe(candidates_[i]);
    }
    if (candidates_.size() > kShown) {
      who += ", and so on for " + std::to_string(candidates_.size() - kShown) + " more";
    }
    const int database = candidates_.front();
    throw ServerError("no database of the redis at '" + url_.Redacted() + "' may be taken: " + who +
                      (marks_refusal_.empty() ? "" : " (" + marks_refusal_ + ")") +
                      "; if all in database " + std::to_string(database) +
                      " may be flushed, say so with " + MayFlushLine(url_, database) +
                      " in the environment, or in code with AttachOptions::database and may_flush");
  }

  [[noreturn]] void ThrowWaited() const {
    const bool held = std::any_of(candidates_.begin(), candidates_.end(), [this](int database) {
      return survey_.Holder(database) != nullptr;
    });
    if (!held) ThrowStrangers();
    std::string who;
    for (const int database : candidates_) {
      const Client* const holder = survey_.Holder(database);
      who += (who.empty() ? "" : ", ");
      who += holder == nullptr
                 ? Describe(database)
                 : "'" + holder->claim->holder + "' has database " + std::to_string(database);
    }
    throw ServerError("waited " + std::to_string(options_.claim_timeout.count()) +
                      " ms for a database of the redis at '" + url_.Redacted() + "', and " + who +
                      "; AttachOptions::claim_timeout says how long to wait");
  }

  Claim& claim_;
  const Url& url_;
  const AttachOptions& options_;
  std::vector<int> candidates_;
  Survey survey_;
  std::set<int> marked_;
  std::string marks_refusal_;
};

}  // namespace

Found TakeDatabase(Claim& claim, const Url& url, const AttachOptions& options) {
  return Choice(claim, url, options).Make();
}

}  // namespace gtest_redis
