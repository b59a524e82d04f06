// What a client sends to a gate: cut anywhere it means the same.

#include "gate/request_scanner.h"

#include <string>

#include "scanner_fuzz.h"

namespace {

using gtest_redis::RequestScanner;

std::string Describe(const RequestScanner& scanner, RequestScanner::Event event, std::size_t at) {
  gtest_redis::Require(scanner.name().size() <= RequestScanner::kLongest &&
                           scanner.first().size() <= RequestScanner::kLongest &&
                           scanner.second().size() <= RequestScanner::kLongest,
                       "only beginnings are kept");
  // Where a long name is known depends on the pieces it comes in.
  if (event == RequestScanner::Event::kNamed) return "named|" + scanner.name() + "\n";
  if (event == RequestScanner::Event::kLost) return std::to_string(at) + "|lost\n";
  return std::to_string(at) + "|end|" + scanner.name() + "|" + scanner.first() + "|" +
         scanner.second() + "|" + std::to_string(scanner.digest()) + "\n";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gtest_redis::RequireSameInPieces<RequestScanner>(gtest_redis::Text(data, size), Describe);
  return 0;
}
