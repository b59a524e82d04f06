#include "process/log_file.h"

#include <gtest/gtest.h>

#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

TEST(ReadTailTest, GivesAShortFileWhole) {
  const ScratchDirectory scratch;
  EXPECT_EQ(ReadTail(scratch.Write("log", "one\ntwo\n"), 100), "one\ntwo\n");
  EXPECT_EQ(ReadTail(scratch.Write("log", "one\ntwo\n"), 8), "one\ntwo\n");
}

TEST(ReadTailTest, StartsAtALine) {
  const ScratchDirectory scratch;
  EXPECT_EQ(ReadTail(scratch.Write("log", "one\ntwo\nthree\n"), 12), "two\nthree\n");
  EXPECT_EQ(ReadTail(scratch.Write("log", "one\ntwo\nthree\n"), 9), "three\n");
}

TEST(ReadTailTest, GivesTheWholeFirstLineThatFits) {
  const ScratchDirectory scratch;
  EXPECT_EQ(ReadTail(scratch.Write("log", "one\ntwo\nthree\n"), 10), "two\nthree\n");
}

TEST(ReadTailTest, GivesTheEndOfALineThatIsLongerThanTheTail) {
  const ScratchDirectory scratch;
  EXPECT_EQ(ReadTail(scratch.Write("log", "one very long line"), 4), "line");
}

TEST(ReadTailTest, IsEmptyWithoutAFile) {
  const ScratchDirectory scratch;
  EXPECT_EQ(ReadTail(scratch.File("missing"), 100), "");
}

TEST(QuoteTailTest, IndentsTheLinesThatSaySomething) {
  const ScratchDirectory scratch;
  EXPECT_EQ(QuoteTail(scratch.Write("log", "one\n\ntwo\n")), "\nits log ends:\n  one\n  two");
}

TEST(QuoteTailTest, SaysThatThereIsNothing) {
  const ScratchDirectory scratch;
  EXPECT_EQ(QuoteTail(scratch.Write("log", "")), "\nits log is empty");
  EXPECT_EQ(QuoteTail(scratch.File("missing")), "\nits log is empty");
}

}  // namespace
}  // namespace gtest_redis
