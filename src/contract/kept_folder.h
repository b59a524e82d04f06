#pragma once

#include <string>

namespace gtest_redis {

class RedisServer;
class Service;

/// A folder with all that is needed to see why something failed. No secret is written: texts go
/// through WithoutSecrets() (secrets.h).
class KeptFolder {
 public:
  /// Makes `parent`/`name`, and `parent` where it is missing; with a number behind the name where
  /// there is one of it already. Throws Error.
  KeptFolder(const std::string& parent, const std::string& name);

  const std::string& path() const { return path_; }

  /// Keeps what can be had of a server: version.txt, config.txt (CONFIG GET *), info.txt (INFO
  /// everything), dump.rdb (its database), redis.log. Called again, only what it could not have
  /// before. Never throws: what cannot be had is told in a line of missing.txt.
  void KeepServer(RedisServer& server);
  /// service.log. Never throws.
  void KeepService(const Service& service);
  /// Any other file. Throws Error.
  void Keep(const std::string& name, const std::string& text);

 private:
  std::string path_;
};

}  // namespace gtest_redis
