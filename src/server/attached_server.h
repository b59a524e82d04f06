#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gtest_redis/redis/url.h"
#include "gtest_redis/server/attach_options.h"
#include "server/claim.h"
#include "server/database_choice.h"
#include "server/mark.h"
#include "server/restores.h"
#include "server/server_host.h"

namespace gtest_redis {

/// The attach back end: one database of a Redis that is somebody else's. Any thread, but a call
/// that waits for others makes the rest wait.
///
/// What it holds is told by a connection of its own. When that breaks (a network, a restart of the
/// server, CLIENT KILL), nothing is flushed or changed any more until the same database has been
/// taken anew by the same rules, which the next call does.
class AttachedServer : public ServerHost {
 public:
  AttachedServer(const Url& url, const AttachOptions& options);
  /// Restores what is changed, as far as possible, and gives the database up, with its keys.
  ~AttachedServer() override;

  Backend backend() const override { return Backend::kAttach; }
  std::string Describe() const override;
  Url url() const override;

  std::vector<std::string> notices() const override { return notices_; }

  /// Takes a database, if it has none; restores what a killed program left changed. Throws
  /// ServerError when the server or all its databases are not to be had, within the options'
  /// deadlines.
  void Start() override;
  bool running() override;
  std::string exit_reason() override { return running() ? "" : "cannot be reached"; }
  bool WaitForExit(const Deadline& deadline) override;
  int pid() override { return -1; }
  std::string Log(std::size_t /*bytes*/) const override { return ""; }
  std::string executable() const override { return ""; }
  /// These are for whoever runs the server. Throw UnsupportedError.
  void Stop(std::chrono::milliseconds grace) override;
  void Pause() override;
  void Resume() override;

  void CheckCommand(const std::vector<std::string>& command) override;
  void Use() override;
  void Yield() override;
  bool Flush() override;
  /// Throws UnsupportedError where Redis forbids what is needed (CONFIG, CLIENT), with its words;
  /// ServerError when others use the server, or tests have it beyond options.claim_timeout.
  void TakeWhole(bool erases) override;
  void ReleaseWhole() override;

 private:
  Claim& claim();
  Connection& redis() { return claim().redis(); }
  void Connect();
  void RestoreForTheDead();
  void TakeWholeClaim(bool erases);
  void Remember(const std::vector<std::string>& command);
  void RememberConfig(const std::vector<std::string>& command);
  void RememberMarks();
  void RememberUser(const std::string& user);
  void Confirm(bool flushes);
  void PromiseToLeaveEmpty();
  [[noreturn]] void ThrowFull(const std::string& words);

  const int owner_;
  const AttachOptions options_;
  Url url_;
  std::mutex mutex_;  // Of all below.
  std::optional<Claim> claim_;
  std::string run_id_;
  bool knows_flushdb_sync_ = false;
  bool knows_users_ = false;
  bool knows_selectors_ = false;  // And what else came with 7.0.
  mark::Day today_ = 0;
  std::string config_refusal_;
  // Nothing of this program is in the database yet: what comes into it may be a stranger's.
  std::atomic<bool> untouched_ = false;
  int uses_ = 0;
  std::atomic<int> wholes_ = 0;
  std::optional<Restores> restores_;
  int pledge_to_empty_ = 0;
  std::vector<std::string> notices_;
};

}  // namespace gtest_redis
