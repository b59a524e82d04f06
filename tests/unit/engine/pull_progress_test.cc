#include "engine/pull_progress.h"

#include <gmock/gmock.h>

namespace gtest_redis {
namespace {

TEST(PullProgressTest, AddsUpTheLayers) {
  PullProgress progress;
  progress.Add(R"({"status":"Pulling from library/redis","id":"7"})"
               "\n");
  EXPECT_EQ(progress.ToString(), "Pulling from library/redis");
  progress.Add(
      R"({"status":"Downloading","progressDetail":{"current":1000000,"total":4000000},"id":"a"})"
      "\n");
  progress.Add(
      R"({"status":"Downloading","progressDetail":{"current":500000,"total":2000000},"id":"b"})"
      "\n");
  EXPECT_EQ(progress.ToString(), "1.5 of 6.0 MB");
  progress.Add(
      R"({"status":"Downloading","progressDetail":{"current":2000000,"total":2000000},"id":"b"})"
      "\n");
  progress.Add(R"({"status":"Extracting","progressDetail":{"current":1,"total":2},"id":"b"})"
               "\n");
  EXPECT_EQ(progress.ToString(), "3.0 of 6.0 MB");
  EXPECT_EQ(progress.error(), "");
}

TEST(PullProgressTest, UnderstandsLinesThatComeInPieces) {
  PullProgress progress;
  for (const char c : std::string(R"({"status":"one"})"
                                  "\r\n"
                                  R"({"error":"manifest unknown"})"
                                  "\n")) {
    progress.Add(std::string(1, c));
  }
  EXPECT_EQ(progress.ToString(), "one");
  EXPECT_EQ(progress.error(), "manifest unknown");
}

TEST(PullProgressTest, MindsNoNonsense) {
  PullProgress progress;
  progress.Add("nonsense\n[]\nnull\n7\n{\"status\":[]}\n\n");
  progress.Add(R"({"status":"Downloading","progressDetail":{"current":"x"}})"
               "\n");
  progress.Add(R"({"status":"Downloading","progressDetail":null})"
               "\n");
  EXPECT_EQ(progress.ToString(), "Downloading");
  EXPECT_EQ(progress.error(), "");
}

TEST(PullProgressTest, TakesNumbersOfAnySize) {
  PullProgress progress;
  progress.Add(R"({"status":"Downloading","id":"a","progressDetail":{"current":0,"total":1e20}})"
               "\n");
  EXPECT_EQ(progress.ToString(), "0.0 of 100000000000000.0 MB");
}

}  // namespace
}  // namespace gtest_redis
