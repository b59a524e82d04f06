// Reports as JSON: what is read is written and read again as the same, and can be told in every
// other way.

#include <sstream>

#include "fuzz.h"
#include "gtest_redis/redis/error.h"
#include "gtest_redis/report/html.h"
#include "gtest_redis/report/json.h"
#include "gtest_redis/report/junit.h"
#include "gtest_redis/report/table.h"

namespace {

std::string Written(const gtest_redis::RunReport& report) {
  std::ostringstream out;
  gtest_redis::WriteJson(out, report);
  return out.str();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto report = gtest_redis::ReadJson(std::string(gtest_redis::Text(data, size)));
    const std::string text = Written(report);
    gtest_redis::Require(Written(gtest_redis::ReadJson(text)) == text,
                         "a report is the same when it was written");
    std::ostringstream out;
    gtest_redis::WriteTable(out, report);
    gtest_redis::WriteJUnit(out, report);
    gtest_redis::WriteHtml(out, report);
  } catch (const gtest_redis::Error&) {
    // Says what is wrong.
  }
  return 0;
}
