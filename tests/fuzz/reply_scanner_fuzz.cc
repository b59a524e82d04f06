// What Redis sends to a gate: cut anywhere it means the same.

#include <string>

#include "fuzz.h"
#include "gate/reply_scanner.h"

namespace {

using gtest_redis::ReplyScanner;
using Event = ReplyScanner::Event;

// All that a scanner has told, as text.
class Told {
 public:
  void Feed(std::string_view bytes) {
    while (!lost_) {
      const ReplyScanner::Step step = scanner_.Read(bytes);
      gtest_redis::Require(step.size <= bytes.size(), "no more is read than there is");
      at_ += step.size;
      bytes.remove_prefix(step.size);
      if (step.event == Event::kMore) {
        gtest_redis::Require(bytes.empty(), "all was read");
        return;
      }
      Tell(step.event);
    }
  }
  std::string text() const { return text_ + (scanner_.between() ? "between" : "within"); }

 private:
  void Tell(Event event) {
    gtest_redis::Require(scanner_.error().size() <= ReplyScanner::kLongestError &&
                             scanner_.word().size() <= ReplyScanner::kLongestWord &&
                             scanner_.codes().size() <= ReplyScanner::kMostCodes,
                         "only beginnings are kept");
    lost_ = event == Event::kLost;
    text_ += std::to_string(at_) + "|" + std::to_string(static_cast<int>(event)) + "|";
    if (!lost_) {
      text_ += std::string(1, scanner_.type()) + "|" + scanner_.error() + "|" + scanner_.word();
      for (const auto& [code, count] : scanner_.codes()) {
        text_ += "|" + code + "=" + std::to_string(count);
      }
    }
    text_ += "\n";
  }

  ReplyScanner scanner_;
  std::string text_;
  std::size_t at_ = 0;
  bool lost_ = false;
};

}  // namespace

// First line: the sizes of the pieces. The rest is sent.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  const std::string cuts = gtest_redis::TakePiece(text, '\n');
  Told whole;
  whole.Feed(text);
  Told pieces;
  gtest_redis::FeedInPieces(text, cuts, [&](std::string_view piece) { pieces.Feed(piece); });
  gtest_redis::Require(whole.text() == pieces.text(), "means the same when it is cut");
  return 0;
}
