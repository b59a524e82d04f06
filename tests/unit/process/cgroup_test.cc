#include "process/cgroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gtest_redis/redis/error.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

// A cgroup file system as it looks to a program: directories below one of this test's.
class CgroupPlaceTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& path) const { return mount_.path() + path; }

  // A cgroup, whose children have these controllers (of version 2).
  void Make(const std::string& path, const std::string& controllers = "") const {
    fs::create_directories(Path(path));
    std::ofstream(Path(path) + "/cgroup.procs") << "";
    std::ofstream(Path(path) + "/cgroup.subtree_control") << controllers << "\n";
  }

  // Lines of /proc/self/mountinfo, with this test's directory as the mount point.
  std::string Version1(const std::string& root = "/") const {
    return "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
           "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
           "35 31 0:32 " +
           root + " " + mount_.path() +
           " rw,relatime shared:9 master:1 - cgroup cgroup rw,memory\n"
           "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
  }
  std::string Version2(const std::string& root = "/") const {
    return "25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw\n"
           "26 24 0:24 " +
           root + " " + mount_.path() + " rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  }

  const ScratchDirectory mount_;
};

TEST_F(CgroupPlaceTest, OfVersion1IsBelowOurOwn) {
  Make("/jobs/7");
  const CgroupPlace place = CgroupPlace::Find(
      Version1(), "9:name=systemd:/\n5:cpu,memory,pids:/jobs/7\n1:cpu:/\n0::/elsewhere\n");
  EXPECT_EQ(place.version, 1);
  EXPECT_EQ(place.own, Path("/jobs/7"));
  EXPECT_EQ(place.parent, Path("/jobs/7"));
  EXPECT_EQ(place.why_not, "");
}

TEST_F(CgroupPlaceTest, InAContainerThatSeesOnlyItsOwnCgroupIsTheMountPoint) {
  Make("");
  const CgroupPlace place =
      CgroupPlace::Find(Version1("/docker/4711"), "4:memory:/docker/4711\n0::/docker/4711\n");
  EXPECT_EQ(place.parent, mount_.path());
}

TEST_F(CgroupPlaceTest, DoesNotTakeOnePathForAnotherThatBeginsLikeIt) {
  Make("");
  const CgroupPlace place = CgroupPlace::Find(Version1("/docker/47"), "4:memory:/docker/4711\n");
  EXPECT_EQ(place.parent, "");
  EXPECT_THAT(place.why_not,
              AllOf(HasSubstr("'/docker/4711'"), HasSubstr("not below any mounted")));
}

TEST_F(CgroupPlaceTest, IsNowhereOutsideOfTheCgroupNamespace) {
  Make("");
  EXPECT_EQ(CgroupPlace::Find(Version2(), "0::/../other\n").parent, "");
}

TEST_F(CgroupPlaceTest, OfVersion2IsTheNearestThatGivesItsChildrenMemoryLimits) {
  Make("", "cpu memory pids");
  Make("/user.slice", "cpu memory pids");
  Make("/user.slice/app.slice", "memory pids");
  Make("/user.slice/app.slice/run.scope");
  const CgroupPlace place = CgroupPlace::Find(Version2(), "0::/user.slice/app.slice/run.scope\n");
  EXPECT_EQ(place.version, 2);
  EXPECT_EQ(place.own, Path("/user.slice/app.slice/run.scope"));
  EXPECT_EQ(place.parent, Path("/user.slice/app.slice"));
}

TEST_F(CgroupPlaceTest, OfVersion2AtTheRootIsTheRoot) {
  Make("", "memory");
  const CgroupPlace place = CgroupPlace::Find(Version2(), "0::/\n");
  EXPECT_EQ(place.own, mount_.path());
  EXPECT_EQ(place.parent, mount_.path());
}

TEST_F(CgroupPlaceTest, OfVersion2WithoutTheMemoryControllerSaysWhatWouldMendIt) {
  Make("", "cpu pids");
  Make("/job");
  const CgroupPlace place = CgroupPlace::Find(Version2(), "0::/job\n");
  EXPECT_EQ(place.parent, "");
  EXPECT_THAT(place.why_not,
              AllOf(StartsWith("no cgroup at or above '" + Path("/job") + "'"),
                    HasSubstr("systemd-run --user --scope --property=Delegate=yes COMMAND")));
}

TEST_F(CgroupPlaceTest, ThatMayNotBeWrittenSaysSo) {
  Make("/job");
  fs::remove(Path("/job/cgroup.procs"));  // Rights would not hold root back.
  EXPECT_THAT(
      CgroupPlace::Find(Version1(), "4:memory:/job\n").why_not,
      AllOf(HasSubstr("may not make a cgroup in '" + Path("/job") + "'"), HasSubstr("as root")));
}

TEST_F(CgroupPlaceTest, MayHaveABlankInItsPath) {
  Make("/a b/job");
  std::string mountinfo = Version2();
  mountinfo.replace(mountinfo.find(mount_.path()), mount_.path().size(),
                    mount_.path() + "/a\\040b");
  EXPECT_EQ(CgroupPlace::Find(mountinfo, "0::/job\n").own, Path("/a b/job"));
}

TEST_F(CgroupPlaceTest, IsNowhereWhereTheKernelHasNoMemoryCgroups) {
  for (const char* cgroups : {"", "nonsense\n", "1:cpu:/\n"}) {
    EXPECT_EQ(CgroupPlace::Find(Version1(), cgroups).why_not, "this kernel has no memory cgroups");
  }
}

// As the kernel does not do it, but near enough: files that are there from the start.
TEST_F(CgroupPlaceTest, IsLeftAsItWasWhenTheLimitCannotBeSet) {
  Make("");
  const CgroupPlace place = CgroupPlace::Find(Version2(), "0::/\n");
  EXPECT_EQ(place.parent, "");
  const CgroupPlace made{2, mount_.path(), mount_.path(), ""};
  EXPECT_THAT([&] { MemoryCgroup(made, 1, 1 << 20); },
              ThrowsMessage<Error>(AllOf(HasSubstr("cannot write '1048576' to '"),
                                         HasSubstr("/memory.max': No such file"))));
  for (const auto& entry : fs::directory_iterator(mount_.path())) {
    EXPECT_FALSE(entry.is_directory()) << entry.path();
  }
}

}  // namespace
}  // namespace gtest_redis
