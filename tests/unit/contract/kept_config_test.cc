#include "contract/kept_config.h"

#include <gmock/gmock.h>

#include <string>

#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(KeptConfigTest, IsReadAsItWasWritten) {
  const std::string value("a \"b\" \\ \n\x01 c", 12);
  EXPECT_THAT(ReadKeptConfig("timeout \"0\"\nempty \"\"\nvalue " + Quoted(value) + "\n"),
              ElementsAre(Pair("empty", ""), Pair("timeout", "0"), Pair("value", value)));
}

TEST(KeptConfigTest, IsNotWhatBelongsToTheOneServerThatItWas) {
  EXPECT_THAT(ReadKeptConfig("dir \"/tmp\"\nport \"1\"\nrequirepass \"***\"\nreplicaof \"a 1\"\n"
                             "tls-port \"2\"\ncluster-enabled \"yes\"\n\nword\n"),
              IsEmpty());
  EXPECT_THAT(ReadKeptConfig(""), IsEmpty());
}

}  // namespace
}  // namespace gtest_redis
