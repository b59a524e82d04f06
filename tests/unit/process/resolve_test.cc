#include "process/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

// There is no time left, so that whatever has to be looked up is not found.
std::vector<std::string> ResolveAtOnce(const std::string& host) {
  return Resolve(host, Deadline(milliseconds(0)));
}

TEST(ResolveTest, LooksUpNeitherAddressesNorLocalhost) {
  EXPECT_THAT(ResolveAtOnce("192.0.2.1"), ElementsAre("192.0.2.1"));
  EXPECT_THAT(ResolveAtOnce("::1"), ElementsAre("::1"));
  EXPECT_THAT(ResolveAtOnce("localhost"), ElementsAre("127.0.0.1", "::1"));
}

TEST(ResolveTest, LooksUpOtherNames) {
  // An address in a form that only the look-up knows, so that no name server is needed.
  EXPECT_THAT(Resolve("127.1", Deadline(seconds(10))), ElementsAre("127.0.0.1"));
}

TEST(ResolveTest, FindsNothingForAHostThatIsNotKnown) {
  const Deadline deadline(seconds(10));
  EXPECT_THAT(Resolve("no-such-host.invalid", Deadline(seconds(2))), IsEmpty());
  EXPECT_FALSE(deadline.passed());
}

}  // namespace
}  // namespace gtest_redis
