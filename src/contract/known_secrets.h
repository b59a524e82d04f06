#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gtest_redis {

/// Secrets that are known, and are to be written nowhere.
class KnownSecrets {
 public:
  /// Adds it as it is, and as it stands in URLs and in JSON. An empty one is none; one of less than
  /// four characters is replaced only where it is a word of its own.
  void Add(const std::string& secret);
  /// Adds the secrets of a contract's text, and of this program's environment, as far as their
  /// names tell that they are some, and they have at least four characters; to be replaced where
  /// they are words of their own.
  void AddContract(const std::string& text);
  void AddEnvironment();

  /// `text` with "***" in the place of each of them.
  std::string Replace(std::string text) const;

 private:
  struct Known {
    std::string secret;
    bool whole_word;
  };

  void AddWord(const std::string& secret);
  void Add(const std::string& secret, bool whole_word);

  std::vector<Known> known_;  // The longest first: one may be a part of another.
};

}  // namespace gtest_redis
