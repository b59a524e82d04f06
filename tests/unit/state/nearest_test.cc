#include "state/nearest.h"

#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

TEST(NearestTest, IsTheWordThatTakesTheFewestChanges) {
  const std::vector<std::string> words = {"out-of-memory", "memory-at", "evicting", "hung"};
  EXPECT_EQ(Nearest("out-of-mem", words), "out-of-memory");
  EXPECT_EQ(Nearest("outofmemory", words), "out-of-memory");
  EXPECT_EQ(Nearest("memory-at", words), "memory-at");
  EXPECT_EQ(Nearest("evictign", words), "evicting");
  EXPECT_EQ(Nearest("hang", words), "hung");
}

TEST(NearestTest, IsTheFirstOfThoseThatTakeAsMany) {
  EXPECT_EQ(Nearest("c", {"a", "b"}), "a");
  EXPECT_EQ(Nearest("", {"ab", "a", "b"}), "a");
}

}  // namespace
}  // namespace gtest_redis
