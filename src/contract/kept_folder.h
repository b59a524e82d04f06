#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "contract/data_set.h"
#include "contract/known_secrets.h"

namespace gtest_redis {

class RedisServer;
class Service;

/// A folder with all that is needed to see why something failed. No secret is written: texts go
/// through WithoutSecrets() (secrets.h), a contract.json through ContractWithoutSecrets(), and what
/// is known to be one is replaced wherever it stands: values of this program's own environment
/// whose names say so, the passwords of servers, what Conceal() is told. Only the data set is as it
/// is.
class KeptFolder {
 public:
  /// Makes `parent`/`name`, and `parent` where it is missing; with a number behind the name where
  /// there is one of it already. Of `name`, what is no letter, digit, '.', '-' or '_' becomes '_'.
  /// Throws Error.
  KeptFolder(const std::string& parent, const std::string& name);

  const std::string& path() const { return path_; }

  /// Has `secret` replaced in all that is kept from now on.
  void Conceal(const std::string& secret) { secrets_.Add(secret); }
  /// The same of the secrets that stand in a contract's text, where they are words of their own.
  void ConcealThoseOf(const std::string& contract) { secrets_.AddContract(contract); }

  /// Keeps what can be had of a server: version.txt, config.txt (CONFIG GET *), info.txt (INFO
  /// everything), dump.rdb (its database, see data_set.h; the first 256 MB), redis.log. Called
  /// again, only what it could not have before. Never throws: what cannot be had is told in a line
  /// of missing.txt. A server that does not answer costs about a second.
  void KeepServer(RedisServer& server);
  /// service.log. Never throws.
  void KeepService(const Service& service);
  /// Any other file; a directory in `name` must be there. Throws Error.
  void Keep(const std::string& name, const std::string& text);
  /// Whether a secret is in `text`, which Keep() would replace.
  bool HasSecrets(const std::string& text) const;

 private:
  /// Keeps what `content` gives, unless it has that file already. What it throws, and what is
  /// missing, goes to missing.txt.
  void KeepOnce(const std::string& name, const std::function<std::string()>& content);
  void KeepAnswers(RedisServer& server, const AskRedis& ask);
  void LearnSecrets(const RedisServer& server);
  /// Empty: it is not missing any more.
  void Miss(const std::string& name, const std::string& reason);
  void Write(const std::string& name, const std::string& content) const;

  std::string path_;
  KnownSecrets secrets_;
  std::set<std::string> kept_;
  std::map<std::string, std::string> missing_;  // Why, by file.
};

}  // namespace gtest_redis
