#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gtest_redis {

/// Understands what an engine tells while it pulls an image: a JSON object per line, in pieces as
/// they come.
class PullProgress {
 public:
  void Add(std::string_view piece);

  /// "12.3 of 45.6 MB", of the layers known by now; or the last thing that it said.
  std::string ToString() const;
  /// Why the pull failed; empty when it did not, as far as is known.
  const std::string& error() const { return error_; }

 private:
  // Bytes; doubles, because no number that an engine may tell is too large for these.
  struct Layer {
    double current = 0;
    double total = 0;
  };
  void AddLine(const std::string& line);

  std::string rest_;
  std::string status_;
  std::string error_;
  std::map<std::string, Layer> layers_;
};

}  // namespace gtest_redis
