#include "cli/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class MachineTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch_;
};

TEST_F(MachineTest, IsGoodWhenMemoryMayAlwaysBeOvercommitted) {
  const MachineFact fact = Overcommit(scratch_.Write("overcommit_memory", "1\n"));
  EXPECT_TRUE(fact.good);
  EXPECT_THAT(fact.what, StartsWith("vm.overcommit_memory is 1: "));
  EXPECT_EQ(fact.mend, "");
}

TEST_F(MachineTest, TellsWhatFailsWithTheKernelsDefault) {
  const MachineFact fact = Overcommit(scratch_.Write("overcommit_memory", "0\n"));
  EXPECT_FALSE(fact.good);
  EXPECT_THAT(fact.what, HasSubstr("may fail when memory is low"));
  EXPECT_EQ(fact.mend, "sysctl vm.overcommit_memory=1");
}

TEST_F(MachineTest, TellsWhatFailsWhenTheKernelNeverOvercommits) {
  const MachineFact fact = Overcommit(scratch_.Write("overcommit_memory", "2\n"));
  EXPECT_FALSE(fact.good);
  EXPECT_THAT(fact.what, HasSubstr("however much is free"));
  EXPECT_EQ(fact.mend, "sysctl vm.overcommit_memory=1");
}

TEST_F(MachineTest, SaysWhenTheKernelDoesNotSay) {
  const MachineFact fact = Overcommit(scratch_.File("none"));
  EXPECT_FALSE(fact.good);
  EXPECT_THAT(fact.what, HasSubstr("is not known"));
}

TEST_F(MachineTest, KnowsTheCgroupVersions) {
  EXPECT_FALSE(Cgroup(scratch_.path()).good);
  std::filesystem::create_directory(scratch_.File("memory"));
  EXPECT_EQ(Cgroup(scratch_.path()).what, "version 1, with limits of memory");
  scratch_.Write("cgroup.controllers", "cpuset cpu io pids\n");
  EXPECT_FALSE(Cgroup(scratch_.path()).good);
  scratch_.Write("cgroup.controllers", "cpuset cpu io memory pids\n");
  EXPECT_TRUE(Cgroup(scratch_.path()).good);
  EXPECT_EQ(Cgroup(scratch_.path()).what, "version 2, with limits of memory");
}

}  // namespace
}  // namespace gtest_redis
