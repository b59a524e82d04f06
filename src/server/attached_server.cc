#include "server/attached_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "gtest_redis/redis/info.h"
#include "process/keeper.h"
#include "server/acl_user.h"
#include "server/attach_target.h"
#include "server/permission.h"
#include "server/server_wide.h"
#include "server/strangers.h"
#include "server/survey.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kGlance{1000};

AttachOptions WithDatabaseOf(AttachOptions options, const Url& url) {
  if (options.database < 0 && url.database != 0) options.database = url.database;
  return options;
}

bool IsForbidden(const Reply& reply) {
  return reply.error_code() == "NOPERM" ||
         reply.error_message().find("unknown command") != std::string::npos;
}

std::string Text(const std::vector<std::string>& command) {
  std::string text = command.front();
  for (std::size_t i = 1; i < command.size() && i < 3; ++i) text += " " + command[i];
  return text;
}

}  // namespace

AttachedServer::AttachedServer(const Url& url, const AttachOptions& options)
    : owner_(getpid()), options_(WithDatabaseOf(options, url)), url_(url) {
  url_.database = std::max(options_.database, 0);
}

AttachedServer::~AttachedServer() {
  if (owner_ != getpid()) return;  // A fork must not give up what its parent has.
  try {
    if (wholes_ > 0) restores_->Restore(redis());
    if (pledge_to_empty_ != 0) claim_->redis().Command("FLUSHDB");
  } catch (...) {
    // Best-effort: the journal says what is left to be restored.
  }
  if (pledge_to_empty_ != 0) Keeper::Get().Withdraw(pledge_to_empty_);
  // The keeper may still hold a duplicate, for a moment.
  if (claim_ && claim_->redis().descriptor() >= 0) {
    shutdown(claim_->redis().descriptor(), SHUT_RDWR);
  }
}

std::string AttachedServer::Describe() const { return "the redis at '" + url().Redacted() + "'"; }

Url AttachedServer::url() const { return url_; }

Claim& AttachedServer::claim() {
  if (!claim_ || !claim_->redis().alive()) Connect();
  return *claim_;
}

void AttachedServer::Connect() {
  claim_.reset();
  if (pledge_to_empty_ != 0) Keeper::Get().Withdraw(std::exchange(pledge_to_empty_, 0));
  AttachTarget target = AttachTarget::Open(url_, options_);
  Connection& redis = target.redis;
  const Reply config = redis.Command("CONFIG", "GET", "maxmemory");
  config_refusal_ = config.error_message();
  today_ = mark::Today(redis);
  const std::string version = target.info.Text("redis_version");
  knows_users_ = version.rfind("5.", 0) != 0;
  knows_selectors_ = knows_users_ && version.rfind("6.", 0) != 0;
  knows_flushdb_sync_ = knows_users_ && version.rfind("6.0", 0) != 0;
  // What this program holds must not end because clients are short of memory.
  if (knows_selectors_) redis.Command("CLIENT", "NO-EVICT", "on");
  const std::string run_id = target.info.Text("run_id");
  Claim claim(std::move(redis), options_.claim_timeout);
  AttachOptions options = options_;
  if (!run_id_.empty()) options.database = url_.database;  // The one that it had before.
  untouched_ = TakeDatabase(claim, url_, options) == Found::kNothing;
  if (uses_ > 0) claim.Use();
  if (run_id != run_id_) {
    if (restores_) restores_->Forget();  // As the server did, with its restart.
    restores_.emplace(url_, run_id);
    run_id_ = run_id;
  }
  if (wholes_ > 0) {
    claim.TakeWhole();
    restores_->MoveTo(claim.redis());
  }
  claim_.emplace(std::move(claim));
}

void AttachedServer::RestoreForTheDead() {
  const std::vector<Journal> left = Restores::LeftByTheDead(url_, run_id_);
  if (left.empty() || !claim().refusal().empty()) return;
  // Its keeper may be at it right now, and has the whole server until it is done.
  TakeWholeClaim(false);
  claim().ReleaseWhole(uses_ > 0);
}

void AttachedServer::TakeWholeClaim(bool erases) {
  claim().TakeWhole(erases);
  try {
    for (const Journal& journal : Restores::LeftByTheDead(url_, run_id_)) {
      for (std::string& notice : Restores::RestoreForTheDead(redis(), journal)) {
        notices_.push_back(std::move(notice));
      }
    }
  } catch (const ServerError&) {
    claim().ReleaseWhole(uses_ > 0);
    throw;
  }
}

