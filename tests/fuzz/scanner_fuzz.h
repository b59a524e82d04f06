#pragma once

#include <string>
#include <string_view>

#include "fuzz.h"

namespace gtest_redis {

/// What is kept of an event of a scanner, which happened behind the byte `at`, as text.
template <typename Scanner>
using Describe = std::string (*)(const Scanner&, typename Scanner::Event, std::size_t at);

/// All that a scanner has told, as text.
template <typename Scanner>
class Told {
 public:
  explicit Told(Describe<Scanner> describe) : describe_(describe) {}

  void Feed(std::string_view bytes) {
    while (!lost_) {
      const typename Scanner::Step step = scanner_.Read(bytes);
      Require(step.size <= bytes.size(), "no more is read than there is");
      at_ += step.size;
      bytes.remove_prefix(step.size);
      if (step.event == Scanner::Event::kMore) {
        Require(bytes.empty(), "all was read");
        return;
      }
      lost_ = step.event == Scanner::Event::kLost;
      text_ += describe_(scanner_, step.event, at_);
    }
  }
  std::string text() const { return text_ + (scanner_.between() ? "between" : "within"); }

 private:
  const Describe<Scanner> describe_;
  Scanner scanner_;
  std::string text_;
  std::size_t at_ = 0;
  bool lost_ = false;
};

/// Requires that a scanner tells the same of an input cut anywhere: its first line are the sizes of
/// the pieces, and the rest is what is read.
template <typename Scanner>
void RequireSameInPieces(std::string_view input, Describe<Scanner> describe) {
  const std::string cuts = TakePiece(input, '\n');
  Told<Scanner> whole(describe);
  whole.Feed(input);
  Told<Scanner> pieces(describe);
  FeedInPieces(input, cuts, [&](std::string_view piece) { pieces.Feed(piece); });
  Require(whole.text() == pieces.text(), "means the same when it is cut");
}

}  // namespace gtest_redis
