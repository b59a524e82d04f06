// INFO replies: looking for a field finds what stands in a line, and never throws but Error.

#include <string>

#include "fuzz.h"
#include "gtest_redis/redis/error.h"
#include "gtest_redis/redis/info.h"

using gtest_redis::Info;

namespace {

template <typename Call>
void MayThrowError(Call call) {
  try {
    call();
  } catch (const gtest_redis::Error&) {
    // A number that is none.
  }
}

}  // namespace

// First line: a field's name. The rest is the reply.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = gtest_redis::Text(data, size);
  const std::string field = gtest_redis::TakePiece(text, '\n');
  const Info info{std::string(text)};
  const auto value = info.Find(field);
  if (value) {
    const auto line = field + ":" + std::string(*value);
    gtest_redis::Require(text.find(line) != std::string_view::npos, "a value stands in the reply");
    gtest_redis::Require(value->find_first_of("\r\n") == std::string_view::npos,
                         "a value is within its line");
    gtest_redis::Require(info.Text(field) == *value, "Text() is Find()");
  }
  MayThrowError([&] { info.Integer(field); });
  MayThrowError([&] { info.Calls(field); });
  MayThrowError([&] {
    const gtest_redis::RefusalCounts errors = info.Errors();
    gtest_redis::Require(gtest_redis::Since({}, errors) == errors,
                         "what came since nothing is all");
    for (const auto& [code, count] : gtest_redis::Since(errors, errors)) {
      gtest_redis::Require(count <= 0, "nothing came since now");
    }
  });
  return 0;
}
