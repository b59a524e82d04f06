#include "server/restores.h"

#include <algorithm>

#include "gtest_redis/server/server_error.h"
#include "process/keeper.h"
#include "server/permission.h"
#include "server/random.h"
#include "server/script_note.h"

namespace gtest_redis {
namespace {

using Command = Restores::Command;

std::string Resp(const Command& command) {
  std::string text = "*" + std::to_string(command.size()) + "\r\n";
  for (const std::string& argument : command) {
    text += "$" + std::to_string(argument.size()) + "\r\n" + argument + "\r\n";
  }
  return text;
}

bool IsConfigSet(const Command& command) { return command.size() == 4 && command[0] == "CONFIG"; }

// What of it was not as it should be: "'maxmemory' was '1' and is '0' again"; empty when nothing.
std::string Run(Connection& redis, const Command& command) {
  std::string found;
  if (IsConfigSet(command)) {
    const Reply now = redis.Command("CONFIG", "GET", command[2]);
    if (!now.is_error() && now.array().size() == 2) {
      const std::string& value = now.array()[1].string();
      if (value == command[3]) return "";
      found = "'" + command[2] + "' was '" + value + "' and is '" + command[3] + "' again";
    }
  }
  const Reply reply = redis.Execute(command);
  if (!reply.is_error()) return found;
  std::string text;
  for (const std::string& argument : command) text += (text.empty() ? "" : " ") + argument;
  throw ServerError("the redis at '" + redis.url().Redacted() + "' is left changed: it refuses '" +
                    text + "', which puts back what was before: " + reply.error_message());
}

}  // namespace

Restores::Restores(const Url& url, const std::string& run_id)
    : journal_(Journal::Of(Place(url), run_id)) {}

Restores::~Restores() {
  if (pledge_ != 0) Keeper::Get().Withdraw(pledge_);
}

void Restores::Add(Connection& redis, const std::string& what,
                   const std::vector<Command>& commands) {
  if (journal_.note.empty()) {
    journal_.note = "restored " + std::to_string(Random()()) + std::to_string(Random()());
  }
  journal_.commands.insert(journal_.commands.end(), commands.begin(), commands.end());
  known_.insert(what);
  journal_.Write();
  Promise(redis);
}

void Restores::Promise(Connection& redis) {
  const int before = std::exchange(pledge_, 0);
  // The keys of a TLS connection end with this program: there the journal is all.
  if (redis.descriptor() >= 0) {
    Pledge pledge;
    pledge.connection = redis.descriptor();
    for (auto command = journal_.commands.rbegin(); command != journal_.commands.rend();
         ++command) {
      pledge.request += Resp(*command);
    }
    // QUIT: where this pledge and the one it replaces are both kept, because the program was killed
    // between the two, either may read the other's answer; both see the connection end.
    pledge.request +=
        Resp(LeaveNote(journal_.note)) + Resp({"ECHO", journal_.note}) + Resp({"QUIT"});
    pledge.answer = journal_.note;
    try {
      pledge_ = Keeper::Get().Promise(pledge);
    } catch (const Error& error) {
      throw ServerError(std::string("cannot change the server, since nobody would put it back: ") +
                        error.what());
    }
  }
  if (before != 0) Keeper::Get().Withdraw(before);
}

void Restores::MoveTo(Connection& redis) {
  if (!journal_.commands.empty()) Promise(redis);
}

void Restores::Restore(Connection& redis) {
  // Last things first. What was put back is put back again when a later one fails and this is
  // called once more.
  for (auto command = journal_.commands.rbegin(); command != journal_.commands.rend(); ++command) {
    Run(redis, *command);
  }
  Forget();
}

void Restores::Forget() {
  if (pledge_ != 0) Keeper::Get().Withdraw(std::exchange(pledge_, 0));
  if (!journal_.commands.empty()) journal_.Remove();
  journal_.commands.clear();
  journal_.note.clear();
  known_.clear();
}

std::vector<Journal> Restores::LeftByTheDead(const Url& url, const std::string& run_id) {
  std::vector<Journal> left;
  for (Journal& journal : Journal::ReadAll()) {
    if (journal.place != Place(url) || !journal.owner_is_dead()) continue;
    if (journal.run_id == run_id) {
      left.push_back(std::move(journal));
    } else {
      journal.Remove();  // That server was restarted, and has forgotten what was changed.
    }
  }
  return left;
}

std::vector<std::string> Restores::RestoreForTheDead(Connection& redis, const Journal& journal) {
  std::vector<std::string> found;
  bool kept = false;
  try {
    kept = FindNotes(redis, {journal.note}).front();
  } catch (const ServerError&) {
    // Not allowed to look: what still differs is put back.
  }
  if (!kept) {
    for (auto command = journal.commands.rbegin(); command != journal.commands.rend(); ++command) {
      std::string one = Run(redis, *command);
      if (one.empty()) continue;
      found.push_back("the redis at '" + redis.url().Redacted() + "' was left changed by '" +
                      journal.host + ":" + std::to_string(journal.owner.pid) +
                      "', which is dead: " + one);
    }
  }
  journal.Remove();
  return found;
}

}  // namespace gtest_redis
