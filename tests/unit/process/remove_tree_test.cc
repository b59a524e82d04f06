#include "process/remove_tree.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

class RemoveTreeTest : public ::testing::Test {
 protected:
  RemoveTreeTest() { mkdir(tree_.c_str(), S_IRWXU); }

  static bool Exists(const std::string& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0;
  }

  ScratchDirectory scratch_;
  std::string tree_ = scratch_.File("tree");
};

TEST_F(RemoveTreeTest, RemovesAnEmptyDirectory) {
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

TEST_F(RemoveTreeTest, RemovesASingleFile) {
  const std::string file = scratch_.Write("file", "x");
  EXPECT_TRUE(RemoveTree(file.c_str()));
  EXPECT_FALSE(Exists(file));
}

TEST_F(RemoveTreeTest, IsContentWithWhatIsNotThere) {
  EXPECT_TRUE(RemoveTree(scratch_.File("nothing").c_str()));
}

TEST_F(RemoveTreeTest, RemovesMoreFilesThanOneReadOfADirectoryGives) {
  for (int i = 0; i < 1000; ++i) scratch_.Write("tree/file-" + std::to_string(i), "x");
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

TEST_F(RemoveTreeTest, DoesNotFollowSymbolicLinks) {
  const std::string outside = scratch_.File("outside");
  mkdir(outside.c_str(), S_IRWXU);
  scratch_.Write("outside/precious", "x");
  ASSERT_EQ(symlink(outside.c_str(), (tree_ + "/link").c_str()), 0);
  ASSERT_EQ(symlink("/nowhere", (tree_ + "/dangling").c_str()), 0);
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
  EXPECT_TRUE(Exists(outside + "/precious"));
}

TEST_F(RemoveTreeTest, RemovesALinkInsteadOfTheDirectoryThatItMeans) {
  const std::string link = scratch_.File("link");
  ASSERT_EQ(symlink(tree_.c_str(), link.c_str()), 0);
  EXPECT_TRUE(RemoveTree(link.c_str()));
  EXPECT_FALSE(Exists(link));
  EXPECT_TRUE(Exists(tree_));
}

// Means something only for a user who is not root: root may write anywhere.
TEST_F(RemoveTreeTest, RemovesDirectoriesThatATestMadeReadOnly) {
  scratch_.Write("tree/file", "x");
  chmod((tree_ + "/file").c_str(), 0);
  chmod(tree_.c_str(), S_IRUSR | S_IXUSR);
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

TEST_F(RemoveTreeTest, RemovesDirectoriesThatATestMadeUnreadable) {
  scratch_.Write("tree/file", "x");
  chmod(tree_.c_str(), 0);
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

TEST_F(RemoveTreeTest, RemovesSocketsAndPipes) {
  ASSERT_EQ(mkfifo((tree_ + "/pipe").c_str(), S_IRWXU), 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (tree_ + "/socket").c_str(), sizeof(address.sun_path) - 1);
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  close(socket_fd);
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

TEST_F(RemoveTreeTest, GoesDeeperThanAPathCanSay) {
  const std::string name(100, 'd');
  int directory = open(tree_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int depth = 0; depth < 200; ++depth) {  // 20,000 bytes of path; PATH_MAX is 4096.
    ASSERT_EQ(mkdirat(directory, name.c_str(), S_IRWXU), 0);
    const int next = openat(directory, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    close(directory);
    directory = next;
  }
  close(directory);
  EXPECT_TRUE(RemoveTree(tree_.c_str()));
  EXPECT_FALSE(Exists(tree_));
}

}  // namespace
}  // namespace gtest_redis
