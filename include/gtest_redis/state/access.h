#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// Whether a state that keeps new clients out drops those that are connected, too. The library's
/// own connection to the server always stays.
enum class Connected {
  kAreDropped,  ///< Of an attached server, those that have selected its database.
  kStay,
};

/// "auth-required": Redis asks for a password that nobody knows, as after one was changed: new
/// clients are answered `NOAUTH Authentication required.`, to PING too, and WRONGPASS to
/// another password. Redis goes on serving clients that have logged in before, so those are
/// dropped when it is entered, unless they are to stay.
///
/// From Redis 6.0 on: older ones refuse the clients that there are as well, and with them this
/// library. Concerns whoever comes as the user "default", which is everybody whose URL names no
/// user. Rests on authRequired() in server.c. Changes requirepass; passwords that the user
/// "default" had are restored exactly.
class AuthRequired : public State {
 public:
  explicit AuthRequired(Connected connected = Connected::kAreDropped);

  /// The password that this state asks for, made at random.
  const std::string& password() const { return password_; }

  std::string name() const override { return "auth-required"; }
  std::vector<std::string> changes() const override { return {"requirepass", "user default"}; }

 private:
  Entered Apply(RedisServer& server) const override;

  Connected connected_;
  std::string password_;
};

/// "permission-denied": Redis denies a user some of its commands or keys: they are answered
/// `NOPERM ...`, whose sentence differs between versions. Nobody is dropped. From Redis 6.0 on.
///
///     Enter(PermissionDenied());                           // no writes for the user "default"
///     Enter(PermissionDenied("app", "resetkeys ~app:*"));  // no keys but these for "app"
///
/// Changes the user; its rules are restored exactly, with its passwords.
class PermissionDenied : public State {
 public:
  /// `rules` are those of ACL SETUSER, with spaces between, on top of what the user has. Throws
  /// StateError for an empty user, and for rules of which none takes anything away ("-...",
  /// "reset...", "no...", "off"). Entering throws StateError with Redis's words for a rule that it
  /// does not know, where there is no such user, where the rules change nothing, and where they
  /// would take the right to ACL from the user that this library itself connects as.
  explicit PermissionDenied(std::string user = "default", std::string rules = "-@write");

  std::string name() const override { return "permission-denied"; }
  std::vector<std::string> changes() const override { return {"user " + user_}; }

 private:
  Entered Apply(RedisServer& server) const override;

  std::string user_;
  std::vector<std::string> rules_;
};

}  // namespace gtest_redis
