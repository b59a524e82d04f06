// What an engine tells of a pull: cut anywhere it means the same.

#include "engine/pull_progress.h"
#include "fuzz.h"

// First line: the sizes of the pieces. The rest is told.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  const std::string cuts = gtest_redis::TakePiece(text, '\n');
  gtest_redis::PullProgress whole;
  whole.Add(text);
  gtest_redis::PullProgress pieces;
  gtest_redis::FeedInPieces(text, cuts, [&](std::string_view piece) { pieces.Add(piece); });
  gtest_redis::Require(whole.ToString() == pieces.ToString(), "means the same when it is cut");
  gtest_redis::Require(whole.error() == pieces.error(), "fails the same when it is cut");
  return 0;
}
