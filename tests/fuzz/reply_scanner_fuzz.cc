// What Redis sends to a gate: cut anywhere it means the same.

#include "gate/reply_scanner.h"

#include <string>

#include "scanner_fuzz.h"

namespace {

using gtest_redis::ReplyScanner;

std::string Describe(const ReplyScanner& scanner, ReplyScanner::Event event, std::size_t at) {
  gtest_redis::Require(scanner.error().size() <= ReplyScanner::kLongestError &&
                           scanner.word().size() <= ReplyScanner::kLongestWord &&
                           scanner.codes().size() <= ReplyScanner::kMostCodes,
                       "only beginnings are kept");
  std::string text = std::to_string(at) + "|" + std::to_string(static_cast<int>(event)) + "|";
  if (event == ReplyScanner::Event::kLost) return text + "\n";
  text += std::string(1, scanner.type()) + "|" + scanner.error() + "|" + scanner.word();
  for (const auto& [code, count] : scanner.codes())
    text += "|" + code + "=" + std::to_string(count);
  return text + "\n";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gtest_redis::RequireSameInPieces<ReplyScanner>(gtest_redis::Text(data, size), Describe);
  return 0;
}
