#include "server/attach_target.h"

#include <charconv>
#include <optional>

#include "gtest_redis/server/server_error.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr int kOldestMajor = 5;
constexpr std::chrono::milliseconds kCutShort{100};

[[noreturn]] void Refuse(const Url& url, const std::string& reason) {
  throw ServerError("cannot attach to the redis at '" + url.Redacted() + "': " + reason);
}

// Errors that do not pass by themselves.
void RefuseForGood(const Url& url, const Reply& reply, const std::string& command) {
  const std::string code = reply.error_code();
  const std::string& words = reply.error_message();
  if (code == "NOAUTH") {
    Refuse(url, "it asks for a password (" + words +
                    "); the url takes one: redis://:PASSWORD@host, or redis://USER:PASSWORD@host");
  }
  if (code == "DENIED" || code == "NOPERM" || words.find("unknown command") != std::string::npos) {
    Refuse(url, words + "; a user of tests needs " + command);
  }
}

void LogIn(Connection& redis, const Url& url) {
  if (url.password.empty()) return;
  const Reply reply = url.user.empty() ? redis.Command("AUTH", url.password)
                                       : redis.Command("AUTH", url.user, url.password);
  if (reply.is_error()) {
    Refuse(url, "it refuses the user or password of the url: " + reply.error_message());
  }
}

// Nothing, and why in `reason`, while it may still come.
std::optional<AttachTarget> TryOpen(const Url& url, const AttachOptions& options,
                                    const Deadline& deadline, std::string& reason) {
  // Logged in by hand, to know a wrong password from a server that is not there yet.
  Url bare = url;
  bare.user.clear();
  bare.password.clear();
  bare.database = 0;
  const auto patience = std::max(deadline.remaining(), std::chrono::milliseconds(1));
  try {
    Connection redis(bare, {patience, patience});
    LogIn(redis, url);
    const Reply reply = redis.Command("INFO");
    if (!reply.is_error()) {
      Info info(reply.string());
      if (info.Find("loading").value_or("0") == "0") {
        redis.SetCommandTimeout(options.command_timeout);
        return AttachTarget{std::move(redis), std::move(info)};
      }
      reason = "it is loading its data, " +
               std::string(info.Find("loading_loaded_perc").value_or("?")) + " % done";
      return std::nullopt;
    }
    RefuseForGood(url, reply, "INFO");
    reason = reply.error_message();
  } catch (const ConnectionError& error) {
    // A handshake that failed does not come right by itself.
    if (url.scheme == Url::Scheme::kRediss) throw ServerError(error.what());
    if (std::string(error.what()).find("Protocol error") != std::string::npos) {
      Refuse(url, std::string("what answers there is no redis: ") + error.what() +
                      "; is the port right?");
    }
    // The last attempt, which the deadline cuts short, knows less than the one before.
    if (reason.empty() || patience > kCutShort) reason = error.what();
  }
  return std::nullopt;
}

void RefuseUnfit(const Url& url, const Info& info) {
  const std::string version = info.Text("redis_version");
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  if (info.Find("redis_mode").value_or("") == "sentinel") {
    Refuse(url, "it is a sentinel, which has no databases");
  }
  if (info.Find("cluster_enabled").value_or("0") != "0") {
    Refuse(url,
           "it is a node of a cluster, which has no databases to tell tests apart by; use a "
           "standalone server");
  }
  if (info.Find("role").value_or("master") == "slave") {
    Refuse(url, "it is a replica of " + std::string(info.Find("master_host").value_or("?")) + ":" +
                    std::string(info.Find("master_port").value_or("?")) +
                    ", and what a test wrote would be lost or refused; use a standalone server");
  }
  if (major < kOldestMajor) {
    Refuse(url, "it is redis " + version + "; 5.0 is the oldest that tests can run on");
  }
}

}  // namespace

AttachTarget AttachTarget::Open(const Url& url, const AttachOptions& options) {
  const Deadline deadline(options.start_timeout);
  std::string reason;
  std::optional<AttachTarget> target;
  const bool opened = WaitUntil(deadline, [&] {
    target = TryOpen(url, options, deadline, reason);
    if (!target) Pause(std::chrono::milliseconds(5));
    return target.has_value();
  });
  if (!opened) {
    Refuse(url, "it was not ready within " + std::to_string(options.start_timeout.count()) +
                    " ms: " + reason + "; is it running, and is the url right?");
  }
  RefuseUnfit(url, target->info);
  return std::move(*target);
}

}  // namespace gtest_redis
