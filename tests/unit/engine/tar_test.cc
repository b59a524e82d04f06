#include "engine/tar.h"

#include <gmock/gmock.h>

#include "engine/engine_error.h"
#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(TarTest, IsReadByTar) {
  const ScratchDirectory directory;
  const std::string block(512, 'b');
  const std::string odd = std::string("a\0b\n", 4) + std::string(1000, 'c');
  const std::string path =
      directory.Write("x.tar", Tar({{"empty", ""}, {"block", block}, {"odd", odd, 0600}}));
  Child tar = Child::Start({{"tar", "-xvvf", path}, {}, directory.path(), directory.File("log")});
  ASSERT_TRUE(tar.WaitForExit(Deadline(std::chrono::seconds(10))));
  EXPECT_EQ(tar.exit_status()->number, 0) << directory.Read("log");
  EXPECT_EQ(directory.Read("empty"), "");
  EXPECT_EQ(directory.Read("block"), block);
  EXPECT_EQ(directory.Read("odd"), odd);
  EXPECT_THAT(directory.Read("log"), testing::ContainsRegex("-rw-r--r-- .* block"));
  EXPECT_THAT(directory.Read("log"), testing::ContainsRegex("-rw------- .* odd"));
}

TEST(TarTest, RefusesANameThatIsTooLong) {
  EXPECT_EQ(Tar({{std::string(99, 'n'), ""}}).size(), 3 * 512);
  EXPECT_THAT(
      [] {
        Tar({{std::string(100, 'n'), ""}});
      },
      ThrowsMessage<EngineError>(HasSubstr("too long")));
}

}  // namespace
}  // namespace gtest_redis