bool AttachedServer::running() {
  const std::lock_guard lock(mutex_);
  if (claim_ && claim_->redis().alive()) return true;
  try {
    Connection(url_, {kGlance, kGlance}).Command("PING");
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool AttachedServer::WaitForExit(const Deadline& deadline) {
  return WaitUntil(deadline, [this] { return !running(); });
}

void AttachedServer::Start() {
  const std::lock_guard lock(mutex_);
  url_.database = claim().database();
  RestoreForTheDead();
}

void AttachedServer::Stop(std::chrono::milliseconds /*grace*/) {
  throw UnsupportedError("cannot kill or stop " + Describe() + ": it is run by somebody else");
}
void AttachedServer::Pause() {
  throw UnsupportedError("cannot pause " + Describe() + ": it is run by somebody else");
}
void AttachedServer::Resume() {
  throw UnsupportedError("cannot resume " + Describe() + ": it is run by somebody else");
}

void AttachedServer::CheckCommand(const std::vector<std::string>& command) {
  const ServerWide judgement = Judge(command, url_.database);
  if (judgement.reach == Reach::kTooFar) {
    throw ServerError("'" + Text(command) + "' is not sent to " + Describe() + ": " +
                      judgement.reason);
  }
  if (judgement.reach == Reach::kServer && wholes_ == 0) {
    throw ServerError("'" + Text(command) + "' is not sent to " + Describe() +
                      ": it changes the whole server, which others use too; use Enter(), "
                      "ConfigOverride, or RedisServer::TakeWhole() before it");
  }
  if (judgement.reach == Reach::kServer) Remember(command);
  if (untouched_) {
    const std::lock_guard lock(mutex_);
    claim();
    if (untouched_) Confirm(UpperCase(command.front()) == "FLUSHDB");
  }
}

void AttachedServer::Remember(const std::vector<std::string>& command) {
  const std::lock_guard lock(mutex_);
  const std::string name = UpperCase(command.front());
  const std::string subcommand = command.size() > 1 ? UpperCase(command[1]) : "";
  if (name == "CONFIG" && subcommand == "SET") return RememberConfig(command);
  if (name == "SCRIPT" && subcommand == "FLUSH") return RememberMarks();
  if (name == "ACL" && (subcommand == "SETUSER" || subcommand == "DELUSER")) {
    const std::size_t end = subcommand == "SETUSER" ? 3 : command.size();
    for (std::size_t i = 2; i < std::min(end, command.size()); ++i) RememberUser(command[i]);
  }
  if ((name == "REPLICAOF" || name == "SLAVEOF") && !restores_->Knows("replicaof")) {
    restores_->Add(redis(), "replicaof", {{"REPLICAOF", "NO", "ONE"}});
  }
}

void AttachedServer::RememberUser(const std::string& user) {
  const std::string what = "user " + user;
  if (restores_->Knows(what)) return;
  const Reply users = redis().Command("ACL", "LIST");
  if (users.is_error()) {
    throw UnsupportedError("cannot change " + Describe() +
                           ": it refuses ACL LIST: " + users.error_message());
  }
  restores_->Add(redis(), what, {RestoreUserCommand(user, RulesOf(users, user), knows_selectors_)});
}

void AttachedServer::RememberConfig(const std::vector<std::string>& command) {
  for (std::size_t i = 2; i + 1 < command.size(); i += 2) {
    std::string directive = command[i];
    std::transform(directive.begin(), directive.end(), directive.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (restores_->Knows(directive)) continue;
    // It is the default user's password; setting it takes all others from that user.
    if (directive == "requirepass" && knows_users_) RememberUser("default");
    const Reply before = redis().Command("CONFIG", "GET", directive);
    if (before.is_error()) {
      throw UnsupportedError("cannot change " + Describe() +
                             ": it refuses CONFIG GET: " + before.error_message());
    }
    // Redis will say itself that there is no such directive.
    if (before.array().size() != 2) continue;
    const std::vector<std::string> restore = {"CONFIG", "SET", directive,
                                              before.array()[1].string()};
    // What could not be put back is not changed.
    const Reply possible = redis().Execute(restore);
    if (IsForbidden(possible)) {
      throw UnsupportedError("cannot change " + Describe() +
                             ": it refuses CONFIG SET: " + possible.error_message());
    }
    if (possible.is_error()) continue;  // Redis will say so again.
    restores_->Add(redis(), directive, {restore});
  }
}

void AttachedServer::RememberMarks() {
  if (restores_->Knows("marks")) return;
  const Survey survey = Survey::Take(redis(), claim().id());
  std::vector<int> databases;
  for (const auto& [database, keys] : survey.keys) databases.push_back(database);
  // Its own where it is empty, too: keys that come into it would be nobody's.
  if (survey.KeysIn(url_.database) == 0) databases.push_back(url_.database);
  std::vector<Restores::Command> commands;
  try {
    for (const int database : mark::Find(redis(), databases, today_)) {
      commands.push_back(mark::SetCommand(database, today_));
    }
  } catch (const ServerError&) {
    return;  // Where one cannot look for marks, there are none.
  }
  if (!commands.empty()) restores_->Add(redis(), "marks", commands);
}

void AttachedServer::Use() {
  const std::lock_guard lock(mutex_);
  const auto use = [this] {
    // Whoever has the whole server may have paused it.
    Connection& redis = claim().redis();
    redis.SetCommandTimeout(options_.claim_timeout);
    try {
      claim_->Use();
    } catch (const ServerError&) {
      redis.SetCommandTimeout(options_.command_timeout);
      throw;
    }
    redis.SetCommandTimeout(options_.command_timeout);
  };
  if (uses_ == 0 && wholes_ == 0) {
    try {
      use();
    } catch (const ConnectionError&) {
      use();
    }
  }
  ++uses_;
}

void AttachedServer::Yield() {
  const std::lock_guard lock(mutex_);
  if (uses_ == 0 || --uses_ > 0 || wholes_ > 0 || !claim_) return;
  try {
    claim_->Yield();
  } catch (const ConnectionError&) {
    // The claim has ended with its connection.
  }
}

void AttachedServer::TakeWhole(bool erases) {
  const std::lock_guard lock(mutex_);
  if (wholes_ == 0) {
    if (!claim().refusal().empty()) {
      throw UnsupportedError("cannot have the whole of " + Describe() +
                             ": it does not let one see who else uses it: " + claim().refusal());
    }
    if (!config_refusal_.empty()) {
      throw UnsupportedError("cannot change " + Describe() +
                             ": it refuses CONFIG: " + config_refusal_);
    }
    if (!options_.may_change_server && !MayChangeServer(url_)) RefuseStrangers(claim(), url_);
    TakeWholeClaim(erases);
  }
  ++wholes_;
}

void AttachedServer::ReleaseWhole() {
  const std::lock_guard lock(mutex_);
  if (wholes_ == 0) return;
  if (wholes_ == 1) {
    restores_->Restore(redis());
    claim().ReleaseWhole(uses_ > 0);
  }
  --wholes_;
}

bool AttachedServer::Flush() {
  const std::lock_guard lock(mutex_);
  Connection& connection = redis();
  std::vector<std::string> flush = {"FLUSHDB"};
  // Valkey, asked for nothing, frees in the background.
  if (knows_flushdb_sync_) flush.emplace_back("SYNC");
  if (untouched_) {
    Confirm(true);
    flush = {"PING"};  // It is empty; what came into it since then may still be a stranger's.
  }
  // Writing nothing to the end of nothing is a write: Redis refuses it where it refuses writes.
  const std::vector<Reply> replies =
      connection.Pipeline({flush,
                           mark::SetCommand(url_.database, today_),
                           {"SETRANGE", "gtest-redis:writable", "0", ""},
                           {"TIME"}});
  today_ = mark::DayOf(replies[3]);  // Of the next mark.
  if (replies[0].is_error()) {
    throw ServerError("cannot empty database " + std::to_string(url_.database) + " of " +
                      Describe() + ": " + replies[0].error_message());
  }
  if (replies[2].error_code() == "OOM" && wholes_ == 0) ThrowFull(replies[2].error_message());
  return true;
}

void AttachedServer::Confirm(bool flushes) {
  Connection& connection = redis();
  const auto count = [](const Reply& reply) {
    if (reply.is_error()) throw ServerError("redis refuses DBSIZE: " + reply.error_message());
    return reply.integer();
  };
  std::int64_t keys = count(connection.Command("DBSIZE"));
  bool marked = false;
  if (keys == 0) {
    const std::vector<Reply> replies =
        connection.Pipeline({mark::SetCommand(url_.database, today_), {"DBSIZE"}});
    if (replies[0].is_error()) PromiseToLeaveEmpty();
    marked = !replies[0].is_error();
    keys = count(replies[1]);
  }
  if (keys == 0) {
    untouched_ = false;
    return;
  }
  if (!marked && !flushes) return;  // Whose keys they are shows, if at all, when they are flushed.
  connection.Execute(mark::RevokeCommand(url_.database, today_));
  if (!flushes) return;
  throw ServerError("database " + std::to_string(url_.database) + " of " + Describe() +
                    " was empty when it was taken, and holds " + std::to_string(keys) +
                    " keys now, before this program flushed it for the first time: they may be a "
                    "stranger's, and are left alone. If they may be flushed, say so with " +
                    MayFlushLine(url_, url_.database) +
                    " in the environment, or in code with AttachOptions::may_flush");
}

void AttachedServer::PromiseToLeaveEmpty() {
  if (pledge_to_empty_ != 0) return;
  const int descriptor = redis().descriptor();
  if (descriptor < 0) return;
  Pledge pledge;
  pledge.connection = descriptor;
  pledge.request = "FLUSHDB\r\nECHO gtest-redis:emptied\r\n";
  pledge.answer = "gtest-redis:emptied";
  pledge_to_empty_ = Keeper::Get().Promise(pledge);
}

void AttachedServer::ThrowFull(const std::string& words) {
  const Info memory = Info::Of(redis(), "memory");
  throw ServerError(Describe() + " is full, although database " + std::to_string(url_.database) +
                    " is empty now: used_memory is " + memory.Text("used_memory") + ", maxmemory " +
                    memory.Text("maxmemory") + " bytes, maxmemory-policy " +
                    std::string(memory.Find("maxmemory_policy").value_or("?")) + ": " + words);
}

}  // namespace gtest_redis
