#include "server/shared_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gtest_redis/server/server_error.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class SharedServerTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch_;
  const std::string file_ = scratch_.File("shared.json");
};

TEST_F(SharedServerTest, IsReadAsItWasWritten) {
  const SharedServer written = {"redis://127.0.0.1:41234/0",
                                "gtest-redis-7-abc",
                                "unix:///var/run/docker.sock",
                                "redis:7",
                                {12, 345},
                                {67, 890}};
  written.Write(file_);
  const SharedServer read = SharedServer::Read(file_);
  EXPECT_EQ(read.url, written.url);
  EXPECT_EQ(read.container, written.container);
  EXPECT_EQ(read.engine, written.engine);
  EXPECT_EQ(read.image, written.image);
  EXPECT_EQ(read.holder.pid, 12);
  EXPECT_EQ(read.holder.start, 345U);
  EXPECT_EQ(read.owner.pid, 67);
  EXPECT_EQ(read.owner.start, 890U);
}

TEST_F(SharedServerTest, SaysWhichFileCannotBeRead) {
  EXPECT_THAT([this] { SharedServer::Read(file_); },
              ThrowsMessage<ServerError>("cannot read '" + file_ + "'"));
}

TEST_F(SharedServerTest, SaysThatAFileIsNotWhatItShouldBe) {
  for (const char* text : {"", "nonsense", "[]", "{\"url\": 7}"}) {
    scratch_.Write("shared.json", text);
    EXPECT_THAT([this] { SharedServer::Read(file_); },
                ThrowsMessage<ServerError>(
                    AllOf(HasSubstr(file_), HasSubstr("is not what `gtest-redis share` writes"))));
  }
}

TEST_F(SharedServerTest, SaysWhereItCannotBeWritten) {
  EXPECT_THAT([] { SharedServer().Write("/no/such/directory/file"); },
              ThrowsMessage<ServerError>("cannot write '/no/such/directory/file'"));
}

}  // namespace
}  // namespace gtest_redis
